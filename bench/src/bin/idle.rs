//! Idle cost: startup time on an existing database, memory of an idle server, and memory per idle socket,
//! compared with a plain socketioxide server.
//!
//! `cargo run --release -p bench --bin idle [sockets]`

use std::time::{Duration, Instant};

use bench::{Database, Http, Server, socket::Socket};

#[tokio::main]
async fn main() {
    let sockets = std::env::args().nth(1).map_or(10_000, |argument| argument.parse().expect("a number"));
    let bare = Server::bare().await;
    let bare_each = each(&bare, "none", sockets).await;
    bare.stop().await;
    println!(
        "| database | ready after | idle server | sockets | memory of each | of a bare one | ratio |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    for database in Database::all().await {
        let server = Server::start(&database).await;
        let token = server.found_company().await;
        server.stop().await;
        let (server, ready) = started(&database).await;
        let idle = server.memory();
        let each = each(&server, &token, sockets).await;
        println!(
            "| {} | {} ms | {:.1} MB | {sockets} | {each:.1} kB | {bare_each:.1} kB | {:.1} |",
            database.name,
            ready.as_millis(),
            kilo(idle) / 1024.0,
            each / bare_each
        );
        server.stop().await;
        database.remove().await;
    }
}

/// Starts the server again and waits until it is ready.
async fn started(database: &Database) -> (Server, Duration) {
    let start = Instant::now();
    let server = Server::start(database).await;
    let mut http = Http::connect(&server.address).await;
    while http.get("/readyz").await.0 != 200 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let ready = start.elapsed();
    // Waits for background tasks after startup.
    tokio::time::sleep(Duration::from_secs(3)).await;
    (server, ready)
}

/// The memory per socket in kB.
async fn each(server: &Server, token: &str, sockets: usize) -> f64 {
    let before = server.memory();
    let listening = Socket::connect_all(&server.address, token, sockets).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    #[expect(clippy::cast_precision_loss, reason = "a share")]
    let share = kilo(server.memory() - before) / listening.len() as f64;
    share
}

#[expect(clippy::cast_precision_loss, reason = "small enough")]
fn kilo(memory: u64) -> f64 {
    memory as f64
}
