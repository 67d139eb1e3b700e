//! Joining with approval, and the first registration under concurrency.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    mail::wait_for_email,
    on_both_databases,
    support::{Client, Database, PASSWORD, Reply, Server},
};

on_both_databases!(
    new_account_waits_for_approval,
    approval_requires_account_management,
    approval_mode_rejects_new_companies,
    invite_overrides_a_pending_registration,
    concurrent_first_registrations_found_one_company,
);

const APPROVAL: [(&str, &str); 1] = [("OPEN_REGISTRATION", "approval")];

async fn sign_up(client: &Client, email: &str, more: Value) -> Reply {
    let mut body = json!({ "name": "Ravi Iyer", "email": email, "password": PASSWORD });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/api/auth/register", body).await
}

fn login(email: &str) -> Value {
    json!({ "email": email, "password": PASSWORD })
}

async fn new_account_waits_for_approval(database: Database) {
    let server = Server::start_with(database, &APPROVAL).await;
    let public = server.client();
    let founder = server.found_company("Lotus").await;
    assert_eq!(
        public.get("/api/auth/setup").await.expect(200).data(),
        json!({ "empty": false, "openRegistration": true, "approval": true })
    );
    let mut socket = founder.socket().await;
    let joined = sign_up(&public, "ravi@example.com", json!({ "role": "counselor" })).await.expect(201);
    assert!(joined.header("set-cookie").is_none());
    let joined = joined.data();
    assert_eq!((&joined["token"], &joined["employee"]["status"]), (&json!(null), &json!("PENDING")));
    public.post("/api/auth/login", login("ravi@example.com")).await.expect_error(403, "approval_pending");
    // Those who may approve are notified and find the account in the user list.
    let notified = socket.expect("notification:created").await;
    assert_eq!(
        (&notified["data"]["kind"], &notified["data"]["entity"]["id"]),
        (&json!("APPROVAL_REQUESTED"), &joined["employee"]["id"])
    );
    let listed = founder.get("/api/users?q=ravi").await.expect(200).data();
    assert_eq!(listed[0]["status"], "PENDING");
    let approve = format!("/api/employees/{}/approve", joined["employee"]["id"].as_str().unwrap());
    let approved = founder.post(&approve, json!({})).await.expect(200).data();
    assert_eq!((&approved["status"], &approved["role"]), (&json!("ACTIVE"), &json!("counselor")));
    socket.expect("employee:approved").await;
    wait_for_email(&server, "ravi@example.com", "approved").await;
    public.post("/api/auth/login", login("ravi@example.com")).await.expect(200);
    founder.post(&approve, json!({})).await.expect(200);
}

async fn approval_requires_account_management(database: Database) {
    let server = Server::start_with(database, &APPROVAL).await;
    let (public, founder) = (server.client(), server.found_company("Lotus").await);
    let hr = server.employee(&founder, Role::Hr).await;
    let manager = server.employee(&founder, Role::Manager).await;
    let joined = sign_up(&public, "ravi@example.com", json!({})).await.expect(201).data();
    let approve = format!("/api/employees/{}/approve", joined["employee"]["id"].as_str().unwrap());
    for other in [&hr, &manager] {
        other.post(&approve, json!({})).await.expect_error(403, "forbidden");
    }
    // A record that HR entered for someone who has not signed up is not an account.
    let entered = json!({ "name": "Meera", "email": "meera@example.com" });
    let entered = hr.post("/api/employees", entered).await.expect(201).data();
    let path = format!("/api/employees/{}/approve", entered["id"].as_str().unwrap());
    founder.post(&path, json!({})).await.expect_error(409, "not_awaiting_approval");
    // A rejected account stays out.
    let refuse = format!("/api/users/{}", joined["employee"]["id"].as_str().unwrap());
    founder.delete(&refuse).await.expect(200);
    founder.post(&approve, json!({})).await.expect_error(409, "not_awaiting_approval");
    public.post("/api/auth/login", login("ravi@example.com")).await.expect_error(401, "wrong_credentials");
}

async fn approval_mode_rejects_new_companies(database: Database) {
    let server = Server::start_with(database, &APPROVAL).await;
    let founder = server.found_company("Lotus").await;
    let refused = sign_up(&server.client(), "eve@example.com", json!({ "company": "Oak" })).await;
    refused.expect_error(403, "registration_closed");
    let body = json!({ "name": "Oak", "adminEmail": "oak@example.com" });
    founder.post("/api/companies", body).await.expect_error(403, "registration_closed");
}

async fn invite_overrides_a_pending_registration(database: Database) {
    let server = Server::start_with(database, &APPROVAL).await;
    let founder = server.found_company("Lotus").await;
    let invite = json!({ "email": "new@example.com", "role": "manager" });
    founder.post("/api/invites", invite.clone()).await.expect(201);
    let token = crate::mail::token_in(&wait_for_email(&server, "new@example.com", "Join").await);
    let mut registration =
        json!({ "name": "Mallory", "email": "new@example.com", "password": "cedar-window-flute" });
    server.client().post("/api/auth/register", registration.clone()).await.expect(201);
    founder
        .post("/api/invites", json!({ "email": "other@example.com", "role": "manager" }))
        .await
        .expect(201);
    let joined =
        sign_up(&server.client(), "new@example.com", json!({ "invite": token })).await.expect(201).data();
    assert_eq!(
        (&joined["employee"]["name"], &joined["employee"]["status"], &joined["employee"]["role"]),
        (&json!("Ravi Iyer"), &json!("ACTIVE"), &json!("manager"))
    );
    let wrong = json!({ "email": "new@example.com", "password": "cedar-window-flute" });
    server.client().post("/api/auth/login", wrong).await.expect_error(401, "wrong_credentials");
    // An address that already asked to join can still be invited.
    registration["email"] = json!("asked@example.com");
    server.client().post("/api/auth/register", registration).await.expect(201);
    let invite = json!({ "email": "asked@example.com", "role": "manager" });
    founder.post("/api/invites", invite).await.expect(201);
}

async fn concurrent_first_registrations_found_one_company(database: Database) {
    let server = Server::start_with(database, &[("OPEN_REGISTRATION", "false")]).await;
    let tries = (0..12).map(|n| {
        let public = server.client();
        async move {
            let company = json!({ "company": format!("Company {n}") });
            sign_up(&public, &format!("founder{n}@example.com"), company).await.status
        }
    });
    let statuses = futures::future::join_all(tries).await;
    let founded = statuses.iter().filter(|status| **status == 201).count();
    assert_eq!((founded, statuses.iter().filter(|status| **status == 403).count()), (1, 11), "{statuses:?}");
    let (companies,): (i64,) = server
        .app
        .db
        .read()
        .await
        .unwrap()
        .one(tandem::sql!("select count(*) from companies"))
        .await
        .unwrap();
    assert_eq!(companies, 1);
}
