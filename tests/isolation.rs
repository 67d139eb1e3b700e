//! Isolation between companies and the permissions of roles, checked for every operation of the OpenAPI document: a new
//! route without a record of its kind fails.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{
        Client, Database, Reply, Server,
        calls::{call_validly, good_body, prepare},
        routes::{Operation, Records, kind_of, operations, records},
    },
};

on_both_databases!(
    every_route_requires_a_token,
    every_route_hides_records_of_other_companies,
    bodies_cannot_refer_to_other_companies,
    lists_events_and_counters_are_isolated,
    every_route_checks_its_permission,
    routes_without_a_permission_admit_every_role,
    protected_fields_are_rejected,
);

/// Routes that are open to every role.
const OPEN: [&str; 13] = [
    "GET /api/auth/me",
    "GET /api/companies",
    "GET /api/companies/{id}",
    "GET /api/companies/{id}/mail",
    "GET /api/employees/me",
    "GET /api/events",
    "GET /api/notifications",
    "GET /api/search",
    "PATCH /api/employees/{id}",
    "POST /api/auth/confirm/resend",
    "POST /api/auth/logout",
    "POST /api/auth/password/change",
    "POST /api/notifications/read",
];

/// The routes that need no authentication.
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

async fn every_route_requires_a_token(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = admin.submit_enquiry("Alice").await;
    let expired = {
        server.clock.shift(-chrono::Duration::days(30));
        let old = server.employee(&admin, Role::Admin).await;
        server.clock.shift(chrono::Duration::days(30));
        old
    };
    let mut forged = admin.clone();
    forged.token = admin.token.clone().map(|token| format!("{}AAAA", &token[..token.len() - 4]));
    // `alg: none`: an unsigned token.
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
        call(&server.client(), &operation, &id).await.expect_error(401, "token_missing");
        call(&expired, &operation, &id).await.expect_error(401, "token_expired");
        call(&forged, &operation, &id).await.expect_error(401, "token_invalid");
        call(&unsigned, &operation, &id).await.expect_error(401, "token_invalid");
    }
    public.sort_unstable();
    assert_eq!(public, PUBLIC, "public routes are listed explicitly");
}

/// Waits until started background work has finished.
async fn settle(owner: &Client, import: &str) {
    let mut socket = owner.socket_after(0).await;
    while socket.expect("import:done").await["entity"]["id"] != json!(import) {}
    owner.socket_after(0).await.expect("bulk:done").await;
    owner.socket_after(0).await.expect("email:sent").await;
}

async fn every_route_hides_records_of_other_companies(database: Database) {
    let server = Server::start(database).await;
    let (owner, outsider) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    let senior = server.employee(&outsider, Role::SeniorAdmin).await;
    let records = records(&server, &owner).await;
    settle(&owner, &records["imports"]).await;
    let log = owner.get("/api/events?limit=1000").await.data();
    for operation in operations().iter().filter(|operation| operation.path.contains("{id}")) {
        let kind = kind_of(operation);
        let id = records.get(kind).unwrap_or_else(|| panic!("no record of kind {kind}: add one"));
        let reply = call_validly(&senior, operation, id, &records).await;
        assert_eq!((reply.status, reply.code()), (404, "not_found"), "{}: {}", operation.name(), reply.body);
    }
    assert_eq!(owner.get("/api/events?limit=1000").await.data(), log, "nothing was changed");
}

