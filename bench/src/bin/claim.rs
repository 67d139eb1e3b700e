//! 200 reps claim one enquiry at the same time, repeatedly, compared with the same reps reading it at the
//! same time.
//!
//! `cargo run --release -p bench --bin claim [reps]`

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bench::{Database, Http, Server, percentile};
use tokio::{sync::Barrier, task::JoinSet};

const ROUNDS: usize = 20;

#[tokio::main]
async fn main() {
    let reps = std::env::args().nth(1).map_or(200, |argument| argument.parse().expect("a number"));
    println!(
        "| database | reps | claims | won | lost | other answers | claim p50 | p99 | most | read p99 | claim ÷ read |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    for database in Database::all().await {
        let server = Server::start(&database).await;
        let admin = server.found_company().await;
        let mut clients = vec![];
        for n in 0..reps {
            let token = server.rep(&admin, &format!("rep{n}")).await;
            clients.push(Http::signed_in(&server.address, &token).await);
        }
        measure(&database, &server, clients).await;
        server.stop().await;
        database.remove().await;
    }
}

async fn measure(database: &Database, server: &Server, mut clients: Vec<Http>) {
    let (reps, mut claims, mut reads, mut won, mut lost) = (clients.len(), vec![], vec![], 0, 0);
    for _ in 0..ROUNDS {
        let mut public = Http::connect(&server.address).await;
        let (_, answer) =
            public.post("/api/enquiries", r#"{"name":"Alice","email":"alice@example.com"}"#).await;
        let enquiry: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        let path = format!("/api/enquiries/{}", enquiry["data"]["id"].as_str().expect("an id"));
        let statuses;
        (clients, statuses) = send_all(clients, "GET", &path, &mut reads).await;
        assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
        let statuses;
        (clients, statuses) = send_all(clients, "POST", &format!("{path}/claim"), &mut claims).await;
        won += statuses.iter().filter(|status| **status == 200).count();
        lost += statuses.iter().filter(|status| **status == 409).count();
    }
    claims.sort_unstable();
    reads.sort_unstable();
    let [p50, p99, max] = [0.5, 0.99, 1.0].map(|share| percentile(&claims, share));
    let read = percentile(&reads, 0.99);
    println!(
        "| {} | {reps} | {} | {won} | {lost} | {} | {} ms | {} ms | {} ms | {} ms | {:.1} |",
        database.name,
        claims.len(),
        claims.len() - won - lost,
        p50.as_millis(),
        p99.as_millis(),
        max.as_millis(),
        read.as_millis(),
        p99.as_secs_f64() / read.as_secs_f64()
    );
}

/// Sends the request from all clients at the same time.
async fn send_all(
    clients: Vec<Http>,
    method: &'static str,
    path: &str,
    times: &mut Vec<Duration>,
) -> (Vec<Http>, Vec<u16>) {
    let barrier = Arc::new(Barrier::new(clients.len()));
    let mut requests = JoinSet::new();
    for mut http in clients {
        let (barrier, path) = (barrier.clone(), path.to_owned());
        requests.spawn(async move {
            barrier.wait().await;
            let start = Instant::now();
            let (status, _) = http.send(method, &path, "", b"").await;
            (http, status, start.elapsed())
        });
    }
    let (mut returned, mut statuses) = (vec![], vec![]);
    for (http, status, elapsed) in requests.join_all().await {
        returned.push(http);
        statuses.push(status);
        times.push(elapsed);
    }
    (returned, statuses)
}
