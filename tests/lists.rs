//! Every list returns `count`, checked for each operation of the OpenAPI document.

use reqwest::Method;
use serde_json::Value;

use crate::{
    on_both_databases,
    support::{
        Database, Server,
        routes::{kind_of, operations, records},
    },
};

on_both_databases!(every_list_returns_its_count);

/// Resolves references of a schema.
fn resolved<'a>(document: &'a Value, mut schema: &'a Value) -> &'a Value {
    while let Some(reference) = schema["$ref"].as_str() {
        schema = document.pointer(reference.trim_start_matches('#')).expect("the reference resolves");
    }
    schema
}

/// The schemas of all JSON responses, each with its route.
fn answers(document: &Value) -> Vec<(String, &Value)> {
    let mut answers = vec![];
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            for response in operation["responses"].as_object().unwrap().values() {
                let schema = &response["content"]["application/json"]["schema"];
                if !schema.is_null() {
                    answers.push((format!("{method} {path}"), resolved(document, schema)));
                }
            }
        }
    }
    answers
}

#[test]
fn every_list_response_documents_its_count() {
    let document = tandem::http::document(tandem::features::ALL);
    let mut lists = 0;
    for (route, schema) in answers(&document) {
        assert_ne!(schema["type"], "array", "{route} returns an array without an envelope");
        if resolved(&document, &schema["properties"]["data"])["type"] != "array" {
            continue;
        }
        lists += 1;
        let required = schema["required"].as_array().unwrap();
        assert!(required.iter().any(|name| name == "count"), "{route} returns a list without a count");
    }
    assert!(lists > 25, "only {lists} lists were found");
}

async fn every_list_returns_its_count(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let records = records(&server, &admin).await;
    let (mut lists, mut rows) = (0, 0);
    for operation in operations().into_iter().filter(|operation| operation.method == Method::GET) {
        let id = records.get(kind_of(&operation)).cloned().unwrap_or_default();
        let reply = admin.get(&operation.at(&id)).await;
        let Some(data) = reply.body["data"].as_array() else { continue };
        assert_eq!(reply.body["count"], data.len(), "{}", operation.name());
        if reply.body["page"] == 1 && reply.body["pages"] == 1 {
            assert_eq!(reply.body["total"], data.len(), "{}", operation.name());
        }
        lists += 1;
        rows += data.len();
    }
    assert!(lists > 20 && rows > 20, "read only {lists} lists with {rows} rows");
}
