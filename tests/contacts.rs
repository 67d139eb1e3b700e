//! Contacts as records: entered, listed, found, changed, given away.

use std::sync::Arc;

use serde_json::{Value, json};
use tandem::access::Role;
use tokio::{sync::Barrier, task::JoinSet};

use crate::{
    on_both,
    support::{Client, Database, Server},
};

on_both!(
    a_lead_is_entered_read_and_changed,
    every_wrong_field_is_named,
    one_sees_ones_own_and_the_unowned,
    lists_filter_sort_and_page,
    leads_are_asked_for_by_their_ids,
    a_rep_pages_through_own_and_unowned_in_one_order,
    text_is_found_in_the_middle_of_words,
    what_is_found_follows_every_change,
    owners_change_and_both_hear_of_it,
    the_same_version_wins_once,
    customers_are_contacts_who_bought,
);

fn names(reply: &Value) -> Vec<String> {
    reply["data"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

pub async fn found(client: &Client, query: &str) -> Vec<String> {
    let mut found = names(&client.get(&format!("/api/leads?{query}")).await.expect(200).body);
    found.sort_unstable();
    found
}

async fn a_lead_is_entered_read_and_changed(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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

async fn every_wrong_field_is_named(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let body = json!({ "name": "", "email": "x", "tags": ["", "ok"], "stage": "CUSTOMER", "version": 2 });
    let reply = admin.post("/api/contacts", body).await.refused(400, "invalid");
    assert_eq!(reply.fields(), ["email", "name", "stage", "tags.0", "version"]);
    for query in ["stage=X", "ownerId=x", "sort=phone", "nonsense=1", "createdFrom=yesterday"] {
        admin.get(&format!("/api/leads?{query}")).await.refused(400, "invalid");
    }
    let other = server.employee(&admin, Role::Hr).await;
    let body = json!({ "name": "Alice", "ownerId": other.id() });
    assert_eq!(admin.post("/api/leads", body).await.refused(400, "invalid").fields(), ["ownerId"]);
}

async fn one_sees_ones_own_and_the_unowned(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (asha, ravi) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Employee).await);
    let own = asha.lead("Asha's").await;
    let foreign = ravi.lead("Ravi's").await;
    let free = admin.lead_with(json!({ "name": "Nobody's", "ownerId": null })).await;
    let given = admin.lead_with(json!({ "name": "Given", "ownerId": asha.id() })).await;
    asha.post("/api/leads", json!({ "name": "X", "ownerId": ravi.id() })).await.refused(403, "forbidden");
    assert_eq!(found(&asha, "").await, ["Asha's", "Given", "Nobody's"]);
    assert_eq!(found(&admin, "").await, ["Asha's", "Given", "Nobody's", "Ravi's"]);
    assert_eq!(asha.get("/api/leads").await.body["total"], 3);
    for id in [&own, &free, &given] {
        asha.get(&format!("/api/leads/{id}")).await.expect(200);
    }
    let path = format!("/api/leads/{foreign}");
    asha.get(&path).await.refused(404, "not_found");
    asha.patch(&path, json!({ "name": "Mine" })).await.refused(404, "not_found");
    asha.post(&format!("{path}/activity"), json!({ "kind": "NOTE", "text": "x" }))
        .await
        .refused(404, "not_found");
    asha.delete(&format!("/api/leads/{own}")).await.refused(403, "forbidden");
    let hr = server.employee(&admin, Role::Hr).await;
    hr.get("/api/leads").await.refused(403, "forbidden");
}

async fn lists_filter_sort_and_page(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    for (n, name) in ["Dora", "Alice", "Cem", "Bea"].into_iter().enumerate() {
        let tags = if n % 2 == 0 { vec!["even"] } else { vec![] };
        let body = json!({ "name": name, "source": if n < 2 { "fair" } else { "web" }, "tags": tags, "phone": format!("98123 4567{n}") });
        let id = admin.lead_with(body).await;
        if n == 3 {
            admin
                .patch(&format!("/api/leads/{id}/status"), json!({ "status": "QUALIFIED" }))
                .await
                .expect(200);
        }
        server.clock.shift(chrono::Duration::days(1));
    }
    let sorted =
        async |query: &str| names(&admin.get(&format!("/api/contacts?{query}")).await.expect(200).body);
    assert_eq!(sorted("sort=name").await, ["Alice", "Bea", "Cem", "Dora"]);
    assert_eq!(sorted("sort=createdAt&limit=2&page=2").await, ["Cem", "Bea"]);
    assert_eq!(found(&admin, "source=fair").await, ["Alice", "Dora"]);
    assert_eq!(found(&admin, "tag=even").await, ["Cem", "Dora"]);
    assert_eq!(found(&admin, "status=QUALIFIED").await, ["Bea"]);
    assert_eq!(found(&admin, "phone=98123-45671").await, ["Alice"]);
    assert_eq!(found(&admin, "unowned=true").await, [] as [&str; 0]);
    // The company's day, in Asia/Kolkata.
    let day = (chrono::Utc::now() + chrono::Duration::days(1) + chrono::Duration::minutes(330)).date_naive();
    assert_eq!(found(&admin, &format!("createdFrom={day}&createdTo={day}")).await, ["Alice"]);
    let past_the_end = admin.get("/api/leads?page=9").await.expect(200).body;
    assert_eq!((&past_the_end["total"], &past_the_end["count"]), (&json!(4), &json!(0)));
}

/// Every page of a walk, by cursor.
async fn walked(client: &Client, query: &str) -> Vec<String> {
    let (mut walked, mut cursor) = (vec![], "start".to_owned());
    loop {
        let page = client.get(&format!("/api/leads?{query}&cursor={cursor}")).await.expect(200).body;
        walked.extend(names(&page));
        match page["nextCursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return walked,
        }
    }
}

async fn a_rep_pages_through_own_and_unowned_in_one_order(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let mut expected = vec![];
    for n in 0..25 {
        let owner = [json!(rep.id()), Value::Null, json!(admin.id())][n % 3].clone();
        if n % 3 < 2 {
            expected.push(format!("Lead {n:02}"));
        }
        admin.lead_with(json!({ "name": format!("Lead {n:02}"), "ownerId": owner })).await;
    }
    assert_eq!(walked(&rep, "sort=name&limit=4").await, expected);
    assert_eq!(walked(&rep, "sort=createdAt&limit=3").await, expected);
    let mut pages = vec![];
    for page in 1..=5 {
        let reply = rep.get(&format!("/api/leads?sort=name&limit=4&page={page}")).await.expect(200).body;
        assert_eq!(reply["total"], expected.len());
        pages.extend(names(&reply));
    }
    assert_eq!(pages, expected);
    expected.reverse();
    assert_eq!(walked(&rep, "sort=-name&limit=100").await, expected);
}

async fn text_is_found_in_the_middle_of_words(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let people = [
        json!({ "name": "Alice Smith", "email": "a.smith@example.com", "phone": "+91 98123 45678", "organisation": "Blue Mill" }),
        json!({ "name": "Çelik Ünal", "email": "celik@ornek.example", "organisation": "100% Wolle_AG" }),
        json!({ "name": "Bob Smithson", "phone": "+1 415 555 2671" }),
    ];
    for person in people {
        admin.lead_with(person).await;
    }
    for (q, expected) in [
        ("smith", vec!["Alice Smith", "Bob Smithson"]),
        ("MITHS", vec!["Bob Smithson"]),
        ("alice mill", vec!["Alice Smith"]),
        ("mill bob", vec![]),
        ("9812345", vec!["Alice Smith"]),
        ("2671", vec!["Bob Smithson"]),
        ("çelik", vec!["Çelik Ünal"]),
        ("ünal", vec!["Çelik Ünal"]),
        ("100%25", vec!["Çelik Ünal"]),
        ("wolle_", vec!["Çelik Ünal"]),
        ("w_lle", vec![]),
        ("al", vec!["Alice Smith", "Çelik Ünal"]),
        ("\"", vec![]),
        ("a*b OR c", vec![]),
    ] {
        assert_eq!(found(&admin, &format!("q={q}")).await, expected, "{q}");
    }
    let hits = admin.get("/api/search?q=smith").await.expect(200).data();
    assert_eq!(hits["contacts"].as_array().unwrap().len(), 2);
}

async fn what_is_found_follows_every_change(database: Database) {
    let server = Server::start(database).await;
    let (admin, stranger) = (server.found("Lotus").await, server.found("Oak").await);
    let id = admin.lead_with(json!({ "name": "Alice Smith" })).await;
    stranger.lead_with(json!({ "name": "Alice Smythe" })).await;
    admin.patch(&format!("/api/leads/{id}"), json!({ "name": "Alice Jones" })).await.expect(200);
    assert_eq!(found(&admin, "q=smith").await, [] as [&str; 0]);
    assert_eq!(found(&admin, "q=alice").await, ["Alice Jones"]);
    admin.delete(&format!("/api/leads/{id}")).await.expect(200);
    assert_eq!(found(&admin, "q=alice").await, [] as [&str; 0]);
    assert_eq!(found(&stranger, "q=alice").await, ["Alice Smythe"]);
}

async fn owners_change_and_both_hear_of_it(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (asha, ravi, li) = (
        server.employee(&admin, Role::Counselor).await,
        server.employee(&admin, Role::Employee).await,
        server.employee(&admin, Role::Employee).await,
    );
    let id = asha.lead("Alice").await;
    let (mut old, mut new, mut third) = (asha.socket().await, ravi.socket().await, li.socket().await);
    let path = format!("/api/leads/{id}/assign");
    asha.post(&path, json!({ "employeeId": ravi.id() })).await.refused(403, "forbidden");
    let hr = server.employee(&admin, Role::Hr).await;
    admin.post(&path, json!({ "employeeId": hr.id() })).await.refused(400, "invalid");
    let assigned = admin.post(&path, json!({ "employeeId": ravi.id() })).await.expect(200).data();
    for socket in [&mut old, &mut new] {
        let event = socket.expect("lead:assigned").await;
        assert_eq!(event["data"]["owner"]["id"], json!(ravi.id()));
        assert_eq!(event["data"]["from"]["id"], json!(asha.id()));
        assert_eq!(event["data"]["version"], assigned["version"]);
    }
    let told = new.expect("notification:created").await["data"].clone();
    assert_eq!((&told["kind"], &told["entity"]["id"]), (&json!("ASSIGNED"), &json!(id)));
    asha.get(&format!("/api/leads/{id}")).await.refused(404, "not_found");
    let handed_out = admin.post(&path, json!({ "employeeId": null })).await.expect(200).data();
    assert_eq!(handed_out["owner"], Value::Null);
    // The third never heard of it while it was somebody's.
    assert_eq!(third.numbered().await.unwrap()["data"]["version"], handed_out["version"]);
    admin.post(&path, json!({ "employeeId": ravi.id() })).await.expect(200);
    assert_eq!(
        third.numbered().await.unwrap()["data"]["owner"]["id"],
        json!(ravi.id()),
        "and that it is gone"
    );
}

async fn the_same_version_wins_once(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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
        assert_eq!(late.refused(412, "version_mismatch").data()["version"], 2);
    }
}

