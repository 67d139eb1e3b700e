//! Limits on input: text is a single line unless it is a note, and every text and list has a maximum length.

use reqwest::Method;
use serde_json::{Value, json};
use tandem::{access::Actor, db::Tx, id::CompanyId};

use crate::{
    mail::wait_for_email,
    on_both_databases,
    support::{
        Database, Program, Server, Smtp,
        calls::good_body,
        routes::{Operation, operations, records},
    },
};

on_both_databases!(
    single_line_fields_reject_control_characters,
    nul_is_rejected_in_every_text,
    times_that_clients_cannot_show_are_rejected,
    stored_name_with_a_line_break_does_not_block_email,
    command_line_rejects_a_name_with_a_line_break,
    errors_name_the_field_and_the_record,
    password_change_response_is_not_replayed,
    link_with_a_line_break_redirects_like_a_browser,
    tags_per_contact_are_limited,
);

/// The text fields of a body, each with whether it may have several lines.
fn text_fields(operation: &Operation) -> Vec<(String, bool)> {
    let document = tandem::http::document(tandem::features::ALL);
    let methods = &document["paths"][&operation.path];
    let body =
        &methods[operation.method.as_str().to_lowercase()]["requestBody"]["content"]["application/json"];
    let schema = resolved(&document, &body["schema"]);
    let properties = schema["properties"].as_object().cloned().unwrap_or_default();
    properties
        .into_iter()
        .filter(|(_, schema)| {
            let free = schema.get("enum").is_none() && schema.get("pattern").is_none();
            let format = schema["format"].as_str();
            schema["type"].to_string().contains("string")
                && free
                && matches!(format, None | Some("multiline" | "email"))
        })
        .map(|(name, schema)| (name, schema["format"] == "multiline"))
        .collect()
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(name) => document.pointer(name.trim_start_matches('#')).unwrap(),
        None => schema,
    }
}

async fn single_line_fields_reject_control_characters(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let records = records(&server, &admin).await;
    let mut tried = 0;
    for operation in operations().iter().filter(|operation| operation.has_body) {
        let path = operation.at(&records[kind(operation, &records)]);
        for (field, multiline) in text_fields(operation) {
            for bad in ["a\nb", "a\rb", "a\u{85}b", "a\u{2028}b", "a\tb", "a\u{202e}b", "a\0b", "a\u{1b}b"] {
                if multiline && !matches!(bad, "a\0b" | "a\u{1b}b") {
                    continue;
                }
                let mut body = good_body(operation, &records).unwrap();
                body[&field] = json!(bad);
                let reply = admin.send(operation.method.clone(), &path, Some(body), &[]).await;
                assert_eq!(reply.status, 400, "{} {field} {bad:?}: {}", operation.name(), reply.body);
                let fields = reply.fields();
                assert!(fields.contains(&field.as_str()), "{} {field} {bad:?}: {fields:?}", operation.name());
                tried += 1;
            }
        }
    }
    assert!(tried > 200, "{tried}");
}

/// Leap seconds, and years that are not 1 to 9999 in UTC.
async fn times_that_clients_cannot_show_are_rejected(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let records = records(&server, &admin).await;
    let document = tandem::http::document(tandem::features::ALL);
    let mut tried = 0;
    for operation in operations().iter().filter(|operation| operation.has_body) {
        let path = operation.at(&records[kind(operation, &records)]);
        let method = operation.method.as_str().to_lowercase();
        let content = &document["paths"][&operation.path][method]["requestBody"]["content"];
        let schema = resolved(&document, &content["application/json"]["schema"]);
        let properties = schema["properties"].as_object().cloned().unwrap_or_default();
        for (field, _) in properties.iter().filter(|(_, schema)| schema.to_string().contains("/Time\"")) {
            for bad in [
                "9999-12-31T23:59:59-23:59",
                "2026-06-30T23:59:60Z",
                "0000-06-01T00:00:00Z",
                "0001-01-01T00:00:00+23:59",
            ] {
                let mut body = good_body(operation, &records).unwrap();
                body[field] = json!(bad);
                let reply = admin.send(operation.method.clone(), &path, Some(body), &[]).await;
                let reply = reply.expect_error(400, "invalid");
                let name = operation.name();
                assert!(reply.fields().contains(&field.as_str()), "{name} {field} {bad}: {}", reply.body);
                tried += 1;
            }
        }
    }
    assert!(tried >= 4 * 5, "{tried}");
}

fn kind<'a>(operation: &'a Operation, records: &std::collections::BTreeMap<&'static str, String>) -> &'a str {
    let kind = crate::support::routes::kind_of(operation);
    if records.contains_key(kind) { kind } else { "contacts" }
}

