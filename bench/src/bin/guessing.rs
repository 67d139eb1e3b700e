//! Timing of a rejected sign-in: an address with an account compared with one without. The ratio must be
//! close to 1.
//!
//! `cargo run --release -p bench --bin guessing`

use std::time::{Duration, Instant};

use bench::{Database, Http, Server, percentile};

const ROUNDS: usize = 400;

#[tokio::main]
async fn main() {
    println!("| database | known address p50 | unknown address p50 | ratio |\n| --- | ---: | ---: | ---: |");
    for database in Database::all().await {
        let server = Server::start(&database).await;
        server.found_company().await;
        let mut http = Http::connect(&server.address).await;
        let (mut known, mut unknown) = (vec![], vec![]);
        // Interleaved, so that other load on the machine affects both.
        for n in 0..ROUNDS {
            known.push(rejected_sign_in(&mut http, "asha@example.com").await);
            unknown.push(rejected_sign_in(&mut http, &format!("nobody{n}@example.com")).await);
        }
        let [known, unknown] = [known, unknown].map(|mut times: Vec<Duration>| {
            times.sort_unstable();
            percentile(&times, 0.5).as_secs_f64() * 1_000.0
        });
        println!("| {} | {known:.2} ms | {unknown:.2} ms | {:.2} |", database.name, known / unknown);
        server.stop().await;
        database.remove().await;
    }
}

async fn rejected_sign_in(http: &mut Http, email: &str) -> Duration {
    let body = format!(r#"{{"email":"{email}","password":"wrong-but-long-enough"}}"#);
    let start = Instant::now();
    let (status, answer) = http.post("/api/auth/login", &body).await;
    let elapsed = start.elapsed();
    assert_eq!(status, 401, "{answer}");
    elapsed
}
