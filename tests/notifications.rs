//! Notifications: mentions, and marking as read.

use serde_json::json;
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Database, Server},
};

on_both_databases!(
    mentioned_colleagues_are_notified,
    author_learns_which_mentioned_colleagues_cannot_see_the_lead,
    notifications_are_marked_as_read
);

async fn mentioned_colleagues_are_notified(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let asha = server.named(&admin, Role::Manager, "Asha Rao").await;
    let ravi = server.named(&admin, Role::Counselor, "Ravi Iyer").await;
    let lead = admin.lead("Alice").await;
    let (mut manager_socket, mut rep_socket) = (asha.socket().await, ravi.socket().await);
    let text = "@Asha Rao and @ravi: please call";
    admin
        .post(&format!("/api/leads/{lead}/activity"), json!({ "kind": "NOTE", "text": text }))
        .await
        .expect(201);
    let received = manager_socket.expect("notification:created").await["data"].clone();
    assert_eq!((&received["kind"], &received["by"]["id"]), (&json!("MENTIONED"), &json!(admin.id())));
    assert!(received["text"].as_str().unwrap().contains(text));
    // Ravi may not see the lead, so he does not learn that it exists. He may see the enquiry.
    let enquiry = admin.submit_enquiry("Bea").await;
    admin
        .post(&format!("/api/enquiries/{enquiry}/notes"), json!({ "text": "@Ravi Iyer yours?" }))
        .await
        .expect(201);
    let received = rep_socket.expect("notification:created").await["data"].clone();
    assert_eq!((&received["kind"], &received["entity"]["id"]), (&json!("MENTIONED"), &json!(enquiry)));
    assert_eq!(ravi.get("/api/notifications").await.body["total"], 1);
}

async fn author_learns_which_mentioned_colleagues_cannot_see_the_lead(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let asha = server.named(&admin, Role::SalesExecutive, "Asha Rao").await;
    let ravi = server.named(&admin, Role::SalesExecutive, "Ravi Iyer").await;
    let mei = server.named(&admin, Role::Manager, "Mei Lin").await;
    let lead = admin.lead_with(json!({ "name": "Alice", "ownerId": asha.id() })).await;
    let path = format!("/api/leads/{lead}/activity");
    let note = json!({ "kind": "NOTE", "text": "@Asha Rao, @Ravi Iyer, @Mei Lin and @Nobody: please call" });
    let answer = admin.post(&path, note).await.expect(201).data();
    let unseen = json!([{ "id": ravi.id(), "name": "Ravi Iyer", "reason": "NO_ACCESS" }]);
    assert_eq!(answer["notNotified"], unseen);
    assert_eq!(ravi.get("/api/notifications").await.body["total"], 0);
    assert_eq!(mei.get("/api/notifications").await.body["total"], 1);
    let quiet = admin.post(&path, json!({ "kind": "CALL", "text": "called" })).await.expect(201).data();
    assert_eq!(quiet["notNotified"], json!([]));
}

async fn notifications_are_marked_as_read(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    for name in ["Alice", "Bea", "Cem"] {
        admin.lead_with(json!({ "name": name, "ownerId": rep.id() })).await;
    }
    let unread = rep.get("/api/notifications?unread=true").await.expect(200).body;
    assert_eq!(unread["total"], 3);
    assert_eq!(unread["data"][0]["text"], "Cem");
    let one = json!({ "ids": [unread["data"][0]["id"]] });
    assert_eq!(
        admin.post("/api/notifications/read", one.clone()).await.expect(200).data()["read"],
        0,
        "not her notification"
    );
    assert_eq!(rep.post("/api/notifications/read", one).await.expect(200).data()["read"], 1);
    assert_eq!(rep.post("/api/notifications/read", json!({})).await.expect(200).data()["read"], 2);
    assert_eq!(rep.get("/api/notifications?unread=true").await.body["total"], 0);
    assert_eq!(rep.get("/api/notifications").await.body["total"], 3);
}
