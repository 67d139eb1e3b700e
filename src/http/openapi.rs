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
    // A handler's name is a verb; with its tag it is one of its kind: `contacts_list`.
    let name = format!("{}_{}", text(&operation["tags"][0]), text(&operation["operationId"]));
    operation["operationId"] = json!(name);
    let public = operation.get("security") == Some(&json!([{}]));
    let mut failures = vec![
        (400, "Malformed or invalid; every wrong field is named"),
        (429, "Too many requests"),
        (503, "Try again"),
    ];
    if !public {
        failures.extend([(401, "No good token"), (403, "The role does not allow it")]);
    }
    // A record is named by the path, or by the body.
    if path.contains('{') || (!public && operation.get("requestBody").is_some()) {
        failures.push((404, "Not here, or not yours to see"));
    }
    if operation.get("requestBody").is_some() {
        failures.extend([(413, "The body is too large"), (415, "The body is not JSON")]);
    }
    if method == "post" && !path.starts_with("/api/auth") {
        failures.extend([(422, "The Idempotency-Key was used for another request")]);
        let key = json!({ "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$" });
        header(
            operation,
            "Idempotency-Key",
            "The same key and body within 24 h get the first answer again.",
            &key,
        );
    }
    if ["put", "patch", "delete"].contains(&method) {
        failures.push((412, "Somebody else was faster"));
        let tag = json!({ "type": "string", "pattern": r#"^(\*|(W/)?"[0-9]{1,18}")$"# });
        header(operation, "If-Match", "The ETag of the record as the client knows it.", &tag);
    }
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        // As forms send them: what is empty counts as left out.
        if parameter["in"] == "query" && parameter["required"] != true {
            parameter["allowEmptyValue"] = json!(true);
        }
    }
    // The server's own refusal, before any handler: it has no body.
    if operation["parameters"].as_array().into_iter().flatten().any(|parameter| parameter["in"] == "query") {
        operation["responses"]["414"] = json!({ "description": "The address is too long" });
    }
    for (status, description) in failures {
        let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Failure" } } });
        let responses = &mut operation["responses"];
        let description =
            responses[status.to_string()]["description"].as_str().unwrap_or(description).to_owned();
        responses[status.to_string()] = json!({ "description": description, "content": content });
    }
    for response in operation["responses"].as_object_mut().into_iter().flatten() {
        // OpenAPI wants one of each.
        if response.1.get("description").is_none() {
            response.1["description"] = json!("Done");
        }
    }
    if let Some(conflict) = operation["responses"].get_mut("409") {
        conflict["content"] =
            json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Failure" } } });
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
