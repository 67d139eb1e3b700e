//! Conventions of the API: envelopes, request bodies, versions, headers, health.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    on_both_databases,
    support::{Database, Server},
};

on_both_databases!(
    errors_share_one_envelope,
    request_bodies_are_validated_strictly,
    version_check_prevents_lost_updates,
    request_id_is_accepted_or_generated,
    responses_have_security_headers,
    cors_allows_listed_origins,
    health_and_metrics_are_served,
    openapi_document_and_pages_are_served,
);

async fn errors_share_one_envelope(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    admin.get("/api/nothing").await.expect_error(404, "not_found");
    admin.get("/nothing").await.expect_error(404, "not_found");
    admin.send(Method::PUT, "/api/auth/me", None, &[]).await.expect_error(405, "method_not_allowed");
    admin.get("/api/enquiries/nonsense").await.expect_error(404, "not_found");
    admin.get(&format!("/api/enquiries/{}", uuid::Uuid::now_v7())).await.expect_error(404, "not_found");
    let found = admin.get("/api/auth/me").await.expect(200);
    assert_eq!(found.body["success"], true);
    assert!(found.header("x-event-seq").is_some());
}

async fn request_bodies_are_validated_strictly(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let raw = |body: String, content_type: &'static str| {
        let url = format!("{}/api/enquiries", server.url);
        async move {
            let reply = reqwest::Client::new()
                .post(url)
                .header("content-type", content_type)
                .body(body)
                .send()
                .await
                .unwrap();
            (
                reply.status().as_u16(),
                reply.json::<Value>().await.unwrap()["code"].as_str().unwrap().to_owned(),
            )
        }
    };
    let good = json!({ "name": "Alice", "email": "alice@example.com" }).to_string();
    assert_eq!(raw(good.clone(), "text/plain").await, (415, "unsupported_media_type".into()));
    assert_eq!(
        raw(good.clone(), "application/x-www-form-urlencoded").await,
        (415, "unsupported_media_type".into())
    );
    assert_eq!(raw("{".into(), "application/json").await, (400, "malformed".into()));
    assert_eq!(raw("\"text\"".into(), "application/json; charset=utf-8").await, (400, "malformed".into()));
    assert_eq!(raw("[".repeat(100_000), "application/json").await, (400, "malformed".into()));
    let huge = json!({ "name": "Alice", "email": "alice@example.com", "message": "x".repeat(2_000_000) })
        .to_string();
    assert_eq!(raw(huge, "application/json").await, (413, "too_large".into()));
    let long =
        json!({ "name": "Alice", "email": "alice@example.com", "message": "x".repeat(5_001) }).to_string();
    assert_eq!(raw(long, "application/json").await, (400, "invalid".into()));
    assert_eq!(admin.get("/api/enquiries").await.body["total"], 0);
}

async fn version_check_prevents_lost_updates(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let path = format!("/api/companies/{}", admin.company());
    let read = admin.get(&path).await.expect(200);
    let etag = read.header("etag").unwrap().to_owned();
    let change = async |name: &str| {
        admin.send(Method::PATCH, &path, Some(json!({ "name": name })), &[("if-match", &etag)]).await
    };
    // Of two updates from the same version, the second is rejected.
    let (a, b) = tokio::join!(change("One"), change("Two"));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    let current = admin.get(&path).await;
    assert_eq!(current.data()["version"], 2);
    change("Three").await.expect_error(412, "version_mismatch");
    admin.send(Method::PATCH, &path, Some(json!({ "name": "Any" })), &[("if-match", "*")]).await.expect(200);
    admin
        .send(Method::PATCH, &path, Some(json!({ "name": "Any" })), &[("if-match", "x")])
        .await
        .expect_error(400, "invalid");
}

