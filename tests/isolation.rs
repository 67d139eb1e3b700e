//! Strangers see nothing: a table made from the OpenAPI document, so that a new route without a rule fails.

use reqwest::Method;
use serde_json::json;
use tandem::access::Role;

use crate::{
    on_both,
    support::{
        Client, Database, Reply, Server,
        routes::{Operation, good_body, kind_of, operations, records},
    },
};

on_both!(
    every_route_wants_a_token,
    every_route_with_an_id_hides_the_other_company,
    no_body_reaches_into_the_other_company,
    no_list_event_or_counter_crosses,
    every_role_is_refused_what_it_lacks,
    nobody_sets_what_is_not_theirs_to_set,
);

/// The routes that anybody may call.
const PUBLIC: [&str; 11] = [
    "GET /api/auth/setup",
    "GET /api/t/c/{token}",
    "GET /api/t/o/{token}",
    "GET /api/t/u/{token}",
    "POST /api/auth/confirm",
    "POST /api/auth/forgot",
    "POST /api/auth/login",
    "POST /api/auth/register",
    "POST /api/auth/reset",
    "POST /api/enquiries",
    "POST /api/t/u/{token}",
];

async fn call(client: &Client, operation: &Operation, id: &str) -> Reply {
    let body = operation.has_body.then(|| json!({}));
    client.send(operation.method.clone(), &operation.at(id), body, &[]).await
}

async fn every_route_wants_a_token(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let id = admin.receive_enquiry("Alice").await;
    let expired = {
        server.clock.shift(-chrono::Duration::days(30));
        let old = server.employee(&admin, Role::Admin).await;
        server.clock.shift(chrono::Duration::days(30));
        old
    };
    let mut forged = admin.clone();
    forged.token = admin.token.clone().map(|token| format!("{}AAAA", &token[..token.len() - 4]));
    // `alg: none`: nobody has signed it.
    let mut unsigned = admin.clone();
    unsigned.token = admin.token.as_deref().map(|token| {
        let claims = token.split('.').nth(1).unwrap();
        format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims}.")
    });
    let mut public = vec![];
    for operation in operations() {
        if operation.public {
            public.push(operation.name().replace("/password/", "/"));
            continue;
        }
        call(&server.client(), &operation, &id).await.refused(401, "token_missing");
        call(&expired, &operation, &id).await.refused(401, "token_expired");
        call(&forged, &operation, &id).await.refused(401, "token_invalid");
        call(&unsigned, &operation, &id).await.refused(401, "token_invalid");
    }
    public.sort_unstable();
    assert_eq!(public, PUBLIC, "a route is public by decision only");
}

/// Waits until what was begun has happened.
async fn settle(owner: &Client, import: &str) {
    let mut socket = owner.socket_after(0).await;
    while socket.expect("import:done").await["entity"]["id"] != json!(import) {}
    owner.socket_after(0).await.expect("bulk:done").await;
    owner.socket_after(0).await.expect("email:sent").await;
}

async fn every_route_with_an_id_hides_the_other_company(database: Database) {
    let server = Server::start(database).await;
    let (owner, stranger) = (server.found("Lotus").await, server.found("Oak").await);
    let senior = server.employee(&stranger, Role::SeniorAdmin).await;
    let records = records(&server, &owner).await;
    settle(&owner, &records["imports"]).await;
    let log = owner.get("/api/events?limit=1000").await.data();
    for operation in operations().iter().filter(|operation| operation.path.contains("{id}")) {
        let kind = kind_of(operation);
        let id = records
            .get(kind)
            .unwrap_or_else(|| panic!("this table does not know {kind}: add a record of it"));
        let path = format!(
            "{}{}",
            operation.at(id),
            if operation.method == Method::DELETE && kind == "companies" { "?slug=lotus" } else { "" }
        );
        let reply = senior.send(operation.method.clone(), &path, good_body(operation, &records), &[]).await;
        assert_eq!((reply.status, reply.code()), (404, "not_found"), "{}: {}", operation.name(), reply.body);
    }
    assert_eq!(owner.get("/api/events?limit=1000").await.data(), log, "nothing happened");
}

