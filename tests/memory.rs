//! What strangers can make the server keep, under the limits that it has by default.

use std::{future::Future, time::Duration};

use futures::future::join_all;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream},
    net::TcpStream,
    time::timeout,
};

use crate::{
    on_both,
    support::{Database, Program},
};

on_both!(
    made_up_methods_are_not_kept,
    made_up_session_ids_are_not_kept,
    large_heads_are_refused,
    handshakes_of_one_address_are_limited,
    large_messages_are_refused,
);

/// The limits of a server whose operator set none.
const DEFAULTS: [(&str, &str); 2] = [("RATE_LIMIT_MAX", "1000"), ("AUTH_RATE_LIMIT_MAX", "20")];
/// By how much the process may grow, whatever strangers send.
const ALLOWED: u64 = 64 << 20;
const PATIENCE: Duration = Duration::from_secs(30);

type Peer = BufStream<TcpStream>;

struct Target {
    program: Program,
    before: u64,
}

impl Target {
    async fn start(database: &Database) -> Self {
        let program = Program::serve(database, &DEFAULTS).await;
        // What the first requests load stays.
        for _ in 0..20 {
            program.client().get("/healthz").await.expect(200);
        }
        let before = program.memory();
        Self { program, before }
    }
    async fn connect(&self) -> Peer {
        let address = self.program.url.trim_start_matches("http://");
        BufStream::new(TcpStream::connect(address).await.expect("a connection"))
    }
    #[track_caller]
    fn expect_little(&self) {
        let grown = self.program.memory().saturating_sub(self.before);
        assert!(grown < ALLOWED, "grew by {} MB", grown >> 20);
    }
}

/// Sends requests one after the other on one connection, and says with which status each was answered.
async fn ask(peer: &mut Peer, requests: impl Iterator<Item = String>) -> Vec<String> {
    let mut statuses = vec![];
    for request in requests {
        peer.write_all(request.as_bytes()).await.expect("sent");
        peer.flush().await.expect("sent");
        statuses.push(answer(peer).await);
    }
    statuses
}

/// The status of the next answer, whose body is read and dropped.
async fn answer(peer: &mut Peer) -> String {
    let (mut status, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        timeout(PATIENCE, peer.read_line(&mut line)).await.expect("in time").expect("an answer");
        let line = line.trim().to_lowercase();
        if status.is_empty() {
            status = line[9..12].to_owned();
        } else if let Some(bytes) = line.strip_prefix("content-length: ") {
            length = bytes.parse().expect("a length");
        } else if line.is_empty() {
            peer.read_exact(&mut vec![0; length]).await.expect("a body");
            return status;
        }
    }
}

/// As many at once as a stranger may have connections without being noticed.
async fn at_once<F: Future>(work: impl Fn(usize) -> F) -> Vec<F::Output> {
    join_all((0..20).map(work)).await
}

async fn made_up_methods_are_not_kept(database: Database) {
    let target = Target::start(&database).await;
    at_once(async |n| {
        let mut peer = target.connect().await;
        let method = |i: usize| format!("{}{}", "X".repeat(14_000), n * 1_000 + i);
        let requests = (0..250).map(|i| format!("{} /healthz HTTP/1.1\r\nhost: x\r\n\r\n", method(i)));
        ask(&mut peer, requests).await
    })
    .await;
    let metrics = target.program.client().get("/metrics").await.expect(200).body;
    assert!(!metrics.as_str().expect("text").contains("XXXX"));
    target.expect_little();
}

async fn made_up_session_ids_are_not_kept(database: Database) {
    let target = Target::start(&database).await;
    // Asks for WebSocket without its key, so that the connection goes on to the next request.
    let peers = at_once(async |n| {
        let mut peer = target.connect().await;
        let sid = |i: usize| format!("{}{}", "s".repeat(14_000), n * 1_000 + i);
        let path = |i: usize| format!("/socket.io/?EIO=4&transport=websocket&sid={}", sid(i));
        let requests = (0..250).map(|i| format!("GET {} HTTP/1.1\r\nhost: x\r\n\r\n", path(i)));
        let statuses = ask(&mut peer, requests).await;
        assert!(statuses.iter().all(|status| status == "400"), "{statuses:?}");
        peer
    })
    .await;
    target.expect_little();
    drop(peers);
}

async fn large_heads_are_refused(database: Database) {
    let target = Target::start(&database).await;
    let head = format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx-much: {}\r\n\r\n", "x".repeat(20_000));
    let statuses = ask(&mut target.connect().await, std::iter::once(head)).await;
    assert_eq!(statuses, ["431"]);
}

async fn handshakes_of_one_address_are_limited(database: Database) {
    let target = Target::start(&database).await;
    let cookie = "c".repeat(14_000);
    // The name of a parameter that only looks like a session's after decoding: the hub opens a new one.
    let path = "/socket.io/?EIO=4&transport=polling&%73id=x";
    let statuses = at_once(async |_| {
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\n\r\n");
        ask(&mut target.connect().await, std::iter::repeat_n(request, 250)).await
    })
    .await
    .concat();
    assert!(statuses.iter().any(|status| status == "200"));
    assert!(statuses.iter().any(|status| status == "429"), "5,000 sessions were opened");
    target.expect_little();
}

async fn large_messages_are_refused(database: Database) {
    let target = Target::start(&database).await;
    let upgrade = "connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let path = "/socket.io/?EIO=4&transport=websocket";
    let peers = at_once(async |_| {
        let mut peer = target.connect().await;
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\n{upgrade}\r\n");
        assert_eq!(ask(&mut peer, std::iter::once(request)).await, ["101"]);
        // A binary message of 60 MB, which never ends. The server may hang up before it has read what there is of it.
        let mut message = vec![0x82, 0xff];
        message.extend(60_000_000_u64.to_be_bytes());
        message.extend(vec![0; 16 << 20]);
        let _ = peer.write_all(&message).await;
        peer
    })
    .await;
    target.expect_little();
    drop(peers);
}
