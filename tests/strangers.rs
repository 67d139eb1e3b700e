//! Strangers on the wire: clients that are slow, greedy, or send what no client sends. They lose their own connection,
//! and nobody else notices.

use std::time::Duration;

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{
    on_both,
    support::{Database, Server},
};

on_both!(
    who_never_finishes_a_head_is_cut,
    who_never_finishes_a_body_is_refused,
    one_address_has_only_so_many_connections,
    what_is_no_request_ends_alone,
    deep_json_is_refused,
);

/// Long enough for a request of these tests, short enough to wait for.
const IMPATIENT: [(&str, &str); 1] = [("CLIENT_TIMEOUT_MS", "1500")];

/// What has not ended by then never does.
const PATIENCE: Duration = Duration::from_secs(30);

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.url.trim_start_matches("http://")).await.unwrap()
}

/// Everything that comes until the server ends the connection.
async fn until_the_end(mut stream: TcpStream) -> String {
    let mut all = vec![];
    // A reset is an end, too.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut all)).await.expect("the server ends it");
    String::from_utf8_lossy(&all).into_owned()
}

async fn who_never_finishes_a_head_is_cut(database: Database) {
    let server = Server::start_with(database, &IMPATIENT).await;
    let admin = server.found("Lotus").await;
    let mut drip = connect(&server).await;
    drip.write_all(b"GET /api/auth/me HTTP/1.1\r\nhost: x\r\n").await.unwrap();
    let (mut reader, mut writer) = drip.into_split();
    // A header now and then does not buy more time.
    let dripping = tokio::spawn(async move {
        while writer.write_all(b"x-more: 1\r\n").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let mut rest = vec![];
    let _ = timeout(PATIENCE, reader.read_to_end(&mut rest)).await.expect("the server ends it");
    dripping.await.unwrap();
    let silent = connect(&server).await;
    assert_eq!(until_the_end(silent).await, "", "nor does silence");
    admin.get("/api/auth/me").await.expect(200);
}

async fn who_never_finishes_a_body_is_refused(database: Database) {
    let server = Server::start_with(database, &IMPATIENT).await;
    let admin = server.found("Lotus").await;
    let mut slow = connect(&server).await;
    let head = "POST /api/enquiries HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{\"name\":";
    slow.write_all(head.as_bytes()).await.unwrap();
    let answer = until_the_end(slow).await;
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.contains("\"unavailable\""), "{answer}");
    assert_eq!(admin.get("/api/enquiries").await.expect(200).body["total"], 0);
}

async fn one_address_has_only_so_many_connections(database: Database) {
    let server = Server::start_with(database, &[("CONNECTIONS_PER_ADDRESS", "3")]).await;
    let ask = async |stream: &mut TcpStream| {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.map(|_| String::from_utf8_lossy(&answer).into_owned())
    };
    let mut held = vec![];
    for _ in 0..3 {
        let mut stream = connect(&server).await;
        assert_eq!(ask(&mut stream).await.unwrap(), "HTTP/1.1 200");
        held.push(stream);
    }
    assert!(ask(&mut connect(&server).await).await.is_err(), "the fourth is let go");
    drop(held.pop());
    // The place is free as soon as the server has seen the end of it.
    while ask(&mut connect(&server).await).await.is_err() {
        tokio::task::yield_now().await;
    }
}

async fn what_is_no_request_ends_alone(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let huge = format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx-huge: {}\r\n\r\n", "x".repeat(1_000_000));
    for bytes in [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"\0\0\0\0\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"POST /api/enquiries HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n".to_vec(),
        b"POST /api/enquiries HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\nzz\r\n".to_vec(),
        huge.into_bytes(),
    ] {
        let mut stream = connect(&server).await;
        // The server may hang up before it has read all of it.
        let _ = stream.write_all(&bytes).await;
        let answer = until_the_end(stream).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    assert_eq!(admin.get("/api/enquiries").await.expect(200).body["total"], 0);
}

async fn deep_json_is_refused(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{{\"name\":{}1{}}}", open.repeat(100_000), close.repeat(100_000));
        let reply = admin.upload("/api/leads", "application/json", deep).await;
        assert_eq!((reply.status, reply.code()), (400, "malformed"), "{}", reply.body);
    }
    let mut socket = admin.socket().await;
    socket.say(format!("420[\"enquiry:claim\",{}1{}]", "[".repeat(40_000), "]".repeat(40_000))).await;
    let answer = admin.socket().await.ask("enquiry:claim", json!({ "id": "x" })).await;
    assert_eq!(answer["success"], false, "the others are answered as ever");
}
