//! Clients that are slow, open too many connections, or send malformed input: they lose their own connection, and no
//! other client is affected.

use std::time::Duration;

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{
    on_both_databases,
    support::{Database, Server, until},
};

on_both_databases!(
    slow_request_head_is_disconnected,
    slow_request_body_is_rejected,
    connections_are_limited_per_address,
    malformed_requests_affect_only_their_sender,
    deeply_nested_json_is_rejected,
);

/// Long enough for a request of these tests, short enough to wait for.
const SHORT_TIMEOUT: [(&str, &str); 1] = [("CLIENT_TIMEOUT_MS", "1500")];

/// When a wait counts as failed.
const TIMEOUT: Duration = Duration::from_secs(30);

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.url.trim_start_matches("http://")).await.unwrap()
}

/// Everything received until the server closes the connection.
async fn read_to_close(mut stream: TcpStream) -> String {
    let mut all = vec![];
    // A reset ends the connection as well.
    let _ = timeout(TIMEOUT, stream.read_to_end(&mut all)).await.expect("the server closes the connection");
    String::from_utf8_lossy(&all).into_owned()
}

async fn slow_request_head_is_disconnected(database: Database) {
    let server = Server::start_with(database, &SHORT_TIMEOUT).await;
    let admin = server.found_company("Lotus").await;
    let mut drip = connect(&server).await;
    drip.write_all(b"GET /api/auth/me HTTP/1.1\r\nhost: x\r\n").await.unwrap();
    let (mut reader, mut writer) = drip.into_split();
    // Sending a header now and then does not extend the time.
    let dripping = tokio::spawn(async move {
        while writer.write_all(b"x-more: 1\r\n").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let mut rest = vec![];
    let _ = timeout(TIMEOUT, reader.read_to_end(&mut rest)).await.expect("the server closes the connection");
    dripping.await.unwrap();
    let silent = connect(&server).await;
    assert_eq!(read_to_close(silent).await, "", "an idle connection is closed as well");
    admin.get("/api/auth/me").await.expect(200);
}

async fn slow_request_body_is_rejected(database: Database) {
    let server = Server::start_with(database, &SHORT_TIMEOUT).await;
    let admin = server.found_company("Lotus").await;
    let mut slow = connect(&server).await;
    let head = "POST /api/enquiries HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{\"name\":";
    slow.write_all(head.as_bytes()).await.unwrap();
    let answer = read_to_close(slow).await;
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.contains("\"unavailable\""), "{answer}");
    assert_eq!(admin.get("/api/enquiries").await.expect(200).body["total"], 0);
}

async fn connections_are_limited_per_address(database: Database) {
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
    assert!(ask(&mut connect(&server).await).await.is_err(), "the fourth is rejected");
    drop(held.pop());
    // The slot is free once the server has noticed the disconnect.
    until("a free slot", async || ask(&mut connect(&server).await).await.is_ok()).await;
}

async fn malformed_requests_affect_only_their_sender(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
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
        // The server may close the connection before it has read everything.
        let _ = stream.write_all(&bytes).await;
        let answer = read_to_close(stream).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    assert_eq!(admin.get("/api/enquiries").await.expect(200).body["total"], 0);
}

async fn deeply_nested_json_is_rejected(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{{\"name\":{}1{}}}", open.repeat(100_000), close.repeat(100_000));
        let reply = admin.upload("/api/leads", "application/json", deep).await;
        assert_eq!((reply.status, reply.code()), (400, "malformed"), "{}", reply.body);
    }
    let mut socket = admin.socket().await;
    socket.send_packet(format!("420[\"enquiry:claim\",{}1{}]", "[".repeat(40_000), "]".repeat(40_000))).await;
    let answer = admin.socket().await.call("enquiry:claim", json!({ "id": "x" })).await;
    assert_eq!(answer["success"], false, "other sockets are answered");
}
