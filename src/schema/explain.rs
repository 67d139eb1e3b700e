//! What is wrong with a value, in words that follow the name of its field: `email must be a valid e-mail address`.

use jsonschema::{
    ValidationError,
    error::{TypeKind, ValidationErrorKind},
};
use serde_json::Value;

use super::Schema;
use crate::{error::FieldError, text};

impl Schema {
    pub(super) fn explain(&self, error: &ValidationError<'_>) -> Vec<FieldError> {
        let path = error.instance_path().to_string().trim_start_matches('/').replace('/', ".");
        let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                vec![FieldError::new(below(property.as_str().unwrap_or_default()), "is required")]
            }
            ValidationErrorKind::AdditionalProperties { unexpected }
            | ValidationErrorKind::UnevaluatedProperties { unexpected } => unexpected
                .iter()
                .map(|name| FieldError::new(text::single_line(&below(name)), "is not a known field"))
                .collect(),
            _ if error.instance().is_null() => vec![FieldError::new(path, "must not be empty")],
            // What may be null is described as one of two schemas: the first is the one that is meant.
            ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
                context.first().into_iter().flatten().flat_map(|error| self.explain(error)).collect()
            }
            ValidationErrorKind::Pattern { .. } => vec![self.unlike_its_example(path)],
            _ => vec![FieldError::new(path, message(error))],
        }
    }

    fn unlike_its_example(&self, path: String) -> FieldError {
        let steps: Vec<String> = path.split('.').map(str::to_owned).collect();
        let example = self.at(&steps).into_iter().find_map(|schema| schema["examples"][0].as_str());
        let message = example.map(|example| format!("must be written like {example}"));
        FieldError::new(path, message.unwrap_or_else(|| "has an invalid format".to_owned()))
    }
}

fn message(error: &ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::MinLength { limit } => {
            format!("must have at least {}", count(*limit, "character"))
        }
        ValidationErrorKind::MaxLength { limit } => {
            format!("must have at most {}", count(*limit, "character"))
        }
        ValidationErrorKind::MinItems { limit } => format!("must have at least {}", count(*limit, "item")),
        ValidationErrorKind::MaxItems { limit } => format!("must have at most {}", count(*limit, "item")),
        ValidationErrorKind::Minimum { limit } => format!("must be at least {limit}"),
        ValidationErrorKind::ExclusiveMinimum { limit } => format!("must be more than {limit}"),
        ValidationErrorKind::Maximum { limit } => format!("must be at most {limit}"),
        ValidationErrorKind::Format { format } => match format.as_str() {
            "email" => "must be a valid e-mail address".into(),
            "uuid" => "must be a valid id".into(),
            "date" => "must be a date such as 2026-11-21".into(),
            "date-time" => "must be a time such as 2026-11-21T09:30:00Z".into(),
            other => format!("must be a valid {}", other.replace('-', " ")),
        },
        ValidationErrorKind::Enum { options } => {
            let words: Vec<_> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            format!("must be one of {}", words.join(", "))
        }
        ValidationErrorKind::Type { kind } => {
            format!("must be {}, not {}", wanted(kind), type_of(error.instance()))
        }
        _ => "is invalid".into(),
    }
}

fn count(n: u64, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

fn wanted(kind: &TypeKind) -> String {
    let types: Vec<String> = match kind {
        TypeKind::Single(wanted) => vec![wanted.to_string()],
        TypeKind::Multiple(wanted) => wanted.iter().map(|wanted| wanted.to_string()).collect(),
    };
    let named = types.iter().filter(|wanted| *wanted != "null").map(|wanted| with_article(wanted));
    named.collect::<Vec<_>>().join(" or ")
}

fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