async fn request_id_is_accepted_or_generated(database: Database) {
    let server = Server::start(database).await;
    let public = server.client();
    let made = public.get("/api/nothing").await;
    assert_eq!(made.header("x-request-id").unwrap(), made.body["requestId"].as_str().unwrap());
    let taken = public.send(Method::GET, "/api/nothing", None, &[("x-request-id", "abc-1")]).await;
    assert_eq!((taken.header("x-request-id"), &taken.body["requestId"]), (Some("abc-1"), &json!("abc-1")));
    let refused = public.send(Method::GET, "/api/nothing", None, &[("x-request-id", &"x".repeat(200))]).await;
    assert_ne!(refused.header("x-request-id").unwrap().len(), 200);
}

async fn responses_have_security_headers(database: Database) {
    let server = Server::start(database).await;
    let hub = ["/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=4&transport=polling&sid=unknown"];
    for path in ["/", "/api/nothing", "/docs/", "/healthz", "/api/openapi.json"].into_iter().chain(hub) {
        let reply = server.client().get(path).await;
        for header in [
            "content-security-policy",
            "x-content-type-options",
            "x-frame-options",
            "referrer-policy",
            "strict-transport-security",
            "cross-origin-opener-policy",
        ] {
            assert!(reply.header(header).is_some(), "{path} lacks {header}");
        }
        let policy = reply.header("content-security-policy").unwrap();
        let (_, connections) = policy.split_once("connect-src ").unwrap();
        let port = server.app.config.app_url.port().unwrap();
        assert_eq!(connections, format!("'self' ws://localhost:{port}"));
    }
}

async fn cors_allows_listed_origins(database: Database) {
    let listed = Server::start_with(
        database.clone(),
        &[("CORS_ORIGIN", "https://a.example.com, https://b.example.com")],
    )
    .await;
    let asked = |server: &Server, origin: &'static str| {
        let client = server.client();
        async move {
            let headers = [
                ("origin", origin),
                ("access-control-request-method", "POST"),
                ("access-control-request-headers", "content-type"),
            ];
            let reply = client.send(Method::OPTIONS, "/api/enquiries", None, &headers).await;
            let header = |name| reply.header(name).map(str::to_owned);
            (header("access-control-allow-origin"), header("access-control-allow-credentials"))
        }
    };
    assert_eq!(
        asked(&listed, "https://b.example.com").await,
        (Some("https://b.example.com".into()), Some("true".into()))
    );
    assert_eq!(asked(&listed, "https://evil.example.com").await.0, None);
    let any = Server::start_with(database, &[("CORS_ORIGIN", "*")]).await;
    assert_eq!(asked(&any, "https://evil.example.com").await, (Some("*".into()), None));
}

async fn health_and_metrics_are_served(database: Database) {
    let server = Server::start(database).await;
    let public = server.client();
    public.get("/healthz").await.expect(200);
    public.get("/readyz").await.expect(200);
    server.found_company("Lotus").await;
    let metrics = public.get("/metrics").await.expect(200).body.as_str().unwrap().to_owned();
    for name in [
        "tandem_http_requests_total",
        "tandem_http_request_seconds_bucket",
        "tandem_sockets",
        "tandem_events_delivered_total",
        "tandem_delivery_lag_seconds",
        "tandem_database_connections",
    ] {
        assert!(metrics.contains(name), "{name}");
    }
    assert!(metrics.contains(r#"route="/api/auth/register",status="201""#), "{metrics}");
}

async fn openapi_document_and_pages_are_served(database: Database) {
    let server = Server::start(database).await;
    let document = server.client().get("/api/openapi.json").await.expect(200).body;
    assert_eq!(document, tandem::http::document(tandem::features::ALL));
    assert_eq!((&document["openapi"], &document["info"]["title"]), (&json!("3.1.0"), &json!("Tandem")));
    let page = server.client().get("/docs/").await.expect(200).body.as_str().unwrap().to_owned();
    assert!(page.contains("swagger-ui"), "{page}");
    server.client().get("/docs/swagger-ui-bundle.js").await.expect(200);
}