async fn customers_are_contacts_who_bought(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let won = server.customer(&admin, "Alice").await;
    let lead = admin.lead("Bea").await;
    let entered = admin.post("/api/customers", json!({ "name": "Cem" })).await.expect(201).data();
    assert_eq!((&entered["stage"], &entered["status"]), (&json!("CUSTOMER"), &json!("WON")));
    let mut listed = names(&admin.get("/api/customers").await.expect(200).body);
    listed.sort_unstable();
    assert_eq!(listed, ["Alice", "Cem"]);
    admin.get(&format!("/api/customers/{won}")).await.expect(200);
    admin.get(&format!("/api/customers/{lead}")).await.refused(404, "not_found");
}

async fn leads_are_asked_for_by_their_ids(database: Database) {
    let server = Server::start(database).await;
    let (admin, stranger) = (server.found("Lotus").await, server.found("Oak").await);
    let rep = server.employee(&admin, Role::Counselor).await;
    let (own, other) = (rep.lead("Alice").await, admin.lead("Bilal").await);
    let foreign = stranger.lead("Chen").await;
    rep.lead("Divya").await;
    let asked = format!("ids={own},{other},{foreign},nonsense");
    assert_eq!(found(&admin, &asked).await, ["Alice", "Bilal"]);
    assert_eq!(found(&rep, &asked).await, ["Alice"], "ids open no doors");
    assert_eq!(found(&admin, "ids=nonsense").await, [] as [&str; 0]);
    let csv = admin.get(&format!("/api/leads/export.csv?ids={own}")).await.expect(200);
    assert!(csv.body.to_string().contains("Alice") && !csv.body.to_string().contains("Divya"));
}
