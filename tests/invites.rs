//! When invites and reset links expire, and links that are copied instead of e-mailed.

use reqwest::Method;
use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    mail::{token_in, wait_for_email},
    on_both_databases,
    support::{Client, Database, PASSWORD, Reply, Server},
};

on_both_databases!(
    invite_expires_with_an_account_of_its_address,
    invite_expires_with_the_permission_to_grant_its_role,
    links_are_copied_by_those_who_may_issue_them,
    reset_link_expires_with_the_old_password,
    link_expires_with_the_account_of_its_viewer,
    reset_link_expires_with_the_permission_to_issue_it,
    invite_is_changed_only_by_those_who_could_send_it,
    tokens_are_not_stored,
);

async fn invite(server: &Server, by: &Client, email: &str, role: &str) -> String {
    by.post("/api/invites", json!({ "email": email, "role": role })).await.expect(201);
    token_in(&wait_for_email(server, email, "Join").await)
}

async fn accept(server: &Server, email: &str, token: &str) -> Reply {
    let body = json!({ "name": "Ravi Iyer", "email": email, "password": PASSWORD, "invite": token });
    server.client().post("/api/auth/register", body).await
}

fn account(email: &str) -> Value {
    json!({ "name": "Ravi Iyer", "email": email, "role": "counselor", "password": PASSWORD })
}

async fn invite_expires_with_an_account_of_its_address(database: Database) {
    let server = Server::start(database).await;
    let (admin, other) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    // Invited as a manager, added as a counselor, then removed: the old invite does not restore the account.
    let old = invite(&server, &admin, "ravi@example.com", "manager").await;
    let opened = admin.post("/api/users", account("ravi@example.com")).await.expect(201);
    assert_eq!(admin.get("/api/invites").await.expect(200).body["total"], 0);
    let path = opened.header("location").unwrap().to_owned();
    admin.delete(&path).await.expect(200);
    assert_eq!(
        accept(&server, "ravi@example.com", &old).await.expect_error(400, "invalid").fields(),
        ["invite"]
    );
    assert_eq!(admin.get(&path).await.expect(200).data()["status"], "DEACTIVATED");
    // A new invite is a new decision and works.
    let again = json!({ "email": "ravi@example.com", "role": "sales_executive" });
    let again = admin.post("/api/invites", again).await.expect(201).data();
    let link = format!("/api/invites/{}/link", again["id"].as_str().unwrap());
    let new = token_of(admin.post(&link, json!({})).await);
    let back = accept(&server, "ravi@example.com", &new).await.expect(201).data();
    assert_eq!(
        (&back["employee"]["id"], &back["employee"]["role"]),
        (&opened.data()["id"], &json!("sales_executive"))
    );
    // Addresses are unique on the server, so an account in another company counts as well.
    let elsewhere = invite(&server, &admin, "mia@example.com", "counselor").await;
    other.post("/api/users", account("mia@example.com")).await.expect(201);
    accept(&server, "mia@example.com", &elsewhere).await.expect_error(409, "email_taken");
    // An account that has not set its password yet cannot be invited again.
    let without = json!({ "name": "Tom", "email": "tom@example.com", "role": "counselor" });
    admin.post("/api/users", without).await.expect(201);
    let again = json!({ "email": "tom@example.com", "role": "counselor" });
    admin.post("/api/invites", again).await.expect_error(409, "email_taken");
}

async fn invite_expires_with_the_permission_to_grant_its_role(database: Database) {
    let server = Server::start(database).await;
    let founder = server.found_company("Lotus").await;
    let (fired, demoted) = (
        server.employee(&founder, Role::SeniorAdmin).await,
        server.employee(&founder, Role::SeniorAdmin).await,
    );
    let by_fired = invite(&server, &fired, "a@example.com", "counselor").await;
    let too_much = invite(&server, &demoted, "b@example.com", "senior_admin").await;
    let still = invite(&server, &demoted, "c@example.com", "counselor").await;
    let user = |who: &Client| format!("/api/users/{}", who.id());
    founder.patch(&user(&fired), json!({ "status": "DEACTIVATED" })).await.expect(200);
    founder.patch(&user(&demoted), json!({ "role": "admin" })).await.expect(200);
    for (email, token) in [("a@example.com", by_fired), ("b@example.com", too_much)] {
        assert_eq!(
            accept(&server, email, &token).await.expect_error(400, "invalid").fields(),
            ["invite"],
            "{email}"
        );
    }
    accept(&server, "c@example.com", &still).await.expect(201);
}

