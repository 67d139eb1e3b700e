//! Contacts: creation, reads, changes, ownership.

use std::sync::Arc;

use serde_json::{Value, json};
use tandem::access::Role;
use tokio::{sync::Barrier, task::JoinSet};

use crate::{
    on_both_databases,
    support::{Client, Database, Server},
};

on_both_databases!(
    lead_is_created_read_and_updated,
    invalid_fields_are_named,
    rep_sees_own_and_unowned_leads,
    reassignment_informs_both_owners,
    version_conflict_has_one_winner,
    customers_are_contacts_with_a_purchase,
);

pub fn names(reply: &Value) -> Vec<String> {
    reply["data"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

pub async fn found(client: &Client, query: &str) -> Vec<String> {
    let mut found = names(&client.get(&format!("/api/leads?{query}")).await.expect(200).body);
    found.sort_unstable();
    found
}

async fn lead_is_created_read_and_updated(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let mut socket = rep.socket().await;
    let body = json!({
        "name": " Alice Smith ", "email": "Alice@Example.COM", "phone": "+91 (98123) 45-678", "organisation": "Acme",
        "title": "CTO", "source": "fair", "tags": ["vip", "evening", "vip"],
    });
    let reply = rep.post("/api/leads", body).await.expect(201);
    let lead = reply.data();
    assert_eq!(
        reply.header("location"),
        Some(format!("/api/leads/{}", lead["id"].as_str().unwrap()).as_str())
    );
    assert_eq!((&lead["name"], &lead["email"]), (&json!("Alice Smith"), &json!("alice@example.com")));
    assert_eq!((&lead["stage"], &lead["status"]), (&json!("LEAD"), &json!("NEW")));
    assert_eq!(lead["owner"], json!({ "id": rep.id(), "name": rep.name() }));
    assert_eq!(lead["tags"], json!(["evening", "vip"]));
    assert_eq!(lead["phone"], "+919812345678");
    assert_eq!(socket.expect("lead:created").await["data"], lead);
    let path = format!("/api/leads/{}", lead["id"].as_str().unwrap());
    let read = rep.get(&path).await.expect(200);
    assert_eq!(read.data()["activities"], json!([]));
    assert_eq!(rep.contact(lead["id"].as_str().unwrap()).await, lead);
    let patch = json!({ "title": null, "organisation": "Acme & Sons", "tags": ["vip"] });
    let changed = rep.patch(&path, patch.clone()).await.expect(200).data();
    assert_eq!((&changed["title"], &changed["organisation"]), (&Value::Null, &json!("Acme & Sons")));
    assert_eq!((&changed["version"], &changed["tags"]), (&json!(2), &json!(["vip"])));
    assert_eq!(socket.expect("lead:updated").await["data"], changed);
    assert_eq!(rep.patch(&path, patch).await.expect(200).data()["version"], 2, "nothing changed");
}

async fn invalid_fields_are_named(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let body = json!({ "name": "", "email": "x", "tags": ["", "ok"], "stage": "CUSTOMER", "version": 2 });
    let reply = admin.post("/api/contacts", body).await.expect_error(400, "invalid");
    assert_eq!(reply.fields(), ["email", "name", "stage", "tags.0", "version"]);
    for query in ["stage=X", "ownerId=x", "sort=phone", "nonsense=1", "createdFrom=yesterday"] {
        admin.get(&format!("/api/leads?{query}")).await.expect_error(400, "invalid");
    }
    let other = server.employee(&admin, Role::Hr).await;
    let body = json!({ "name": "Alice", "ownerId": other.id() });
    assert_eq!(admin.post("/api/leads", body).await.expect_error(400, "invalid").fields(), ["ownerId"]);
}

async fn rep_sees_own_and_unowned_leads(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (asha, ravi) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Employee).await);
    let own = asha.lead("Asha's").await;
    let foreign = ravi.lead("Ravi's").await;
    let free = admin.lead_with(json!({ "name": "Nobody's", "ownerId": null })).await;
    let given = admin.lead_with(json!({ "name": "Given", "ownerId": asha.id() })).await;
    asha.post("/api/leads", json!({ "name": "X", "ownerId": ravi.id() }))
        .await
        .expect_error(403, "forbidden");
    assert_eq!(found(&asha, "").await, ["Asha's", "Given", "Nobody's"]);
    assert_eq!(found(&admin, "").await, ["Asha's", "Given", "Nobody's", "Ravi's"]);
    assert_eq!(asha.get("/api/leads").await.body["total"], 3);
    for id in [&own, &free, &given] {
        asha.get(&format!("/api/leads/{id}")).await.expect(200);
    }
    let path = format!("/api/leads/{foreign}");
    asha.get(&path).await.expect_error(404, "not_found");
    asha.patch(&path, json!({ "name": "Mine" })).await.expect_error(404, "not_found");
    asha.post(&format!("{path}/activity"), json!({ "kind": "NOTE", "text": "x" }))
        .await
        .expect_error(404, "not_found");
    asha.delete(&format!("/api/leads/{own}")).await.expect_error(403, "forbidden");
    let hr = server.employee(&admin, Role::Hr).await;
    hr.get("/api/leads").await.expect_error(403, "forbidden");
}

