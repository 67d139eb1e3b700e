//! The only place that knows that there are two databases.

mod args;
mod arrivals;
mod backup;
mod conn;
mod dialect;
mod effects;
mod figures;
mod listing;
mod page;
mod readers;
mod related;
mod rows;
mod text_index;
mod tx;
mod wake;

use std::{path::Path, str::FromStr, sync::Arc, time::Duration};

use self::listing::FEW;
pub use self::{
    args::{Arg, Sql},
    arrivals::Arrival,
    conn::{Conn, Row},
    dialect::{Dialect, containing},
    effects::{Announcement, Effects},
    figures::the_company,
    listing::Listing,
    page::{Cursor, Paging, Position, Slice, SortField},
    related::Related,
    rows::Rows,
    tx::Tx,
    wake::Wake,
};
use self::{arrivals::Lane, readers::Readers};
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

/// A connection that was idle for so long is asked whether it is still there: one that has just served is.
const QUIET: Duration = Duration::from_secs(1);
/// How long a request waits for a connection before it is told 503.
const PATIENCE: Duration = Duration::from_secs(5);
#[derive(Clone)]
enum Pools {
    /// One writer and many readers: SQLite lets one write at a time, so writers queue instead of retrying.
    Sqlite { read: Readers<Sqlite>, write: SqlitePool },
    /// At most half of the connections read, so that writers find one.
    Postgres { read: Readers<Postgres>, pool: PgPool },
}

/// The database, the clock that its records are stamped by, and whom its commits wake.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    lanes: Arc<DashMap<CompanyId, Arc<Lane>>>,
    pub clock: Clock,
    pub wake: Wake,
}

impl Db {
    /// Connects, without migrating. `url` is `sqlite://…` or `postgres://…`; a SQLite file and its folder are made.
    pub async fn connect(url: &str, max_connections: Option<u32>, clock: Clock, wake: Wake) -> Result<Self> {
        let pools = if url.starts_with("sqlite:") {
            sqlite(url, max_connections.unwrap_or(8)).await?
        } else {
            // One to read and one to write at the least.
            let most = max_connections.unwrap_or(10).max(2);
            let pool = pool(PgPoolOptions::new()).max_connections(most).connect(url).await?;
            Pools::Postgres { read: Readers::new(pool.clone(), most as usize / 2), pool }
        };
        Ok(Self { pools, lanes: Arc::default(), clock, wake })
    }
    /// Brings the tables up to date. Nodes that start together take turns.
    pub async fn migrate(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { write, .. } => SQLITE.run(write).await?,
            Pools::Postgres { pool, .. } => POSTGRES.run(pool).await?,
        }
        Ok(())
    }
    /// Whether the database answers and has every migration of this program.
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
        if missing { Err(Error::Unavailable("the database lacks migrations")) } else { Ok(()) }
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
    /// PostgreSQL's pool, for what SQLite has no need of: telling other nodes.
    pub fn postgres(&self) -> Option<&PgPool> {
        match &self.pools {
            Pools::Sqlite { .. } => None,
            Pools::Postgres { pool, .. } => Some(pool),
        }
    }
    /// Connections in use and open, over all pools.
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
    /// Waits for what is running and closes every connection.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres { read, .. } => read.close().await,
        }
    }
    /// A transaction that writes. On SQLite it is the only one.
    async fn writing(&self) -> Result<Conn> {
        Ok(Conn(match &self.pools {
            Pools::Sqlite { write, .. } => conn::Handle::SqliteTx(write.begin_with("begin immediate").await?),
            Pools::Postgres { pool, .. } => conn::Handle::PostgresTx(pool.begin().await?),
        }))
    }
    /// The turns of a company's writers on this node: they meet at its event number anyway, and here they hold no
    /// connection while they wait.
    fn lane(&self, company_id: CompanyId) -> Arc<Lane> {
        Arc::clone(&self.lanes.entry(company_id).or_default())
    }
}

/// A pool that asks a connection whether it is still there when it has been quiet, not each time as sqlx would: to write
/// takes a round trip less.
fn pool<DB: Database>(options: PoolOptions<DB>) -> PoolOptions<DB> {
    options.acquire_timeout(PATIENCE).test_before_acquire(false).before_acquire(|conn, meta| {
        Box::pin(async move {
            if meta.idle_for > QUIET {
                conn.ping().await?;
            }
            Ok(true)
        })
    })
}

/// Where sqlx keeps the list of what was applied.
const MIGRATIONS: &str = "_sqlx_migrations";

async fn sqlite(url: &str, readers: u32) -> Result<Pools> {
    let options = SqliteConnectOptions::from_str(url)?
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged write survives loss of power.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(PATIENCE);
    let file = options.get_filename();
    if let Some(folder) = file.parent().filter(|folder| *folder != Path::new("")) {
        tokio::fs::create_dir_all(folder).await.map_err(sqlx::Error::Io)?;
    }
    // SQLite gives the files beside the database the database's mode.
    for suffix in ["", "-wal", "-shm"] {
        let name = format!("{}{suffix}", file.display());
        private_files::restrict(Path::new(&name)).map_err(sqlx::Error::Io)?;
    }
    let writer = pool(SqlitePoolOptions::new()).max_connections(1).acquire_timeout(PATIENCE * 6);
    let write = writer.connect_with(options.clone()).await?;
    let reader = pool(SqlitePoolOptions::new()).max_connections(readers);
    let read = reader.connect_with(options.read_only(true)).await?;
    Ok(Pools::Sqlite { read: Readers::new(read, readers as usize), write })
}