/// One's own record in the path, somebody else's in the body.
async fn no_body_reaches_into_the_other_company(database: Database) {
    let server = Server::start(database).await;
    let (owner, stranger) = (server.found("Lotus").await, server.found("Oak").await);
    let (theirs, own) = (records(&server, &owner).await, records(&server, &stranger).await);
    settle(&owner, &theirs["imports"]).await;
    let log = owner.get("/api/events?limit=1000").await.data();
    let mut tried = 0;
    for operation in operations().iter().filter(|operation| !operation.public) {
        let body = good_body(operation, &theirs);
        if body == good_body(operation, &own) {
            continue;
        }
        tried += 1;
        let id = own.get(kind_of(operation)).cloned().unwrap_or_default();
        let reply = stranger.send(operation.method.clone(), &operation.at(&id), body, &[]).await;
        assert!([400, 404].contains(&reply.status), "{}: {}", operation.name(), reply.body);
    }
    let lead = json!({ "name": "Bea", "ownerId": owner.id() });
    stranger.post("/api/leads", lead).await.refused(400, "invalid");
    let task =
        json!({ "kind": "TASK", "text": "x", "dueAt": "2030-01-01T00:00:00Z", "assigneeId": owner.id() });
    stranger.post(&format!("/api/leads/{}/activity", own["contacts"]), task).await.refused(400, "invalid");
    assert!(tried >= 7, "only {tried} bodies name records");
    assert_eq!(owner.get("/api/events?limit=1000").await.data(), log, "nothing happened");
}

async fn no_list_event_or_counter_crosses(database: Database) {
    let server = Server::start(database).await;
    let (owner, stranger) = (server.found("Lotus").await, server.found("Oak").await);
    let mut socket = stranger.socket().await;
    let begun = socket.ready["seq"].as_i64().unwrap();
    assert_eq!(socket.expect("dashboard:counters").await["enquiries"]["unclaimed"], 0);
    for n in 0..5 {
        owner.receive_enquiry(&format!("Alice {n}")).await;
    }
    server.employee(&owner, Role::Counselor).await;
    let watched = owner.receive_enquiry("Watched").await;
    let mut theirs = owner.socket().await;
    theirs.ask("enquiry:watch", json!({ "id": watched })).await;
    for path in ["/api/enquiries", "/api/enquiries/unclaimed", "/api/enquiries/my-enquiries", "/api/invites"]
    {
        assert_eq!(stranger.get(path).await.expect(200).body["total"], 0, "{path}");
    }
    for path in ["/api/users", "/api/employees", "/api/companies"] {
        assert_eq!(stranger.get(path).await.expect(200).body["total"], 1, "{path}");
    }
    // A cursor of one company shows nothing of it in another.
    let cursor = owner.get("/api/enquiries?limit=2&cursor=start").await.body["nextCursor"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(stranger.get(&format!("/api/enquiries?cursor={cursor}")).await.expect(200).body["count"], 0);
    // The stranger's next event is their own, whatever happened next door; so are their replay, counters and presence.
    stranger.receive_enquiry("Mine").await;
    let mut heard = vec![];
    loop {
        let (kind, value) = socket.next().await.expect("an event");
        heard.push((kind.clone(), value.clone()));
        if kind == "dashboard:counters" && value["enquiries"]["unclaimed"] == 1 {
            break;
        }
    }
    let text = json!(heard).to_string();
    assert!(
        !text.contains("Alice") && !text.contains(&owner.id()) && !text.contains(&owner.company()),
        "{text}"
    );
    let numbered: Vec<_> = heard
        .iter()
        .filter(|(_, value)| value["seq"].is_i64())
        .map(|(_, value)| value["seq"].as_i64().unwrap())
        .collect();
    assert_eq!(numbered, [begun + 1]);
    let replay = stranger.socket_after(0).await.up_to(begun + 1).await;
    assert!(replay.iter().all(|event| !event.to_string().contains(&owner.company())));
    assert_eq!(json!(replay), stranger.get("/api/events?limit=1000").await.data());
}

/// What those who work on leads may do, each with their own.
const WORK_ON_LEADS: [&str; 11] = [
    "bulk-changes",
    "leads",
    "contacts",
    "customers",
    "sessions",
    "feedback",
    "opportunities",
    "deals",
    "tasks",
    "emails",
    "imports",
];

/// Which permission a route asks for; none: any employee may.
fn permission(operation: &Operation) -> Option<&'static str> {
    let name = operation.name();
    match name.split_once(" /api/").unwrap() {
        (_, "auth/logout" | "auth/me" | "auth/password/change" | "auth/confirm/resend") => None,
        (_, "employees/me" | "events") => None,
        (_, "employees/{id}/approve") => Some("users.manage"),
        ("GET", path) if path.starts_with("companies") => None,
        (_, path) if path.starts_with("companies") => Some("company.manage"),
        (_, path) if path.starts_with("invites") || path.starts_with("users") => Some("users.manage"),
        ("GET", path) if path.starts_with("employees") => Some("employees.read"),
        (_, path) if path.starts_with("employees") => Some("employees.manage"),
        (_, "enquiries/{id}/reopen" | "enquiries/{id}/assign") => Some("enquiries.manage"),
        (_, path) if path.starts_with("enquiries") => Some("enquiries.work"),
        (_, "search" | "notifications" | "notifications/read") => None,
        (_, path) if path.starts_with("analytics") || path.starts_with("dashboard") => Some("analytics.read"),
        (_, "contacts/{id}/promote-mql") | ("DELETE", "leads/{id}") => Some("leads.manage"),
        (_, path) if WORK_ON_LEADS.iter().any(|start| path.starts_with(start)) => Some("leads.work"),
        _ => panic!("{name} has no rule here: add one"),
    }
}

