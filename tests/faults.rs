//! Faults injected from outside: the database goes away and comes back, the disk is full, the clock is set back.

use std::{process::Stdio, sync::Arc, time::Duration};

use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

use crate::{
    on_both,
    support::{Client, Database, PASSWORD, Server},
};

on_both!(a_clock_that_is_set_back_disturbs_no_order);

/// A way to PostgreSQL that can be cut and mended.
struct Line {
    url: String,
    mended: watch::Sender<bool>,
}

impl Line {
    async fn to(database: &Database) -> Self {
        let (before, rest) = database.url.split_once('@').expect("user@host/name");
        let (host, name) = rest.split_once('/').expect("host/name");
        let target: Arc<str> = host.into();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("{before}@{}/{name}", listener.local_addr().unwrap());
        let (mended, state) = watch::channel(true);
        tokio::spawn(async move {
            let mut open = JoinSet::new();
            let mut changes = state.clone();
            loop {
                tokio::select! {
                    Ok((mut here, _)) = listener.accept() => {
                        // A cut line takes no calls: the caller is hung up on at once.
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
        Self { url, mended }
    }
    fn cut(&self) {
        self.mended.send(false).unwrap();
    }
    fn mend(&self) {
        self.mended.send(true).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_is_503_until_it_is_back() {
    let Some(mut database) = Database::postgres().await else { return };
    let line = Line::to(&database).await;
    database.url.clone_from(&line.url);
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    admin.receive_enquiry("Before").await;
    let mut socket = admin.socket().await;
    let begun = socket.ready["seq"].as_i64().unwrap();
    // The last thing that a coming in waits for.
    socket.expect("dashboard:counters").await;

    line.cut();
    let body = json!({ "name": "Alice", "email": "alice@example.com" });
    for reply in [
        server.client().post("/api/enquiries", body.clone()).await,
        admin.get("/api/enquiries").await,
        admin.patch(&format!("/api/companies/{}", admin.company()), json!({ "name": "X" })).await,
    ] {
        let refused = reply.refused(503, "unavailable");
        assert!(refused.header("retry-after").is_some());
    }
    assert_eq!(server.client().get("/readyz").await.status, 503);
    assert_eq!(server.client().get("/healthz").await.status, 200, "the server itself lives");

    line.mend();
    while server.client().get("/readyz").await.status != 200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    server.client().post("/api/enquiries", body).await.expect(201);
    let told = socket.numbered().await.unwrap();
    assert_eq!(
        (&told["seq"], &told["data"]["name"]),
        (&json!(begun + 1), &json!("Alice")),
        "what failed left no trace"
    );
    assert_eq!(admin.get("/api/enquiries").await.expect(200).body["total"], 2);
}

/// The database's file may not grow any more. Changes are refused whole, reads go on, and room makes all well again.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_503_and_nothing_is_torn() {
    let database = Database::sqlite();
    let size = {
        let server = Server::start(database.clone()).await;
        let body = json!({ "name": "Asha", "email": "asha@example.com", "password": PASSWORD });
        server.client().post("/api/auth/register", body).await.expect(201);
        server.stop().await;
        std::fs::metadata(database.folder.path().join("tandem.db")).unwrap().len()
    };
    // Blocks of 1024 bytes. The signal that comes with the limit is ignored, as a full disk sends none.
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
        assert!(accepted < 5_000, "the disk is never full");
    };
    assert!(refused.refused(503, "unavailable").header("retry-after").is_some());
    assert_eq!(admin.get("/api/enquiries").await.expect(200).body["total"], accepted);
    child.kill().await.unwrap();

    // With room again everything accepted is there, and the log agrees.
    let server = Server::start(database.clone()).await;
    let admin = admin.at(&server.url);
    assert_eq!(admin.get("/api/enquiries").await.expect(200).body["total"], accepted);
    admin.receive_enquiry("After").await;
    server.stop().await;
    let printed = crate::support::Program::run(&database, &["check"]).await;
    assert!(printed.success, "{}", printed.text);
}

async fn a_clock_that_is_set_back_disturbs_no_order(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let mut socket = admin.socket().await;
    let begun = socket.ready["seq"].as_i64().unwrap();
    for n in 0..10 {
        admin.receive_enquiry(&format!("Alice {n}")).await;
        server.clock.shift(-chrono::Duration::minutes(1));
    }
    let names: Vec<_> =
        socket.up_to(begun + 10).await.iter().map(|event| event["data"]["name"].clone()).collect();
    assert_eq!(names, (0..10).map(|n| json!(format!("Alice {n}"))).collect::<Vec<_>>());
    let replayed = admin.socket_after(begun).await.up_to(begun + 10).await;
    assert_eq!(replayed.len(), 10);
}
