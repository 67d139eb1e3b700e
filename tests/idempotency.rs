//! `Idempotency-Key`: a retry returns the stored response.

use reqwest::Method;
use serde_json::{Value, json};
use tandem::access::Role;
use tokio::task::JoinSet;

use crate::{
    on_both_databases,
    support::{Client, Database, Server},
};

on_both_databases!(idempotency_key_returns_the_stored_response, concurrent_requests_with_one_key_create_once);

async fn with_key(client: &Client, key: &str, body: Value) -> crate::support::Reply {
    client.send(Method::POST, "/api/enquiries", Some(body), &[("idempotency-key", key)]).await
}

async fn idempotency_key_returns_the_stored_response(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let public = server.client();
    let body = |name: &str| json!({ "name": name, "email": "alice@example.com" });
    let first = with_key(&public, "k", body("Alice")).await.expect(201);
    assert_eq!(first.header("idempotency-replayed"), None);
    let second = with_key(&public, "k", body("Alice")).await.expect(201);
    assert_eq!(
        (second.header("idempotency-replayed"), second.header("location")),
        (Some("true"), first.header("location"))
    );
    assert_eq!(second.body, first.body);
    with_key(&public, "k", body("Bea")).await.expect_error(422, "idempotency_key_reused");
    assert_eq!(admin.get("/api/enquiries").await.body["total"], 1);
    // A failed request changes nothing, so its key is not stored.
    with_key(&public, "f", json!({ "name": "Alice" })).await.expect_error(400, "invalid");
    with_key(&public, "f", body("Carl")).await.expect(201);
    // Keys are separate for each caller and expire after a day.
    let id = first.data()["id"].as_str().unwrap().to_owned();
    let rep = server.employee(&admin, Role::Counselor).await;
    let claim = |client: Client| {
        let path = format!("/api/enquiries/{id}/claim");
        async move { client.send(Method::POST, &path, Some(json!({})), &[("idempotency-key", "k")]).await }
    };
    let won = claim(admin.clone()).await.expect(200);
    assert_eq!(claim(admin.clone()).await.expect(200).header("etag"), won.header("etag"));
    claim(rep.clone()).await.expect_error(409, "already_claimed");
    // The stored response is returned whatever has happened since.
    let to = json!({ "employeeId": rep.id() });
    admin.post(&format!("/api/enquiries/{id}/assign"), to).await.expect(200);
    assert_eq!(claim(admin.clone()).await.expect(200).body, won.body);
    server.clock.shift(chrono::Duration::hours(25));
    with_key(&public, "k", body("Bea")).await.expect(201);
    with_key(&public, "", body("Bea")).await.expect_error(400, "invalid");
}

async fn concurrent_requests_with_one_key_create_once(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let mut posts = JoinSet::new();
    for _ in 0..20 {
        let public = server.client();
        posts.spawn(async move {
            with_key(&public, "k", json!({ "name": "Alice", "email": "alice@example.com" })).await.expect(201)
        });
    }
    let replies = posts.join_all().await;
    assert!(replies.iter().all(|reply| reply.body == replies[0].body));
    assert_eq!(replies.iter().filter(|reply| reply.header("idempotency-replayed").is_none()).count(), 1);
    assert_eq!(admin.get("/api/enquiries").await.body["total"], 1);
}
