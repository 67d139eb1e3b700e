//! Enquiries: seed 001's testing workflow word for word, then every rule of `domain.md`.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both,
    support::{Client, Database, PASSWORD, Server},
};

on_both!(
    the_seeds_testing_workflow,
    the_public_form_names_every_wrong_field,
    the_public_form_finds_its_company,
    status_moves_only_as_written,
    only_the_claimer_or_a_manager_works_on_it,
    converting_creates_the_contact_once,
    releasing_and_assigning_are_for_managers,
    notes_are_kept_in_order,
    lists_filter_search_and_sort,
);

async fn register(client: &Client, email: &str) -> Client {
    let body = json!({ "name": email, "email": email, "password": PASSWORD, "role": "counselor" });
    client.post("/api/auth/register", body).await.expect(201);
    let login =
        client.post("/api/auth/login", json!({ "email": email, "password": PASSWORD })).await.expect(200);
    client.signed_in(&login.data())
}

async fn the_seeds_testing_workflow(database: Database) {
    let server = Server::start(database).await;
    let public = server.client();
    // Register two employees; login with employee 1.
    let one = register(&public, "counselor1@example.com").await;
    let two = register(&public, "counselor2@example.com").await;
    assert_eq!(two.employee["role"], "counselor");
    // Submit 5 enquiries using the public form (no auth).
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
    // Claims 2; 3 remain, for both.
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
    // Claiming what is claimed fails, and says who has it.
    let lost = two
        .post(&format!("/api/enquiries/{}/claim", ids[0]), json!({}))
        .await
        .refused(409, "already_claimed");
    assert_eq!(lost.data()["claimedBy"], json!({ "id": one.id(), "name": one.name() }));
    assert!(lost.data()["claimedAt"].is_string());
    // Claiming one's own again changes nothing.
    let again = one.post(&format!("/api/enquiries/{}/claim", ids[0]), json!({})).await.expect(200).data();
    assert_eq!(again["version"], 2);
}

async fn the_public_form_names_every_wrong_field(database: Database) {
    let server = Server::start(database).await;
    server.found("Lotus").await;
    let public = server.client();
    let body = json!({ "email": "nobody", "priority": "urgent", "phone": 5, "status": "claimed", "companyId": "x", "source": "a\u{0}b" });
    let reply = public.post("/api/enquiries", body).await.refused(400, "invalid");
    assert_eq!(reply.fields(), ["companyId", "email", "name", "phone", "priority", "source", "status"]);
    assert_eq!(
        public
            .post("/api/enquiries", json!({ "name": "  ", "email": "a@b.co" }))
            .await
            .refused(400, "invalid")
            .fields(),
        ["name"]
    );
    public.post("/api/enquiries", json!([])).await.refused(400, "malformed");
    // What a form leaves empty counts as left out.
    let blank = json!({ "name": " Alice ", "email": "ALICE@Example.com", "phone": "", "message": " " });
    let receipt = public.post("/api/enquiries", blank).await.expect(201).data();
    assert_eq!((&receipt["name"], &receipt["email"]), (&json!("Alice"), &json!("alice@example.com")));
}

async fn the_public_form_finds_its_company(database: Database) {
    let server = Server::start(database).await;
    let public = server.client();
    let body =
        |company: Option<&str>| json!({ "name": "Alice", "email": "alice@example.com", "company": company });
    assert_eq!(public.post("/api/enquiries", body(None)).await.refused(400, "invalid").fields(), ["company"]);
    let lotus = server.found("Lotus Académie").await;
    public.post("/api/enquiries", body(None)).await.expect(201);
    let oak = server.found("Oak").await;
    // With two companies the form must say which.
    assert_eq!(public.post("/api/enquiries", body(None)).await.refused(400, "invalid").fields(), ["company"]);
    assert_eq!(
        public.post("/api/enquiries", body(Some("elm"))).await.refused(400, "invalid").fields(),
        ["company"]
    );
    public.post("/api/enquiries", body(Some("oak"))).await.expect(201);
    public.post("/api/enquiries", body(Some("lotus-academie"))).await.expect(201);
    assert_eq!(lotus.get("/api/enquiries").await.expect(200).body["total"], 2);
    assert_eq!(oak.get("/api/enquiries").await.expect(200).body["total"], 1);
}

const STATUSES: [&str; 5] = ["unclaimed", "claimed", "contacted", "converted", "lost"];

fn change_to(status: &str) -> Value {
    match status {
        "lost" => json!({ "status": status, "reason": "price" }),
        _ => json!({ "status": status }),
    }
}

