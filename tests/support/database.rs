//! A database for a single test, dropped with it.

use std::{sync::Arc, time::Duration};

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use super::skip;

/// The PostgreSQL of a developer's machine, used when no other is set.
const LOCAL: &str = "postgres://postgres@127.0.0.1:5432/postgres";

#[derive(Clone)]
pub struct Database {
    pub url: String,
    /// The server's `DATA_DIR`.
    pub folder: Arc<TempDir>,
    _postgres: Option<Arc<Postgres>>,
}

struct Postgres {
    admin_url: String,
    name: String,
}

impl Database {
    pub fn sqlite() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let url = format!("sqlite://{}/tandem.db", folder.path().display());
        Self { url, folder: Arc::new(folder), _postgres: None }
    }

    /// None where no PostgreSQL is available, which is a failure with `TEST_DATABASE_URL` or in CI.
    pub async fn postgres() -> Option<Self> {
        let wanted = std::env::var("TEST_DATABASE_URL").ok();
        let admin_url = wanted.clone().unwrap_or_else(|| LOCAL.into());
        let connecting =
            tokio::time::timeout(Duration::from_secs(10), PgConnection::connect(&admin_url)).await;
        let mut admin = match connecting {
            Ok(Ok(admin)) => admin,
            _ if wanted.is_some() => panic!("TEST_DATABASE_URL is set, but no PostgreSQL answers there"),
            _ => {
                skip("TEST_DATABASE_URL is not set, and no PostgreSQL answers on this machine");
                return None;
            }
        };
        let name = format!("tandem_test_{}", uuid::Uuid::now_v7().simple());
        let create = sqlx::AssertSqlSafe(format!("create database {name}"));
        sqlx::query(create).execute(&mut admin).await.expect("a new database");
        let (base, _) = admin_url.rsplit_once('/').expect("a URL with a database");
        Some(Self {
            url: format!("{base}/{name}"),
            folder: Arc::new(TempDir::new().expect("a temporary folder")),
            _postgres: Some(Arc::new(Postgres { admin_url, name })),
        })
    }

    pub fn is_postgres(&self) -> bool {
        self._postgres.is_some()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let (admin_url, name) = (self.admin_url.clone(), self.name.clone());
        // In its own thread: the test's runtime may be gone, and `drop` cannot be async.
        let dropping = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let Ok(mut admin) = PgConnection::connect(&admin_url).await else { return };
                let drop = sqlx::AssertSqlSafe(format!("drop database if exists {name} with (force)"));
                if let Err(error) = sqlx::query(drop).execute(&mut admin).await {
                    eprintln!("cannot drop the database {name}: {error}");
                }
            });
        });
        let _ = dropping.join();
    }
}