/// PostgreSQL cannot store NUL, so each of these would be a 500 there.
async fn nul_is_rejected_in_every_text(database: Database) {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let cursor = json!({ "sort": "name", "value": "a\0b", "id": uuid::Uuid::now_v7() }).to_string();
    let cursor = URL_SAFE_NO_PAD.encode(cursor);
    let reply = admin.get(&format!("/api/enquiries?sort=name&cursor={cursor}")).await;
    assert_eq!(reply.expect_error(400, "invalid").fields(), ["cursor"]);
    for query in ["q=a%00b", "source=a%00b", "q=a%0Ab", "source=a%E2%80%AEx"] {
        let field = query.split('=').next().unwrap();
        let reply = admin.get(&format!("/api/enquiries?{query}")).await;
        assert_eq!(reply.expect_error(400, "invalid").fields(), [field], "{query}");
    }
    let mapping = json!({ "mapping": { "a\0b": "name" } });
    let import =
        admin.upload("/api/leads/import?dryRun=true", "text/csv", "name\nBea\n").await.expect(201).data();
    let path = format!("/api/imports/{}/run", import["id"].as_str().unwrap());
    let reply = admin.post(&path, mapping).await;
    assert!(matches!(reply.status, 400 | 409), "{}", reply.body);
    admin.get("/api/enquiries/%00").await.expect_error(404, "not_found");
}

/// Names that were stored before the rule existed.
async fn stored_name_with_a_line_break_does_not_block_email(database: Database) {
    let mut smtp = Smtp::start().await;
    let server = Server::start_with(database, &smtp.settings()).await;
    let admin = server.found_company("Lotus").await;
    let contact = admin.lead_with(json!({ "name": "Alice", "email": "alice@example.com" })).await;
    let company: CompanyId = admin.company().parse().unwrap();
    let mut tx = Tx::begin(&server.app.db, Actor::system(company, "test")).await.unwrap();
    let name = "Asha\nBcc: victim@example.com\u{2028}";
    tx.exec(tandem::sql!("update employees set name = $1 where company_id = $2", name, company))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for n in 0..6 {
        let body = json!({ "contactId": contact, "subject": format!("Offer {n}"), "body": "<p>x</p>" });
        admin.post("/api/emails", body).await.expect(201);
        let mail = smtp.mail_to("alice@example.com").await;
        assert_eq!(mail.to, ["alice@example.com"]);
        let from = mail.header("From");
        assert!(from.starts_with("=?utf-8?b?") && from.ends_with("?= <tandem@localhost>"), "{from}");
        assert_eq!(mail.header("Bcc"), "");
    }
}

async fn command_line_rejects_a_name_with_a_line_break(database: Database) {
    let program = Program::serve(&database, &[]).await;
    let body = json!({ "name": "Asha", "email": "asha@example.com", "password": crate::support::PASSWORD });
    program.client().post("/api/auth/register", body).await.expect(201);
    let create = |name: &'static str, email: &'static str| {
        let database = database.clone();
        async move {
            Program::run(&database, &["employee", "create", "--name", name, "--email", email, "--role", "hr"])
                .await
        }
    };
    let refused = create("Ravi\nIyer", "not an address").await;
    assert!(!refused.success);
    assert!(refused.text.contains("name must be a single line"), "{}", refused.text);
    assert!(refused.text.contains("email must be a valid e-mail address"), "{}", refused.text);
    let created = create(" Ravi Iyer ", "ravi@example.com").await;
    assert!(
        created.success && created.text.contains("Added Ravi Iyer (ravi@example.com)"),
        "{}",
        created.text
    );
    program.kill().await;
}

async fn errors_name_the_field_and_the_record(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let message = |reply: &crate::support::Reply| reply.body["message"].as_str().unwrap().to_owned();
    let enquiry = |body: Value| {
        let public = server.client();
        async move { public.post("/api/enquiries", body).await.expect_error(400, "invalid") }
    };
    let unknown =
        enquiry(json!({ "name": "Alice", "email": "alice@example.com", "company": "nowhere" })).await;
    assert_eq!(message(&unknown), "company is not the slug of a company on this server");
    let several = enquiry(json!({ "email": "alice", "message": "x".repeat(5_001) })).await;
    assert_eq!(several.fields(), ["email", "message", "name"]);
    assert_eq!(message(&several), "These fields are invalid: email, message, name");
    assert_eq!(several.body["errors"][1]["message"], "must have at most 5000 characters");
    let missing =
        admin.get(&format!("/api/enquiries/{}", uuid::Uuid::now_v7())).await.expect_error(404, "not_found");
    assert_eq!(message(&missing), "Enquiry not found");
    let reset = json!({ "token": "used", "password": "cedar-window-flute" });
    let reset = server.client().post("/api/auth/password/reset", reset).await.expect_error(400, "invalid");
    assert!(message(&reset).starts_with("token is no longer valid"), "{}", message(&reset));
    let currency = json!({ "currency": "rupees" });
    let currency = admin
        .patch(&format!("/api/companies/{}", admin.company()), currency)
        .await
        .expect_error(400, "invalid");
    assert!(message(&currency).starts_with("currency must be a valid currency"), "{}", message(&currency));
}

