//! Changes of one company to many sockets: the time from the change to each client, p50 and p99, compared
//! with a plain socketioxide server that broadcasts as much.
//!
//! `cargo run --release -p bench --bin fanout [sockets] [changes per second]`

use std::time::Duration;

use bench::{Database, Server, fan_out::fan_out, percentile};

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse::<u32>().expect("a number"));
    let (sockets, per_second) = (arguments.next().unwrap_or(500), arguments.next().unwrap_or(50));
    println!(
        "| server | sockets | changes /s | events delivered | p50 | p99 | most | p99 ÷ bare |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    let server = Server::bare().await;
    let bare = measure("bare socketioxide", &server, "none", (sockets, per_second), None).await;
    server.stop().await;
    for database in Database::all().await {
        let server = Server::start(&database).await;
        let token = server.found_company().await;
        measure(database.name, &server, &token, (sockets, per_second), Some(bare)).await;
        server.stop().await;
        database.remove().await;
    }
}

/// Prints a row. Returns the p99.
async fn measure(
    name: &str,
    server: &Server,
    token: &str,
    (sockets, per_second): (u32, u32),
    bare: Option<Duration>,
) -> Duration {
    let times = fan_out(&server.address, token, sockets, per_second).await;
    let [p50, p99, max] = [0.5, 0.99, 1.0].map(|share| percentile(&times, share));
    let ratio = bare.map_or(1.0, |bare| p99.as_secs_f64() / bare.as_secs_f64());
    println!(
        "| {name} | {sockets} | {per_second} | {} | {} ms | {} ms | {} ms | {ratio:.1} |",
        times.len(),
        p50.as_millis(),
        p99.as_millis(),
        max.as_millis()
    );
    p99
}
