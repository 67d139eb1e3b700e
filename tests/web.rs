//! The web app as static files: page routes, caching of hashed names, precompressed files.

use std::path::Path;

use reqwest::{Method, header};

use crate::support::{Client, Database, Reply, Server, skip};

/// Whether Vite has built the app; without it the server explains how to build it.
fn is_built() -> bool {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("web/dist/index.html").exists()
}

async fn get(client: &Client, path: &str, headers: &[(&str, &str)]) -> Reply {
    client.send(Method::GET, path, None, headers).await
}

#[tokio::test]
async fn app_routes_serve_the_app_and_nothing_else() {
    let server = Server::start(Database::sqlite()).await;
    let client = server.client();
    let browser = [("accept", "text/html,application/xhtml+xml")];
    for page in ["/", "/leads?as=board", "/enquire/lotus"] {
        let reply = get(&client, page, &browser).await.expect(200);
        let policy = reply.header("content-security-policy").unwrap();
        assert!(
            policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        if is_built() {
            assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
            assert_eq!(reply.header("cache-control"), Some("no-cache"), "a new version is loaded at once");
        } else {
            assert!(reply.body.to_string().contains("make web"), "{}", reply.body);
        }
    }
    for elsewhere in
        ["/api/nowhere", "/docs/nowhere.js", "/assets/nowhere.js", "/..%2fCargo.toml", "/Cargo.toml"]
    {
        get(&client, elsewhere, &[]).await.expect_error(404, "not_found");
    }
    client.send(Method::POST, "/leads", None, &[]).await.expect_error(404, "not_found");
}

#[tokio::test]
async fn assets_are_precompressed_and_cached() {
    if !is_built() {
        return skip("web/dist is not built");
    }
    let server = Server::start(Database::sqlite()).await;
    let client = server.client();
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/dist/assets");
    let names =
        std::fs::read_dir(assets).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let script = names.filter(|name| name.ends_with(".js")).min().unwrap();
    let path = format!("/assets/{script}");
    for (accepted, sent) in [("br, gzip", Some("br")), ("gzip", Some("gzip")), ("identity", None)] {
        let reply = get(&client, &path, &[(header::ACCEPT_ENCODING.as_str(), accepted)]).await.expect(200);
        assert_eq!(reply.header("content-encoding"), sent);
        assert_eq!(reply.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(reply.header("vary").map(|vary| vary.contains("accept-encoding")), Some(true));
        assert!(reply.header("content-type").unwrap().starts_with("text/javascript"));
    }
    let tag = get(&client, "/", &[]).await.header("etag").unwrap().to_owned();
    get(&client, "/", &[("if-none-match", &tag)]).await.expect(304);
}
