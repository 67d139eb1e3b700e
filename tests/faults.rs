//! Injected faults: an unavailable database, a full disk, a clock set back.

use std::{process::Stdio, sync::Arc};

use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

use crate::{
    on_both_databases,
    support::{Client, Database, PASSWORD, Server, until},
};

on_both_databases!(clock_set_back_keeps_event_order);

/// A proxy in front of PostgreSQL that can be cut and restored.
struct DatabaseProxy {
    url: String,
    connected: watch::Sender<bool>,
}

impl DatabaseProxy {
    async fn start(database: &Database) -> Self {
        let (before, rest) = database.url.split_once('@').expect("user@host/name");
        let (host, name) = rest.split_once('/').expect("host/name");
        let target: Arc<str> = host.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("{before}@{}/{name}", listener.local_addr().unwrap());
        let (connected, state) = watch::channel(true);
        tokio::spawn(async move {
            let mut open = JoinSet::new();
            let mut changes = state.clone();
            loop {
                tokio::select! {
                    Ok((mut here, _)) = listener.accept() => {
                        // While cut, a new connection is closed at once.
                        if *state.borrow() {
                            let target = target.clone();
                            open.spawn(async move {
                                let mut there = TcpStream::connect(&*target).await.unwrap();
                                let _ = tokio::io::copy_bidirectional(&mut here, &mut there).await;
                            });
                        }
                    }
                    Ok(()) = changes.changed() => {
                        if !*state.borrow() {
                            open.abort_all();
                        }
                    }
                    else => return,
                }
            }
        });
        Self { url, connected }
    }
    fn cut(&self) {
        self.connected.send(false).unwrap();
    }
    fn restore(&self) {
        self.connected.send(true).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unavailable_database_returns_503_until_it_recovers() {
    let Some(mut database) = Database::postgres().await else { return };
    let proxy = DatabaseProxy::start(&database).await;
    database.url.clone_from(&proxy.url);
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    admin.submit_enquiry("Before").await;
    let mut socket = admin.socket().await;
    let start = socket.ready["seq"].as_i64().unwrap();
    // The last event of a new connection.
    socket.expect("dashboard:counters").await;

    proxy.cut();
    let body = json!({ "name": "Alice", "email": "alice@example.com" });
    for reply in [
        server.client().post("/api/enquiries", body.clone()).await,
        admin.get("/api/enquiries").await,
        admin.patch(&format!("/api/companies/{}", admin.company()), json!({ "name": "X" })).await,
    ] {
        let refused = reply.expect_error(503, "unavailable");
        assert!(refused.header("retry-after").is_some());
    }
    assert_eq!(server.client().get("/readyz").await.status, 503);
    assert_eq!(server.client().get("/healthz").await.status, 200, "the process itself is alive");

    proxy.restore();
    until("the server to be ready", async || server.client().get("/readyz").await.status == 200).await;
    server.client().post("/api/enquiries", body).await.expect(201);
    let received = socket.next_event().await.unwrap();
    assert_eq!(
        (&received["seq"], &received["data"]["name"]),
        (&json!(start + 1), &json!("Alice")),
        "the failed request left nothing"
    );
    assert_eq!(admin.get("/api/enquiries").await.expect(200).body["total"], 2);
}

/// The database file cannot grow. Writes are rejected as a whole, reads work, and the server recovers once there is
/// space.
#[tokio::test(flavor = "multi_thread")]
async fn full_disk_returns_503_without_partial_writes() {
    let database = Database::sqlite();
    let size = {
        let server = Server::start(database.clone()).await;
        let body = json!({ "name": "Asha", "email": "asha@example.com", "password": PASSWORD });
        server.client().post("/api/auth/register", body).await.expect(201);
        server.stop().await;
        std::fs::metadata(database.folder.path().join("tandem.db")).unwrap().len()
    };
    // The limit counts blocks of 1024 bytes. Its signal is ignored, because a full disk sends none.
    let limit = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\"", size / 1024 + 400);
    let mut child = tokio::process::Command::new("bash")
        .args(["-c", &limit, env!("CARGO_BIN_EXE_tandem")])
        .current_dir(database.folder.path())
        .envs([("PORT", "0"), ("BCRYPT_COST", "4"), ("RATE_LIMIT_MAX", "0"), ("RUST_LOG", "off")])
        .env("DATABASE_URL", &database.url)
        .env("DATA_DIR", database.folder.path())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let line = BufReader::new(child.stdout.take().unwrap()).lines().next_line().await.unwrap().unwrap();
    let client = Client::new(line.strip_prefix("listening on ").unwrap());
    let login = client
        .post("/api/auth/login", json!({ "email": "asha@example.com", "password": PASSWORD }))
        .await
        .expect(200);
    let admin = client.signed_in(&login.data());

    let mut accepted = 0;
    let refused = loop {
        let body = json!({ "name": format!("Alice {accepted}"), "email": "alice@example.com", "message": "x".repeat(4_000) });
        let reply = client.post("/api/enquiries", body).await;
        if reply.status != 201 {
            break reply;
        }
        accepted += 1;
        assert!(accepted < 5_000, "the disk never fills up");
    };
    assert!(refused.expect_error(503, "unavailable").header("retry-after").is_some());
    assert_eq!(admin.get("/api/enquiries").await.expect(200).body["total"], accepted);
    child.kill().await.unwrap();

    // With space again, every accepted enquiry is there and the log agrees.
    let server = Server::start(database.clone()).await;
    let admin = admin.at(&server.url);
    assert_eq!(admin.get("/api/enquiries").await.expect(200).body["total"], accepted);
    admin.submit_enquiry("After").await;
    server.stop().await;
    let output = crate::support::Program::run(&database, &["check"]).await;
    assert!(output.success, "{}", output.text);
}

async fn clock_set_back_keeps_event_order(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let mut socket = admin.socket().await;
    let start = socket.ready["seq"].as_i64().unwrap();
    for n in 0..10 {
        admin.submit_enquiry(&format!("Alice {n}")).await;
        server.clock.shift(-chrono::Duration::minutes(1));
    }
    let names: Vec<_> =
        socket.events_up_to(start + 10).await.iter().map(|event| event["data"]["name"].clone()).collect();
    assert_eq!(names, (0..10).map(|n| json!(format!("Alice {n}"))).collect::<Vec<_>>());
    let replayed = admin.socket_after(start).await.events_up_to(start + 10).await;
    assert_eq!(replayed.len(), 10);
}
