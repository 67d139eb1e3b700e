//! Online backup.

use std::path::Path;

use url::Url;

use super::{Conn, Db, Pools, conn::Handle};
use crate::{
    error::{Error, Result},
    sql,
};

impl Db {
    /// Writes a consistent copy of the database to a new file, while the server runs.
    ///
    /// SQLite writes a database file; PostgreSQL writes `pg_dump`'s custom format, for `pg_restore`.
    pub async fn backup(&self, url: &str, file: &Path) -> Result<()> {
        if file.exists() {
            return Err(Error::internal(format!("{} already exists", file.display())));
        }
        match &self.pools {
            Pools::Sqlite { read, .. } => {
                let mut conn = Conn(Handle::SqliteRead(read.take().await?));
                conn.exec(sql!("vacuum into $1", file.to_string_lossy().into_owned())).await?;
                Ok(())
            }
            Pools::Postgres { .. } => dump(url, file).await,
        }
    }
}

/// Passes the password in the environment: every user of the machine can see the arguments.
async fn dump(url: &str, file: &Path) -> Result<()> {
    let mut url: Url = url.parse().map_err(Error::internal)?;
    let password = url.password().map(str::to_owned);
    let _ = url.set_password(None);
    let mut command = tokio::process::Command::new("pg_dump");
    command.arg("--format=custom").arg("--file").arg(file).arg(url.as_str());
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    let status =
        command.status().await.map_err(|error| Error::internal(format!("pg_dump cannot be run: {error}")))?;
    if status.success() { Ok(()) } else { Err(Error::internal("pg_dump failed")) }
}
