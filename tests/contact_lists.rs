//! Lists of contacts: filters, sorting, paging, search.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    contacts::{found, names},
    on_both_databases,
    support::{Client, Database, Server},
};

on_both_databases!(
    leads_are_filtered_sorted_and_paged,
    leads_are_filtered_by_ids,
    rep_pages_own_and_unowned_leads_in_one_order,
    search_matches_within_words,
    search_follows_changes
);

async fn leads_are_filtered_sorted_and_paged(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
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
    // The day in the company's time zone, Asia/Kolkata.
    let day = (chrono::Utc::now() + chrono::Duration::days(1) + chrono::Duration::minutes(330)).date_naive();
    assert_eq!(found(&admin, &format!("createdFrom={day}&createdTo={day}")).await, ["Alice"]);
    let past_the_end = admin.get("/api/leads?page=9").await.expect(200).body;
    assert_eq!((&past_the_end["total"], &past_the_end["count"]), (&json!(4), &json!(0)));
}

/// Follows the cursor through all pages.
async fn read_all_pages(client: &Client, query: &str) -> Vec<String> {
    let (mut names_read, mut cursor) = (vec![], "start".to_owned());
    loop {
        let page = client.get(&format!("/api/leads?{query}&cursor={cursor}")).await.expect(200).body;
        names_read.extend(names(&page));
        match page["nextCursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return names_read,
        }
    }
}

async fn leads_are_filtered_by_ids(database: Database) {
    let server = Server::start(database).await;
    let (admin, outsider) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    let rep = server.employee(&admin, Role::Counselor).await;
    let (own, other) = (rep.lead("Alice").await, admin.lead("Bilal").await);
    let foreign = outsider.lead("Chen").await;
    rep.lead("Divya").await;
    let asked = format!("ids={own},{other},{foreign},nonsense");
    assert_eq!(found(&admin, &asked).await, ["Alice", "Bilal"]);
    assert_eq!(found(&rep, &asked).await, ["Alice"], "ids do not bypass visibility");
    assert_eq!(found(&admin, "ids=nonsense").await, [] as [&str; 0]);
    let csv = admin.get(&format!("/api/leads/export.csv?ids={own}")).await.expect(200);
    assert!(csv.body.to_string().contains("Alice") && !csv.body.to_string().contains("Divya"));
}

async fn rep_pages_own_and_unowned_leads_in_one_order(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let mut expected = vec![];
    for n in 0..25 {
        let owner = [json!(rep.id()), Value::Null, json!(admin.id())][n % 3].clone();
        if n % 3 < 2 {
            expected.push(format!("Lead {n:02}"));
        }
        admin.lead_with(json!({ "name": format!("Lead {n:02}"), "ownerId": owner })).await;
    }
    assert_eq!(read_all_pages(&rep, "sort=name&limit=4").await, expected);
    assert_eq!(read_all_pages(&rep, "sort=createdAt&limit=3").await, expected);
    let mut pages = vec![];
    for page in 1..=5 {
        let reply = rep.get(&format!("/api/leads?sort=name&limit=4&page={page}")).await.expect(200).body;
        assert_eq!(reply["total"], expected.len());
        pages.extend(names(&reply));
    }
    assert_eq!(pages, expected);
    expected.reverse();
    assert_eq!(read_all_pages(&rep, "sort=-name&limit=100").await, expected);
}

async fn search_matches_within_words(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
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

async fn search_follows_changes(database: Database) {
    let server = Server::start(database).await;
    let (admin, outsider) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    let id = admin.lead_with(json!({ "name": "Alice Smith" })).await;
    outsider.lead_with(json!({ "name": "Alice Smythe" })).await;
    admin.patch(&format!("/api/leads/{id}"), json!({ "name": "Alice Jones" })).await.expect(200);
    assert_eq!(found(&admin, "q=smith").await, [] as [&str; 0]);
    assert_eq!(found(&admin, "q=alice").await, ["Alice Jones"]);
    admin.delete(&format!("/api/leads/{id}")).await.expect(200);
    assert_eq!(found(&admin, "q=alice").await, [] as [&str; 0]);
    assert_eq!(found(&outsider, "q=alice").await, ["Alice Smythe"]);
}
