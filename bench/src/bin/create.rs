//! Enquiries created per second by 64 clients (transaction, event, counters, broadcast), beside the rate at which the
//! same database takes bare `INSERT … COMMIT` from as many writers.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bench::{Database, Http, Server};
use sqlx::{
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::task::JoinSet;

const CLIENTS: usize = 64;
const TIME: Duration = Duration::from_secs(8);
const MESSAGE: &str = "I would like to start next month. Is there a place left?";

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

/// Runs the work of 64 clients for a while. Answers how many things they did in a second.
async fn rate<F: Future<Output = ()> + Send + 'static>(
    client: impl Fn(Arc<AtomicBool>, Arc<AtomicU64>) -> F,
) -> f64 {
    let (running, done) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicU64::new(0)));
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        clients.spawn(client(running.clone(), done.clone()));
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (begun, before) = (Instant::now(), done.load(Ordering::Relaxed));
    tokio::time::sleep(TIME).await;
    let (took, n) = (begun.elapsed(), done.load(Ordering::Relaxed) - before);
    running.store(false, Ordering::Relaxed);
    clients.join_all().await;
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = n as f64 / took.as_secs_f64();
    rate
}

async fn created(database: &Database) -> f64 {
    let server = Server::start(database).await;
    server.found().await;
    let address = server.address.clone();
    let rate = rate(|running, done| {
        let address = address.clone();
        async move {
            let mut http = Http::connect(&address).await;
            let body =
                format!(r#"{{"name":"Alice Smith","email":"alice@example.com","message":"{MESSAGE}"}}"#);
            while running.load(Ordering::Relaxed) {
                let (status, answer) = http.post("/api/enquiries", &body).await;
                assert_eq!(status, 201, "{answer}");
                done.fetch_add(1, Ordering::Relaxed);
            }
        }
    })
    .await;
    server.stop().await;
    rate
}

const INSERT: &str = "insert into bare (id, name, email, message) values ($1, $2, $3, $4)";

macro_rules! bare_rate {
    ($pool:expr, $create:expr) => {{
        let pool = $pool;
        sqlx::query($create).execute(&pool).await.expect("a table");
        let rate = rate(|running, done| {
            let pool = pool.clone();
            async move {
                while running.load(Ordering::Relaxed) {
                    let mut tx = pool.begin().await.expect("a transaction");
                    let insert =
                        sqlx::query(INSERT).bind(uuid::Uuid::now_v7().to_string()).bind("Alice Smith");
                    insert.bind("alice@example.com").bind(MESSAGE).execute(&mut *tx).await.expect("inserted");
                    tx.commit().await.expect("committed");
                    done.fetch_add(1, Ordering::Relaxed);
                }
            }
        })
        .await;
        pool.close().await;
        rate
    }};
}

/// With the durability that the server has: WAL and a sync for each commit.
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
