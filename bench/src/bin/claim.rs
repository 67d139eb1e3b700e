//! Two hundred reps claim one enquiry at the same moment, again and again; beside the same reps reading it at the same
//! moment.
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
        let admin = server.found().await;
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
        (clients, statuses) = at_once(clients, "GET", &path, &mut reads).await;
        assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
        let statuses;
        (clients, statuses) = at_once(clients, "POST", &format!("{path}/claim"), &mut claims).await;
        won += statuses.iter().filter(|status| **status == 200).count();
        lost += statuses.iter().filter(|status| **status == 409).count();
    }
    claims.sort_unstable();
    reads.sort_unstable();
    let [p50, p99, most] = [0.5, 0.99, 1.0].map(|share| percentile(&claims, share));
    let read = percentile(&reads, 0.99);
    println!(
        "| {} | {reps} | {} | {won} | {lost} | {} | {} ms | {} ms | {} ms | {} ms | {:.1} |",
        database.name,
        claims.len(),
        claims.len() - won - lost,
        p50.as_millis(),
        p99.as_millis(),
        most.as_millis(),
        read.as_millis(),
        p99.as_secs_f64() / read.as_secs_f64()
    );
}

/// Every client asks at the same moment.
async fn at_once(
    clients: Vec<Http>,
    method: &'static str,
    path: &str,
    times: &mut Vec<Duration>,
) -> (Vec<Http>, Vec<u16>) {
    let barrier = Arc::new(Barrier::new(clients.len()));
    let mut asking = JoinSet::new();
    for mut http in clients {
        let (barrier, path) = (barrier.clone(), path.to_owned());
        asking.spawn(async move {
            barrier.wait().await;
            let begun = Instant::now();
            let (status, _) = http.send(method, &path, "", b"").await;
            (http, status, begun.elapsed())
        });
    }
    let (mut back, mut statuses) = (vec![], vec![]);
    for (http, status, took) in asking.join_all().await {
        back.push(http);
        statuses.push(status);
        times.push(took);
    }
    (back, statuses)
}
