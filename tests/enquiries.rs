//! Enquiries: the testing workflow of seed 001, then the rules of `domain.md`.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Client, Database, PASSWORD, Server},
};

on_both_databases!(
    claimed_enquiry_leaves_the_unclaimed_list,
    status_follows_the_transition_table,
    only_the_claimer_or_a_manager_changes_an_enquiry,
    conversion_creates_one_contact,
    release_and_assignment_are_restricted,
    notes_keep_their_order,
    enquiries_are_filtered_searched_and_sorted,
);

async fn register(client: &Client, email: &str) -> Client {
    let body = json!({ "name": email, "email": email, "password": PASSWORD, "role": "counselor" });
    client.post("/api/auth/register", body).await.expect(201);
    let login =
        client.post("/api/auth/login", json!({ "email": email, "password": PASSWORD })).await.expect(200);
    client.signed_in(&login.data())
}

async fn claimed_enquiry_leaves_the_unclaimed_list(database: Database) {
    let server = Server::start(database).await;
    let public = server.client();
    // Register two employees; sign in as employee 1.
    let one = register(&public, "counselor1@example.com").await;
    let two = register(&public, "counselor2@example.com").await;
    assert_eq!(two.employee["role"], "counselor");
    // Submit 5 enquiries through the public form (no authentication).
    for n in 1..=5 {
        let body = json!({
            "name": format!("Alice {n}"), "email": format!("alice{n}@example.com"), "phone": "1234567890",
            "courseInterest": "Web Development", "message": "I want to learn", "source": "website", "priority": "high",
        });
        let receipt = public.post("/api/enquiries", body).await.expect(201).data();
        assert!(receipt["submittedAt"].is_string());
    }
    // Employee 1 sees all 5 unclaimed.
    let unclaimed = one.get("/api/enquiries/unclaimed?page=1&limit=20").await.expect(200).body;
    assert_eq!(
        (&unclaimed["count"], &unclaimed["total"], &unclaimed["pages"]),
        (&json!(5), &json!(5), &json!(1))
    );
    // Employee 1 claims 2; both see 3 unclaimed.
    let ids: Vec<&str> =
        unclaimed["data"].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap()).collect();
    for id in &ids[..2] {
        let claimed = one.post(&format!("/api/enquiries/{id}/claim"), json!({})).await.expect(200).data();
        assert_eq!(
            (&claimed["status"], &claimed["claimedBy"]["name"]),
            (&json!("claimed"), &json!("counselor1@example.com"))
        );
    }
    for employee in [&one, &two] {
        assert_eq!(employee.get("/api/enquiries/unclaimed").await.expect(200).body["total"], 3);
    }
    // Employee 2 claims 1. Each sees their own.
    two.post(&format!("/api/enquiries/{}/claim", ids[2]), json!({})).await.expect(200);
    assert_eq!(one.get("/api/enquiries/my-enquiries").await.expect(200).body["total"], 2);
    assert_eq!(two.get("/api/enquiries/my-enquiries?status=claimed").await.expect(200).body["total"], 1);
    // Claiming an enquiry that is already claimed fails with the name of its claimer.
    let lost = two
        .post(&format!("/api/enquiries/{}/claim", ids[0]), json!({}))
        .await
        .expect_error(409, "already_claimed");
    assert_eq!(lost.data()["claimedBy"], json!({ "id": one.id(), "name": one.name() }));
    assert!(lost.data()["claimedAt"].is_string());
    // Claiming one's own enquiry again changes nothing.
    let again = one.post(&format!("/api/enquiries/{}/claim", ids[0]), json!({})).await.expect(200).data();
    assert_eq!(again["version"], 2);
}

const STATUSES: [&str; 5] = ["unclaimed", "claimed", "contacted", "converted", "lost"];

fn change_to(status: &str) -> Value {
    match status {
        "lost" => json!({ "status": status, "reason": "price" }),
        _ => json!({ "status": status }),
    }
}

/// Takes a new enquiry to a status through the allowed transitions.
async fn enquiry_at(rep: &Client, status: &str) -> String {
    let id = rep.submit_enquiry("Alice").await;
    let path: &[&str] = match status {
        "unclaimed" => return id,
        "claimed" => &[],
        "contacted" => &["contacted"],
        "converted" => &["contacted", "converted"],
        _ => &["lost"],
    };
    rep.post(&format!("/api/enquiries/{id}/claim"), json!({})).await.expect(200);
    for step in path {
        rep.put(&format!("/api/enquiries/{id}/status"), change_to(step)).await.expect(200);
    }
    id
}

