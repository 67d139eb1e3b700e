//! What a stranger learns from how long a refused sign-in takes: an address that has an account, beside one that has none.
//! The ratio is to be 1.
//!
//! `cargo run --release -p bench --bin guessing`

use std::time::{Duration, Instant};

use bench::{Database, Http, Server, percentile};

const TIMES: usize = 400;

#[tokio::main]
async fn main() {
    println!("| database | known address p50 | unknown address p50 | ratio |\n| --- | ---: | ---: | ---: |");
    for database in Database::all().await {
        let server = Server::start(&database).await;
        server.found().await;
        let mut http = Http::connect(&server.address).await;
        let (mut known, mut unknown) = (vec![], vec![]);
        // One after the other, so that whatever else happens on this machine happens to both.
        for n in 0..TIMES {
            known.push(refused(&mut http, "asha@example.com").await);
            unknown.push(refused(&mut http, &format!("nobody{n}@example.com")).await);
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

async fn refused(http: &mut Http, email: &str) -> Duration {
    let body = format!(r#"{{"email":"{email}","password":"wrong-but-long-enough"}}"#);
    let begun = Instant::now();
    let (status, answer) = http.post("/api/auth/login", &body).await;
    let took = begun.elapsed();
    assert_eq!(status, 401, "{answer}");
    took
}
