//! All operations of the OpenAPI document, with a record for each kind of id. `calls` has their bodies.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::json;
use tandem::access::Permission;

use super::{Client, Reply, Server};

/// The id of a record of each kind, and what else a path or a body names.
pub type Records = BTreeMap<&'static str, String>;

pub struct Operation {
    pub method: Method,
    pub path: String,
    pub public: bool,
    pub has_body: bool,
    /// What every caller needs, as the document says.
    pub permission: Option<Permission>,
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
    let document = tandem::http::document(tandem::features::ALL);
    let mut operations = vec![];
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            operations.push(Operation {
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                public: operation["security"] == json!([{}]),
                has_body: operation.get("requestBody").is_some(),
                permission: operation["x-permission"]
                    .as_str()
                    .map(|name| Permission::try_from(name.to_owned()).unwrap()),
            });
        }
    }
    assert!(operations.len() > 30, "only {} operations", operations.len());
    operations
}

/// The kind of record that the id in a path belongs to.
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

/// The id of a record of each kind.
pub async fn records(server: &Server, owner: &Client) -> Records {
    let enquiry = owner.submit_enquiry("Alice").await;
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
    let opportunity = owner.open_opportunity(&contact, 1_000).await;
    let deal = id(owner.post("/api/deals", json!({ "opportunityId": opportunity })).await);
    let task = json!({ "kind": "TASK", "text": "call", "dueAt": "2030-01-01T00:00:00Z" });
    let task = id(owner.post(&format!("/api/leads/{contact}/activity"), task).await);
    let import = id(owner.upload("/api/leads/import", "text/csv", "name\nBea\n").await);
    let tag = json!({ "ids": [contact], "change": { "addTags": ["vip"] } });
    let bulk = id(owner.post("/api/leads/bulk", tag).await);
    let company = owner.get(&format!("/api/companies/{}", owner.company())).await.expect(200).data();
    BTreeMap::from([
        ("addresses", owner.employee["email"].as_str().unwrap().to_owned()),
        ("bulk-changes", bulk),
        ("companies", owner.company()),
        ("contacts", contact.clone()),
        ("customers", contact),
        ("deals", deal),
        ("duplicates", owner.lead("Alicia").await),
        ("emails", emails[0]["id"].as_str().unwrap().to_owned()),
        ("employees", owner.id()),
        ("enquiries", enquiry),
        ("imports", import),
        ("invites", id(invite)),
        ("opportunities", opportunity),
        ("sessions", session),
        ("slugs", company["slug"].as_str().unwrap().to_owned()),
        ("tasks", task),
        ("users", owner.id()),
    ])
}
