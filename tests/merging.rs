//! Duplicates, merges, and deletion of a contact with its related records.

use std::sync::Arc;

use serde_json::{Value, json};
use tandem::access::Role;
use tokio::{sync::Barrier, task::JoinSet};

use crate::{
    contacts::found,
    on_both_databases,
    support::{Database, Server},
};

on_both_databases!(
    duplicate_is_rejected_with_the_original,
    released_address_can_be_used_again,
    concurrent_duplicates_create_one_contact,
    merge_moves_related_records,
    merge_target_must_be_further_in_the_pipeline,
    rep_merges_only_their_own_leads,
    deletion_removes_related_records,
    deleted_company_leaves_no_search_text,
);

async fn duplicate_is_rejected_with_the_original(database: Database) {
    let server = Server::start(database).await;
    let (admin, outsider) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    let first = admin
        .lead_with(json!({ "name": "Alice", "email": "alice@example.com", "phone": "+91 98123-45678" }))
        .await;
    let same_phone = json!({ "name": "Alice S", "phone": "(98123) 45678" });
    for body in [json!({ "name": "A", "email": "ALICE@example.com" }), same_phone.clone()] {
        let reply = admin.post("/api/contacts", body).await.expect_error(409, "duplicate_contact");
        assert_eq!(reply.data()["contactId"], json!(first));
    }
    outsider.lead_with(same_phone.clone()).await;
    let mut on_purpose = same_phone;
    on_purpose["allowDuplicate"] = json!(true);
    let second = admin.lead_with(on_purpose).await;
    let taken = json!({ "email": "alice@example.com" });
    let reply =
        admin.patch(&format!("/api/leads/{second}"), taken).await.expect_error(409, "duplicate_contact");
    assert_eq!(reply.data()["contactId"], json!(first));
    // A duplicate may change its other fields.
    admin.patch(&format!("/api/leads/{second}"), json!({ "title": "Dr" })).await.expect(200);
}

async fn released_address_can_be_used_again(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let body = json!({ "name": "Alice", "email": "alice@example.com", "allowDuplicate": true });
    let (first, second) = (admin.lead_with(body.clone()).await, admin.lead_with(body.clone()).await);
    let refused = || async {
        let plain = json!({ "name": "Third", "email": "alice@example.com" });
        admin.post("/api/leads", plain).await.expect_error(409, "duplicate_contact").data()["contactId"]
            .clone()
    };
    assert_eq!(refused().await, json!(first));
    admin.delete(&format!("/api/leads/{first}")).await.expect(200);
    assert_eq!(refused().await, json!(second), "the next contact holds it now");
    admin.patch(&format!("/api/leads/{second}"), json!({ "email": null })).await.expect(200);
    admin.lead_with(json!({ "name": "Third", "email": "alice@example.com" })).await;
}

async fn concurrent_duplicates_create_one_contact(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let barrier = Arc::new(Barrier::new(12));
    let mut entering = JoinSet::new();
    for n in 0..12 {
        let (admin, barrier) = (admin.clone(), barrier.clone());
        entering.spawn(async move {
            barrier.wait().await;
            let body = json!({ "name": format!("Alice {n}"), "email": "alice@example.com", "phone": format!("98123456{n:02}") });
            admin.post("/api/leads", body).await
        });
    }
    let replies = entering.join_all().await;
    let first: Vec<_> = replies.iter().filter(|reply| reply.status == 201).collect();
    assert_eq!(first.len(), 1);
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        let lost = reply.clone().expect_error(409, "duplicate_contact");
        assert_eq!(lost.data()["contactId"], first[0].data()["id"]);
    }
    assert_eq!(admin.get("/api/leads").await.body["total"], 1);
}

async fn merge_moves_related_records(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let first =
        admin.lead_with(json!({ "name": "Alice", "email": "alice@example.com", "tags": ["a"] })).await;
    let second = rep
        .lead_with(
            json!({ "name": "Alice S", "email": "as@example.com", "phone": "98123 45671", "tags": ["b"] }),
        )
        .await;
    for contact in [&first, &second] {
        server.make_mql(&admin, contact).await;
        for _ in 0..4 {
            admin.session(contact, "MQL", 9).await.expect(201);
        }
    }
    let note = json!({ "kind": "NOTE", "text": "of the second" });
    rep.post(&format!("/api/leads/{second}/activity"), note).await.expect(201);
    let mail = rep.email(&second).await;
    let no_more = tandem::features::correspondence::tracking::Tracker::of(&server.app.config)
        .unsubscribe(mail.parse().unwrap());
    rep.upload(no_more.path(), "text/plain", "").await.expect(200);
    let (mut owner, mut old) = (admin.socket().await, rep.socket().await);
    let path = format!("/api/contacts/{first}/merge");
    rep.post(&path, json!({ "contactId": second })).await.expect_error(404, "not_found");
    admin.post(&path, json!({ "contactId": first })).await.expect_error(400, "invalid");
    let target = admin.contact(&first).await;
    let merged = admin.post(&path, json!({ "contactId": second })).await.expect(200).data();
    assert_eq!(merged["stageChangedAt"], target["stageChangedAt"]);
    assert_eq!((&merged["email"], &merged["phone"]), (&json!("alice@example.com"), &json!("+919812345671")));
    assert_eq!(merged["tags"], json!(["a", "b"]));
    assert!(
        merged["unsubscribedAt"].is_string(),
        "an unsubscribed contact target unsubscribed after a merge"
    );
    assert_eq!(owner.expect("lead:merged").await["data"]["merged"], json!(second));
    let gone = old.expect("lead:deleted").await["data"].clone();
    assert_eq!((&gone["id"], &gone["mergedInto"]), (&json!(second), &json!(first)));
    admin.get(&format!("/api/contacts/{second}")).await.expect_error(404, "not_found");
    let sessions = admin.get(&format!("/api/sessions/contact/{first}/mql")).await.expect(200).data();
    assert_eq!(sessions.as_array().unwrap().len(), 8);
    admin.session(&first, "MQL", 9).await.expect_error(409, "too_many_sessions");
    let timeline = admin.get(&format!("/api/leads/{first}/activities")).await.expect(200).body;
    assert!(timeline.to_string().contains("of the second"));
    assert_eq!(admin.get(&format!("/api/emails/contact/{first}")).await.data().as_array().unwrap().len(), 3);
    // The phone number now belongs to the merged contact, so it is still a duplicate for others.
    admin
        .post("/api/leads", json!({ "name": "X", "phone": "9812345671" }))
        .await
        .expect_error(409, "duplicate_contact");
    assert_eq!(found(&admin, "q=9812345671").await, ["Alice"]);
}