/// The caller's own record in the path, another company's in the body. The same call with their own succeeds.
async fn bodies_cannot_refer_to_other_companies(database: Database) {
    let server = Server::start(database).await;
    let (owner, outsider) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    let (theirs, own) = (records(&server, &owner).await, records(&server, &outsider).await);
    settle(&owner, &theirs["imports"]).await;
    let log = owner.get("/api/events?limit=1000").await.data();
    let mut tried = 0;
    for operation in operations().iter().filter(|operation| !operation.public) {
        let Some(field) = reference(operation, &theirs) else { continue };
        let (name, mut own) = (operation.name(), own.clone());
        prepare(&server, &outsider, operation, &mut own).await;
        let id = own.get(kind_of(operation)).unwrap_or(&own["contacts"]);
        let body = good_body(operation, &theirs);
        let reply = outsider.send(operation.method.clone(), &operation.at(id), body, &[]).await;
        let is_refused = match reply.status {
            404 => reply.code() == "not_found",
            400 => reply.fields() == [field.as_str()],
            _ => false,
        };
        assert!(is_refused, "{name} {field}: {} {}", reply.status, reply.body);
        let reply = call_validly(&outsider, operation, id, &own).await;
        assert!([200, 201].contains(&reply.status), "{name}: {} {}", reply.status, reply.body);
        tried += 1;
    }
    assert!(tried >= 7, "only {tried} bodies refer to records");
    let lead = json!({ "name": "Bea", "ownerId": owner.id() });
    let reply = outsider.post("/api/leads", lead).await.expect_error(400, "invalid");
    assert_eq!(reply.fields(), ["ownerId"]);
    let task =
        json!({ "kind": "TASK", "text": "x", "dueAt": "2030-01-01T00:00:00Z", "assigneeId": owner.id() });
    let path = format!("/api/leads/{}/activity", own["contacts"]);
    assert_eq!(outsider.post(&path, task).await.expect_error(400, "invalid").fields(), ["assigneeId"]);
    assert_eq!(owner.get("/api/events?limit=1000").await.data(), log, "nothing was changed");
}

/// The field of an operation's body that holds the id of a record.
fn reference(operation: &Operation, records: &Records) -> Option<String> {
    let body = good_body(operation, records)?;
    let is_id = |value: &Value| value.as_str().is_some_and(|text| text.parse::<uuid::Uuid>().is_ok());
    body.as_object()?.iter().find(|(_, value)| is_id(value)).map(|(field, _)| field.clone())
}

