//! Rate limits: per employee, per address without one, stricter for sign-in, and true behind a trusted proxy only.

use reqwest::Method;
use serde_json::json;
use tandem::access::Role;

use crate::{
    on_both,
    support::{Client, Database, Reply, Server},
};

on_both!(
    requests_are_limited_per_employee,
    sign_ins_are_limited_per_address_and_per_e_mail,
    a_proxy_counts_only_when_trusted,
);

const FIVE: [(&str, &str); 2] = [("RATE_LIMIT_MAX", "5"), ("RATE_LIMIT_WINDOW_MS", "600000")];

async fn requests_are_limited_per_employee(database: Database) {
    let server = Server::start_with(database, &FIVE).await;
    let admin = server.found("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    for _ in 0..5 {
        admin.get("/api/auth/me").await.expect(200);
    }
    let limited = admin.get("/api/auth/me").await.refused(429, "too_many_requests");
    assert!(limited.header("retry-after").unwrap().parse::<u64>().unwrap() > 0);
    rep.get("/api/auth/me").await.expect(200);
    // What watches over the server is not limited.
    for _ in 0..10 {
        server.client().get("/healthz").await.expect(200);
    }
}

async fn login(client: &Client, email: &str, address: &str) -> Reply {
    let body = json!({ "email": email, "password": "wrong" });
    client.send(Method::POST, "/api/auth/login", Some(body), &[("x-forwarded-for", address)]).await
}

async fn sign_ins_are_limited_per_address_and_per_e_mail(database: Database) {
    let settings = [("AUTH_RATE_LIMIT_MAX", "5"), ("TRUST_PROXY", "127.0.0.1/32")];
    let server = Server::start_with(database, &settings).await;
    let public = server.client();
    // One address tries many e-mails.
    for n in 0..5 {
        login(&public, &format!("{n}@example.com"), "198.51.100.1").await.refused(401, "wrong_credentials");
    }
    login(&public, "6@example.com", "198.51.100.1").await.refused(429, "too_many_requests");
    login(&public, "6@example.com", "198.51.100.2").await.refused(401, "wrong_credentials");
    // Many addresses try one e-mail.
    for n in 0..5 {
        login(&public, "asha@example.com", &format!("203.0.113.{n}")).await.refused(401, "wrong_credentials");
    }
    login(&public, "ASHA@example.com", "203.0.113.99").await.refused(429, "too_many_requests");
}

async fn a_proxy_counts_only_when_trusted(database: Database) {
    let server = Server::start_with(database, &FIVE).await;
    let public = server.client();
    for n in 0..5 {
        let forged = format!("198.51.100.{n}");
        public
            .send(Method::GET, "/api/nothing", None, &[("x-forwarded-for", &forged)])
            .await
            .refused(404, "not_found");
    }
    let forged = [("x-forwarded-for", "198.51.100.77")];
    public.send(Method::GET, "/api/nothing", None, &forged).await.refused(429, "too_many_requests");
}
