//! The OpenAPI document: made from the handlers, completed with what holds for all of them.

use serde_json::{Value, json};
use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Tandem",
        version = env!("CARGO_PKG_VERSION"),
        description = "A real-time, multi-company CRM. REST changes things, Socket.IO tells everybody; see `protocol/README.md`."
    ),
    components(schemas(super::failure::Failure)),
    servers((url = "/"))
)]
pub struct Document;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Adds the token's forms, and to each operation the failures and headers that it shares with its like.
pub fn complete(api: utoipa::openapi::OpenApi) -> Value {
    let mut document = serde_json::to_value(api).expect("the document serialises");
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

fn complete_operation(path: &str, method: &str, operation: &mut Value) {
    let public = operation.get("security") == Some(&json!([{}]));
    let mut failures = vec![
        (400, "Malformed or invalid; every wrong field is named"),
        (429, "Too many requests"),
        (503, "Try again"),
    ];
    if !public {
        failures.extend([(401, "No good token"), (403, "The role does not allow it")]);
    }
    if path.contains('{') {
        failures.push((404, "Not here, or not yours to see"));
    }
    if operation.get("requestBody").is_some() {
        failures.extend([(413, "The body is too large"), (415, "The body is not JSON")]);
    }
    if method == "post" && !path.starts_with("/api/auth") {
        failures.extend([(422, "The Idempotency-Key was used for another request")]);
        header(operation, "Idempotency-Key", "The same key and body within 24 h get the first answer again.");
    }
    if ["put", "patch", "delete"].contains(&method) {
        failures.push((412, "Somebody else was faster"));
        header(operation, "If-Match", "The ETag of the record as the client knows it.");
    }
    for (status, description) in failures {
        let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Failure" } } });
        let responses = &mut operation["responses"];
        let description =
            responses[status.to_string()]["description"].as_str().unwrap_or(description).to_owned();
        responses[status.to_string()] = json!({ "description": description, "content": content });
    }
    if let Some(conflict) = operation["responses"].get_mut("409") {
        conflict["content"] =
            json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Failure" } } });
    }
}

fn header(operation: &mut Value, name: &str, description: &str) {
    let parameter = json!({ "name": name, "in": "header", "required": false, "description": description, "schema": { "type": "string" } });
    match operation.get_mut("parameters").and_then(Value::as_array_mut) {
        Some(parameters) => parameters.push(parameter),
        None => operation["parameters"] = json!([parameter]),
    }
}
