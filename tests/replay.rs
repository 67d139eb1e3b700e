//! Replay under concurrent writes: a client that reconnects at random receives exactly the log.

use std::{
    sync::Arc,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use rand::{RngExt, SeedableRng, rngs::SmallRng};
use serde_json::{Value, json};
use tandem::{access::Actor, db::InsertBatch, features::enquiries};

use tokio::task::JoinSet;

use crate::{
    on_both_databases,
    support::{Client, Database, Server, Socket},
};

on_both_databases!(
    reconnecting_client_receives_every_event,
    socket_that_does_not_read_is_disconnected,
    ten_thousand_missed_events_are_replayed
);

const WRITERS: usize = 4;
const CLIENTS: usize = 3;

/// How long the clients reconnect: a minute with `SOAK`, else long enough for a few hundred reconnects.
fn duration() -> Duration {
    if std::env::var("SOAK").is_ok() { Duration::from_secs(60) } else { Duration::from_secs(6) }
}

async fn reconnecting_client_receives_every_event(database: Database) {
    let server = Arc::new(Server::start(database).await);
    let admin = server.found_company("Lotus").await;
    let writing = Arc::new(AtomicBool::new(true));
    let mut writers = JoinSet::new();
    for _ in 0..WRITERS {
        let (admin, writing) = (admin.clone(), writing.clone());
        writers.spawn(async move {
            while writing.load(Ordering::Relaxed) {
                let id = admin.submit_enquiry("Alice").await;
                admin.post(&format!("/api/enquiries/{id}/claim"), json!({})).await.expect(200);
            }
        });
    }
    let mut clients = JoinSet::new();
    for seed in 0..CLIENTS {
        let (admin, until) = (admin.clone(), Instant::now() + duration());
        clients.spawn(async move { reconnect_until(&admin, until, seed as u64).await });
    }
    let mut seen = clients.join_all().await;
    writing.store(false, Ordering::Relaxed);
    writers.join_all().await;
    let log = read_log(&admin).await;
    for (socket, received, reconnects) in &mut seen {
        let last = log.last().unwrap()["seq"].as_i64().unwrap();
        if received.last().is_none_or(|event| event["seq"].as_i64() < Some(last)) {
            received.extend(socket.events_up_to(last).await);
        }
        assert!(*reconnects > 10, "only {reconnects} reconnects");
        assert_eq!(received.len(), log.len());
        assert_eq!(*received, log, "after {reconnects} reconnects: no gap, no duplicate");
    }
}

async fn reconnect_until(admin: &Client, until: Instant, seed: u64) -> (Socket, Vec<Value>, usize) {
    let mut rng = SmallRng::seed_from_u64(seed);
    let mut received: Vec<Value> = vec![];
    let mut reconnects = 0;
    loop {
        let after = received.last().map_or(0, |event| event["seq"].as_i64().unwrap());
        let mut socket = admin.socket_after(after).await;
        if Instant::now() >= until {
            return (socket, received, reconnects);
        }
        for _ in 0..rng.random_range(0..12) {
            received.push(socket.next_event().await.expect("an event"));
        }
        socket.drop_connection();
        reconnects += 1;
    }
}

async fn read_log(admin: &Client) -> Vec<Value> {
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

/// A socket that reads nothing is disconnected; others receive everything in the meantime.
async fn socket_that_does_not_read_is_disconnected(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let stuck = admin.socket().await;
    let mut reader = admin.socket().await;
    let start = reader.ready["seq"].as_i64().unwrap();
    // Large enough to fill the buffers of the network and the server before all are written.
    let company: tandem::id::CompanyId = admin.company().parse().unwrap();
    let message = "x".repeat(4_000);
    let mut written = 0;
    while server.app.metrics.slow_sockets.get() == 0 {
        let mut batch = InsertBatch::new(&server.app.db, Actor::system(company, "test"));
        for _ in 0..100 {
            let input = json!({ "name": "Alice", "email": "alice@example.com", "message": message });
            enquiries::submit(&mut batch, serde_json::from_value(input).unwrap());
        }
        batch.commit().await.unwrap();
        written += 100;
        let received = reader.events_up_to(start + written).await;
        assert_eq!(received.len(), 100, "a reading socket is not delayed");
        assert!(written < 100_000, "not disconnected after {written} events");
    }
    // What arrives is a gapless prefix of the events.
    let rest =
        tokio::time::timeout(Duration::from_secs(20), count_remaining(stuck)).await.expect("disconnected");
    assert!(rest < written, "{rest} of {written} came");
    assert_eq!(server.app.metrics.slow_sockets.get(), 1);
}

async fn count_remaining(mut socket: Socket) -> i64 {
    let (mut count, mut last) = (0, None);
    while let Some(event) = socket.next_event().await {
        let seq = event["seq"].as_i64().unwrap();
        assert!(last.is_none_or(|last| seq == last + 1), "{seq} follows {last:?}");
        last = Some(seq);
        count += 1;
    }
    count
}

async fn ten_thousand_missed_events_are_replayed(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let company: tandem::id::CompanyId = admin.company().parse().unwrap();
    let mut batch = InsertBatch::new(&server.app.db, Actor::system(company, "test"));
    for n in 0..10_000 {
        let input = json!({ "name": format!("Alice {n}"), "email": "alice@example.com" });
        enquiries::submit(&mut batch, serde_json::from_value(input).unwrap());
    }
    batch.commit().await.unwrap();
    let last = admin.get("/api/auth/me").await.header("x-event-seq").unwrap().parse::<i64>().unwrap();
    let mut socket = admin.socket_after(0).await;
    let seqs: Vec<i64> =
        socket.events_up_to(last).await.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(seqs, (1..=last).collect::<Vec<_>>());
}