fn token_of(reply: Reply) -> String {
    let url = reply.expect(200).data()["url"].as_str().expect("a link").to_owned();
    url.split_once("?token=").expect("a token").1.to_owned()
}

async fn links_are_copied_by_those_who_may_issue_them(database: Database) {
    let server = Server::start(database).await;
    let founder = server.found_company("Lotus").await;
    let (admin, rep) =
        (server.employee(&founder, Role::Admin).await, server.employee(&founder, Role::Counselor).await);
    let mailed = invite(&server, &founder, "a@example.com", "senior_admin").await;
    let id = founder.get("/api/invites").await.data()[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/invites/{id}/link");
    rep.post(&path, json!({})).await.expect_error(403, "forbidden");
    admin.post(&path, json!({})).await.expect_error(403, "forbidden");
    let copied = founder.post(&path, json!({})).await;
    assert!(copied.body["data"]["url"].as_str().unwrap().starts_with(&server.app.config.app_url.to_string()));
    let copied = token_of(copied);
    assert_eq!(copied, mailed, "the same link");
    accept(&server, "a@example.com", &copied).await.expect(201);
    founder.post(&path, json!({})).await.expect_error(404, "not_found");
    // A reset link that was passed on sets the password.
    let reset = format!("/api/users/{}/reset-link", rep.id());
    rep.post(&reset, json!({})).await.expect_error(403, "forbidden");
    admin
        .post(&format!("/api/users/{}/reset-link", founder.id()), json!({}))
        .await
        .expect_error(403, "forbidden");
    let token = token_of(admin.post(&reset, json!({})).await);
    let set = json!({ "token": token, "password": "cedar-window-flute" });
    server.client().post("/api/auth/password/reset", set).await.expect(200);
    rep.get("/api/auth/me").await.expect_error(401, "token_invalid");
    admin.patch(&format!("/api/users/{}", rep.id()), json!({ "status": "DEACTIVATED" })).await.expect(200);
    admin.post(&reset, json!({})).await.expect_error(409, "account_inactive");
    // The log records who was shown which link for whom, without the link itself.
    let log = founder.get("/api/events?limit=1000").await.expect(200).data();
    let issued: Vec<&Value> =
        log.as_array().unwrap().iter().filter(|event| event["kind"] == "link:issued").collect();
    assert_eq!(issued.len(), 2);
    assert_eq!(
        (&issued[1]["actor"]["id"], &issued[1]["data"]["purpose"]),
        (&json!(admin.id()), &json!("reset"))
    );
    assert!(!log.to_string().contains(&token) && !log.to_string().contains(&copied));
}

async fn reset_link_expires_with_the_old_password(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let link = format!("/api/users/{}/reset-link", rep.id());
    let user = format!("/api/users/{}", rep.id());
    let reset = async |token: String| {
        let body = json!({ "token": token, "password": "amber-kettle-river" });
        server.client().post("/api/auth/password/reset", body).await
    };
    // The employee sets another password in the meantime.
    let before = token_of(admin.post(&link, json!({})).await);
    let change = json!({ "currentPassword": PASSWORD, "newPassword": "cedar-window-flute" });
    rep.post("/api/auth/password/change", change).await.expect(200);
    assert_eq!(reset(before).await.expect_error(400, "invalid").fields(), ["token"]);
    // The account is deactivated and activated again.
    let before = token_of(admin.post(&link, json!({})).await);
    admin.patch(&user, json!({ "status": "DEACTIVATED" })).await.expect(200);
    reset(before.clone()).await.expect_error(400, "invalid");
    admin.patch(&user, json!({ "status": "ACTIVE" })).await.expect(200);
    reset(before).await.expect_error(400, "invalid");
    reset(token_of(admin.post(&link, json!({})).await)).await.expect(200);
}

/// A link stops working when the account of whoever saw it is closed.
async fn link_expires_with_the_account_of_its_viewer(database: Database) {
    let server = Server::start(database).await;
    let founder = server.found_company("Lotus").await;
    let (admin, rep) =
        (server.employee(&founder, Role::Admin).await, server.employee(&founder, Role::Counselor).await);
    let invited = invite(&server, &founder, "a@example.com", "counselor").await;
    let id = founder.get("/api/invites").await.data()[0]["id"].as_str().unwrap().to_owned();
    let copied = token_of(admin.post(&format!("/api/invites/{id}/link"), json!({})).await);
    assert_eq!(copied, invited);
    let reset = token_of(admin.post(&format!("/api/users/{}/reset-link", rep.id()), json!({})).await);
    founder.delete(&format!("/api/users/{}", admin.id())).await.expect(200);
    assert_eq!(
        accept(&server, "a@example.com", &copied).await.expect_error(400, "invalid").fields(),
        ["invite"]
    );
    let body = json!({ "token": reset, "password": "amber-kettle-river" });
    let refused = server.client().post("/api/auth/password/reset", body).await.expect_error(400, "invalid");
    assert_eq!(refused.fields(), ["token"]);
}

async fn reset_link_expires_with_the_permission_to_issue_it(database: Database) {
    let server = Server::start(database).await;
    let founder = server.found_company("Lotus").await;
    let (senior, admin, rep) = (
        server.employee(&founder, Role::SeniorAdmin).await,
        server.employee(&founder, Role::Admin).await,
        server.employee(&founder, Role::Counselor).await,
    );
    let issue = async |by: &Client, whose: &Client| {
        token_of(by.post(&format!("/api/users/{}/reset-link", whose.id()), json!({})).await)
    };
    let set_role = async |whose: &Client, role: &str| {
        founder.patch(&format!("/api/users/{}", whose.id()), json!({ "role": role })).await.expect(200);
    };
    let (by_demoted, of_promoted) = (issue(&senior, &founder).await, issue(&admin, &rep).await);
    set_role(&senior, "sales_executive").await;
    set_role(&rep, "senior_admin").await;
    for token in [by_demoted, of_promoted] {
        let body = json!({ "token": token, "password": "amber-kettle-river" });
        let refused =
            server.client().post("/api/auth/password/reset", body).await.expect_error(400, "invalid");
        assert_eq!(refused.fields(), ["token"]);
    }
}

async fn invite_is_changed_only_by_those_who_could_send_it(database: Database) {
    let server = Server::start(database).await;
    let founder = server.found_company("Lotus").await;
    let admin = server.employee(&founder, Role::Admin).await;
    let token = invite(&server, &founder, "a@example.com", "senior_admin").await;
    let id = founder.get("/api/invites").await.data()[0]["id"].as_str().unwrap().to_owned();
    admin.delete(&format!("/api/invites/{id}")).await.expect_error(403, "forbidden");
    let old = [("if-match", "\"7\"")];
    founder
        .send(Method::DELETE, &format!("/api/invites/{id}"), None, &old)
        .await
        .expect_error(412, "version_mismatch");
    let weaker = json!({ "email": "a@example.com", "role": "counselor" });
    admin.post("/api/invites", weaker).await.expect_error(403, "forbidden");
    assert_eq!(
        accept(&server, "a@example.com", &token).await.expect(201).data()["employee"]["role"],
        "senior_admin"
    );
}

async fn tokens_are_not_stored(database: Database) {
    let settings =
        [("MAIL_HOST", "127.0.0.1"), ("MAIL_PORT", "9"), ("MAIL_TLS", "none"), ("RUST_LOG", "off")];
    let server = Server::start_with(database, &settings).await;
    let admin = server.found_company("Lotus").await;
    let invited = json!({ "email": "a@example.com", "role": "counselor" });
    let invited = admin.post("/api/invites", invited).await.expect(201).data();
    let invite = format!("/api/invites/{}/link", invited["id"].as_str().unwrap());
    let rep = server.employee(&admin, Role::Counselor).await;
    let reset = format!("/api/users/{}/reset-link", rep.id());
    let tokens =
        [token_of(admin.post(&invite, json!({})).await), token_of(admin.post(&reset, json!({})).await)];
    admin.patch(&format!("/api/users/{}", rep.id()), json!({ "forceReset": true })).await.expect(200);
    let mut conn = server.app.db.read().await.unwrap();
    let jobs: Vec<(Value,)> =
        conn.all(tandem::sql!("select payload from jobs where kind = 'mail'")).await.unwrap();
    assert_eq!(jobs.len(), 3, "welcome, invite and reset wait for the mail server");
    let invites: Vec<(String, String)> =
        conn.all(tandem::sql!("select nonce, token_hash from invites")).await.unwrap();
    let links: Vec<(String, String)> =
        conn.all(tandem::sql!("select nonce, token_hash from account_links")).await.unwrap();
    let kept = format!("{jobs:?} {invites:?} {links:?}");
    for token in tokens {
        assert!(!kept.contains(&token), "{kept}");
    }
    for (payload,) in jobs {
        assert!(!payload.to_string().contains("token"), "{payload}");
    }
}