async fn reassignment_informs_both_owners(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (asha, ravi, li) = (
        server.employee(&admin, Role::Counselor).await,
        server.employee(&admin, Role::Employee).await,
        server.employee(&admin, Role::Employee).await,
    );
    let id = asha.lead("Alice").await;
    let (mut old, mut new, mut third) = (asha.socket().await, ravi.socket().await, li.socket().await);
    let path = format!("/api/leads/{id}/assign");
    asha.post(&path, json!({ "employeeId": ravi.id() })).await.expect_error(403, "forbidden");
    let hr = server.employee(&admin, Role::Hr).await;
    admin.post(&path, json!({ "employeeId": hr.id() })).await.expect_error(400, "invalid");
    let assigned = admin.post(&path, json!({ "employeeId": ravi.id() })).await.expect(200).data();
    for socket in [&mut old, &mut new] {
        let event = socket.expect("lead:assigned").await;
        assert_eq!(event["data"]["owner"]["id"], json!(ravi.id()));
        assert_eq!(event["data"]["from"]["id"], json!(asha.id()));
        assert_eq!(event["data"]["version"], assigned["version"]);
    }
    let received = new.expect("notification:created").await["data"].clone();
    assert_eq!((&received["kind"], &received["entity"]["id"]), (&json!("ASSIGNED"), &json!(id)));
    asha.get(&format!("/api/leads/{id}")).await.expect_error(404, "not_found");
    let handed_out = admin.post(&path, json!({ "employeeId": null })).await.expect(200).data();
    assert_eq!(handed_out["owner"], Value::Null);
    // The third rep received nothing while the lead was owned.
    assert_eq!(third.next_event().await.unwrap()["data"]["version"], handed_out["version"]);
    admin.post(&path, json!({ "employeeId": ravi.id() })).await.expect(200);
    assert_eq!(
        third.next_event().await.unwrap()["data"]["owner"]["id"],
        json!(ravi.id()),
        "they learn that it is gone"
    );
}

async fn version_conflict_has_one_winner(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let path = format!("/api/leads/{}", admin.lead("Alice").await);
    let barrier = Arc::new(Barrier::new(8));
    let mut changing = JoinSet::new();
    for n in 0..8 {
        let (admin, barrier, path) = (admin.clone(), barrier.clone(), path.clone());
        changing.spawn(async move {
            barrier.wait().await;
            let body = json!({ "title": format!("Title {n}") });
            admin.send(reqwest::Method::PATCH, &path, Some(body), &[("if-match", "\"1\"")]).await
        });
    }
    let replies = changing.join_all().await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
    for late in replies.into_iter().filter(|reply| reply.status != 200) {
        assert_eq!(late.expect_error(412, "version_mismatch").data()["version"], 2);
    }
}

async fn customers_are_contacts_with_a_purchase(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let won = server.customer(&admin, "Alice").await;
    let lead = admin.lead("Bea").await;
    let entered = admin.post("/api/customers", json!({ "name": "Cem" })).await.expect(201).data();
    assert_eq!((&entered["stage"], &entered["status"]), (&json!("CUSTOMER"), &json!("WON")));
    let mut listed = names(&admin.get("/api/customers").await.expect(200).body);
    listed.sort_unstable();
    assert_eq!(listed, ["Alice", "Cem"]);
    admin.get(&format!("/api/customers/{won}")).await.expect(200);
    admin.get(&format!("/api/customers/{lead}")).await.expect_error(404, "not_found");
}
