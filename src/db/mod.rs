//! Database access. No other module knows which of the two databases is in use.

mod args;
mod backup;
mod commit_notifier;
mod conn;
mod daily_stats;
mod dialect;
mod effects;
mod insert_batch;
mod listing;
mod page;
mod read;
mod readers;
mod record;
mod recount;
mod related;
mod rows;
mod text_index;
mod tx;

use std::{path::Path, str::FromStr, sync::Arc, time::Duration};

pub use self::{
    args::{Arg, Sql},
    commit_notifier::CommitNotifier,
    conn::{Conn, Row},
    daily_stats::COMPANY_WIDE,
    dialect::{Dialect, containing},
    effects::Effects,
    insert_batch::InsertBatch,
    listing::{AnyOf, Listing},
    page::{Cursor, Paging, Position, Slice, SortField},
    read::Read,
    record::{Changes, Record},
    recount::Recount,
    related::Related,
    rows::Rows,
    tx::Tx,
};
use self::{insert_batch::CompanyQueue, listing::MAX_INDEXED_HITS, readers::Readers};
use crate::{
    error::{Error, Result},
    id::CompanyId,
    private_files,
    time::Clock,
};

use dashmap::DashMap;
use sqlx::{
    Connection, Database, PgPool, Postgres, Sqlite, SqlitePool,
    migrate::{Migrate, Migrator},
    pool::PoolOptions,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// A connection that was idle for longer is pinged before use.
const PING_AFTER: Duration = Duration::from_secs(1);
/// How long a request waits for a connection before it fails with 503.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
#[derive(Clone)]
enum Pools {
    /// One writer and many readers: SQLite allows one writer at a time, so writers queue instead of retrying.
    Sqlite { read: Readers<Sqlite>, write: SqlitePool },
    /// At most half of the connections are for reading, so that writers always get one.
    Postgres { read: Readers<Postgres>, pool: PgPool },
}

/// The database, with the clock for its timestamps and the notifier for its commits.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    queues: Arc<DashMap<CompanyId, Arc<CompanyQueue>>>,
    pub clock: Clock,
    pub commits: CommitNotifier,
}

