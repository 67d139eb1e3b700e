//! Memory that unauthenticated clients can occupy under the default limits.

use std::{future::Future, time::Duration};

use futures::future::join_all;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream},
    net::TcpStream,
    time::timeout,
};

use crate::{
    on_both_databases,
    support::{Database, Program},
};

on_both_databases!(
    unknown_methods_are_not_stored,
    unknown_session_ids_are_not_stored,
    large_headers_are_rejected,
    handshakes_are_limited_per_address,
    large_messages_are_rejected,
);

/// The default limits.
const DEFAULTS: [(&str, &str); 2] = [("RATE_LIMIT_MAX", "1000"), ("AUTH_RATE_LIMIT_MAX", "20")];
/// By how much the process may grow, whatever clients send.
const MAX_GROWTH: u64 = 64 << 20;
const TIMEOUT: Duration = Duration::from_secs(30);

type Peer = BufStream<TcpStream>;

struct Target {
    program: Program,
    before: u64,
}

impl Target {
    async fn start(database: &Database) -> Self {
        let program = Program::serve(database, &DEFAULTS).await;
        // Whatever the first requests allocate is not counted.
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
    fn assert_memory_is_bounded(&self) {
        let grown = self.program.memory().saturating_sub(self.before);
        assert!(grown < MAX_GROWTH, "grew by {} MB", grown >> 20);
    }
}

/// Sends requests one after the other on one connection. Returns the status of each response.
async fn send_all(peer: &mut Peer, requests: impl Iterator<Item = String>) -> Vec<String> {
    let mut statuses = vec![];
    for request in requests {
        peer.write_all(request.as_bytes()).await.expect("sent");
        peer.flush().await.expect("sent");
        statuses.push(read_status(peer).await);
    }
    statuses
}

/// The status of the next response, whose body is discarded.
async fn read_status(peer: &mut Peer) -> String {
    let (mut status, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        timeout(TIMEOUT, peer.read_line(&mut line)).await.expect("in time").expect("a response");
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

/// Runs as many connections at once as one address may open.
async fn concurrently<F: Future>(work: impl Fn(usize) -> F) -> Vec<F::Output> {
    join_all((0..20).map(work)).await
}

async fn unknown_methods_are_not_stored(database: Database) {
    let target = Target::start(&database).await;
    concurrently(async |n| {
        let mut peer = target.connect().await;
        let method = |i: usize| format!("{}{}", "Q".repeat(14_000), n * 1_000 + i);
        let requests = (0..250).map(|i| format!("{} /healthz HTTP/1.1\r\nhost: x\r\n\r\n", method(i)));
        send_all(&mut peer, requests).await
    })
    .await;
    let metrics = target.program.client().get("/metrics").await.expect(200).body;
    assert!(!metrics.as_str().expect("text").contains("QQQQ"));
    target.assert_memory_is_bounded();
}

async fn unknown_session_ids_are_not_stored(database: Database) {
    let target = Target::start(&database).await;
    // An upgrade without its key is rejected and the connection stays open for the next request.
    let peers = concurrently(async |n| {
        let mut peer = target.connect().await;
        let sid = |i: usize| format!("{}{}", "s".repeat(14_000), n * 1_000 + i);
        let path = |i: usize| format!("/socket.io/?EIO=4&transport=websocket&sid={}", sid(i));
        let requests = (0..250).map(|i| format!("GET {} HTTP/1.1\r\nhost: x\r\n\r\n", path(i)));
        let statuses = send_all(&mut peer, requests).await;
        assert!(statuses.iter().all(|status| status == "400"), "{statuses:?}");
        peer
    })
    .await;
    target.assert_memory_is_bounded();
    drop(peers);
}

async fn large_headers_are_rejected(database: Database) {
    let target = Target::start(&database).await;
    let head = format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx-much: {}\r\n\r\n", "x".repeat(20_000));
    let statuses = send_all(&mut target.connect().await, std::iter::once(head)).await;
    assert_eq!(statuses, ["431"]);
}

async fn handshakes_are_limited_per_address(database: Database) {
    let target = Target::start(&database).await;
    let cookie = "c".repeat(14_000);
    // A parameter that is a session id only after decoding, so Engine.IO opens a new session.
    let path = "/socket.io/?EIO=4&transport=polling&%73id=x";
    let statuses = concurrently(async |_| {
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\ncookie: {cookie}\r\n\r\n");
        send_all(&mut target.connect().await, std::iter::repeat_n(request, 250)).await
    })
    .await
    .concat();
    assert!(statuses.iter().any(|status| status == "200"));
    assert!(statuses.iter().any(|status| status == "429"), "5,000 sessions were opened");
    target.assert_memory_is_bounded();
}

async fn large_messages_are_rejected(database: Database) {
    let target = Target::start(&database).await;
    let upgrade = "connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let path = "/socket.io/?EIO=4&transport=websocket";
    let peers = concurrently(async |_| {
        let mut peer = target.connect().await;
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\n{upgrade}\r\n");
        assert_eq!(send_all(&mut peer, std::iter::once(request)).await, ["101"]);
        // A binary message of 60 MB that never ends. The server may close the connection before it has read all that
        // was sent.
        let mut message = vec![0x82, 0xff];
        message.extend(60_000_000_u64.to_be_bytes());
        message.extend(vec![0; 16 << 20]);
        let _ = peer.write_all(&message).await;
        peer
    })
    .await;
    target.assert_memory_is_bounded();
    drop(peers);
}
