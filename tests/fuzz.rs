//! Random input for everything that parses a client's input: the answer is always one that a client understands,
//! never a server error. One second each in `make test`, a minute in `make soak`. `FUZZ_SEED` repeats a failure.

use std::{
    fmt::Debug,
    ops::Range,
    time::{Duration, Instant},
};

use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
    test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner},
};
use reqwest::Method;
use serde_json::json;
use tokio::runtime::Handle;

use crate::support::{Client, Database, Server};

/// Checks a property with generated values until the time is over. A failure is shrunk and printed with its seed.
async fn check_property<S: Strategy>(strategy: S, check: impl AsyncFn(S::Value))
where
    S::Value: Debug + Clone,
{
    let minute = std::env::var("SOAK").is_ok();
    let until = Instant::now() + if minute { Duration::from_secs(60) } else { Duration::from_secs(1) };
    let mut seed = std::env::var("FUZZ_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().unwrap());
    while Instant::now() < until {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&u64::to_le_bytes(seed));
        let config = Config { cases: 50, failure_persistence: None, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
        let result = runner.run(&strategy, |value| {
            tokio::task::block_in_place(|| Handle::current().block_on(check(value)));
            Ok(())
        });
        if let Err(TestError::Fail(why, value)) = result {
            panic!("FUZZ_SEED={seed}: {why}\nwith {value:?}");
        }
        seed = seed.wrapping_add(1);
    }
}

/// An edit of a text: the position, how many characters are removed, and what is inserted.
type Edit = (Index, Range<usize>, String);

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let put = prop_oneof![".{0,3}", "[A-Za-z0-9_=.\\-]{0,4}", "\\PC{0,8}"];
    vec((any::<Index>(), (0..4usize).prop_map(|length| 0..length), put), 0..4)
}

fn apply_edits(text: &str, edits: &[Edit]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for (at, range, put) in edits {
        let from = at.index(characters.len() + 1);
        let to = (from + range.end).min(characters.len());
        characters.splice(from..to, put.chars());
    }
    characters.into_iter().collect()
}

fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

async fn company() -> (Server, Client) {
    let server = Server::start(Database::sqlite()).await;
    let admin = server.found_company("Lotus").await;
    (server, admin)
}

