//! Replay while writing: a client that goes and comes at random ends with exactly the log.

use std::{
    sync::Arc,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng, rngs::SmallRng};
use serde_json::{Value, json};
use tandem::{access::Actor, db::Arrival, features::enquiries};
use tokio::task::JoinSet;

use crate::{
    on_both,
    support::{Client, Database, Server, Socket},
};

on_both!(
    a_restless_client_misses_nothing,
    one_that_does_not_read_is_dropped,
    ten_thousand_missed_events_come_back
);

const WRITERS: usize = 4;
const CLIENTS: usize = 3;

/// How long the clients come and go: a minute with `SOAK`, else long enough for a few hundred reconnects.
fn duration() -> Duration {
    if std::env::var("SOAK").is_ok() { Duration::from_secs(60) } else { Duration::from_secs(6) }
}

async fn a_restless_client_misses_nothing(database: Database) {
    let server = Arc::new(Server::start(database).await);
    let admin = server.found("Lotus").await;
    let writing = Arc::new(AtomicBool::new(true));
    let mut writers = JoinSet::new();
    for _ in 0..WRITERS {
        let (admin, writing) = (admin.clone(), writing.clone());
        writers.spawn(async move {
            while writing.load(Ordering::Relaxed) {
                let id = admin.receive_enquiry("Alice").await;
                admin.post(&format!("/api/enquiries/{id}/claim"), json!({})).await.expect(200);
            }
        });
    }
    let mut clients = JoinSet::new();
    for seed in 0..CLIENTS {
        let (admin, until) = (admin.clone(), Instant::now() + duration());
        clients.spawn(async move { come_and_go(&admin, until, seed as u64).await });
    }
    let mut seen = clients.join_all().await;
    writing.store(false, Ordering::Relaxed);
    writers.join_all().await;
    let log = whole_log(&admin).await;
    for (socket, heard, reconnects) in &mut seen {
        let last = log.last().unwrap()["seq"].as_i64().unwrap();
        if heard.last().is_none_or(|event| event["seq"].as_i64() < Some(last)) {
            heard.extend(socket.up_to(last).await);
        }
        assert!(*reconnects > 10, "only {reconnects} reconnects");
        assert_eq!(heard.len(), log.len());
        assert_eq!(*heard, log, "after {reconnects} reconnects: no gap, no repeat");
    }
}

async fn come_and_go(admin: &Client, until: Instant, seed: u64) -> (Socket, Vec<Value>, usize) {
    let mut dice = SmallRng::seed_from_u64(seed);
    let mut heard: Vec<Value> = vec![];
    let mut reconnects = 0;
    loop {
        let after = heard.last().map_or(0, |event| event["seq"].as_i64().unwrap());
        let mut socket = admin.socket_after(after).await;
        if Instant::now() >= until {
            return (socket, heard, reconnects);
        }
        for _ in 0..dice.random_range(0..12) {
            heard.push(socket.numbered().await.expect("an event"));
        }
        socket.vanish();
        reconnects += 1;
    }
}

async fn whole_log(admin: &Client) -> Vec<Value> {
    let mut log: Vec<Value> = vec![];
    loop {
        let after = log.last().map_or(0, |event| event["seq"].as_i64().unwrap());
        let part = admin.get(&format!("/api/events?after={after}&limit=1000")).await.expect(200).data();
        let part = part.as_array().unwrap().clone();
        if part.is_empty() {
            return log;
        }
        log.extend(part);
    }
}

/// A socket that takes nothing from its connection is cut off; the others hear everything meanwhile.
async fn one_that_does_not_read_is_dropped(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let stuck = admin.socket().await;
    let mut reader = admin.socket().await;
    let begun = reader.ready["seq"].as_i64().unwrap();
    // Large enough that the network's own buffers and the server's are full before all are written.
    let company: tandem::id::CompanyId = admin.company().parse().unwrap();
    let message = "x".repeat(4_000);
    let mut written = 0;
    while server.app.metrics.slow_sockets.get() == 0 {
        let mut arrival = Arrival::new(&server.app.db, Actor::company(company));
        for _ in 0..100 {
            let input = json!({ "name": "Alice", "email": "alice@example.com", "message": message });
            enquiries::submit(&mut arrival, serde_json::from_value(input).unwrap());
        }
        arrival.commit().await.unwrap();
        written += 100;
        let heard = reader.up_to(begun + written).await;
        assert_eq!(heard.len(), 100, "the one that reads waits for nobody");
        assert!(written < 100_000, "nothing is dropped after {written} events");
    }
    // Its end of the connection finds a contiguous beginning, and then the end.
    let rest = tokio::time::timeout(Duration::from_secs(20), drain(stuck)).await.expect("cut off");
    assert!(rest < written, "{rest} of {written} came");
    assert_eq!(server.app.metrics.slow_sockets.get(), 1);
}

async fn drain(mut socket: Socket) -> i64 {
    let (mut count, mut last) = (0, None);
    while let Some(event) = socket.numbered().await {
        let seq = event["seq"].as_i64().unwrap();
        assert!(last.is_none_or(|last| seq == last + 1), "{seq} follows {last:?}");
        last = Some(seq);
        count += 1;
    }
    count
}

async fn ten_thousand_missed_events_come_back(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let company: tandem::id::CompanyId = admin.company().parse().unwrap();
    let mut arrival = Arrival::new(&server.app.db, Actor::company(company));
    for n in 0..10_000 {
        let input = json!({ "name": format!("Alice {n}"), "email": "alice@example.com" });
        enquiries::submit(&mut arrival, serde_json::from_value(input).unwrap());
    }
    arrival.commit().await.unwrap();
    let last = admin.get("/api/auth/me").await.header("x-event-seq").unwrap().parse::<i64>().unwrap();
    let mut socket = admin.socket_after(0).await;
    let seqs: Vec<i64> =
        socket.up_to(last).await.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(seqs, (1..=last).collect::<Vec<_>>());
}
