//! Export of contacts as CSV.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    bulk::many_leads,
    imports::{counts, import},
    on_both_databases,
    support::{Client, Database, Server},
};

on_both_databases!(
    exported_file_imports_unchanged,
    formulas_are_escaped_in_exports,
    invalid_export_is_rejected_before_its_first_row,
    selected_leads_are_exported_by_post
);

async fn exported_file_imports_unchanged(database: Database) {
    let server = Server::start(database).await;
    let (admin, other) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    for n in 0..1_203 {
        let name = format!("Lead, \"{n:04}\"");
        admin.lead_with(json!({ "name": name, "phone": format!("+91 98{n:08}"), "tags": ["a b", "c"], "ownerId": null })).await;
    }
    let csv = admin.get("/api/leads/export.csv").await.expect(200);
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let csv = csv.body.as_str().unwrap().to_owned();
    assert_eq!(csv.lines().count(), 1_204);
    let done = import(&other, "", csv).await;
    assert_eq!(counts(&done), [1_203, 1_203, 0, 0, 0]);
    let fields = |row: &Value| ["name", "phone", "tags"].map(|field| row[field].clone());
    let page = |client: &Client| {
        let client = client.clone();
        async move {
            let body = client.get("/api/leads?sort=name&limit=100&page=9").await.expect(200).body;
            body["data"].as_array().unwrap().iter().map(fields).collect::<Vec<_>>()
        }
    };
    assert_eq!(page(&admin).await, page(&other).await);
    let filtered = admin.get("/api/leads/export.csv?q=%220077%22").await.expect(200).body;
    assert_eq!(filtered.as_str().unwrap().lines().count(), 2);
}

async fn formulas_are_escaped_in_exports(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    for name in ["=HYPERLINK(\"http://evil.example\")", "@SUM(A1)", "-2+3", "+cmd|' /C calc'!A0"] {
        admin.lead_with(json!({ "name": name })).await;
    }
    let csv = admin.get("/api/leads/export.csv").await.expect(200).body;
    let mut reader = csv::Reader::from_reader(csv.as_str().unwrap().as_bytes());
    for record in reader.records() {
        let name = record.unwrap().get(1).unwrap().to_owned();
        assert!(name.starts_with('\''), "{name}");
    }
}

async fn invalid_export_is_rejected_before_its_first_row(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let hr = server.employee(&admin, Role::Hr).await;
    let wrong = admin.get("/api/leads/export.csv?advanced=true").await.expect_error(400, "invalid");
    assert_eq!(wrong.fields(), ["entered"]);
    hr.get("/api/leads/export.csv").await.expect_error(403, "forbidden");
}

async fn selected_leads_are_exported_by_post(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    many_leads(&admin, 1_300).await;
    let hidden = admin.lead_with(json!({ "name": "Hidden", "ownerId": admin.id() })).await;
    let mut ids = vec![hidden.clone()];
    for page in 1..=11 {
        let page =
            admin.get(&format!("/api/leads?limit=100&sort=name&q=lead&page={page}")).await.expect(200).body;
        ids.extend(page["data"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()));
    }
    let export = async |client: &Client, body: Value| {
        let csv = client.post("/api/leads/export.csv", body).await.expect(200);
        assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
        let text = csv.body.as_str().unwrap().to_owned();
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        rows.records().map(|row| row.unwrap()[1].to_owned()).collect::<Vec<_>>()
    };
    let exported = export(&admin, json!({ "ids": ids })).await;
    assert_eq!((exported.len(), exported.contains(&"Hidden".to_owned())), (1_101, true));
    assert_eq!(
        export(&rep, json!({ "ids": ids })).await.len(),
        1_100,
        "a rep does not export what they cannot see"
    );
    let filter = json!({ "filter": { "q": "lead", "except": ids[..1_000] } });
    assert_eq!(export(&rep, filter).await.len(), 301);
    admin.post("/api/leads/export.csv", json!({})).await.expect_error(400, "invalid");
}
