//! JSON Schema 2020-12 of socket messages.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::ToSchema;

/// The schema of a type, with the schemas that it refers to.
pub fn schema_of<T: ToSchema>() -> Value {
    let mut named = vec![];
    T::schemas(&mut named);
    let definitions: BTreeMap<_, _> = named.into_iter().collect();
    let mut schema = serde_json::to_value(T::schema()).expect("a schema serialises");
    if !definitions.is_empty() {
        schema["$defs"] = json!(definitions);
    }
    inline_definitions(&schema)
}

/// Rewrites OpenAPI references (`#/components/schemas/`) to JSON Schema ones (`#/$defs/`).
pub fn inline_definitions(schema: &Value) -> Value {
    let text = schema.to_string().replace("#/components/schemas/", "#/$defs/");
    serde_json::from_str(&text).expect("only the references changed")
}
