//! Enquiries created per second by 64 clients (transaction, event, counters, broadcast), compared with plain
//! `INSERT … COMMIT` by as many writers on the same database.

use std::time::Duration;

use bench::{
    Database, Server,
    load::{CLIENTS, MESSAGE, enquiries, rate},
};
use sqlx::{
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

#[tokio::main]
async fn main() {
    println!(
        "| database | bare insert and commit /s | enquiries created /s | ratio |\n| --- | ---: | ---: | ---: |"
    );
    for database in Database::all().await {
        let bare = bare(&database).await;
        let created = created(&database).await;
        println!("| {} | {bare:.0} | {created:.0} | {:.0} % |", database.name, 100.0 * created / bare);
        database.remove().await;
    }
}

async fn created(database: &Database) -> f64 {
    let server = Server::start(database).await;
    server.found_company().await;
    let rate = enquiries(&server.address).await;
    server.stop().await;
    rate
}

const INSERT: &str = "insert into bare (id, name, email, message) values ($1, $2, $3, $4)";

macro_rules! bare_rate {
    ($pool:expr, $create:expr) => {{
        let pool = $pool;
        sqlx::query($create).execute(&pool).await.expect("a table");
        let rate = rate(|run| {
            let pool = pool.clone();
            async move {
                while run.is_active() {
                    let mut tx = pool.begin().await.expect("a transaction");
                    let insert =
                        sqlx::query(INSERT).bind(uuid::Uuid::now_v7().to_string()).bind("Alice Smith");
                    insert.bind("alice@example.com").bind(MESSAGE).execute(&mut *tx).await.expect("inserted");
                    tx.commit().await.expect("committed");
                    run.count();
                }
            }
        })
        .await;
        pool.close().await;
        rate
    }};
}

/// With the same durability as the server: WAL and a sync for each commit.
async fn bare(database: &Database) -> f64 {
    let create = "create table bare (id text primary key, name text, email text, message text)";
    if database.url.starts_with("sqlite") {
        let file = database.folder.path().join("bare.db");
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(Duration::from_secs(60));
        bare_rate!(pool.connect_with(options).await.expect("SQLite"), create)
    } else {
        let connections = u32::try_from(CLIENTS).expect("few");
        let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(Duration::from_secs(60));
        bare_rate!(pool.connect(&database.url).await.expect("PostgreSQL"), create)
    }
}
