//! Validates input against the schemas of the OpenAPI document, and reports all invalid fields at once.
//!
//! Text must be a single line unless its schema has the format `multiline`, as for notes and comments.

mod explain;

use std::{
    any::TypeId,
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use crate::{
    error::{Error, FieldError, Result},
    region,
    text::{self, Lines},
    time::{Days, Time},
};

use dashmap::DashMap;
use jsonschema::Validator;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Value, json};
use utoipa::ToSchema;

static SCHEMAS: LazyLock<DashMap<TypeId, Arc<Schema>>> = LazyLock::new(DashMap::new);

/// A compiled schema.
struct Schema {
    document: Value,
    validator: Validator,
}

/// Validates JSON and deserialises it. Text is trimmed; empty text becomes null.
pub fn read<T: ToSchema + DeserializeOwned + 'static>(mut value: Value) -> Result<T> {
    normalize(&mut value, false);
    let schema = schema_of::<T>();
    let mut errors: Vec<_> =
        schema.validator.iter_errors(&value).flat_map(|error| schema.explain(&error)).collect();
    schema.check_text(&value, &mut vec![], &mut errors);
    if !errors.is_empty() {
        errors.sort_by(|a, b| a.field.cmp(&b.field));
        errors.dedup_by(|a, b| a.field == b.field);
        return Err(Error::Invalid(errors));
    }
    serde_path_to_error::deserialize(value)
        .map_err(|error| Error::invalid(&error.path().to_string(), error.inner().to_string()))
}

/// Deserialises a field of a PATCH so that `null` (`Some(None)`) differs from an omitted field (`None`).
pub fn double_option<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// The properties of `T`, with their schemas.
pub fn properties<T: ToSchema + 'static>() -> BTreeMap<String, Value> {
    let schema = serde_json::to_value(T::schema()).unwrap_or_default();
    let properties = schema["properties"].as_object().cloned().unwrap_or_default();
    properties.into_iter().collect()
}

fn schema_of<T: ToSchema + 'static>() -> Arc<Schema> {
    let schema = SCHEMAS.entry(TypeId::of::<T>()).or_insert_with(|| {
        let mut named = vec![];
        T::schemas(&mut named);
        let mut document = serde_json::to_value(T::schema()).expect("a schema serialises");
        let definitions: BTreeMap<_, _> = named.into_iter().collect();
        document["components"] = json!({ "schemas": definitions });
        let mut options = jsonschema::draft202012::options()
            .should_validate_formats(true)
            // Accepts only addresses that lettre can send to.
            .with_format("email", |text: &str| text.is_ascii() && text.parse::<lettre::Address>().is_ok())
            .with_format("date-time", |text: &str| Time::parse(text).is_some())
            .with_format("days", |text: &str| text.parse::<Days>().is_ok());
        for (format, check) in region::FORMATS {
            options = options.with_format(format, check);
        }
        let validator = options.build(&document).expect("the schema of an input is a schema");
        Arc::new(Schema { document, validator })
    });
    Arc::clone(&schema)
}

/// Trims text, except passwords, turns empty text into null, and whole floats (`4.0`) into integers.
fn normalize(value: &mut Value, secret: bool) {
    match value {
        Value::String(text) if !secret => {
            let trimmed = text::trimmed(text);
            if trimmed.is_empty() {
                *value = Value::Null;
            } else if trimmed.len() != text.len() {
                *text = trimmed.to_owned();
            }
        }
        Value::Number(number) => {
            if let Some(integer) = as_integer(number) {
                *number = integer.into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| normalize(item, secret)),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                normalize(field, name.to_lowercase().contains("password"));
            }
        }
        _ => {}
    }
}

/// Converts a float without a fraction, which JSON Schema considers an integer, within the range where floats
/// are exact.
fn as_integer(number: &serde_json::Number) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_991.0;
    let float =
        number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() <= EXACT)?;
    #[expect(clippy::cast_possible_truncation, reason = "checked above")]
    let integer = float as i64;
    Some(integer)
}

