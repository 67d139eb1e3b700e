//! Valid calls of every operation: the state that it needs, its path, its query and its body.

use reqwest::Method;
use serde_json::{Value, json};
use tandem::{access::Role, features::correspondence::tracking::Tracker};

use super::{
    Client, PASSWORD, Reply, Server,
    routes::{Operation, Records},
    until,
};

/// Calls an operation with a valid query and a valid body.
pub async fn call_validly(client: &Client, operation: &Operation, id: &str, records: &Records) -> Reply {
    if operation.path == "/api/leads/import" {
        return client.upload(&operation.path, "text/csv", "name\nBea\n").await;
    }
    let query = match operation.name().as_str() {
        "GET /api/search" => "?q=alice".to_owned(),
        "DELETE /api/companies/{id}" => format!("?slug={}", records["slugs"]),
        _ => String::new(),
    };
    let token = records.get("tokens").map_or("unknown", String::as_str);
    let path = format!("{}{query}", operation.at(id).replace("{token}", token));
    client.send(operation.method.clone(), &path, good_body(operation, records), &[]).await
}

/// A body that is valid for a caller with the permission, if the operation reads JSON.
pub fn good_body(operation: &Operation, records: &Records) -> Option<Value> {
    let name = operation.name();
    if !operation.has_body || name == "POST /api/leads/import" {
        return None;
    }
    let body = if operation.public {
        public_body(&name, records)
    } else if operation.path.starts_with("/api/leads") || operation.path.starts_with("/api/contacts") {
        lead_body(&name, records)
    } else {
        other_body(&name, records)
    };
    Some(body.unwrap_or_else(|| panic!("no body for {name}: add one")))
}

fn unique_email() -> String {
    format!("{}@example.com", uuid::Uuid::now_v7().simple())
}

fn unique_name() -> String {
    format!("New {}", uuid::Uuid::now_v7().simple())
}

fn public_body(name: &str, records: &Records) -> Option<Value> {
    let token = records.get("tokens").map_or("unknown", String::as_str);
    Some(match name {
        "POST /api/auth/confirm" => json!({ "token": token }),
        "POST /api/auth/password/forgot" => {
            json!({ "email": records["addresses"] })
        }
        "POST /api/auth/login" => json!({ "email": records["addresses"], "password": PASSWORD }),
        "POST /api/auth/password/reset" => json!({ "token": token, "password": PASSWORD }),
        "POST /api/auth/register" => {
            json!({ "name": "X", "email": unique_email(), "password": PASSWORD, "company": unique_name() })
        }
        "POST /api/enquiries" => {
            json!({ "company": records["slugs"], "name": "X", "email": "x@example.com" })
        }
        _ => return None,
    })
}

fn lead_body(name: &str, records: &Records) -> Option<Value> {
    Some(match name {
        "POST /api/contacts" | "POST /api/leads" | "PATCH /api/leads/{id}" => json!({ "name": "Changed" }),
        "POST /api/contacts/{id}/merge" => json!({ "contactId": records["duplicates"] }),
        "POST /api/contacts/{id}/opportunity" => json!({ "title": "X", "expectedValue": 1 }),
        "PATCH /api/contacts/{id}/promote-mql" => json!({ "reason": "phoned" }),
        "POST /api/leads/bulk" => json!({ "filter": { "q": "cem" }, "change": { "addTags": ["x"] } }),
        "POST /api/leads/export.csv" => json!({ "filter": { "q": "cem" } }),
        "POST /api/leads/{id}/activity" => json!({ "kind": "NOTE", "text": "called" }),
        "POST /api/leads/{id}/assign" => json!({ "employeeId": records["employees"] }),
        "PATCH /api/leads/{id}/status" => json!({ "status": "CONTACTED" }),
        _ => return None,
    })
}

