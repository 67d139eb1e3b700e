//! Import of a CSV file with 100,000 contacts: time and memory, compared with plain inserts of as many rows
//! into the same database, with as many rows per commit.
//!
//! `cargo run --release -p bench --bin import [rows]`

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use bench::{Database, Http, Server};
use sqlx::{Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};

/// The same as the import.
const ROWS_PER_COMMIT: u32 = 200;

#[tokio::main]
async fn main() {
    let rows: u32 = std::env::args().nth(1).map_or(100_000, |argument| argument.parse().expect("a number"));
    println!(
        "| database | rows | file | bare inserts | import | rows /s | times bare | memory before | most memory |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    );
    for database in Database::all().await {
        let bare = bare(&database, rows).await;
        let server = Server::start(&database).await;
        let token = server.found_company().await;
        let file = file(rows);
        let before = server.peak_memory();
        let import = import(&server, &token, &file).await;
        println!(
            "| {} | {rows} | {:.1} MB | {:.1} s | {:.1} s | {:.0} | {:.1} | {before} MB | {} MB |",
            database.name,
            f64::from(u32::try_from(file.len()).expect("a file")) / 1e6,
            bare.as_secs_f64(),
            import.as_secs_f64(),
            f64::from(rows) / import.as_secs_f64(),
            import.as_secs_f64() / bare.as_secs_f64(),
            server.peak_memory()
        );
        server.stop().await;
        database.remove().await;
    }
}

fn file(rows: u32) -> String {
    let mut file = String::from("name,email,phone,organisation,tags\n");
    for n in 0..rows {
        writeln!(file, "Alice Smith {n},alice{n}@example.com,+91 98{n:08},Blue Mill {},vip", n % 1_000)
            .expect("text");
    }
    file
}

async fn import(server: &Server, token: &str, file: &str) -> Duration {
    let mut http = Http::signed_in(&server.address, token).await;
    let start = Instant::now();
    let (status, answer) = http.send("POST", "/api/leads/import", "text/csv", file.as_bytes()).await;
    assert_eq!(status, 201, "{answer}");
    let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
    let path = format!("/api/imports/{}", answer["data"]["id"].as_str().expect("an id"));
    loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let import = http.data(&path).await["data"].clone();
        match import["status"].as_str() {
            Some("DONE") => {
                assert_eq!(import["created"], import["rows"], "{import}");
                return start.elapsed();
            }
            Some("QUEUED" | "RUNNING") => {}
            _ => panic!("{import}"),
        }
    }
}

const INSERT: &str = "insert into bare (id, name, email, phone) values ($1, $2, $3, $4)";

macro_rules! bare {
    ($conn:expr, $rows:expr) => {{
        let mut conn = $conn;
        sqlx::query("create table bare (id text primary key, name text, email text, phone text)")
            .execute(&mut conn)
            .await
            .expect("a table");
        let start = Instant::now();
        for first in (0..$rows).step_by(ROWS_PER_COMMIT as usize) {
            let mut tx = conn.begin().await.expect("a transaction");
            for n in first..(first + ROWS_PER_COMMIT).min($rows) {
                let insert = sqlx::query(INSERT).bind(uuid::Uuid::now_v7().to_string()).bind("Alice Smith");
                let insert = insert.bind(format!("alice{n}@example.com")).bind("+91 98");
                insert.execute(&mut *tx).await.expect("inserted");
            }
            tx.commit().await.expect("committed");
        }
        start.elapsed()
    }};
}

async fn bare(database: &Database, rows: u32) -> Duration {
    if database.url.starts_with("sqlite") {
        let options = SqliteConnectOptions::new()
            .filename(database.folder.path().join("bare.db"))
            .create_if_missing(true);
        let options = options
            .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
            .synchronous(sqlx::sqlite::SqliteSynchronous::Full);
        bare!(SqliteConnection::connect_with(&options).await.expect("SQLite"), rows)
    } else {
        bare!(PgConnection::connect(&database.url).await.expect("PostgreSQL"), rows)
    }
}
