//! A request in flight changes nothing once its sender has lost the account, the role or the sign-in.

use reqwest::Method;
use serde_json::{Value, json};
use tandem::{access::Role, auth};

use crate::{
    on_both_databases,
    support::{Client, Database, InFlight, PASSWORD, Server, Smtp, SmtpDown, until},
};

on_both_databases!(
    deactivated_admin_cannot_finish_a_request_in_flight,
    demoted_manager_cannot_finish_a_request_in_flight,
    signed_out_token_cannot_finish_a_request_in_flight,
    password_change_ends_requests_in_flight,
    deactivated_employee_gets_no_stored_response,
    deactivated_employee_founds_no_company,
    deactivated_employee_cannot_finish_an_upload,
    demoted_employee_cannot_finish_an_upload,
    queued_mail_of_a_deactivated_author_fails,
    queued_mail_of_an_author_without_leads_fails,
);

async fn set_user(admin: &Client, user: &Client, change: Value) {
    admin.patch(&format!("/api/users/{}", user.id()), change).await.expect(200);
}

async fn deactivate(admin: &Client, user: &Client) {
    set_user(admin, user, json!({ "status": "DEACTIVATED" })).await;
}

fn new_user() -> String {
    json!({ "name": "Mallory", "email": "mallory@example.com", "role": "counselor", "password": PASSWORD })
        .to_string()
}

async fn deactivated_admin_cannot_finish_a_request_in_flight(database: Database) {
    let server = Server::start(database).await;
    let founder = server.found_company("Lotus").await;
    let fired = server.employee(&founder, Role::Admin).await;
    let request = InFlight::json(&fired, "POST", "/api/users").await;
    deactivate(&founder, &fired).await;
    request.finish(&new_user()).await.expect_error(401, "account_inactive");
    let users = founder.get("/api/users?limit=100").await.expect(200).body;
    assert!(!users.to_string().contains("mallory"), "{users}");
}

async fn demoted_manager_cannot_finish_a_request_in_flight(database: Database) {
    let server = Server::start(database).await;
    let founder = server.found_company("Lotus").await;
    let (manager, rep) =
        (server.employee(&founder, Role::Manager).await, server.employee(&founder, Role::Counselor).await);
    let lead = manager.lead("Alice").await;
    let request = InFlight::json(&manager, "POST", &format!("/api/leads/{lead}/assign")).await;
    set_user(&founder, &manager, json!({ "role": "counselor" })).await;
    request.finish(&json!({ "employeeId": rep.id() }).to_string()).await.expect_error(403, "forbidden");
    assert_eq!(founder.contact(&lead).await["owner"]["id"], json!(manager.id()));
}

async fn signed_out_token_cannot_finish_a_request_in_flight(database: Database) {
    let server = Server::start(database).await;
    let founder = server.found_company("Lotus").await;
    let request = InFlight::json(&founder, "POST", "/api/leads").await;
    founder.post("/api/auth/logout", json!({})).await.expect(200);
    request.finish(&json!({ "name": "Alice" }).to_string()).await.expect_error(401, "token_invalid");
}

async fn password_change_ends_requests_in_flight(database: Database) {
    let server = Server::start(database).await;
    let founder = server.found_company("Lotus").await;
    let request = InFlight::json(&founder, "POST", "/api/leads").await;
    let change = json!({ "currentPassword": PASSWORD, "newPassword": "cedar-harbor-violin" });
    founder.post("/api/auth/password/change", change).await.expect(200);
    request.finish(&json!({ "name": "Alice" }).to_string()).await.expect_error(401, "token_invalid");
}

async fn deactivated_employee_gets_no_stored_response(database: Database) {
    let server = Server::start(database).await;
    let founder = server.found_company("Lotus").await;
    let rep = server.employee(&founder, Role::Counselor).await;
    let key = [("idempotency-key", "lead-1")];
    let post = || rep.send(Method::POST, "/api/leads", Some(json!({ "name": "Alice" })), &key);
    post().await.expect(201);
    assert_eq!(post().await.expect(201).header("idempotency-replayed"), Some("true"));
    deactivate(&founder, &rep).await;
    post().await.expect_error(401, "account_inactive");
}

async fn deactivated_employee_founds_no_company(database: Database) {
    let server = Server::start(database).await;
    let founder = server.found_company("Lotus").await;
    let fired = server.employee(&founder, Role::Admin).await;
    let request = InFlight::json(&fired, "POST", "/api/companies").await;
    deactivate(&founder, &fired).await;
    let body = json!({ "name": "Oak", "adminEmail": "asha@example.com" });
    request.finish(&body.to_string()).await.expect_error(401, "account_inactive");
}

