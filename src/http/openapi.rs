//! The OpenAPI document: generated from the handlers, completed with what all operations share.

use crate::{access::Role, app::Feature};

use std::collections::BTreeSet;

use serde_json::{Value, json};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tandem",
        version = env!("CARGO_PKG_VERSION"),
        description = "A real-time, multi-company CRM. Changes by REST, broadcasts by Socket.IO; see `protocol/README.md`."
    ),
    components(schemas(super::failure::Failure)),
    servers((url = "/"))
)]
pub struct Document;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Adds the security schemes, and the error responses and headers that operations share.
pub fn complete(api: utoipa::openapi::OpenApi, features: &[Feature]) -> Value {
    let mut document = serde_json::to_value(api).expect("the document serialises");
    extend_schemas(&mut document["components"]["schemas"], features);
    document["components"]["securitySchemes"] = json!({
        "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
        "raw": { "type": "apiKey", "in": "header", "name": "Authorization", "description": "The token without a scheme." },
        "cookie": { "type": "apiKey", "in": "cookie", "name": super::TOKEN_COOKIE },
    });
    document["security"] = json!([{ "bearer": [] }, { "raw": [] }, { "cookie": [] }]);
    for (path, operations) in document["paths"].as_object_mut().into_iter().flatten() {
        for method in METHODS {
            if let Some(operation) = operations.get_mut(method) {
                complete_operation(path, method, operation);
            }
        }
    }
    document
}

/// Adds rules as schema extensions, so that clients need not duplicate them.
fn extend_schemas(schemas: &mut Value, features: &[Feature]) {
    let permissions = Role::ALL.iter().map(|role| (role.name().to_owned(), json!(role.permissions())));
    schemas["Role"]["x-permissions"] = permissions.collect();
    let kinds = features.iter().flat_map(|feature| feature.events);
    let types: BTreeSet<_> = kinds.map(|kind| kind.entity).collect();
    schemas["Entity"]["x-types"] = json!(types);
    let searches = || features.iter().filter_map(|feature| feature.search.as_ref());
    let records =
        |schema| json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{schema}") } });
    let found = searches().map(|search| (search.field.to_owned(), records(search.schema)));
    let found = json!({
        "type": "object",
        "description": schemas["Found"]["description"],
        "properties": Value::from_iter(found),
        "required": searches().map(|search| search.field).collect::<Vec<_>>(),
    });
    schemas["Answer_Found"]["properties"]["data"] = found.clone();
    schemas["Found"] = found;
    for extension in features.iter().flat_map(|feature| feature.schemas) {
        schemas[extension.schema][extension.key] = (extension.value)();
    }
}

fn complete_operation(path: &str, method: &str, operation: &mut Value) {
    // A handler's name is a verb, so the tag makes it unique: `contacts_list`.
    let name = format!("{}_{}", text(&operation["tags"][0]), text(&operation["operationId"]));
    operation["operationId"] = json!(name);
    let public = operation.get("security") == Some(&json!([{}]));
    let mut failures = vec![
        (400, "Malformed or invalid; lists all invalid fields"),
        (429, "Too many requests"),
        (503, "Temporarily unavailable; retry"),
    ];
    if !public {
        failures.extend([(401, "Missing or invalid token"), (403, "Missing permission")]);
    }
    // The path or the body refers to a record.
    if path.contains('{') || (!public && operation.get("requestBody").is_some()) {
        failures.push((404, "Not found, or not visible to the caller"));
    }
    if operation.get("requestBody").is_some() {
        failures.extend([(413, "The body is too large"), (415, "The body is not JSON")]);
    }
    add_request_headers(path, method, operation, &mut failures);
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        // Forms send empty fields, which count as omitted.
        if parameter["in"] == "query" && parameter["required"] != true {
            parameter["allowEmptyValue"] = json!(true);
        }
    }
    // Rejected by the HTTP server before routing, without a body.
    if operation["parameters"].as_array().into_iter().flatten().any(|parameter| parameter["in"] == "query") {
        operation["responses"]["414"] = json!({ "description": "The URI is too long" });
        operation["responses"]["431"] = json!({ "description": "The request headers are too large" });
    }
    for (status, description) in failures {
        let responses = &mut operation["responses"];
        let description =
            responses[status.to_string()]["description"].as_str().unwrap_or(description).to_owned();
        responses[status.to_string()] = json!({ "description": description, "content": failure_content() });
    }
    for response in operation["responses"].as_object_mut().into_iter().flatten() {
        // OpenAPI requires a description.
        if response.1.get("description").is_none() {
            response.1["description"] = json!("Success");
        }
    }
    if let Some(conflict) = operation["responses"].get_mut("409") {
        conflict["content"] = failure_content();
    }
}

fn failure_content() -> Value {
    json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Failure" } } })
}

/// The extension of operations that accept no `Idempotency-Key`: they write nothing, or receive files. It is not part
/// of the document.
const WITHOUT_STORED_RESPONSE: &str = "x-without-stored-response";

fn add_request_headers(
    path: &str,
    method: &str,
    operation: &mut Value,
    failures: &mut Vec<(u16, &'static str)>,
) {
    let is_stored =
        operation.as_object_mut().and_then(|fields| fields.remove(WITHOUT_STORED_RESPONSE)).is_none();
    if method == "post" && !path.starts_with("/api/auth") && is_stored {
        failures.extend([(422, "The Idempotency-Key was used for another request")]);
        let key = json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$" });
        header(
            operation,
            "Idempotency-Key",
            "A retry with the same key and body within 24 hours gets the original response.",
            &key,
        );
    }
    if ["put", "patch", "delete"].contains(&method) {
        failures.push((412, "The record has a newer version"));
        let tag = json!({ "type": "string", "pattern": r#"^(\*|(W/)?"[0-9]{1,18}")$"# });
        header(
            operation,
            "If-Match",
            "The record's ETag; the change fails with 412 if the record has changed since.",
            &tag,
        );
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("each operation has a tag and a name")
}

fn header(operation: &mut Value, name: &str, description: &str, schema: &Value) {
    let parameter = json!({ "name": name, "in": "header", "required": false, "description": description, "schema": schema });
    match operation.get_mut("parameters").and_then(Value::as_array_mut) {
        Some(parameters) => parameters.push(parameter),
        None => operation["parameters"] = json!([parameter]),
    }
}