fn other_body(name: &str, records: &Records) -> Option<Value> {
    let contact = || records["contacts"].clone();
    Some(match name {
        "PATCH /api/companies/{id}"
        | "POST /api/customers"
        | "PATCH /api/employees/{id}"
        | "PATCH /api/users/{id}" => json!({ "name": "Changed" }),
        "POST /api/auth/password/change" => {
            json!({ "currentPassword": PASSWORD, "newPassword": "harbour-violet-pencil" })
        }
        "POST /api/companies" => json!({ "name": unique_name(), "adminEmail": unique_email() }),
        "POST /api/deals" => json!({ "opportunityId": records["opportunities"] }),
        "POST /api/emails" => json!({ "contactId": contact(), "subject": "X", "body": "X" }),
        "POST /api/employees" => json!({ "name": "X", "email": unique_email() }),
        "POST /api/enquiries/{id}/assign" => json!({ "employeeId": records["employees"] }),
        "POST /api/enquiries/{id}/notes" => json!({ "text": "called" }),
        "PUT /api/enquiries/{id}/status" => json!({ "status": "contacted" }),
        "POST /api/feedback" => json!({ "contactId": contact(), "rating": 1 }),
        "POST /api/imports/{id}/preview"
        | "POST /api/imports/{id}/run"
        | "POST /api/notifications/read"
        | "POST /api/opportunities/{id}/lost"
        | "POST /api/opportunities/{id}/won" => json!({}),
        "POST /api/invites" => json!({ "email": unique_email(), "role": "counselor" }),
        "POST /api/opportunities" => json!({ "title": "X", "expectedValue": 1, "contactId": contact() }),
        "PATCH /api/opportunities/{id}" => json!({ "title": "X" }),
        "POST /api/sessions" => json!({ "contactId": contact(), "stage": "MQL", "rating": 1 }),
        "PATCH /api/sessions/{id}" => json!({ "rating": 1 }),
        "PATCH /api/tasks/{id}" => json!({ "done": true }),
        "POST /api/users" => json!({ "name": "X", "email": unique_email(), "role": "counselor" }),
        _ => return None,
    })
}

/// Replaces the records that an operation needs in another state than `records` leaves them in, or as those of
/// this client.
pub async fn prepare(server: &Server, client: &Client, operation: &Operation, records: &mut Records) {
    let name = operation.name();
    if name.contains("/api/enquiries/{id}") {
        records.insert("enquiries", enquiry(client, &name).await);
    } else if name.contains("/api/opportunities/{id}") || name == "POST /api/deals" {
        let contact = sql(server, client).await;
        records.insert("opportunities", client.open_opportunity(&contact, 1).await);
    } else if name == "PATCH /api/sessions/{id}" {
        let contact = client.lead("Cem").await;
        server.make_mql(client, &contact).await;
        let session = client.session(&contact, "MQL", 8).await.expect(201).data();
        records.insert("sessions", session["id"].as_str().expect("an id").to_owned());
    } else if let Some(contact) = contact(server, client, &name).await {
        records.insert("contacts", contact);
    } else if let Some(import) = import(client, &name).await {
        records.insert("imports", import);
    } else if let Some(employee) = employee(server, client, &name).await {
        records.insert("addresses", employee.employee["email"].as_str().expect("an address").to_owned());
        records.insert("employees", employee.id());
        records.insert("users", employee.id());
    }
    if let Some(token) = token(server, client, operation, records).await {
        records.insert("tokens", token);
    }
}

async fn sql(server: &Server, client: &Client) -> String {
    let contact = client.lead("Cem").await;
    server.make_mql(client, &contact).await;
    client.make_sql(&contact).await;
    contact
}

