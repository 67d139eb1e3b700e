//! Rate limits: per employee, per address for anonymous requests, stricter for sign-in, and per client behind a
//! trusted proxy.

use reqwest::Method;
use serde_json::json;
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Client, Database, Reply, Server},
};

on_both_databases!(
    requests_are_limited_per_employee,
    sign_ins_are_limited_per_address_and_per_email,
    forwarded_address_is_used_only_from_a_trusted_proxy,
    sign_ins_are_limited_per_ipv6_network,
    password_changes_are_limited_per_account,
    handshakes_behind_a_proxy_are_limited_per_client,
);

const FIVE: [(&str, &str); 2] = [("RATE_LIMIT_MAX", "5"), ("RATE_LIMIT_WINDOW_MS", "600000")];

async fn requests_are_limited_per_employee(database: Database) {
    let server = Server::start_with(database, &FIVE).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    for _ in 0..5 {
        admin.get("/api/auth/me").await.expect(200);
    }
    let limited = admin.get("/api/auth/me").await.expect_error(429, "too_many_requests");
    assert!(limited.header("retry-after").unwrap().parse::<u64>().unwrap() > 0);
    rep.get("/api/auth/me").await.expect(200);
    // Health checks are not limited.
    for _ in 0..10 {
        server.client().get("/healthz").await.expect(200);
    }
}

async fn login(client: &Client, email: &str, address: &str) -> Reply {
    let body = json!({ "email": email, "password": "wrong" });
    client.send(Method::POST, "/api/auth/login", Some(body), &[("x-forwarded-for", address)]).await
}

async fn sign_ins_are_limited_per_address_and_per_email(database: Database) {
    let settings = [("AUTH_RATE_LIMIT_MAX", "5"), ("TRUST_PROXY", "127.0.0.1/32")];
    let server = Server::start_with(database, &settings).await;
    let public = server.client();
    // One address tries many e-mail addresses.
    for n in 0..5 {
        login(&public, &format!("{n}@example.com"), "198.51.100.1")
            .await
            .expect_error(401, "wrong_credentials");
    }
    login(&public, "6@example.com", "198.51.100.1").await.expect_error(429, "too_many_requests");
    login(&public, "6@example.com", "198.51.100.2").await.expect_error(401, "wrong_credentials");
    // Many addresses try one e-mail address.
    for n in 0..5 {
        login(&public, "asha@example.com", &format!("203.0.113.{n}"))
            .await
            .expect_error(401, "wrong_credentials");
    }
    login(&public, "ASHA@example.com", "203.0.113.99").await.expect_error(429, "too_many_requests");
}

async fn sign_ins_are_limited_per_ipv6_network(database: Database) {
    let settings = [("AUTH_RATE_LIMIT_MAX", "5"), ("TRUST_PROXY", "127.0.0.1/32")];
    let server = Server::start_with(database, &settings).await;
    let public = server.client();
    for n in 0..5 {
        let address = format!("2001:db8:1:2:{n:x}::{n:x}");
        login(&public, &format!("{n}@example.com"), &address).await.expect_error(401, "wrong_credentials");
    }
    login(&public, "6@example.com", "2001:db8:1:2:ffff::1").await.expect_error(429, "too_many_requests");
    login(&public, "7@example.com", "2001:db8:1:3::1").await.expect_error(401, "wrong_credentials");
    // An IPv4 address counts as the same in both notations.
    for n in 0..5 {
        login(&public, &format!("v4.{n}@example.com"), "198.51.100.1")
            .await
            .expect_error(401, "wrong_credentials");
    }
    login(&public, "v4.6@example.com", "::ffff:198.51.100.1").await.expect_error(429, "too_many_requests");
}

async fn password_changes_are_limited_per_account(database: Database) {
    let settings = [("AUTH_RATE_LIMIT_MAX", "5"), ("TRUST_PROXY", "127.0.0.1/32")];
    let server = Server::start_with(database, &settings).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let guess = json!({ "currentPassword": "a wrong guess", "newPassword": "cedar-window-flute" });
    for _ in 0..5 {
        rep.post("/api/auth/password/change", guess.clone()).await.expect_error(400, "invalid");
    }
    let limited =
        rep.post("/api/auth/password/change", guess.clone()).await.expect_error(429, "too_many_requests");
    assert!(limited.header("retry-after").is_some());
    admin.post("/api/auth/password/change", guess.clone()).await.expect_error(400, "invalid");
    // An e-mail address that reads like an account's key is counted for itself.
    for n in 0..5 {
        let address = format!("203.0.113.{n}");
        let email = format!("account {}", admin.id());
        login(&server.client(), &email, &address).await.expect_error(401, "wrong_credentials");
    }
    admin.post("/api/auth/password/change", guess).await.expect_error(400, "invalid");
}

async fn forwarded_address_is_used_only_from_a_trusted_proxy(database: Database) {
    let server = Server::start_with(database, &FIVE).await;
    let public = server.client();
    for n in 0..5 {
        let forged = format!("198.51.100.{n}");
        public
            .send(Method::GET, "/api/nothing", None, &[("x-forwarded-for", &forged)])
            .await
            .expect_error(404, "not_found");
    }
    let forged = [("x-forwarded-for", "198.51.100.77")];
    public.send(Method::GET, "/api/nothing", None, &forged).await.expect_error(429, "too_many_requests");
}

async fn handshakes_behind_a_proxy_are_limited_per_client(database: Database) {
    let settings = [FIVE[0], FIVE[1], ("TRUST_PROXY", "127.0.0.1/32")];
    let server = Server::start_with(database, &settings).await;
    let client = server.client();
    let handshake = async |address: &str| {
        let path = "/socket.io/?EIO=4&transport=polling";
        client.send(Method::GET, path, None, &[("x-forwarded-for", address)]).await
    };
    for _ in 0..5 {
        handshake("198.51.100.1").await.expect(200);
    }
    handshake("198.51.100.1").await.expect_error(429, "too_many_requests");
    handshake("198.51.100.2").await.expect(200);
}
