//! A Socket.IO client (protocol v5 over Engine.IO v4, WebSocket) that gives access to every packet.

use std::{collections::VecDeque, time::Duration};

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

/// Longer than any successful operation takes.
const TIMEOUT: Duration = Duration::from_secs(20);

pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    queued: VecDeque<(String, Value)>,
    acks: u32,
    /// The payload of `ready`.
    pub ready: Value,
}

impl Socket {
    /// Connects to the namespace. The error is the packet with which the server refused.
    pub async fn connect(base: &str, auth: Value) -> Result<Self, Value> {
        let url = format!("{}/socket.io/?EIO=4&transport=websocket", base.replacen("http", "ws", 1));
        let (stream, _) = connect_async(url).await.map_err(|error| json!(error.to_string()))?;
        let mut socket = Self { stream, queued: VecDeque::new(), acks: 0, ready: Value::Null };
        let open = socket.packet().await.ok_or(json!("closed"))?;
        assert!(open.starts_with('0'), "{open}");
        socket.send_packet(format!("40{auth}")).await;
        let answer = socket.packet().await.ok_or(json!("closed"))?;
        match answer.get(..2) {
            Some("40") => Ok(socket),
            Some("44") => Err(serde_json::from_str(&answer[2..]).expect("JSON")),
            _ => panic!("unexpected: {answer}"),
        }
    }

    /// Reads `ready`, which comes first.
    pub async fn wait_ready(mut self) -> Self {
        let (kind, ready) = self.next().await.expect("ready");
        assert_eq!(kind, "ready");
        self.ready = ready;
        self
    }

    /// The next event of any kind, or none when the connection has ended.
    pub async fn next(&mut self) -> Option<(String, Value)> {
        if let Some(event) = self.queued.pop_front() {
            return Some(event);
        }
        loop {
            let packet = self.packet().await?;
            if let Some(event) = event(&packet) {
                return Some(event);
            }
            if packet == "41" {
                return None;
            }
        }
    }

    /// The next event that has a number.
    pub async fn next_event(&mut self) -> Option<Value> {
        loop {
            let (_, envelope) = self.next().await?;
            if envelope["seq"].is_i64() && envelope["kind"].is_string() {
                return Some(envelope);
            }
        }
    }

    /// The next event of this kind, skipping others.
    pub async fn expect(&mut self, kind: &str) -> Value {
        loop {
            let (next, value) =
                self.next().await.unwrap_or_else(|| panic!("the socket ended before {kind} came"));
            if next == kind {
                return value;
            }
        }
    }

    /// The numbered events up to and including this number, in the order received.
    pub async fn events_up_to(&mut self, seq: i64) -> Vec<Value> {
        let mut events = vec![];
        while events.last().is_none_or(|last: &Value| last["seq"].as_i64() < Some(seq)) {
            events.push(
                self.next_event().await.unwrap_or_else(|| panic!("the socket ended before {seq} came")),
            );
        }
        events
    }

    /// Sends a command and waits for its acknowledgement. Events received in the meantime are kept.
    pub async fn call(&mut self, command: &str, body: Value) -> Value {
        self.acks += 1;
        let id = self.acks;
        self.send_packet(format!("42{id}{}", json!([command, body]))).await;
        let prefix = format!("43{id}");
        loop {
            let packet = self.packet().await.expect("an acknowledgement");
            if let Some(answer) = packet.strip_prefix(&prefix) {
                let mut answer: Vec<Value> = serde_json::from_str(answer).expect("JSON");
                return answer.remove(0);
            }
            self.queued.extend(event(&packet));
        }
    }

    /// Waits until the server closes the connection.
    pub async fn wait_closed(mut self) {
        while self.next().await.is_some() {}
    }

    pub async fn send_packet(&mut self, packet: String) {
        self.stream.send(Message::text(packet)).await.expect("the connection is open");
    }

    /// Drops the connection without closing it.
    pub fn drop_connection(self) {
        drop(self);
    }

    async fn packet(&mut self) -> Option<String> {
        loop {
            let message =
                tokio::time::timeout(TIMEOUT, self.stream.next()).await.expect("a packet in time")?;
            match message {
                Ok(Message::Text(text)) if text.as_str() == "2" => {
                    if self.stream.send(Message::text("3")).await.is_err() {
                        return None;
                    }
                }
                Ok(Message::Text(text)) => return Some(text.to_string()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }
}

fn event(packet: &str) -> Option<(String, Value)> {
    let mut event: Vec<Value> = serde_json::from_str(packet.strip_prefix("42")?).expect("JSON");
    let value = if event.len() > 1 { event.remove(1) } else { Value::Null };
    Some((event[0].as_str().expect("a name").to_owned(), value))
}