async fn contact(server: &Server, client: &Client, name: &str) -> Option<String> {
    Some(match name {
        "POST /api/emails"
        | "PATCH /api/contacts/{id}/promote-mql"
        | "PATCH /api/leads/{id}/status"
        | "POST /api/contacts/{id}/merge"
        | "POST /api/leads/{id}/assign"
        | "POST /api/leads/bulk"
        | "DELETE /api/leads/{id}" => client.lead("Cem").await,
        "POST /api/sessions" | "PATCH /api/contacts/{id}/promote-sql" => {
            let contact = client.lead("Cem").await;
            server.make_mql(client, &contact).await;
            if name.contains("promote-sql") {
                client.session(&contact, "MQL", 8).await.expect(201);
            }
            contact
        }
        "POST /api/opportunities" | "POST /api/contacts/{id}/opportunity" => sql(server, client).await,
        "POST /api/feedback" => server.customer(client, "Cem").await,
        "POST /api/contacts/{id}/evangelist" => {
            let contact = server.customer(client, "Cem").await;
            client.feedback(&contact, 10).await.expect(201);
            contact
        }
        "POST /api/contacts/{id}/reopen" => {
            let contact = sql(server, client).await;
            let opportunity = client.open_opportunity(&contact, 1).await;
            client.lose(&opportunity).await.expect(200);
            contact
        }
        _ => return None,
    })
}

async fn enquiry(client: &Client, name: &str) -> String {
    let id = client.submit_enquiry("Dua").await;
    let path = format!("/api/enquiries/{id}");
    if ["release", "status", "notes", "reopen"].iter().any(|step| name.ends_with(step)) {
        client.post(&format!("{path}/claim"), json!({})).await.expect(200);
    }
    if name.ends_with("reopen") {
        let lost = json!({ "status": "lost", "reason": "price" });
        client.put(&format!("{path}/status"), lost).await.expect(200);
    }
    id
}

/// An import that waits for its mapping; for an undo, one that is done.
async fn import(client: &Client, name: &str) -> Option<String> {
    let query = match name {
        "POST /api/imports/{id}/undo" => "",
        "POST /api/imports/{id}/preview" | "POST /api/imports/{id}/run" | "DELETE /api/imports/{id}" => {
            "?review=true"
        }
        _ => return None,
    };
    let path = format!("/api/leads/import{query}");
    let import = client.upload(&path, "text/csv", "name\nBea\n").await.expect(201).data();
    let id = import["id"].as_str().expect("an id").to_owned();
    if query.is_empty() {
        let path = format!("/api/imports/{id}");
        until("the import", async || client.get(&path).await.expect(200).data()["status"] == "DONE").await;
    }
    Some(id)
}

/// An employee whom the operation may change, or whose address it names.
async fn employee(server: &Server, client: &Client, name: &str) -> Option<Client> {
    let is_of_account = ["approve", "reset-link", "reset", "forgot", "login"];
    let changes_account = is_of_account.iter().any(|last| name.ends_with(&format!("/{last}")));
    if !changes_account && !["PATCH /api/users/{id}", "DELETE /api/users/{id}"].contains(&name) {
        return None;
    }
    let employee = server.employee(client, Role::Counselor).await;
    if name.ends_with("/approve") {
        let pending = json!({ "status": "PENDING" });
        client.patch(&format!("/api/users/{}", employee.id()), pending).await.expect(200);
    }
    Some(employee)
}

/// The token of a link in an e-mail.
async fn token(server: &Server, client: &Client, operation: &Operation, records: &Records) -> Option<String> {
    let email = || records["emails"].parse().expect("an id");
    let tracker = Tracker::of(&server.app.config);
    let url = match operation.path.as_str() {
        "/api/t/c/{token}" => tracker.link(email(), 0).to_string(),
        "/api/t/o/{token}" => tracker.pixel(email()).to_string(),
        "/api/t/u/{token}" => tracker.unsubscribe(email()).to_string(),
        "/api/auth/password/reset" if operation.method == Method::POST => {
            let path = format!("/api/users/{}/reset-link", records["users"]);
            client.post(&path, json!({})).await.expect(200).data()["url"].as_str().expect("a URL").to_owned()
        }
        _ => return None,
    };
    url.rsplit(['/', '=']).next().map(str::to_owned)
}
