//! Replay of 10,000 missed events, from the connection to the last event, compared with a single SELECT of
//! the same rows.
//!
//! `cargo run --release -p bench --bin replay [events]`

use std::time::{Duration, Instant};

use bench::{Database, Http, Server, percentile, socket::Socket};
use sqlx::{Connection, PgConnection, SqliteConnection};

const ROUNDS: usize = 7;
const SELECT: &str = "select seq, data from events order by seq";

#[tokio::main]
async fn main() {
    let events: i64 = std::env::args().nth(1).map_or(10_000, |argument| argument.parse().expect("a number"));
    println!(
        "| database | missed events | replay | most | bare select | ratio |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    );
    for database in Database::all().await {
        let server = Server::start(&database).await;
        let token = server.found_company().await;
        let seq = fill(&server, events).await;
        let mut replays = vec![];
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let mut socket = Socket::connect(&server.address, &token, Some(seq - events)).await;
            for n in seq - events + 1..=seq {
                let text = socket.event("enquiry:created").await;
                assert!(text.contains(&format!(r#""seq":{n},"#)), "{n} is missing: {text}");
            }
            replays.push(start.elapsed());
        }
        replays.sort_unstable();
        let (replay, bare) = (percentile(&replays, 0.5), bare(&database).await);
        println!(
            "| {} | {events} | {} ms | {} ms | {} ms | {:.1} |",
            database.name,
            replay.as_millis(),
            percentile(&replays, 1.0).as_millis(),
            bare.as_millis(),
            replay.as_secs_f64() / bare.as_secs_f64()
        );
        server.stop().await;
        database.remove().await;
    }
}

/// Creates this many enquiries. Returns the number of the last event.
async fn fill(server: &Server, events: i64) -> i64 {
    let mut writing = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let address = server.address.clone();
        writing.spawn(async move {
            let mut http = Http::connect(&address).await;
            for _ in 0..events / 50 {
                let body = r#"{"name":"Alice Smith","email":"alice@example.com","message":"A place left?"}"#;
                assert_eq!(http.post("/api/enquiries", body).await.0, 201);
            }
        });
    }
    writing.join_all().await;
    // The registration of the founder is the first event.
    events + 1
}

/// The median time of a single SELECT of the same rows.
async fn bare(database: &Database) -> Duration {
    let mut times = vec![];
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let rows = if database.url.starts_with("sqlite") {
            let mut conn = SqliteConnection::connect(&database.url).await.expect("SQLite");
            sqlx::query(SELECT).fetch_all(&mut conn).await.expect("rows").len()
        } else {
            let mut conn = PgConnection::connect(&database.url).await.expect("PostgreSQL");
            sqlx::query(SELECT).fetch_all(&mut conn).await.expect("rows").len()
        };
        assert!(rows > 1);
        times.push(start.elapsed());
    }
    times.sort_unstable();
    percentile(&times, 0.5)
}