async fn every_role_is_refused_what_it_lacks(database: Database) {
    let server = Server::start(database).await;
    let owner = server.found("Lotus").await;
    let records = records(&server, &owner).await;
    for role in Role::ALL {
        let person = server.employee(&owner, *role).await;
        for operation in operations().iter().filter(|operation| !operation.public) {
            let Some(permission) = permission(operation) else { continue };
            if role.permissions().iter().any(|held| held.name() == permission) {
                continue;
            }
            let id = records.get(kind_of(operation)).cloned().unwrap_or_default();
            let query = match operation.name().as_str() {
                "GET /api/search" => "?q=alice",
                _ if operation.method == Method::DELETE => "?slug=lotus",
                _ => "",
            };
            let body = good_body(operation, &records);
            let reply = person
                .send(operation.method.clone(), &format!("{}{query}", operation.at(&id)), body, &[])
                .await;
            assert_eq!(
                (reply.status, reply.code()),
                (403, "forbidden"),
                "{role}: {}: {}",
                operation.name(),
                reply.body
            );
        }
    }
}

async fn nobody_sets_what_is_not_theirs_to_set(database: Database) {
    let server = Server::start(database).await;
    let (admin, stranger) = (server.found("Lotus").await, server.found("Oak").await);
    let hr = server.employee(&admin, Role::Hr).await;
    let sly = json!({
        "id": stranger.id(), "companyId": stranger.company(), "version": 99, "permissions": ["users.manage"], "createdAt": "2020-01-01T00:00:00Z",
        "passwordHash": "x", "tokenGeneration": 1, "claimedBy": admin.id(), "contactId": admin.id(), "stage": "CUSTOMER",
    });
    // A file of contacts names its columns itself.
    let of_json = |operation: &&Operation| operation.has_body && operation.path != "/api/leads/import";
    for operation in operations().iter().filter(of_json) {
        let path = operation.at(&hr.id());
        let reply =
            admin.send(operation.method.clone(), &path, Some(sly.clone()), &[]).await.refused(400, "invalid");
        let fields = reply.fields();
        assert!(
            ["companyId", "version", "permissions", "stage"].iter().all(|field| fields.contains(field)),
            "{}: {fields:?}",
            operation.name()
        );
    }
}