impl Db {
    /// Connects without migrating. `url` is `postgres://…` or `sqlite://…`, whose file is created.
    pub async fn connect(
        url: &str,
        max_connections: Option<u32>,
        clock: Clock,
        commits: CommitNotifier,
    ) -> Result<Self> {
        let pools = if url.starts_with("sqlite:") {
            sqlite(url, max_connections.unwrap_or(8)).await?
        } else {
            // At least one for reading and one for writing.
            let max = max_connections.unwrap_or(10).max(2);
            let pool = pool(PgPoolOptions::new()).max_connections(max).connect(url).await?;
            Pools::Postgres { read: Readers::new(pool.clone(), max as usize / 2), pool }
        };
        Ok(Self { pools, queues: Arc::default(), clock, commits })
    }
    /// Applies pending migrations. A lock serialises nodes that start at the same time.
    pub async fn migrate(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { write, .. } => SQLITE.run(write).await?,
            Pools::Postgres { pool, .. } => POSTGRES.run(pool).await?,
        }
        Ok(())
    }
    /// Checks that the database responds and has all migrations of this binary.
    pub async fn ready(&self) -> Result<()> {
        let (applied, wanted) = match &self.pools {
            Pools::Sqlite { read, .. } => {
                (read.take().await?.list_applied_migrations(MIGRATIONS).await?, &SQLITE)
            }
            Pools::Postgres { pool, .. } => {
                (pool.acquire().await?.list_applied_migrations(MIGRATIONS).await?, &POSTGRES)
            }
        };
        let missing = wanted.iter().any(|m| applied.iter().all(|a| a.version != m.version));
        if missing { Err(Error::Unavailable("the database has pending migrations")) } else { Ok(()) }
    }
    /// A connection for reading.
    pub async fn read(&self) -> Result<Conn> {
        Ok(Conn(match &self.pools {
            Pools::Sqlite { read, .. } => conn::Handle::SqliteRead(read.take().await?),
            Pools::Postgres { read, .. } => conn::Handle::PostgresRead(read.take().await?),
        }))
    }
    pub fn dialect(&self) -> Dialect {
        match &self.pools {
            Pools::Sqlite { .. } => Dialect::Sqlite,
            Pools::Postgres { .. } => Dialect::Postgres,
        }
    }
    /// The PostgreSQL pool, for `listen` and `notify` between nodes, which SQLite does not need.
    pub fn postgres(&self) -> Option<&PgPool> {
        match &self.pools {
            Pools::Sqlite { .. } => None,
            Pools::Postgres { pool, .. } => Some(pool),
        }
    }
    /// The numbers of connections in use and open, over all pools.
    pub fn connections(&self) -> (usize, usize) {
        let of = |size: u32, idle: usize| (size as usize - idle.min(size as usize), size as usize);
        match &self.pools {
            Pools::Postgres { read, pool } => of(pool.size(), pool.num_idle() + read.idle()),
            Pools::Sqlite { read, write } => {
                let readers = read.pool();
                let (a, b) = (
                    of(readers.size(), readers.num_idle() + read.idle()),
                    of(write.size(), write.num_idle()),
                );
                (a.0 + b.0, a.1 + b.1)
            }
        }
    }
    /// Waits for running queries and closes all connections.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres { read, .. } => read.close().await,
        }
    }
    /// Begins a write transaction. On SQLite there is only one at a time.
    async fn writing(&self) -> Result<Conn> {
        Ok(Conn(match &self.pools {
            Pools::Sqlite { write, .. } => conn::Handle::SqliteTx(write.begin_with("begin immediate").await?),
            Pools::Postgres { pool, .. } => conn::Handle::PostgresTx(pool.begin().await?),
        }))
    }
    /// The queue of a company's writers on this node. They would serialise on its event number anyway, and in
    /// the queue they hold no connection while they wait.
    fn queue(&self, company_id: CompanyId) -> Arc<CompanyQueue> {
        Arc::clone(&self.queues.entry(company_id).or_default())
    }
}

/// A pool that only pings connections that were idle. sqlx's default pings before every use, which costs a
/// round trip.
fn pool<DB: Database>(options: PoolOptions<DB>) -> PoolOptions<DB> {
    options.acquire_timeout(ACQUIRE_TIMEOUT).test_before_acquire(false).before_acquire(|conn, meta| {
        Box::pin(async move {
            if meta.idle_for > PING_AFTER {
                conn.ping().await?;
            }
            Ok(true)
        })
    })
}

/// The table in which sqlx records applied migrations.
const MIGRATIONS: &str = "_sqlx_migrations";

async fn sqlite(url: &str, readers: u32) -> Result<Pools> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // Acknowledged writes survive a power failure.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(ACQUIRE_TIMEOUT);
    let file = options.get_filename();
    if let Some(folder) = file.parent().filter(|folder| *folder != Path::new("")) {
        tokio::fs::create_dir_all(folder).await.map_err(sqlx::Error::Io)?;
    }
    // SQLite creates the -wal and -shm files with the database file's mode.
    for suffix in ["", "-wal", "-shm"] {
        let name = format!("{}{suffix}", file.display());
        private_files::restrict(Path::new(&name)).map_err(sqlx::Error::Io)?;
    }
    let writer = pool(SqlitePoolOptions::new()).max_connections(1).acquire_timeout(ACQUIRE_TIMEOUT * 6);
    let write = writer.connect_with(options.clone()).await?;
    let reader = pool(SqlitePoolOptions::new()).max_connections(readers);
    let read = reader.connect_with(options.read_only(true)).await?;
    Ok(Pools::Sqlite { read: Readers::new(read, readers as usize), write })
}
