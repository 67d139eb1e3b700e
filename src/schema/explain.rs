//! Messages for validation errors, to be read after the name of the field:
//! `email must be a valid e-mail address`.

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
        let child = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                vec![FieldError::new(child(property.as_str().unwrap_or_default()), "is required")]
            }
            ValidationErrorKind::AdditionalProperties { unexpected }
            | ValidationErrorKind::UnevaluatedProperties { unexpected } => unexpected
                .iter()
                .map(|name| FieldError::new(text::single_line(&child(name)), "is not a known field"))
                .collect(),
            _ if error.instance().is_null() => vec![FieldError::new(path, "must not be empty")],
            // A nullable field has two alternative schemas; the second is null.
            ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
                context.first().into_iter().flatten().flat_map(|error| self.explain(error)).collect()
            }
            ValidationErrorKind::Pattern { .. } => vec![self.explain_pattern(path)],
            _ => vec![FieldError::new(path, message(error))],
        }
    }

    fn explain_pattern(&self, path: String) -> FieldError {
        let steps: Vec<String> = path.split('.').map(str::to_owned).collect();
        let message = self.at(&steps).into_iter().find_map(|schema| {
            let filter = &schema["x-filter"];
            match filter["type"].as_str() {
                Some("choice") => Some(must_be_one_of(&filter["values"])),
                Some("reference") => Some(must_be("uuid")),
                Some("date") => Some(must_be("days")),
                _ => schema["examples"][0].as_str().map(|example| format!("must be written like {example}")),
            }
        });
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
        ValidationErrorKind::Format { format } => must_be(format),
        ValidationErrorKind::Enum { options } => must_be_one_of(options),
        ValidationErrorKind::Type { kind } => {
            format!("must be {}, not {}", expected_types(kind), type_of(error.instance()))
        }
        _ => "is invalid".into(),
    }
}

fn must_be(format: &str) -> String {
    match format {
        "email" => "must be a valid e-mail address".into(),
        "uuid" => "must be a valid id".into(),
        "date" => "must be a date such as 2026-11-21".into(),
        "date-time" => "must be a time such as 2026-11-21T09:30:00Z".into(),
        "days" => {
            "must be a date or a date range, such as 2026-11-21, 2026-11-01..2026-11-30 or last-30-days"
                .into()
        }
        other => format!("must be a valid {}", other.replace('-', " ")),
    }
}

fn must_be_one_of(values: &Value) -> String {
    let words: Vec<_> = values.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    format!("must be one of {}", words.join(", "))
}

fn count(n: u64, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

fn expected_types(kind: &TypeKind) -> String {
    let types: Vec<String> = match kind {
        TypeKind::Single(expected) => vec![expected.to_string()],
        TypeKind::Multiple(expected) => expected.iter().map(|expected| expected.to_string()).collect(),
    };
    let named = types.iter().filter(|name| *name != "null").map(|name| with_article(name));
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