async fn lists_events_and_counters_are_isolated(database: Database) {
    let server = Server::start(database).await;
    let (owner, outsider) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    let mut socket = outsider.socket().await;
    let start = socket.ready["seq"].as_i64().unwrap();
    assert_eq!(socket.expect("dashboard:counters").await["enquiries"]["unclaimed"], 0);
    for n in 0..5 {
        owner.submit_enquiry(&format!("Alice {n}")).await;
    }
    server.employee(&owner, Role::Counselor).await;
    let watched = owner.submit_enquiry("Watched").await;
    let mut theirs = owner.socket().await;
    theirs.call("enquiry:watch", json!({ "id": watched })).await;
    for path in ["/api/enquiries", "/api/enquiries/unclaimed", "/api/enquiries/my-enquiries", "/api/invites"]
    {
        assert_eq!(outsider.get(path).await.expect(200).body["total"], 0, "{path}");
    }
    for path in ["/api/users", "/api/employees", "/api/companies"] {
        assert_eq!(outsider.get(path).await.expect(200).body["total"], 1, "{path}");
    }
    // A cursor of one company shows none of its rows in another.
    let cursor = owner.get("/api/enquiries?limit=2&cursor=start").await.body["nextCursor"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(outsider.get(&format!("/api/enquiries?cursor={cursor}")).await.expect(200).body["count"], 0);
    // The outsider's next event is their own, whatever the other company did; so are replay, counters and presence.
    outsider.submit_enquiry("Mine").await;
    let mut received = vec![];
    loop {
        let (kind, value) = socket.next().await.expect("an event");
        received.push((kind.clone(), value.clone()));
        if kind == "dashboard:counters" && value["enquiries"]["unclaimed"] == 1 {
            break;
        }
    }
    let text = json!(received).to_string();
    assert!(
        !text.contains("Alice") && !text.contains(&owner.id()) && !text.contains(&owner.company()),
        "{text}"
    );
    let numbered: Vec<_> = received
        .iter()
        .filter(|(_, value)| value["seq"].is_i64())
        .map(|(_, value)| value["seq"].as_i64().unwrap())
        .collect();
    assert_eq!(numbered, [start + 1]);
    let replay = outsider.socket_after(0).await.events_up_to(start + 1).await;
    assert!(replay.iter().all(|event| !event.to_string().contains(&owner.company())));
    assert_eq!(json!(replay), outsider.get("/api/events?limit=1000").await.data());
}

/// A role is refused where it lacks the permission that the document names, and nowhere else.
async fn every_route_checks_its_permission(database: Database) {
    let server = Server::start(database).await;
    let owner = server.found_company("Lotus").await;
    let mut records = records(&server, &owner).await;
    let (operations, unknown) = (operations(), uuid::Uuid::now_v7().to_string());
    for role in Role::ALL {
        let person = server.employee(&owner, *role).await;
        // Everybody may assign to themselves.
        records.insert("employees", person.id());
        for operation in &operations {
            let Some(permission) = operation.permission else { continue };
            let allowed = role.allows(permission);
            let mut records = records.clone();
            if allowed && !operation.path.contains("{id}") {
                prepare(&server, &person, operation, &mut records).await;
            }
            // Those with the permission would change the records that the next role needs.
            let id = if allowed { Some(&unknown) } else { records.get(kind_of(operation)) };
            let reply = call_validly(&person, operation, id.map_or("", String::as_str), &records).await;
            let as_documented = if !allowed {
                (reply.status, reply.code()) == (403, "forbidden")
            } else if operation.path.contains("{id}") {
                (reply.status, reply.code()) == (404, "not_found")
            } else {
                [200, 201].contains(&reply.status)
            };
            assert!(as_documented, "{role}: {}: {} {}", operation.name(), reply.status, reply.body);
        }
    }
}

/// A route that requires a permission and does not name it in the document fails here.
async fn routes_without_a_permission_admit_every_role(database: Database) {
    let server = Server::start(database).await;
    let owner = server.found_company("Lotus").await;
    let mut records = records(&server, &owner).await;
    let mut operations = operations();
    operations.retain(|operation| !operation.public && operation.permission.is_none());
    let mut names: Vec<_> = operations.iter().map(Operation::name).collect();
    names.sort();
    assert_eq!(names, OPEN, "routes without a permission are listed explicitly");
    for role in Role::ALL {
        for operation in &operations {
            // A new sign-in for each, because some end it. Everybody may change their own record.
            let person = server.employee(&owner, *role).await;
            records.insert("employees", person.id());
            let id = records.get(kind_of(operation)).cloned().unwrap_or_default();
            let reply = call_validly(&person, operation, &id, &records).await;
            // An administrator has vouched for the address of the employee, so that it is confirmed already.
            let expected = if operation.path == "/api/auth/confirm/resend" { 409 } else { 200 };
            assert_eq!(reply.status, expected, "{role}: {}: {}", operation.name(), reply.body);
        }
    }
}

async fn protected_fields_are_rejected(database: Database) {
    let server = Server::start(database).await;
    let (admin, outsider) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    let hr = server.employee(&admin, Role::Hr).await;
    let forged = json!({
        "id": outsider.id(), "companyId": outsider.company(), "version": 99, "permissions": ["users.manage"], "createdAt": "2020-01-01T00:00:00Z",
        "passwordHash": "x", "tokenGeneration": 1, "claimedBy": admin.id(), "contactId": admin.id(), "stage": "CUSTOMER",
    });
    // The body of an import is a file, not JSON.
    let of_json = |operation: &&Operation| operation.has_body && operation.path != "/api/leads/import";
    for operation in operations().iter().filter(of_json) {
        let path = operation.at(&hr.id());
        let reply = admin
            .send(operation.method.clone(), &path, Some(forged.clone()), &[])
            .await
            .expect_error(400, "invalid");
        let fields = reply.fields();
        assert!(
            ["companyId", "version", "permissions", "stage"].iter().all(|field| fields.contains(field)),
            "{}: {fields:?}",
            operation.name()
        );
    }
}