const CSV: [(&str, &str); 1] = [("content-type", "text/csv")];

async fn deactivated_employee_cannot_finish_an_upload(database: Database) {
    let server = Server::start(database).await;
    let founder = server.found_company("Lotus").await;
    let rep = server.employee(&founder, Role::Counselor).await;
    let mut upload = InFlight::begin(&rep, "POST", "/api/leads/import", &CSV).await;
    upload.send("name,email\n").await;
    deactivate(&founder, &rep).await;
    upload.finish("Alice,alice@example.com\n").await.expect_error(401, "account_inactive");
    let imports = founder.get("/api/imports").await.expect(200).body;
    assert_eq!(imports["data"], json!([]), "nothing is left of it");
}

async fn demoted_employee_cannot_finish_an_upload(database: Database) {
    let server = Server::start(database).await;
    let founder = server.found_company("Lotus").await;
    let senior = server.employee(&founder, Role::SeniorAdmin).await;
    let rep = server.employee(&founder, Role::Counselor).await;
    let upload = InFlight::begin(&rep, "POST", "/api/leads/import", &CSV).await;
    set_user(&senior, &rep, json!({ "role": "hr" })).await;
    upload.finish("name,email\nAlice,alice@example.com\n").await.expect_error(403, "forbidden");
    assert_eq!(founder.get("/api/imports").await.expect(200).body["data"], json!([]));
}

/// Sends an e-mail after this change to its author. Returns the failed e-mail.
async fn mail_sent_after(database: Database, change: Value) -> (Value, Smtp) {
    let down = SmtpDown::new();
    let settings = [("MAIL_HOST", "127.0.0.1"), ("MAIL_PORT", &*down.port()), ("MAIL_TLS", "none")];
    let server = Server::start_with(database, &settings).await;
    let founder = server.found_company("Lotus").await;
    let senior = server.employee(&founder, Role::SeniorAdmin).await;
    let rep = server.employee(&founder, Role::Counselor).await;
    let lead = rep.lead("Alice").await;
    let mut socket = founder.socket().await;
    rep.email(&lead).await;
    // An attempt that has begun already knows its author, and would reach the server that is started here.
    let failed = r#"tandem_jobs_total{kind="email",outcome="failed"}"#;
    until("the failed attempt", async || server.app.metrics.text((0, 0)).contains(failed)).await;
    set_user(&senior, &rep, change).await;
    let smtp = down.start_server();
    server.clock.shift(chrono::Duration::minutes(5));
    (socket.expect("email:failed").await["data"].clone(), smtp)
}

async fn queued_mail_of_a_deactivated_author_fails(database: Database) {
    let (email, mut smtp) = mail_sent_after(database, json!({ "status": "DEACTIVATED" })).await;
    assert_eq!(email["error"], "not sent: the author's account is no longer active");
    assert!(smtp.try_next().is_none_or(|mail| !mail.text.contains("An offer")));
}

async fn queued_mail_of_an_author_without_leads_fails(database: Database) {
    let (email, mut smtp) = mail_sent_after(database, json!({ "role": "hr" })).await;
    assert_eq!(email["error"], "not sent: the author no longer works on leads");
    assert!(smtp.try_next().is_none_or(|mail| !mail.text.contains("An offer")));
}

mod across_nodes {
    use super::*;

    /// A change and a deactivation on another node wait for each other, in either order.
    #[tokio::test(flavor = "multi_thread")]
    async fn deactivation_waits_for_a_change_that_has_begun() {
        let Some(database) = Database::postgres().await else { return };
        let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
        let founder = one.found_company("Lotus").await;
        let rep = one.employee(&founder, Role::Counselor).await;
        let claims = one.app.tokens.read(rep.token.as_deref().unwrap()).unwrap();
        let tx = auth::begin(&one.app.db, &claims).await.unwrap();
        let at_two = founder.at(&two.url);
        let mut closing = tokio::spawn(async move { deactivate(&at_two, &rep).await });
        let waits = async || {
            let sql = "select count(*) from pg_locks where not granted";
            one.app.db.read().await.unwrap().one::<(i64,)>(tandem::sql!(sql)).await.unwrap().0 > 0
        };
        tokio::select! {
            () = until("a transaction that waits for a lock", waits) => {}
            _ = &mut closing => panic!("the account was closed during an open transaction"),
        }
        tx.commit().await.unwrap();
        closing.await.unwrap();
        let refused = auth::begin(&one.app.db, &claims).await.err().expect("refused");
        assert_eq!(refused.status_and_code(), (401, "account_inactive"));
    }
}
