//! `protocol/` is generated from the code and committed; a difference fails. `make protocol` writes it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::{
    on_both_databases,
    support::{Client, Database, Server, Smtp, calls::good_body, routes::operations},
};

on_both_databases!(events_match_their_schemas);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("protocol")
}

fn generated() -> BTreeMap<PathBuf, String> {
    let pretty = |value: &Value| format!("{}\n", serde_json::to_string_pretty(value).unwrap());
    let mut files = BTreeMap::from([
        (folder().join("openapi.json"), pretty(&tandem::http::document(tandem::features::ALL))),
        (folder().join("asyncapi.yaml"), tandem::protocol::asyncapi_yaml(tandem::features::ALL)),
    ]);
    for (name, schema) in tandem::protocol::event_schemas(tandem::features::ALL) {
        files.insert(folder().join("events").join(name), pretty(&schema));
    }
    files
}

#[test]
fn generated_files_are_as_committed() {
    let write = std::env::var("WRITE_PROTOCOL").is_ok();
    let generated = generated();
    for (path, text) in &generated {
        if write {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(committed == *text, "{} differs from the code: run `make protocol`", path.display());
    }
    for entry in std::fs::read_dir(folder().join("events")).unwrap().flatten() {
        assert!(generated.contains_key(&entry.path()), "{} describes no event kind", entry.path().display());
    }
}

/// Code generators name functions after it.
#[test]
fn operation_ids_are_unique() {
    let document = tandem::http::document(tandem::features::ALL);
    let paths = document["paths"].as_object().unwrap().values();
    let names = paths.flat_map(|operations| operations.as_object().unwrap().values());
    let names: Vec<_> = names.map(|operation| operation["operationId"].as_str().unwrap()).collect();
    let unique: std::collections::BTreeSet<_> = names.iter().collect();
    assert!(names.len() > 60);
    assert_eq!(unique.len(), names.len(), "{names:?}");
}

/// The bodies that other tests send, so that none of them is refused for its form.
#[test]
fn bodies_of_the_tests_match_their_schemas() {
    let document = tandem::http::document(tandem::features::ALL);
    let kinds = ["addresses", "contacts", "duplicates", "employees", "opportunities", "slugs"];
    let records = kinds.map(|kind| (kind, uuid::Uuid::now_v7().to_string())).into();
    let mut checked = 0;
    for operation in operations() {
        let Some(body) = good_body(&operation, &records) else { continue };
        let method = operation.method.as_str().to_lowercase();
        let content = &document["paths"][&operation.path][method]["requestBody"]["content"];
        let mut schema = content["application/json"]["schema"].clone();
        schema["components"] = document["components"].clone();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let wrong: Vec<_> =
            validator.iter_errors(&body).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", operation.name());
        checked += 1;
    }
    assert!(checked > 35, "only {checked} bodies");
}

/// Every error code in the sources is listed for clients, and no other.
#[test]
fn every_error_code_is_listed() {
    let readme = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let (_, table) = readme.split_once("## Error codes").expect("a list of codes");
    let listed: Vec<&str> =
        table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let sources = crate::architecture::sources();
    let given: std::collections::BTreeSet<String> =
        sources.iter().flat_map(|(_, text)| codes_in(text)).collect();
    assert!(given.len() > 20, "{given:?}");
    for code in &given {
        assert!(listed.contains(&code.as_str()), "{code} is not listed in protocol/README.md");
    }
    for code in listed {
        assert!(given.contains(code), "{code} is listed but never used");
    }
}

/// Finds `conflict("code"`, `unauthorized("code"`, `code: "code"` and the pairs of `status_and_code`.
fn codes_in(source: &str) -> Vec<String> {
    // Independent of how rustfmt breaks the call.
    let joined = source.split_whitespace().collect::<Vec<_>>().join(" ").replace("( \"", "(\"");
    let after = |marker: &str| -> Vec<String> {
        joined.split(marker).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    };
    let mut codes = [after("conflict(\""), after("unauthorized(\""), after("code: \"")].concat();
    if source.contains("fn status_and_code") {
        let pairs =
            source.lines().filter(|line| line.contains("=> (")).filter_map(|line| line.split('"').nth(1));
        codes.extend(pairs.map(str::to_owned));
    }
    codes.retain(|code| {
        code != "replayed" && code.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !code.is_empty()
    });
    codes
}

/// Triggers every kind of contact event.
async fn emit_every_contact_event(server: &Server, admin: &Client, rep: &Client) {
    let mut socket = admin.socket().await;
    let contact = server.customer(admin, "Alice").await;
    socket.expect("email:sent").await;
    let email = admin.email(&contact).await;
    let pixel = tandem::features::correspondence::tracking::Tracker::of(&server.app.config)
        .pixel(email.parse().unwrap());
    admin.visit(pixel.path(), crate::support::BROWSER).await.expect(200);
    let lead = format!("/api/leads/{contact}");
    admin.patch(&lead, json!({ "title": "Dr", "tags": ["vip"] })).await.expect(200);
    admin.feedback(&contact, 9).await.expect(201);
    let other = server.customer(admin, "Bea").await;
    let more = admin.open_opportunity(&other, 10).await;
    admin.patch(&format!("/api/opportunities/{more}"), json!({ "expectedValue": 20 })).await.expect(200);
    admin.lose(&more).await.expect(200);
    admin.post(&format!("/api/contacts/{contact}/merge"), json!({ "contactId": other })).await.expect(200);
    let third = admin.lead("Cem").await;
    let path = format!("/api/leads/{third}");
    admin.patch(&format!("{path}/status"), json!({ "status": "CONTACTED" })).await.expect(200);
    admin.post(&format!("{path}/assign"), json!({ "employeeId": rep.id() })).await.expect(200);
    server.make_mql(admin, &third).await;
    let session = admin.session(&third, "MQL", 3).await.expect(201).data()["id"].clone();
    admin
        .patch(&format!("/api/sessions/{}", session.as_str().unwrap()), json!({ "rating": 4 }))
        .await
        .expect(200);
    let due =
        json!({ "kind": "TASK", "text": "call", "dueAt": "2020-01-01T00:00:00Z", "assigneeId": admin.id() });
    admin.post(&format!("{path}/activity"), due).await.expect(201);
    socket.expect("task:due").await;
    let refused = admin.lead_with(json!({ "name": "Dua", "email": "dua@refused.example" })).await;
    admin.email(&refused).await;
    socket.expect("email:failed").await;
    let rows: String = (0..600).map(|n| format!("Row {n}\n")).collect();
    admin.upload("/api/leads/import", "text/csv", format!("name\n{rows}")).await.expect(201);
    socket.expect("import:done").await;
    let tag = json!({ "ids": [third], "change": { "addTags": ["vip"] } });
    admin.post("/api/leads/bulk", tag).await.expect(201);
    socket.expect("bulk:done").await;
}

/// Real events are valid against the published schemas.
async fn events_match_their_schemas(database: Database) {
    let smtp = Smtp::start().await;
    let server = Server::start_with(database, &smtp.settings()).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, tandem::access::Role::Counselor).await;
    let id = admin.submit_enquiry("Alice").await;
    let path = format!("/api/enquiries/{id}");
    admin.post(&format!("{path}/assign"), json!({ "employeeId": rep.id() })).await.expect(200);
    admin.post(&format!("{path}/release"), json!({})).await.expect(200);
    rep.post(&format!("{path}/claim"), json!({})).await.expect(200);
    rep.post(&format!("{path}/notes"), json!({ "text": "called" })).await.expect(201);
    for status in ["contacted", "converted"] {
        rep.put(&format!("{path}/status"), json!({ "status": status })).await.expect(200);
    }
    admin
        .patch(&format!("/api/companies/{}", admin.company()), json!({ "currency": "EUR" }))
        .await
        .expect(200);
    emit_every_contact_event(&server, &admin, &rep).await;
    admin.patch(&format!("/api/users/{}", rep.id()), json!({ "status": "PENDING" })).await.expect(200);
    for status in ["ACTIVE", "DEACTIVATED", "ACTIVE"] {
        admin.patch(&format!("/api/users/{}", rep.id()), json!({ "status": status })).await.expect(200);
    }
    admin.post(&format!("/api/users/{}/reset-link", rep.id()), json!({})).await.expect(200);
    let events = admin.get("/api/events?limit=1000").await.expect(200).data();
    let schemas = tandem::protocol::event_schemas(tandem::features::ALL);
    let mut seen = std::collections::BTreeSet::new();
    for event in events.as_array().unwrap() {
        let kind = event["kind"].as_str().unwrap();
        let schema = &schemas[&format!("{}.schema.json", kind.replace(':', "_"))];
        let validator =
            jsonschema::draft202012::options().should_validate_formats(true).build(schema).unwrap();
        let wrong: Vec<_> =
            validator.iter_errors(event).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{kind}: {wrong:?}");
        seen.insert(kind.to_owned());
    }
    // Only an employee who can no longer see a contact receives this kind: `visibility` covers it.
    let all: std::collections::BTreeSet<_> = tandem::features::ALL
        .iter()
        .flat_map(|feature| feature.events)
        .map(|kind| kind.name.to_owned())
        .collect();
    assert_eq!(seen, all, "every kind was checked");
}
