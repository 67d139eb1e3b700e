//! How an enquiry ends: converted with its history, lost with a reason, or reopened.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Client, Database, Server},
};

on_both_databases!(
    conversion_copies_message_and_notes_to_the_timeline,
    conversion_reuses_a_known_contact,
    lost_enquiry_needs_a_reason,
    manager_reopens_a_lost_enquiry,
    reopened_enquiry_of_a_deactivated_claimer_is_unclaimed,
    rep_releases_only_their_own_claim,
);

async fn enquiry(admin: &Client, body: Value) -> String {
    let mut whole = json!({ "name": "Asha Rao", "email": "asha@example.com" });
    whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    admin.post("/api/enquiries", whole).await.expect(201).data()["id"].as_str().unwrap().to_owned()
}

async fn set(client: &Client, id: &str, body: Value) -> Value {
    client.put(&format!("/api/enquiries/{id}/status"), body).await.expect(200).data()
}

async fn claim(client: &Client, id: &str) {
    client.post(&format!("/api/enquiries/{id}/claim"), json!({})).await.expect(200);
}

/// Marks the enquiry contacted, then converts it. Returns the contact's id.
async fn convert(client: &Client, id: &str) -> String {
    set(client, id, json!({ "status": "contacted" })).await;
    let converted = set(client, id, json!({ "status": "converted" })).await;
    converted["contactId"].as_str().unwrap().to_owned()
}

async fn lose(client: &Client, id: &str) -> Value {
    set(client, id, json!({ "status": "lost", "reason": "Chose another provider" })).await
}

async fn enquiry_counter(admin: &Client, status: &str) -> i64 {
    let dashboard = admin.get("/api/analytics/dashboard").await.expect(200).data();
    dashboard["counters"]["enquiries"][status].as_i64().unwrap_or_default()
}

async fn conversion_copies_message_and_notes_to_the_timeline(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let body = json!({ "courseInterest": "Web Development", "message": "Is there\nan evening batch?", "source": "fair" });
    let id = enquiry(&admin, body).await;
    claim(&rep, &id).await;
    let notes = format!("/api/enquiries/{id}/notes");
    rep.post(&notes, json!({ "text": "called, no answer" })).await.expect(201);
    admin.post(&notes, json!({ "text": "offer the evening batch" })).await.expect(201);
    let mut socket = rep.socket().await;
    server.clock.shift(chrono::Duration::hours(3));
    let contact = convert(&rep, &id).await;
    let converted = rep.get(&format!("/api/enquiries/{id}")).await.expect(200).data();
    let timeline = rep.get(&format!("/api/leads/{contact}")).await.expect(200).data()["activities"].clone();
    let entries: Vec<_> = timeline.as_array().unwrap().iter().rev().collect();
    let texts: Vec<_> = entries.iter().map(|entry| entry["text"].as_str().unwrap()).collect();
    assert_eq!(
        texts,
        [
            "Enquiry via fair\nInterested in: Web Development\n\nIs there\nan evening batch?",
            "called, no answer",
            "offer the evening batch"
        ]
    );
    assert!(entries.iter().all(|entry| entry["kind"] == "NOTE"));
    let people: Vec<_> = entries.iter().map(|entry| entry["by"]["id"].clone()).collect();
    assert_eq!(people, [Value::Null, json!(rep.id()), json!(admin.id())]);
    let times: Vec<_> = entries.iter().map(|entry| entry["occurredAt"].clone()).collect();
    let notes = &converted["notes"];
    assert_eq!(
        times,
        [&converted["createdAt"], &notes[0]["addedAt"], &notes[1]["addedAt"]].map(Clone::clone)
    );
    // Everyone who can see the lead receives them.
    for text in texts {
        assert_eq!(socket.expect("lead:activity").await["data"]["activity"]["text"], text);
    }
    let of_contact = rep.get(&format!("/api/enquiries?contactId={contact}")).await.expect(200).body;
    assert_eq!((&of_contact["total"], &of_contact["data"][0]["id"]), (&json!(1), &json!(id)));
    assert_eq!(of_contact["data"][0]["courseInterest"], "Web Development");
}

async fn conversion_reuses_a_known_contact(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let known = admin.lead_with(json!({ "name": "A. Rao", "email": "asha@example.com" })).await;
    let id = enquiry(&admin, json!({ "message": "Me again" })).await;
    claim(&admin, &id).await;
    assert_eq!(convert(&admin, &id).await, known);
    let timeline = admin.get(&format!("/api/leads/{known}")).await.expect(200).data()["activities"].clone();
    assert_eq!(timeline[0]["text"], "Enquiry from Asha Rao (asha@example.com) via website\n\nMe again");
    assert_eq!(timeline.as_array().unwrap().len(), 1);
}