/// The response holds a token, which is not stored: a retry is told so and changes nothing.
async fn password_change_response_is_not_replayed(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let body =
        json!({ "currentPassword": crate::support::PASSWORD, "newPassword": crate::support::PASSWORD });
    let key = [("idempotency-key", "change-1")];
    let path = "/api/auth/password/change";
    let changed = admin.send(Method::POST, path, Some(body.clone()), &key).await.expect(200);
    let again = admin.signed_in(&changed.data());
    again.send(Method::POST, path, Some(body.clone()), &key).await.expect_error(409, "answer_not_kept");
    again.get("/api/auth/me").await.expect(200);
    let other = json!({ "currentPassword": crate::support::PASSWORD, "newPassword": "cedar-window-flute" });
    again.send(Method::POST, path, Some(other), &key).await.expect_error(422, "idempotency_key_reused");
}

async fn link_with_a_line_break_redirects_like_a_browser(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let contact = admin.lead("Alice").await;
    let body = json!({ "contactId": contact, "subject": "Offer", "body": "<a href=\"https://example.com/a\n?b=1\">here</a>" });
    let email = admin.post("/api/emails", body).await.expect(201).data()["id"].as_str().unwrap().to_owned();
    let reply = server.click(&admin, &email, 0).await.expect(302);
    assert_eq!(reply.header("location"), Some("https://example.com/a?b=1"));
    // A link that was stored before the rule existed.
    let company: CompanyId = admin.company().parse().unwrap();
    let mut tx = Tx::begin(&server.app.db, Actor::system(company, "test")).await.unwrap();
    let sql = "update email_links set url = $1 where company_id = $2";
    tx.exec(tandem::sql!(sql, "https://example.com/a\n?b=2", company)).await.unwrap();
    tx.commit().await.unwrap();
    let reply = server.click(&admin, &email, 0).await.expect(302);
    assert_eq!(reply.header("location"), Some("https://example.com/a?b=2"));
    wait_for_email(&server, admin.employee["email"].as_str().unwrap(), "Welcome").await;
}

async fn tags_per_contact_are_limited(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let tags = |from: usize, to: usize| (from..to).map(|n| format!("tag {n}")).collect::<Vec<_>>();
    let lead = |name: &'static str, tags: Vec<String>| json!({ "name": name, "email": format!("{name}@example.com"), "tags": tags });
    let reply = admin.post("/api/leads", lead("a", tags(0, 51))).await;
    assert_eq!(reply.expect_error(400, "invalid").fields(), ["tags"]);
    let first = admin.lead_with(lead("a", tags(0, 40))).await;
    let second = admin.lead_with(lead("b", tags(40, 60))).await;
    let reply = admin.post(&format!("/api/contacts/{first}/merge"), json!({ "contactId": second })).await;
    assert_eq!(reply.expect_error(400, "invalid").fields(), ["tags"]);
    admin.patch(&format!("/api/leads/{second}"), json!({ "tags": tags(40, 50) })).await.expect(200);
    admin.post(&format!("/api/contacts/{first}/merge"), json!({ "contactId": second })).await.expect(200);
    assert_eq!(admin.contact(&first).await["tags"].as_array().unwrap().len(), 50);
}

/// Each text that a client may send has a maximum length, and so has each list.
#[test]
fn every_text_and_list_of_a_request_has_a_limit() {
    let document = tandem::http::document(tandem::features::ALL);
    let mut unlimited = vec![];
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            let place = format!("{method} {path}");
            collect_unlimited(&document, body, &place, &mut unlimited);
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                if parameter["in"] == "query" {
                    let name = format!("{place}?{}", parameter["name"].as_str().unwrap());
                    collect_unlimited(&document, &parameter["schema"], &name, &mut unlimited);
                }
            }
        }
    }
    assert!(unlimited.is_empty(), "{unlimited:#?}");
}

fn collect_unlimited(document: &Value, schema: &Value, place: &str, unlimited: &mut Vec<String>) {
    let schema = resolved(document, schema);
    let of_type = |kind: &str| schema["type"].to_string().contains(&format!("\"{kind}\""));
    for part in ["oneOf", "anyOf", "allOf"].iter().filter_map(|kind| schema[*kind].as_array()).flatten() {
        collect_unlimited(document, part, place, unlimited);
    }
    let fixed = matches!(
        schema["format"].as_str(),
        Some("uuid" | "date" | "date-time" | "currency-code" | "country-code")
    ) || schema.get("enum").is_some()
        || schema["pattern"].as_str().is_some_and(|pattern| !pattern.contains('*'));
    if of_type("string") && !fixed && schema.get("maxLength").is_none() {
        unlimited.push(place.to_owned());
    }
    if of_type("array") {
        if schema.get("maxItems").is_none() {
            unlimited.push(place.to_owned());
        }
        collect_unlimited(document, &schema["items"], &format!("{place}[]"), unlimited);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        collect_unlimited(document, property, &format!("{place}.{name}"), unlimited);
    }
}