async fn rep_merges_only_their_own_leads(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let unowned = admin.lead_with(json!({ "name": "Alice", "ownerId": null })).await;
    let (own, other) = (rep.lead("Alice R").await, rep.lead("A. Rao").await);
    for (target, merged) in [(&own, &unowned), (&unowned, &own)] {
        let path = format!("/api/contacts/{target}/merge");
        rep.post(&path, json!({ "contactId": merged })).await.expect_error(403, "forbidden");
    }
    rep.post(&format!("/api/contacts/{own}/merge"), json!({ "contactId": other })).await.expect(200);
    let manager = server.employee(&admin, Role::Manager).await;
    manager.post(&format!("/api/contacts/{own}/merge"), json!({ "contactId": unowned })).await.expect(200);
}

async fn merge_target_must_be_further_in_the_pipeline(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (lead, customer) = (admin.lead("Alice").await, server.customer(&admin, "Alice B").await);
    let into = |id: &str, other: &str| (format!("/api/contacts/{id}/merge"), json!({ "contactId": other }));
    let (path, body) = into(&lead, &customer);
    admin.post(&path, body).await.expect_error(409, "merge_the_other_way");
    let (path, body) = into(&customer, &lead);
    assert_eq!(admin.post(&path, body).await.expect(200).data()["stage"], "CUSTOMER");
}

async fn deletion_removes_related_records(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let enquiry = admin.submit_enquiry("Alice").await;
    rep.post(&format!("/api/enquiries/{enquiry}/claim"), json!({})).await.expect(200);
    for status in ["contacted", "converted"] {
        rep.put(&format!("/api/enquiries/{enquiry}/status"), json!({ "status": status })).await.expect(200);
    }
    let lead =
        rep.get(&format!("/api/enquiries/{enquiry}")).await.data()["contactId"].as_str().unwrap().to_owned();
    server.make_mql(&rep, &lead).await;
    rep.make_sql(&lead).await;
    let opportunity = rep.open_opportunity(&lead, 700).await;
    let mut socket = rep.socket().await;
    admin.delete(&format!("/api/leads/{lead}")).await.expect(200);
    assert_eq!(
        socket.expect("lead:deleted").await["data"]["id"],
        json!(lead),
        "the previous owner is informed"
    );
    for path in [
        format!("/api/leads/{lead}"),
        format!("/api/opportunities/{opportunity}"),
        format!("/api/contacts/{lead}/history"),
    ] {
        admin.get(&path).await.expect_error(404, "not_found");
    }
    assert_eq!(admin.get(&format!("/api/enquiries/{enquiry}")).await.data()["contactId"], Value::Null);
    let counters = admin.get("/api/analytics/dashboard").await.expect(200).data()["counters"].clone();
    assert_eq!(counters["opportunities"], json!({ "count": 0, "value": {} }));
    assert_eq!(counters["contacts"]["OPPORTUNITY"], 0);
    // Deals of a deleted contact no longer count, not even on the day they were won.
    let customer = server.customer(&admin, "Bea").await;
    admin.delete(&format!("/api/leads/{customer}")).await.expect(200);
    let dashboard = admin.get("/api/analytics/dashboard").await.expect(200).data();
    assert_eq!(dashboard["counters"]["deals"], json!({ "count": 0, "value": {} }));
    assert_eq!(dashboard["period"]["dealsWon"]["count"], 0);
}

async fn deleted_company_leaves_no_search_text(database: Database) {
    let server = Server::start(database).await;
    let (admin, other) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    server.customer(&admin, "Alice").await;
    other.lead("Bea").await;
    admin.delete(&format!("/api/companies/{}?slug=lotus", admin.company())).await.expect(200);
    assert_eq!(found(&other, "q=bea").await, ["Bea"]);
    if server.database.is_postgres() {
        return;
    }
    let mut conn = server.app.db.read().await.unwrap();
    let (left,): (i64,) = conn.one(tandem::sql!("select count(*) from text_index")).await.unwrap();
    assert_eq!(left, 1);
}
