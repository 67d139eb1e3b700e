//! Checks input against the very schema that the OpenAPI document shows, and names every wrong field at once.

use std::{
    any::TypeId,
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use dashmap::DashMap;
use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::error::{Error, FieldError, Result};

static VALIDATORS: LazyLock<DashMap<TypeId, Arc<Validator>>> = LazyLock::new(DashMap::new);

/// Reads a `T` out of JSON that has its shape. Text is trimmed, an empty one counts as left out.
pub fn read<T: ToSchema + DeserializeOwned + 'static>(mut value: Value) -> Result<T> {
    tidy(&mut value, false);
    let mut wrong: Vec<_> = validator::<T>().iter_errors(&value).flat_map(|error| explain(&error)).collect();
    wrong.extend(unprintable(&value, ""));
    if !wrong.is_empty() {
        wrong.sort_by(|a, b| a.field.cmp(&b.field));
        wrong.dedup_by(|a, b| a.field == b.field);
        return Err(Error::Invalid(wrong));
    }
    serde_path_to_error::deserialize(value)
        .map_err(|error| Error::invalid(&error.path().to_string(), error.inner().to_string()))
}

/// For a field of a PATCH: tells `null` (given, empty) from one that was left out.
pub fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// The properties of a `T`, with their schemas: how a query string's text is to be read.
pub fn properties<T: ToSchema + 'static>() -> BTreeMap<String, Value> {
    let schema = serde_json::to_value(T::schema()).unwrap_or_default();
    let properties = schema["properties"].as_object().cloned().unwrap_or_default();
    properties.into_iter().collect()
}

fn validator<T: ToSchema + 'static>() -> Arc<Validator> {
    let made = VALIDATORS.entry(TypeId::of::<T>()).or_insert_with(|| {
        let mut named = vec![];
        T::schemas(&mut named);
        let mut schema = serde_json::to_value(T::schema()).expect("a schema serialises");
        let definitions: BTreeMap<_, _> = named.into_iter().collect();
        schema["components"] = json!({ "schemas": definitions });
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        Arc::new(options.build(&schema).expect("the schema of an input is a schema"))
    });
    Arc::clone(&made)
}

/// Trims text, except passwords, and makes an empty one null; a whole number is one however it is written (`4.0`).
fn tidy(value: &mut Value, secret: bool) {
    match value {
        Value::String(text) if !secret => {
            let trimmed = text.trim();
            if trimmed.is_empty() {
                *value = Value::Null;
            } else if trimmed.len() != text.len() {
                *text = trimmed.to_owned();
            }
        }
        Value::Number(number) => {
            if let Some(whole) = whole(number) {
                *number = whole.into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| tidy(item, secret)),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                tidy(field, name.to_lowercase().contains("password"));
            }
        }
        _ => {}
    }
}

/// What JSON Schema counts as an integer and Rust does not, as far as floating point is exact.
fn whole(number: &serde_json::Number) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_991.0;
    let float =
        number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() <= EXACT)?;
    #[expect(clippy::cast_possible_truncation, reason = "whole, and small enough")]
    let whole = float as i64;
    Some(whole)
}

/// Control characters other than line breaks and tabs: no database column and no screen wants them.
fn unprintable(value: &Value, path: &str) -> Vec<FieldError> {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::String(text) if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) => {
            vec![FieldError::new(path, "must not contain control characters")]
        }
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(i, item)| unprintable(item, &below(&i.to_string()))).collect()
        }
        Value::Object(fields) => {
            fields.iter().flat_map(|(name, field)| unprintable(field, &below(name))).collect()
        }
        _ => vec![],
    }
}

fn explain(error: &ValidationError<'_>) -> Vec<FieldError> {
    let path = error.instance_path().to_string().trim_start_matches('/').replace('/', ".");
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let one = |message: String| vec![FieldError::new(path.clone(), message)];
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            vec![FieldError::new(below(property.as_str().unwrap_or_default()), "is required")]
        }
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            unexpected.iter().map(|name| FieldError::new(below(name), "is not a field here")).collect()
        }
        _ if error.instance().is_null() => one("must not be empty".into()),
        ValidationErrorKind::MinLength { limit } => one(format!("must have at least {limit} characters")),
        ValidationErrorKind::MaxLength { limit } => one(format!("must have at most {limit} characters")),
        ValidationErrorKind::Minimum { limit } => one(format!("must be at least {limit}")),
        ValidationErrorKind::Maximum { limit } => one(format!("must be at most {limit}")),
        ValidationErrorKind::Format { format } => {
            one(format!("must be a valid {}", format.replace('-', " ")))
        }
        ValidationErrorKind::Enum { options } => {
            let words: Vec<_> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            one(format!("must be one of {}", words.join(", ")))
        }
        // What may be null is described as one of two schemas: the first is the one that is meant.
        ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } => {
            context.first().map(|errors| errors.iter().flat_map(explain).collect()).unwrap_or_default()
        }
        ValidationErrorKind::Pattern { .. } => one("is not written as it should be".into()),
        ValidationErrorKind::Type { .. } => {
            one(format!("has the wrong type ({})", type_of(error.instance())))
        }
        _ => one("is wrong".into()),
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_one_however_it_is_written() {
        let mut value: Value =
            serde_json::from_str(r#"{ "a": 4.0, "b": [-7e2], "c": 4.5, "d": 1e300, "e": 9 }"#).expect("JSON");
        tidy(&mut value, false);
        assert_eq!(value, json!({ "a": 4, "b": [-700], "c": 4.5, "d": 1e300, "e": 9 }));
    }
}