async fn status_follows_the_transition_table(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let allowed =
        [("claimed", "contacted"), ("claimed", "lost"), ("contacted", "converted"), ("contacted", "lost")];
    for from in STATUSES {
        for to in STATUSES {
            let id = enquiry_at(&admin, from).await;
            let reply = admin.put(&format!("/api/enquiries/{id}/status"), change_to(to)).await;
            if allowed.contains(&(from, to)) {
                assert_eq!(reply.expect(200).data()["status"], to);
            } else {
                reply.expect_error(409, "invalid_transition");
                assert_eq!(admin.get(&format!("/api/enquiries/{id}")).await.data()["status"], from);
            }
        }
    }
    let id = enquiry_at(&admin, "claimed").await;
    let wrong = admin.put(&format!("/api/enquiries/{id}/status"), json!({ "status": "won" })).await;
    assert_eq!(wrong.expect_error(400, "invalid").fields(), ["status"]);
}

async fn only_the_claimer_or_a_manager_changes_an_enquiry(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (rep, other) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::SalesExecutive).await);
    let (manager, hr) =
        (server.employee(&admin, Role::Manager).await, server.employee(&admin, Role::Hr).await);
    let id = enquiry_at(&rep, "claimed").await;
    let (status, notes) = (format!("/api/enquiries/{id}/status"), format!("/api/enquiries/{id}/notes"));
    other.put(&status, json!({ "status": "contacted" })).await.expect_error(403, "forbidden");
    other.post(&notes, json!({ "text": "mine" })).await.expect_error(403, "forbidden");
    for path in ["/api/enquiries", "/api/enquiries/unclaimed", &format!("/api/enquiries/{id}")] {
        hr.get(path).await.expect_error(403, "forbidden");
        other.get(path).await.expect(200);
    }
    hr.post(&format!("/api/enquiries/{id}/claim"), json!({})).await.expect_error(403, "forbidden");
    manager.put(&status, json!({ "status": "contacted" })).await.expect(200);
    manager.post(&notes, json!({ "text": "called" })).await.expect(201);
    rep.put(&status, json!({ "status": "converted" })).await.expect(200);
}

async fn contacts_of(client: &Client) -> Vec<Value> {
    let events = client.get("/api/events?limit=1000").await.expect(200).data();
    events
        .as_array()
        .unwrap()
        .iter()
        .filter(|e| e["kind"] == "lead:created")
        .map(|e| e["data"].clone())
        .collect()
}

async fn conversion_creates_one_contact(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let first = enquiry_at(&rep, "converted").await;
    let second = enquiry_at(&rep, "converted").await;
    let contact = |id: String| {
        let rep = rep.clone();
        async move { rep.get(&format!("/api/enquiries/{id}")).await.data()["contactId"].clone() }
    };
    let (one, two) = (contact(first).await, contact(second).await);
    assert!(one.is_string());
    assert_eq!(one, two, "both enquiries from one address belong to one contact");
    let contacts = contacts_of(&admin).await;
    assert_eq!(contacts.len(), 1);
    assert_eq!(contacts[0]["stage"], "LEAD");
    assert_eq!(contacts[0]["owner"]["id"], json!(rep.id()));
    // The event holds the previous and the new status.
    let events = admin.get("/api/events?limit=1000").await.data();
    let moved = events.as_array().unwrap().iter().rfind(|e| e["kind"] == "enquiry:status").unwrap();
    assert_eq!(
        (&moved["data"]["from"], &moved["data"]["to"], &moved["data"]["contactId"]),
        (&json!("contacted"), &json!("converted"), &one)
    );
}

