//! The conventions of `api.md`: envelopes, paging, versions, retries, headers, bodies.

use reqwest::Method;
use serde_json::{Value, json};
use tandem::access::Role;
use tokio::task::JoinSet;

use crate::{
    on_both,
    support::{Client, Database, Server},
};

on_both!(
    errors_share_one_envelope,
    bodies_are_read_strictly,
    pages_and_cursors_walk_the_same_list,
    a_cursor_is_not_disturbed_by_new_rows,
    versions_guard_against_lost_updates,
    a_key_answers_twice_with_one_change,
    many_at_once_with_one_key_are_one,
    request_ids_are_taken_or_made,
    answers_are_protected,
    other_origins_call_when_listed,
    health_is_told,
    the_document_is_served_with_its_pages,
);

async fn errors_share_one_envelope(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    admin.get("/api/nothing").await.refused(404, "not_found");
    admin.get("/nothing").await.refused(404, "not_found");
    admin.send(Method::PUT, "/api/auth/me", None, &[]).await.refused(405, "method_not_allowed");
    admin.get("/api/enquiries/nonsense").await.refused(404, "not_found");
    admin.get(&format!("/api/enquiries/{}", uuid::Uuid::now_v7())).await.refused(404, "not_found");
    let found = admin.get("/api/auth/me").await.expect(200);
    assert_eq!(found.body["success"], true);
    assert!(found.header("x-event-seq").is_some());
}

async fn bodies_are_read_strictly(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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

async fn filled(server: &Server, n: usize) -> Client {
    let admin = server.found("Lotus").await;
    for i in 0..n {
        admin.receive_enquiry(&format!("Alice {:02}", (i * 7) % n)).await;
    }
    admin
}

async fn by_cursor(admin: &Client, sort: &str) -> Vec<String> {
    let (mut ids, mut cursor) = (vec![], "start".to_owned());
    loop {
        let part =
            admin.get(&format!("/api/enquiries?limit=7&sort={sort}&cursor={cursor}")).await.expect(200);
        assert!(part.body.get("total").is_none());
        ids.extend(part.data().as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap().to_owned()));
        match part.body["nextCursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => return ids,
        }
    }
}

async fn pages_and_cursors_walk_the_same_list(database: Database) {
    let server = Server::start(database).await;
    let admin = filled(&server, 23).await;
    for sort in ["-createdAt", "createdAt", "name", "-name", "-updatedAt"] {
        let mut by_page: Vec<String> = vec![];
        for page in 1..=4 {
            let part =
                admin.get(&format!("/api/enquiries?limit=7&sort={sort}&page={page}")).await.expect(200);
            assert_eq!(
                (&part.body["total"], &part.body["pages"], &part.body["page"]),
                (&json!(23), &json!(4), &json!(page))
            );
            by_page
                .extend(part.data().as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap().to_owned()));
        }
        assert_eq!(by_page.len(), 23);
        assert_eq!(by_cursor(&admin, sort).await, by_page, "{sort}");
    }
    let first = admin.get("/api/enquiries?limit=7&cursor=start").await.body["nextCursor"]
        .as_str()
        .unwrap()
        .to_owned();
    for (query, field) in [
        (format!("cursor={first}&sort=name"), "cursor"),
        ("cursor=nonsense".into(), "cursor"),
        (format!("cursor={first}&page=2"), "page"),
        ("sort=secret".into(), "sort"),
    ] {
        assert_eq!(
            admin.get(&format!("/api/enquiries?{query}")).await.refused(400, "invalid").fields(),
            [field]
        );
    }
}

async fn a_cursor_is_not_disturbed_by_new_rows(database: Database) {
    let server = Server::start(database).await;
    let admin = filled(&server, 10).await;
    let before = by_cursor(&admin, "-createdAt").await;
    let first = admin.get("/api/enquiries?limit=5&cursor=start").await;
    admin.receive_enquiry("New").await;
    let cursor = first.body["nextCursor"].as_str().unwrap();
    let rest = admin.get(&format!("/api/enquiries?limit=5&cursor={cursor}")).await.data();
    let rest: Vec<_> =
        rest.as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(rest, before[5..]);
}

