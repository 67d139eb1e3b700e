//! Undoing an import, and what is kept.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    imports::{counts, import, names, wait_until_done},
    on_both_databases,
    support::{Client, Database, Server},
};

on_both_databases!(
    import_is_undone,
    undo_is_rejected_after_later_changes,
    undo_keeps_concurrent_changes,
    import_of_a_deactivated_employee_is_undone,
    import_that_wrote_leads_is_not_deleted,
);

async fn counters(client: &Client) -> Value {
    client.get("/api/analytics/dashboard").await.expect(200).data()["counters"].clone()
}

async fn import_is_undone(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let alice =
        admin.lead_with(json!({ "name": "Alice", "email": "alice@example.com", "title": "CTO" })).await;
    // An older note of an updated lead is no reason to keep the update.
    let note = json!({ "kind": "NOTE", "text": "Met at the fair" });
    admin.post(&format!("/api/leads/{alice}/activity"), note).await.expect(201);
    let (before, counted) = (admin.contact(&alice).await, counters(&admin).await);
    let rows: String = (0..700).map(|n| format!("Row {n},row{n}@example.com\n")).collect();
    let done =
        import(&admin, "match=update", format!("name,email\nAlice Smith,alice@example.com\n{rows}")).await;
    assert_eq!(counts(&done), [701, 700, 1, 0, 0]);
    let path = format!("/api/imports/{}/undo", done["id"].as_str().unwrap());
    let mut socket = admin.socket().await;
    admin.post(&path, json!({})).await.expect(200);
    let undone = wait_until_done(&admin, &mut socket, done["id"].as_str().unwrap()).await;
    assert_eq!(
        (&undone["status"], &undone["undone"], &undone["kept"]),
        (&json!("UNDONE"), &json!(701), &json!(0))
    );
    assert_eq!(names(&admin).await, ["Alice"]);
    let after = admin.contact(&alice).await;
    assert_eq!(
        (&after["name"], &after["email"], &after["title"]),
        (&before["name"], &before["email"], &before["title"])
    );
    assert_eq!(counters(&admin).await, counted);
    admin.post(&path, json!({})).await.expect_error(409, "invalid_transition");
    // The addresses can be used again.
    admin.lead_with(json!({ "name": "Row 1", "email": "row1@example.com" })).await;
}

async fn undo_is_rejected_after_later_changes(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let done = import(&admin, "", "name\nAlice\nBea\nCem\n").await;
    let ids: Vec<String> = admin.get("/api/leads").await.body["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect();
    admin.patch(&format!("/api/leads/{}", ids[0]), json!({ "title": "Dr" })).await.expect(200);
    admin
        .post(&format!("/api/leads/{}/activity", ids[1]), json!({ "kind": "NOTE", "text": "x" }))
        .await
        .expect(201);
    let path = format!("/api/imports/{}/undo", done["id"].as_str().unwrap());
    assert_eq!(admin.post(&path, json!({})).await.expect_error(409, "changed_since").data()["changed"], 2);
    assert_eq!(names(&admin).await.len(), 3);
}

/// The undo starts with the newest lead, so a quick edit keeps the oldest.
async fn undo_keeps_concurrent_changes(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rows: String = (0..3_000).map(|n| format!("Row {n}\n")).collect();
    let done = import(&admin, "", format!("name\n{rows}")).await;
    let oldest = admin.get("/api/leads?sort=createdAt&limit=1").await.body["data"][0].clone();
    let mut socket = admin.socket().await;
    admin.post(&format!("/api/imports/{}/undo", done["id"].as_str().unwrap()), json!({})).await.expect(200);
    let path = format!("/api/leads/{}", oldest["id"].as_str().unwrap());
    admin.patch(&path, json!({ "title": "kept" })).await.expect(200);
    let undone = wait_until_done(&admin, &mut socket, done["id"].as_str().unwrap()).await;
    assert_eq!((&undone["undone"], &undone["kept"]), (&json!(2_999), &json!(1)));
    assert_eq!(admin.get(&path).await.expect(200).data()["title"], "kept");
}

/// A manager undoes the import of a rep who has left since.
async fn import_of_a_deactivated_employee_is_undone(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let done = import(&rep, "", "name\nAlice\nBea\n").await;
    admin.patch(&format!("/api/users/{}", rep.id()), json!({ "status": "DEACTIVATED" })).await.expect(200);
    let mut socket = admin.socket().await;
    admin.post(&format!("/api/imports/{}/undo", done["id"].as_str().unwrap()), json!({})).await.expect(200);
    // Deletions go to everyone who manages leads; the end of an import only to who started it.
    for _ in 0..2 {
        assert_eq!(socket.expect("lead:deleted").await["actor"], Value::Null);
    }
    assert_eq!(names(&admin).await, [] as [&str; 0]);
}

async fn import_that_wrote_leads_is_not_deleted(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let done = import(&admin, "", "name\nAlice\n").await;
    let path = format!("/api/imports/{}", done["id"].as_str().unwrap());
    admin.delete(&path).await.expect_error(409, "invalid_transition");
    let mut socket = admin.socket().await;
    admin.post(&format!("{path}/undo"), json!({})).await.expect(200);
    wait_until_done(&admin, &mut socket, done["id"].as_str().unwrap()).await;
    admin.delete(&path).await.expect(200);
}