async fn release_and_assignment_are_restricted(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let outsider = server.found_company("Oak").await;
    let (rep, other) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let (manager, hr) =
        (server.employee(&admin, Role::Manager).await, server.employee(&admin, Role::Hr).await);
    let id = enquiry_at(&rep, "contacted").await;
    let (release, assign) = (format!("/api/enquiries/{id}/release"), format!("/api/enquiries/{id}/assign"));
    other.post(&release, json!({})).await.expect_error(403, "forbidden");
    rep.post(&assign, json!({ "employeeId": other.id() })).await.expect_error(403, "forbidden");
    for invalid in [outsider.id(), hr.id(), uuid::Uuid::now_v7().to_string()] {
        let refused =
            manager.post(&assign, json!({ "employeeId": invalid })).await.expect_error(400, "invalid");
        assert_eq!(refused.fields(), ["employeeId"]);
    }
    let assigned = manager.post(&assign, json!({ "employeeId": other.id() })).await.expect(200).data();
    assert_eq!(
        (&assigned["status"], &assigned["claimedBy"]["id"]),
        (&json!("contacted"), &json!(other.id()))
    );
    let released = manager.post(&release, json!({})).await.expect(200).data();
    assert_eq!(
        (&released["status"], &released["claimedBy"], &released["claimedAt"]),
        (&json!("unclaimed"), &Value::Null, &Value::Null)
    );
    manager.post(&release, json!({})).await.expect_error(409, "invalid_transition");
    let assigned = manager.post(&assign, json!({ "employeeId": rep.id() })).await.expect(200).data();
    assert_eq!((&assigned["status"], &assigned["claimedBy"]["id"]), (&json!("claimed"), &json!(rep.id())));
    let ended = enquiry_at(&rep, "lost").await;
    manager
        .post(&format!("/api/enquiries/{ended}/release"), json!({}))
        .await
        .expect_error(409, "invalid_transition");
    manager
        .post(&format!("/api/enquiries/{ended}/assign"), json!({ "employeeId": other.id() }))
        .await
        .expect_error(409, "invalid_transition");
}

async fn notes_keep_their_order(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = enquiry_at(&admin, "claimed").await;
    let path = format!("/api/enquiries/{id}/notes");
    for text in ["first", "second", "<b>third</b>"] {
        let note = admin.post(&path, json!({ "text": text })).await.expect(201).data();
        assert_eq!(
            (&note["text"], &note["addedBy"]),
            (&json!(text), &json!({ "id": admin.id(), "name": admin.name() }))
        );
        assert!(note["addedAt"].is_string());
    }
    let texts = |enquiry: &Value| -> Vec<String> {
        enquiry["notes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|note| note["text"].as_str().unwrap().to_owned())
            .collect()
    };
    let read = admin.get(&format!("/api/enquiries/{id}")).await.data();
    assert_eq!(texts(&read), ["first", "second", "<b>third</b>"]);
    let listed = admin.get("/api/enquiries").await.data()[0].clone();
    assert_eq!((listed.get("notes"), &listed["noteCount"], &read["noteCount"]), (None, &json!(3), &json!(3)));
    admin.post(&path, json!({ "text": "" })).await.expect_error(400, "invalid");
}

async fn enquiries_are_filtered_searched_and_sorted(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let public = server.client();
    for (name, priority, source) in
        [("Bea", "low", "fair"), ("anna_x", "high", "website"), ("Carl 100%", "high", "fair")]
    {
        let body = json!({ "name": name, "email": format!("{}@example.com", name.len()), "priority": priority, "source": source });
        public.post("/api/enquiries", body).await.expect(201);
    }
    let names = |query: &'static str| {
        let admin = admin.clone();
        async move {
            let list = admin.get(&format!("/api/enquiries?{query}")).await.expect(200).data();
            list.as_array()
                .unwrap()
                .iter()
                .map(|e| e["name"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(names("").await, ["Carl 100%", "anna_x", "Bea"], "newest first");
    assert_eq!(names("sort=createdAt").await, ["Bea", "anna_x", "Carl 100%"]);
    assert_eq!(names("priority=high&source=fair").await, ["Carl 100%"]);
    assert_eq!(names("q=ANNA").await, ["anna_x"]);
    assert_eq!(names("q=_").await, ["anna_x"], "wildcards are escaped");
    assert_eq!(names("q=0%25").await, ["Carl 100%"]);
    assert_eq!(names("status=claimed").await, Vec::<String>::new());
    let wrong = admin
        .get("/api/enquiries?status=x&limit=101&page=0&colour=red&sort=email")
        .await
        .expect_error(400, "invalid");
    assert_eq!(wrong.fields(), ["limit", "page", "colour", "status"]);
}