#[tokio::test(flavor = "multi_thread")]
async fn modified_tokens_are_rejected() {
    let (server, admin) = company().await;
    let token = admin.token.clone().unwrap();
    check_property(edits(), async |edits| {
        let forged = apply_edits(&token, &edits);
        let Ok(header) = reqwest::header::HeaderValue::from_str(&forged) else { return };
        let headers = [("authorization", header.to_str().unwrap_or_default())];
        let reply = server.client().send(Method::GET, "/api/auth/me", None, &headers).await;
        let good = forged.trim() == token || forged.trim().strip_prefix("Bearer ") == Some(token.as_str());
        assert_eq!(reply.status, if good { 200 } else { 401 }, "{forged}: {}", reply.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn modified_tracking_addresses_are_not_found() {
    let (server, _admin) = company().await;
    let link = tandem::features::correspondence::tracking::Tracker::of(&server.app.config)
        .link(uuid::Uuid::now_v7().into(), 3);
    let token = link.path_segments().unwrap().next_back().unwrap().to_owned();
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    check_property((edits(), select(vec!["c", "o", "u"])), async |(edits, kind)| {
        let path = format!("{}/api/t/{kind}/{}", server.url, escaped(&apply_edits(&token, &edits)));
        let status = client.get(&path).send().await.unwrap().status().as_u16();
        // Without a valid signature there is no redirect, no pixel and no form.
        assert_eq!(status, 404, "{path}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn made_up_cursors_are_never_a_server_error() {
    let (_server, admin) = company().await;
    for name in ["Alice", "Bea", "Cem"] {
        admin.lead(name).await;
    }
    let first = admin.get("/api/leads?limit=1&sort=name&cursor=start").await.expect(200).body;
    let cursor = first["nextCursor"].as_str().unwrap().to_owned();
    check_property((edits(), select(vec!["name", "-createdAt", "updatedAt"])), async |(edits, sort)| {
        let forged = apply_edits(&cursor, &edits);
        let reply = admin.get(&format!("/api/leads?sort={sort}&cursor={}", escaped(&forged))).await;
        assert!([200, 400].contains(&reply.status), "{forged}: {}", reply.body);
        assert!(forged != cursor || sort != "name" || reply.status == 200, "the unmodified cursor works");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn random_filters_are_never_a_server_error() {
    let (_server, admin) = company().await;
    admin.lead("Alice").await;
    let document = tandem::http::document(tandem::features::ALL);
    let paths = [
        "/api/leads",
        "/api/enquiries",
        "/api/tasks",
        "/api/opportunities",
        "/api/analytics/funnel",
        "/api/search",
    ];
    let names: Vec<(String, String)> = paths
        .iter()
        .flat_map(|path| {
            let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap();
            parameters.iter().map(|it| ((*path).to_owned(), it["name"].as_str().unwrap().to_owned()))
        })
        .collect();
    let value = prop_oneof![
        ".{0,20}",
        "-?[0-9]{1,25}",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}",
        "(-?[a-zA-Z]{1,12},?){0,3}",
        Just("' or 1=1 --".into()),
        Just("%".into()),
        Just("\"*\" OR NEAR(".into()),
    ];
    check_property(vec((select(names), value), 1..4), async |pairs: Vec<((String, String), String)>| {
        let path = &pairs[0].0.0;
        let query: Vec<_> =
            pairs.iter().map(|((_, name), value)| format!("{name}={}", escaped(value))).collect();
        let reply = admin.get(&format!("{path}?{}", query.join("&"))).await;
        assert!([200, 400].contains(&reply.status), "{path}?{}: {}", query.join("&"), reply.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_import_files_are_never_a_server_error() {
    let server = Server::start_with(Database::sqlite(), &[("IMPORT_MAX_STORED_FILES", "100000")]).await;
    let admin = server.found_company("Lotus").await;
    let piece = prop_oneof![
        select(vec![
            "name",
            "email",
            ",",
            ";",
            "\t",
            "\"",
            "\"\"",
            "\n",
            "\r\n",
            "\r",
            "\u{feff}",
            "=1+1",
            "ü",
            "a@example.com",
            " ",
            "\0",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        vec(any::<u8>(), 0..6),
    ];
    let prefix = prop_oneof![Just(&b"name,email\n"[..]), Just(&b""[..]), Just(&b"\xff\xfe"[..])];
    check_property((prefix, vec(piece, 0..30)), async |(prefix, pieces): (&[u8], Vec<Vec<u8>>)| {
        let file = [prefix.to_vec(), pieces.concat()].concat();
        let reply = admin.upload("/api/leads/import?dryRun=true", "text/csv", file.clone()).await;
        assert!([201, 400].contains(&reply.status), "{}", reply.body);
        let reply = admin.upload("/api/leads/import?review=true", "text/csv", file).await;
        assert!([201, 400].contains(&reply.status), "{}", reply.body);
        let Some(id) = reply.data()["id"].as_str().map(str::to_owned) else { return };
        admin.get(&format!("/api/imports/{id}/columns")).await.expect(200);
        let preview = admin.post(&format!("/api/imports/{id}/preview"), json!({})).await;
        assert!([200, 400].contains(&preview.status), "{}", preview.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_request_bodies_are_never_a_server_error() {
    let (_server, admin) = company().await;
    let body = json!({ "name": "Alice", "email": "alice@example.com", "tags": ["vip"], "allowDuplicate": true, "ownerId": null });
    let body = body.to_string();
    check_property(edits(), async |edits| {
        let reply = admin.upload("/api/leads", "application/json", apply_edits(&body, &edits)).await;
        assert!([201, 400, 409].contains(&reply.status), "{}", reply.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_socket_messages_affect_only_their_socket() {
    let (_server, admin) = company().await;
    let mut witness = admin.socket().await;
    let start = witness.ready["seq"].as_i64().unwrap();
    let enquiry = admin.submit_enquiry("Alice").await;
    let good = format!("420[\"enquiry:watch\",{{\"id\":\"{enquiry}\"}}]");
    check_property((edits(), any::<bool>()), async |(edits, nonsense)| {
        let mut socket = admin.socket().await;
        let text = if nonsense { apply_edits("42", &edits) } else { apply_edits(&good, &edits) };
        socket.send_packet(text).await;
        // Whatever happened to that socket, others are answered.
        let answer = admin.socket().await.call("enquiry:claim", json!({})).await;
        assert_eq!(answer["success"], false);
    })
    .await;
    assert_eq!(witness.events_up_to(start + 1).await.len(), 1);
}
