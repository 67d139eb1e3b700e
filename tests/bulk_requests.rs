//! Requests for bulk changes: validation, limits, visibility.

use reqwest::Method;
use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    bulk::{begin, bulk, counts, many_leads},
    on_both_databases,
    support::{Database, Server, statements::Statements},
};

on_both_databases!(
    invalid_bulk_change_names_its_fields,
    bulk_change_is_visible_to_its_starter_and_managers,
    rejected_bulk_change_stores_no_selection
);

async fn invalid_bulk_change_names_its_fields(database: Database) {
    let server = Server::start(database).await;
    let (admin, outsider) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    let hr = server.employee(&admin, Role::Hr).await;
    let lead = admin.lead("Alice").await;
    let tag = json!({ "addTags": ["x"] });
    let wrong = [
        (json!({ "ids": [lead] }), "change"),
        (json!({ "change": tag }), "ids"),
        (json!({ "ids": [lead], "filter": {}, "change": tag }), "ids"),
        (json!({ "ids": [], "change": tag }), "ids"),
        (json!({ "ids": ["x"], "change": tag }), "ids.0"),
        (json!({ "filter": { "shoe": 42 }, "change": tag }), "filter.shoe"),
        (json!({ "filter": { "stage": "BOGUS" }, "change": tag }), "filter.stage"),
        // An empty value must not select all leads.
        (json!({ "filter": { "ids": "" }, "change": { "delete": true } }), "filter.ids"),
        (json!({ "filter": { "tag": "\u{202e}\u{200b} " }, "change": { "delete": true } }), "filter.tag"),
        (json!({ "filter": { "ownerId": null }, "change": { "delete": true } }), "filter.ownerId"),
        (json!({ "ids": [lead], "change": {} }), "change"),
        (json!({ "ids": [lead], "change": { "addTags": ["x"], "status": "NEW" } }), "change"),
        (json!({ "ids": [lead], "change": { "addTags": [] } }), "change.addTags"),
        (json!({ "ids": [lead], "change": { "status": "WON" } }), "change.status"),
        (json!({ "ids": [lead], "change": { "delete": false } }), "change.delete"),
        (json!({ "ids": [lead], "change": { "assign": {} } }), "change.assign.employeeId"),
        (
            json!({ "ids": [lead], "change": { "assign": { "employeeId": outsider.id() } } }),
            "change.assign.employeeId",
        ),
    ];
    for (body, field) in wrong {
        let reply = admin.post("/api/leads/bulk", body.clone()).await.expect_error(400, "invalid");
        assert_eq!(reply.fields()[0], field, "{body}: {}", reply.body);
        assert!(!reply.body.to_string().contains("is wrong\""), "{body}: {}", reply.body);
    }
    hr.post("/api/leads/bulk", json!({ "ids": [lead], "change": tag })).await.expect_error(403, "forbidden");
    let patch = json!({ "tags": ["a"], "addTags": ["b"] });
    admin.patch(&format!("/api/leads/{lead}"), patch).await.expect_error(400, "invalid");
    let names = |from: usize| (from..from + 30).map(|n| format!("tag {n}")).collect::<Vec<_>>();
    admin.patch(&format!("/api/leads/{lead}"), json!({ "addTags": names(0) })).await.expect(200);
    let full = admin.patch(&format!("/api/leads/{lead}"), json!({ "addTags": names(30) })).await;
    assert_eq!(full.expect_error(400, "invalid").fields(), ["tags"]);
    let done = bulk(&admin, json!({ "ids": [lead], "change": { "addTags": names(30) } })).await;
    assert_eq!((counts(&done), &done["failures"][0]["code"]), ([1, 0, 0, 1], &json!("invalid")));
    for _ in 0..5 {
        begin(&admin, json!({ "ids": [lead], "change": { "delete": true } })).await;
    }
    let sixth = admin.post("/api/leads/bulk", json!({ "ids": [lead], "change": tag })).await;
    sixth.expect_error(409, "too_many_bulk_changes");
}

async fn bulk_change_is_visible_to_its_starter_and_managers(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (rep, other) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let lead = rep.lead("Alice").await;
    let done = bulk(&rep, json!({ "ids": [lead], "change": { "addTags": ["x"] } })).await;
    let path = format!("/api/bulk-changes/{}", done["id"].as_str().unwrap());
    other.get(&path).await.expect_error(404, "not_found");
    other.post(&format!("{path}/undo"), json!({})).await.expect_error(404, "not_found");
    assert_eq!(other.get("/api/bulk-changes").await.expect(200).body["total"], 0);
    admin.get(&path).await.expect(200);
    assert_eq!(admin.get("/api/bulk-changes").await.expect(200).body["total"], 1);
    let mine = format!("/api/bulk-changes?startedBy={}", admin.id());
    assert_eq!(admin.get(&mine).await.expect(200).body["total"], 0);
}

/// The selection is written in batches before the bulk change is created.
async fn rejected_bulk_change_stores_no_selection(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    many_leads(&admin, 5_001).await;
    let lead = admin.lead("Alice").await;
    let start = async |body: &Value, key: &str| {
        admin.send(Method::POST, "/api/leads/bulk", Some(body.clone()), &[("idempotency-key", key)]).await
    };
    let one = json!({ "ids": [lead], "change": { "delete": true } });
    let first = start(&one, "first").await.expect(201).data();
    for _ in 0..4 {
        begin(&admin, one.clone()).await;
    }
    let statements = Statements::record();
    let all = json!({ "filter": {}, "change": { "addTags": ["x"] } });
    admin.post("/api/leads/bulk", all.clone()).await.expect_error(409, "too_many_bulk_changes");
    // Only a retry gets past the limit: not a new key, and not the key of another request.
    start(&all, "second").await.expect_error(409, "too_many_bulk_changes");
    start(&all, "first").await.expect_error(422, "idempotency_key_reused");
    assert_eq!(start(&one, "first").await.expect(201).data()["id"], first["id"]);
    let writes = |statement: &String| statement.contains("bulk_selections");
    assert!(!statements.lookups().iter().any(writes), "a selection was stored and discarded");
    let select = tandem::sql!("select count(distinct bulk_change_id) from bulk_selections");
    let (kept,): (i64,) = server.app.db.read().await.unwrap().one(select).await.unwrap();
    assert_eq!(kept, 5, "only of bulk changes that were created");
}
