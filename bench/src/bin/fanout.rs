//! One company's changes to many sockets: from the change to each client, p50 and p99.
//!
//! `cargo run --release -p bench --bin fanout [sockets] [changes per second]`

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bench::{Database, Http, Server, percentile};
use futures::{SinkExt, StreamExt};
use tokio::{net::TcpStream, task::JoinSet};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

const CHANGES: u32 = 250;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u32>().expect("a number"));
    let (sockets, per_second) = (arguments.next().unwrap_or(500), arguments.next().unwrap_or(50));
    println!(
        "| database | sockets | changes /s | events delivered | p50 | p99 | most |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    for database in Database::all().await {
        let server = Server::start(&database).await;
        let token = server.found().await;
        let times = run(&server.address, &token, sockets, per_second).await;
        let [p50, p99, most] = [0.5, 0.99, 1.0].map(|share| percentile(&times, share).as_millis());
        println!(
            "| {} | {sockets} | {per_second} | {} | {p50} ms | {p99} ms | {most} ms |",
            database.name,
            times.len()
        );
        server.stop().await;
        database.remove().await;
    }
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn run(address: &str, token: &str, sockets: u32, per_second: u32) -> Vec<Duration> {
    let mut listening = JoinSet::new();
    for _ in 0..sockets {
        let socket = connect(address, token).await;
        listening.spawn(listen(socket));
    }
    let mut http = Http::connect(address).await;
    let mut tick = tokio::time::interval(Duration::from_secs(1) / per_second);
    for n in 0..CHANGES {
        tick.tick().await;
        let body = format!(r#"{{"name":"Alice {n}","email":"alice@example.com","message":"{}"}}"#, sent_at());
        assert_eq!(http.post("/api/enquiries", &body).await.0, 201);
    }
    let mut times: Vec<Duration> = listening.join_all().await.into_iter().flatten().collect();
    times.sort_unstable();
    times
}

fn sent_at() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_micros()
}

async fn connect(address: &str, token: &str) -> Socket {
    let url = format!("ws://{address}/socket.io/?EIO=4&transport=websocket");
    let (mut socket, _) = connect_async(url).await.expect("a connection");
    socket.send(Message::text(format!(r#"40{{"token":"{token}"}}"#))).await.expect("sent");
    while let Some(Ok(message)) = socket.next().await {
        if message.to_text().is_ok_and(|text| text.starts_with(r#"42["ready""#)) {
            return socket;
        }
    }
    panic!("no welcome");
}

/// Takes every change, in order, and notes how long each was on its way, from before it was asked for.
async fn listen(mut socket: Socket) -> Vec<Duration> {
    let mut times = vec![];
    let begun = Instant::now();
    while times.len() < CHANGES as usize {
        assert!(begun.elapsed() < Duration::from_secs(300), "only {} changes came", times.len());
        let message = socket.next().await.expect("still connected").expect("a message");
        let Ok(text) = message.to_text() else { continue };
        if text == "2" {
            socket.send(Message::text("3")).await.expect("sent");
        }
        if !text.starts_with(r#"42["enquiry:created""#) {
            continue;
        }
        let field = |name: &str| {
            text.split_once(name).and_then(|(_, rest)| rest.split('"').next()).expect("the field")
        };
        assert_eq!(field(r#""name":"Alice "#), times.len().to_string(), "in order, none left out");
        let sent: u128 = field(r#""message":""#).parse().expect("a time");
        times.push(Duration::from_micros(u64::try_from(sent_at().saturating_sub(sent)).expect("short")));
    }
    times
}
