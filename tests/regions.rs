//! A company's region: currency, time zone, country and locale, from registration on.

use serde_json::{Value, json};

use crate::{
    on_both_databases,
    support::{Database, PASSWORD, Reply, Server},
};

on_both_databases!(
    new_company_takes_the_region_of_its_founder,
    company_changes_its_region,
    invalid_region_is_rejected_by_field
);

async fn found(server: &Server, email: &str, region: Value) -> Reply {
    let mut body = json!({ "name": "Asha Rao", "email": email, "password": PASSWORD, "company": email });
    body.as_object_mut().unwrap().extend(region.as_object().unwrap().clone());
    server.client().post("/api/auth/register", body).await
}

/// Currency, time zone, country and locale of a newly founded company.
async fn region_of(server: &Server, email: &str, region: Value) -> [String; 4] {
    let founder = server.client().signed_in(&found(server, email, region).await.expect(201).data());
    let company = founder.get(&format!("/api/companies/{}", founder.company())).await.expect(200).data();
    ["currency", "timezone", "country", "locale"].map(|field| company[field].as_str().unwrap().to_owned())
}

async fn new_company_takes_the_region_of_its_founder(database: Database) {
    let server = Server::start(database).await;
    let nothing_said = region_of(&server, "a@example.com", json!({})).await;
    assert_eq!(nothing_said, ["INR", "Asia/Kolkata", "IN", "en-IN"]);
    let browser = json!({ "timezone": "Europe/Zurich", "country": "CH", "locale": "de-ch" });
    assert_eq!(region_of(&server, "b@example.com", browser).await, ["CHF", "Europe/Zurich", "CH", "de-CH"]);
    let all = json!({ "currency": "USD", "timezone": "Asia/Dubai", "country": "AE", "locale": "ar" });
    assert_eq!(region_of(&server, "c@example.com", all).await, ["USD", "Asia/Dubai", "AE", "ar"]);
    let locale_only = json!({ "locale": "ja-JP" });
    assert_eq!(
        region_of(&server, "d@example.com", locale_only).await,
        ["JPY", "Asia/Kolkata", "JP", "ja-JP"]
    );
}

async fn company_changes_its_region(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let path = format!("/api/companies/{}", admin.company());
    let changed = admin.patch(&path, json!({ "country": "DE", "locale": "de-de" })).await.expect(200).data();
    assert_eq!(
        (&changed["country"], &changed["locale"], &changed["currency"]),
        (&json!("DE"), &json!("de-DE"), &json!("INR"))
    );
    let invited = json!({ "name": "Elm", "adminEmail": "elm@example.com", "country": "GB", "timezone": "Europe/London" });
    let founded = admin.post("/api/companies", invited).await.expect(201).data();
    assert_eq!((&founded["currency"], &founded["timezone"]), (&json!("GBP"), &json!("Europe/London")));
}

async fn invalid_region_is_rejected_by_field(database: Database) {
    let server = Server::start(database).await;
    let wrong =
        json!({ "currency": "ABC", "timezone": "Mars/Olympus", "country": "ZZ", "locale": "not a locale" });
    let fields = ["country", "currency", "locale", "timezone"];
    let refused = found(&server, "a@example.com", wrong.clone()).await.expect_error(400, "invalid");
    assert_eq!(refused.fields(), fields);
    assert_eq!(refused.body["errors"][3]["message"], "must be a valid time zone");
    let admin = server.found_company("Lotus").await;
    let path = format!("/api/companies/{}", admin.company());
    assert_eq!(admin.patch(&path, wrong).await.expect_error(400, "invalid").fields(), fields);
}
