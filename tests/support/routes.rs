//! Every route of the OpenAPI document, with a record for each kind of id and a body that would be good.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Client, Reply, Server};

pub struct Operation {
    pub method: Method,
    pub path: String,
    pub public: bool,
    pub has_body: bool,
}

impl Operation {
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
    pub fn at(&self, id: &str) -> String {
        self.path.replace("{id}", id).replace("{stage}", "MQL")
    }
}

pub fn operations() -> Vec<Operation> {
    let document = tandem::http::document();
    let mut operations = vec![];
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            operations.push(Operation {
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                public: operation["security"] == json!([{}]),
                has_body: operation.get("requestBody").is_some(),
            });
        }
    }
    assert!(operations.len() > 30, "the document is whole");
    operations
}

/// Which record the id in a path is of.
pub fn kind_of(operation: &Operation) -> &str {
    let mut steps = operation.path.split('/').skip(2);
    let first = steps.next().unwrap();
    match steps.next() {
        Some("contact") => "contacts",
        Some("company") => "companies",
        _ if first == "leads" => "contacts",
        _ => first,
    }
}

/// For each kind: the id of such a record.
pub async fn records(server: &Server, owner: &Client) -> BTreeMap<&'static str, String> {
    let enquiry = owner.receive_enquiry("Alice").await;
    let invite = owner
        .post(
            "/api/invites",
            json!({ "email": format!("{}@example.com", uuid::Uuid::now_v7().simple()), "role": "counselor" }),
        )
        .await;
    let id = |reply: Reply| reply.expect(201).data()["id"].as_str().unwrap().to_owned();
    let contact = owner.lead("Alice").await;
    server.make_mql(owner, &contact).await;
    let emails = owner.get(&format!("/api/emails/contact/{contact}")).await.expect(200).data();
    let session = id(owner.session(&contact, "MQL", 8).await);
    owner.patch(&format!("/api/contacts/{contact}/promote-sql"), json!({})).await.expect(200);
    let opportunity = owner.open(&contact, 1_000).await;
    let deal = id(owner.post("/api/deals", json!({ "opportunityId": opportunity })).await);
    let task = json!({ "kind": "TASK", "text": "call", "dueAt": "2030-01-01T00:00:00Z" });
    let task = id(owner.post(&format!("/api/leads/{contact}/activity"), task).await);
    let import = id(owner.upload("/api/leads/import", "text/csv", "name\nBea\n").await);
    let tag = json!({ "ids": [contact], "change": { "addTags": ["vip"] } });
    let bulk = id(owner.post("/api/leads/bulk", tag).await);
    BTreeMap::from([
        ("bulk-changes", bulk),
        ("companies", owner.company()),
        ("contacts", contact.clone()),
        ("customers", contact),
        ("deals", deal),
        ("emails", emails[0]["id"].as_str().unwrap().to_owned()),
        ("employees", owner.id()),
        ("enquiries", enquiry),
        ("imports", import),
        ("invites", id(invite)),
        ("opportunities", opportunity),
        ("sessions", session),
        ("tasks", task),
        ("users", owner.id()),
    ])
}

/// A body that would be good from somebody who may.
pub fn good_body(operation: &Operation, records: &BTreeMap<&'static str, String>) -> Option<Value> {
    let employee = records["employees"].clone();
    let contact = || records["contacts"].clone();
    let last = operation.path.rsplit('/').next().unwrap();
    let body = match (kind_of(operation), last) {
        (_, "assign") => json!({ "employeeId": employee }),
        ("contacts", "status") => json!({ "status": "CONTACTED" }),
        ("contacts", "export.csv") => json!({ "filter": {} }),
        ("contacts", "bulk") => json!({ "filter": {}, "change": { "addTags": ["x"] } }),
        (_, "status") => json!({ "status": "contacted" }),
        (_, "notes") => json!({ "text": "called" }),
        (_, "activity") => json!({ "kind": "NOTE", "text": "called" }),
        (_, "opportunity") => json!({ "title": "X", "expectedValue": 1 }),
        ("opportunities", "{id}") => json!({ "title": "X" }),
        ("opportunities", "opportunities") => {
            json!({ "title": "X", "expectedValue": 1, "contactId": contact() })
        }
        (_, "won" | "lost" | "run" | "preview" | "read") => json!({}),
        (_, "promote-mql") => json!({ "reason": "phoned" }),
        (_, "merge") => json!({ "contactId": contact() }),
        ("sessions", "{id}") => json!({ "rating": 1 }),
        ("sessions", _) => json!({ "contactId": contact(), "stage": "MQL", "rating": 1 }),
        ("feedback", _) => json!({ "contactId": contact(), "rating": 1 }),
        ("deals", _) => json!({ "opportunityId": records["opportunities"] }),
        ("tasks", _) => json!({ "done": true }),
        ("emails", _) => json!({ "contactId": contact(), "subject": "X", "body": "X" }),
        ("invites", _) => json!({ "email": "x@example.com", "role": "counselor" }),
        ("users", "users") => json!({ "name": "X", "email": "x@example.com", "role": "counselor" }),
        ("companies", "companies") => json!({ "name": "X", "adminEmail": "x@example.com" }),
        ("employees", "employees") => json!({ "name": "X", "email": "x@example.com" }),
        _ => json!({ "name": "Changed" }),
    };
    operation.has_body.then_some(body)
}