async fn lost_enquiry_needs_a_reason(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = enquiry(&admin, json!({})).await;
    claim(&admin, &id).await;
    let path = format!("/api/enquiries/{id}/status");
    for body in [
        json!({ "status": "lost" }),
        json!({ "status": "lost", "reason": "  " }),
        json!({ "status": "lost", "reason": "x".repeat(501) }),
        json!({ "status": "contacted", "reason": "bored" }),
    ] {
        assert_eq!(admin.put(&path, body).await.expect_error(400, "invalid").fields(), ["reason"]);
    }
    assert_eq!(admin.get(&format!("/api/enquiries/{id}")).await.data()["status"], "claimed");
    assert_eq!(lose(&admin, &id).await["lostReason"], "Chose another provider");
    let events = admin.get("/api/events?limit=1000").await.expect(200).data();
    let received =
        events.as_array().unwrap().iter().rfind(|event| event["kind"] == "enquiry:status").unwrap();
    assert_eq!(received["data"]["lostReason"], "Chose another provider");
}

async fn manager_reopens_a_lost_enquiry(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (rep, manager) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Manager).await);
    let id = enquiry(&admin, json!({})).await;
    let reopen = format!("/api/enquiries/{id}/reopen");
    claim(&rep, &id).await;
    manager.post(&reopen, json!({})).await.expect_error(409, "invalid_transition");
    let lost = lose(&rep, &id).await;
    rep.post(&reopen, json!({})).await.expect_error(403, "forbidden");
    let mut socket = rep.socket().await;
    let reopened = manager.post(&reopen, json!({})).await.expect(200).data();
    assert_eq!(
        [&reopened["status"], &reopened["claimedBy"]["id"], &reopened["claimedAt"], &reopened["lostReason"]],
        [&json!("claimed"), &json!(rep.id()), &lost["claimedAt"], &Value::Null]
    );
    let received = socket.expect("enquiry:status").await;
    assert_eq!((&received["data"]["from"], &received["data"]["to"]), (&json!("lost"), &json!("claimed")));
    let notified = socket.expect("notification:created").await;
    assert_eq!(notified["data"]["kind"], "ASSIGNED");
    assert_eq!((enquiry_counter(&admin, "lost").await, enquiry_counter(&admin, "claimed").await), (0, 1));
    manager.post(&reopen, json!({})).await.expect_error(409, "invalid_transition");
    let contact = convert(&rep, &id).await;
    rep.contact(&contact).await;
    manager.post(&reopen, json!({})).await.expect_error(409, "invalid_transition");
}

async fn reopened_enquiry_of_a_deactivated_claimer_is_unclaimed(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let id = enquiry(&admin, json!({})).await;
    claim(&rep, &id).await;
    lose(&rep, &id).await;
    admin.patch(&format!("/api/users/{}", rep.id()), json!({ "status": "DEACTIVATED" })).await.expect(200);
    let reopened = admin.post(&format!("/api/enquiries/{id}/reopen"), json!({})).await.expect(200).data();
    assert_eq!(
        [&reopened["status"], &reopened["claimedBy"], &reopened["claimedAt"]],
        [&json!("unclaimed"), &Value::Null, &Value::Null]
    );
    assert_eq!(enquiry_counter(&admin, "unclaimed").await, 1);
    claim(&admin, &id).await;
}

async fn rep_releases_only_their_own_claim(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (rep, other) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let id = enquiry(&admin, json!({})).await;
    let release = format!("/api/enquiries/{id}/release");
    rep.post(&release, json!({})).await.expect_error(409, "invalid_transition");
    claim(&rep, &id).await;
    other.post(&release, json!({})).await.expect_error(403, "forbidden");
    let mut socket = other.socket().await;
    let released = rep.post(&release, json!({})).await.expect(200).data();
    assert_eq!((&released["status"], &released["claimedBy"]), (&json!("unclaimed"), &Value::Null));
    assert_eq!(socket.expect("enquiry:released").await["data"]["from"]["id"], json!(rep.id()));
    assert_eq!(
        (enquiry_counter(&admin, "unclaimed").await, enquiry_counter(&admin, "claimed").await),
        (1, 0)
    );
    claim(&other, &id).await;
    rep.post(&release, json!({})).await.expect_error(403, "forbidden");
    lose(&other, &id).await;
    other.post(&release, json!({})).await.expect_error(409, "invalid_transition");
}