/// Brings a new enquiry to a status by the allowed moves.
async fn enquiry_at(rep: &Client, status: &str) -> String {
    let id = rep.receive_enquiry("Alice").await;
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

async fn status_moves_only_as_written(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let allowed =
        [("claimed", "contacted"), ("claimed", "lost"), ("contacted", "converted"), ("contacted", "lost")];
    for from in STATUSES {
        for to in STATUSES {
            let id = enquiry_at(&admin, from).await;
            let reply = admin.put(&format!("/api/enquiries/{id}/status"), change_to(to)).await;
            if allowed.contains(&(from, to)) {
                assert_eq!(reply.expect(200).data()["status"], to);
            } else {
                reply.refused(409, "invalid_transition");
                assert_eq!(admin.get(&format!("/api/enquiries/{id}")).await.data()["status"], from);
            }
        }
    }
    let id = enquiry_at(&admin, "claimed").await;
    let wrong = admin.put(&format!("/api/enquiries/{id}/status"), json!({ "status": "won" })).await;
    assert_eq!(wrong.refused(400, "invalid").fields(), ["status"]);
}

async fn only_the_claimer_or_a_manager_works_on_it(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (rep, other) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::SalesExecutive).await);
    let (manager, hr) =
        (server.employee(&admin, Role::Manager).await, server.employee(&admin, Role::Hr).await);
    let id = enquiry_at(&rep, "claimed").await;
    let (status, notes) = (format!("/api/enquiries/{id}/status"), format!("/api/enquiries/{id}/notes"));
    other.put(&status, json!({ "status": "contacted" })).await.refused(403, "forbidden");
    other.post(&notes, json!({ "text": "mine" })).await.refused(403, "forbidden");
    for path in ["/api/enquiries", "/api/enquiries/unclaimed", &format!("/api/enquiries/{id}")] {
        hr.get(path).await.refused(403, "forbidden");
        other.get(path).await.expect(200);
    }
    hr.post(&format!("/api/enquiries/{id}/claim"), json!({})).await.refused(403, "forbidden");
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

async fn converting_creates_the_contact_once(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let first = enquiry_at(&rep, "converted").await;
    let second = enquiry_at(&rep, "converted").await;
    let contact = |id: String| {
        let rep = rep.clone();
        async move { rep.get(&format!("/api/enquiries/{id}")).await.data()["contactId"].clone() }
    };
    let (one, two) = (contact(first).await, contact(second).await);
    assert!(one.is_string());
    assert_eq!(one, two, "the second enquiry from the same address is the same contact");
    let contacts = contacts_of(&admin).await;
    assert_eq!(contacts.len(), 1);
    assert_eq!(contacts[0]["stage"], "LEAD");
    assert_eq!(contacts[0]["owner"]["id"], json!(rep.id()));
    // The event says where it came from and went to.
    let events = admin.get("/api/events?limit=1000").await.data();
    let moved = events.as_array().unwrap().iter().rfind(|e| e["kind"] == "enquiry:status").unwrap();
    assert_eq!(
        (&moved["data"]["from"], &moved["data"]["to"], &moved["data"]["contactId"]),
        (&json!("contacted"), &json!("converted"), &one)
    );
}

async fn releasing_and_assigning_are_for_managers(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let stranger = server.found("Oak").await;
    let (rep, other) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let (manager, hr) =
        (server.employee(&admin, Role::Manager).await, server.employee(&admin, Role::Hr).await);
    let id = enquiry_at(&rep, "contacted").await;
    let (release, assign) = (format!("/api/enquiries/{id}/release"), format!("/api/enquiries/{id}/assign"));
    other.post(&release, json!({})).await.refused(403, "forbidden");
    rep.post(&assign, json!({ "employeeId": other.id() })).await.refused(403, "forbidden");
    for nobody in [stranger.id(), hr.id(), uuid::Uuid::now_v7().to_string()] {
        let refused = manager.post(&assign, json!({ "employeeId": nobody })).await.refused(400, "invalid");
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
    manager.post(&release, json!({})).await.refused(409, "invalid_transition");
    let assigned = manager.post(&assign, json!({ "employeeId": rep.id() })).await.expect(200).data();
    assert_eq!((&assigned["status"], &assigned["claimedBy"]["id"]), (&json!("claimed"), &json!(rep.id())));
    let ended = enquiry_at(&rep, "lost").await;
    manager
        .post(&format!("/api/enquiries/{ended}/release"), json!({}))
        .await
        .refused(409, "invalid_transition");
    manager
        .post(&format!("/api/enquiries/{ended}/assign"), json!({ "employeeId": other.id() }))
        .await
        .refused(409, "invalid_transition");
}

async fn notes_are_kept_in_order(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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
    admin.post(&path, json!({ "text": "" })).await.refused(400, "invalid");
}

async fn lists_filter_search_and_sort(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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
    assert_eq!(names("q=_").await, ["anna_x"], "a search is not a pattern");
    assert_eq!(names("q=0%25").await, ["Carl 100%"]);
    assert_eq!(names("status=claimed").await, Vec::<String>::new());
    let wrong = admin
        .get("/api/enquiries?status=x&limit=101&page=0&colour=red&sort=email")
        .await
        .refused(400, "invalid");
    assert_eq!(wrong.fields(), ["limit", "page", "colour", "status"]);
}