async fn versions_guard_against_lost_updates(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let path = format!("/api/companies/{}", admin.company());
    let read = admin.get(&path).await.expect(200);
    let etag = read.header("etag").unwrap().to_owned();
    let change = async |name: &str| {
        admin.send(Method::PATCH, &path, Some(json!({ "name": name })), &[("if-match", &etag)]).await
    };
    // Two who read the same version: one changes it, the other is told.
    let (a, b) = tokio::join!(change("One"), change("Two"));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    let current = admin.get(&path).await;
    assert_eq!(current.data()["version"], 2);
    change("Three").await.refused(412, "version_mismatch");
    admin.send(Method::PATCH, &path, Some(json!({ "name": "Any" })), &[("if-match", "*")]).await.expect(200);
    admin
        .send(Method::PATCH, &path, Some(json!({ "name": "Any" })), &[("if-match", "x")])
        .await
        .refused(400, "invalid");
}

async fn with_key(client: &Client, key: &str, body: Value) -> crate::support::Reply {
    client.send(Method::POST, "/api/enquiries", Some(body), &[("idempotency-key", key)]).await
}

async fn a_key_answers_twice_with_one_change(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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
    with_key(&public, "k", body("Bea")).await.refused(422, "idempotency_key_reused");
    assert_eq!(admin.get("/api/enquiries").await.body["total"], 1);
    // What failed changed nothing and is not remembered.
    with_key(&public, "f", json!({ "name": "Alice" })).await.refused(400, "invalid");
    with_key(&public, "f", body("Carl")).await.expect(201);
    // Keys of different people never meet, and after a day a key is free again.
    let id = first.data()["id"].as_str().unwrap().to_owned();
    let rep = server.employee(&admin, Role::Counselor).await;
    let claim = |client: Client| {
        let path = format!("/api/enquiries/{id}/claim");
        async move { client.send(Method::POST, &path, Some(json!({})), &[("idempotency-key", "k")]).await }
    };
    let won = claim(admin.clone()).await.expect(200);
    assert_eq!(claim(admin.clone()).await.expect(200).header("etag"), won.header("etag"));
    claim(rep.clone()).await.refused(409, "already_claimed");
    // Whatever has happened in between.
    let to = json!({ "employeeId": rep.id() });
    admin.post(&format!("/api/enquiries/{id}/assign"), to).await.expect(200);
    assert_eq!(claim(admin.clone()).await.expect(200).body, won.body);
    server.clock.shift(chrono::Duration::hours(25));
    with_key(&public, "k", body("Bea")).await.expect(201);
    with_key(&public, "", body("Bea")).await.refused(400, "invalid");
}

async fn many_at_once_with_one_key_are_one(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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

async fn request_ids_are_taken_or_made(database: Database) {
    let server = Server::start(database).await;
    let public = server.client();
    let made = public.get("/api/nothing").await;
    assert_eq!(made.header("x-request-id").unwrap(), made.body["requestId"].as_str().unwrap());
    let taken = public.send(Method::GET, "/api/nothing", None, &[("x-request-id", "abc-1")]).await;
    assert_eq!((taken.header("x-request-id"), &taken.body["requestId"]), (Some("abc-1"), &json!("abc-1")));
    let refused = public.send(Method::GET, "/api/nothing", None, &[("x-request-id", &"x".repeat(200))]).await;
    assert_ne!(refused.header("x-request-id").unwrap().len(), 200);
}

async fn answers_are_protected(database: Database) {
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

async fn other_origins_call_when_listed(database: Database) {
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

async fn health_is_told(database: Database) {
    let server = Server::start(database).await;
    let public = server.client();
    public.get("/healthz").await.expect(200);
    public.get("/readyz").await.expect(200);
    server.found("Lotus").await;
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

async fn the_document_is_served_with_its_pages(database: Database) {
    let server = Server::start(database).await;
    let document = server.client().get("/api/openapi.json").await.expect(200).body;
    assert_eq!(document, tandem::http::document());
    assert_eq!((&document["openapi"], &document["info"]["title"]), (&json!("3.1.0"), &json!("Tandem")));
    let page = server.client().get("/docs/").await.expect(200).body.as_str().unwrap().to_owned();
    assert!(page.contains("swagger-ui"), "{page}");
    server.client().get("/docs/swagger-ui-bundle.js").await.expect(200);
}