impl Schema {
    /// Reports all strings and map keys with characters that the schema does not allow.
    fn check_text(&self, value: &Value, path: &mut Vec<String>, errors: &mut Vec<FieldError>) {
        match value {
            Value::String(text) if text::validate(text, Lines::One).is_some() => {
                if let Some(problem) = text::validate(text, self.lines(path)) {
                    errors.push(FieldError::new(path.join("."), problem));
                }
            }
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    path.push(i.to_string());
                    self.check_text(item, path, errors);
                    path.pop();
                }
            }
            Value::Object(fields) => {
                for (name, field) in fields {
                    path.push(name.clone());
                    if let Some(problem) = text::validate(name, Lines::One) {
                        errors.push(FieldError::new(text::single_line(&path.join(".")), problem));
                    }
                    self.check_text(field, path, errors);
                    path.pop();
                }
            }
            _ => {}
        }
    }

    fn lines(&self, path: &[String]) -> Lines {
        let many = |schema: &&Value| matches!(schema["format"].as_str(), Some("multiline" | "password"));
        if self.at(path).iter().any(many) { Lines::Many } else { Lines::One }
    }

    /// The schemas that apply at this path of a value.
    fn at(&self, path: &[String]) -> Vec<&Value> {
        path.iter().fold(self.alternatives(&self.document), |schemas, step| {
            let steps = schemas.iter().flat_map(|schema| {
                [&schema["properties"][step], &schema["additionalProperties"], &schema["items"]]
            });
            steps.filter(|schema| schema.is_object()).flat_map(|schema| self.alternatives(schema)).collect()
        })
    }

    /// A schema with all schemas that it refers to or combines.
    fn alternatives<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        let named =
            schema["$ref"].as_str().and_then(|name| self.document.pointer(name.trim_start_matches('#')));
        let parts =
            ["oneOf", "anyOf", "allOf"].into_iter().filter_map(|kind| schema[kind].as_array()).flatten();
        let others = named.into_iter().chain(parts).flat_map(|other| self.alternatives(other));
        std::iter::once(schema).chain(others.collect::<Vec<_>>()).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    #[derive(Debug, Serialize, Deserialize, ToSchema)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Input {
        #[schema(max_length = 3)]
        name: Option<String>,
        #[schema(format = "multiline")]
        text: Option<String>,
        #[schema(pattern = "^[A-Z]{3}$", examples("INR"))]
        currency: Option<String>,
        #[schema(format = Email)]
        email: Option<String>,
        #[serde(default)]
        count: i64,
        #[serde(default)]
        tags: Vec<Named>,
        #[serde(default)]
        map: BTreeMap<String, Option<String>>,
    }

    #[derive(Debug, Serialize, Deserialize, ToSchema)]
    struct Named {
        name: String,
        #[schema(format = "multiline")]
        about: Option<String>,
    }

    fn errors(value: Value) -> Vec<(String, String)> {
        match read::<Input>(value) {
            Err(Error::Invalid(errors)) => {
                errors.into_iter().map(|error| (error.field, error.message)).collect()
            }
            other => panic!("{other:?}"),
        }
    }
    fn fields(value: Value) -> Vec<String> {
        errors(value).into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn text_is_a_single_line_unless_multiline() {
        assert_eq!(fields(json!({ "name": "a\nb", "text": "a\nb" })), ["name"]);
        assert_eq!(fields(json!({ "name": "a\u{2028}", "text": "a\u{0}" })), ["text"], "trimmed at its end");
        assert_eq!(fields(json!({ "tags": [{ "name": "a\rb", "about": "a\r\nb" }] })), ["tags.0.name"]);
        assert_eq!(fields(json!({ "map": { "a\0b": "c" } })), ["map.a b"]);
        assert_eq!(fields(json!({ "map": { "a": "b\u{202e}c" } })), ["map.a"]);
        let input = read::<Input>(json!({ "name": "\u{202a}a\u{202c}\n", "text": "a\n\tb" })).unwrap();
        assert_eq!((input.name.as_deref(), input.text.as_deref()), (Some("a"), Some("a\n\tb")));
    }

    #[test]
    fn messages_describe_the_expected_value() {
        let value = json!({ "name": "four", "currency": "rupees", "count": "1", "nme": 1, "email": "a b@c" });
        let expected = [
            ("count", "must be an integer, not a string"),
            ("currency", "must be written like INR"),
            ("email", "must be a valid e-mail address"),
            ("name", "must have at most 3 characters"),
            ("nme", "is not a known field"),
        ];
        assert_eq!(errors(value), expected.map(|(field, message)| (field.to_owned(), message.to_owned())));
    }

    #[test]
    fn whole_floats_become_integers() {
        let mut value: Value =
            serde_json::from_str(r#"{ "a": 4.0, "b": [-7e2], "c": 4.5, "d": 1e300, "e": 9 }"#).expect("JSON");
        normalize(&mut value, false);
        assert_eq!(value, json!({ "a": 4, "b": [-700], "c": 4.5, "d": 1e300, "e": 9 }));
    }
}
