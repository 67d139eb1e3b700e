//! A database connection: four methods, one SQL text for both databases.

use sqlx::{
    AssertSqlSafe, FromRow, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction, postgres::PgRow,
    sqlite::SqliteRow,
};

use super::{Dialect, Sql, readers::Reader};

/// A type that can be read from a row of either database; `#[derive(sqlx::FromRow)]` is enough.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// A connection, for reading or inside a transaction.
pub struct Conn(pub(super) Handle);

pub(super) enum Handle {
    SqliteRead(Reader<Sqlite>),
    SqliteTx(Transaction<'static, Sqlite>),
    PostgresRead(Reader<Postgres>),
    PostgresTx(Transaction<'static, Postgres>),
}

enum Ref<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

macro_rules! run {
    ($self:ident, $sql:ident, $query:ident $(::<$($t:ty),+>)?, |$q:ident, $c:ident| $body:expr) => {{
        // A future dropped before the result is read leaves the connection in an unknown state.
        $self.set_healthy(false);
        let answer = match $self.handle() {
            Ref::Sqlite($c) => { let $q = sqlx::$query$(::<$($t),+>)?(AssertSqlSafe($sql.text.as_str()), $sql.sqlite()); $body }
            Ref::Postgres($c) => { let $q = sqlx::$query$(::<$($t),+>)?(AssertSqlSafe($sql.text.as_str()), $sql.postgres()); $body }
        };
        $self.set_healthy(answer.is_ok());
        answer
    }};
}

#[expect(clippy::disallowed_methods, reason = "the only place that passes SQL to sqlx")]
impl Conn {
    pub fn dialect(&self) -> Dialect {
        match self.0 {
            Handle::SqliteRead(_) | Handle::SqliteTx(_) => Dialect::Sqlite,
            Handle::PostgresRead(_) | Handle::PostgresTx(_) => Dialect::Postgres,
        }
    }
    fn handle(&mut self) -> Ref<'_> {
        match &mut self.0 {
            Handle::SqliteRead(conn) => Ref::Sqlite(conn),
            Handle::SqliteTx(tx) => Ref::Sqlite(tx),
            Handle::PostgresRead(conn) => Ref::Postgres(conn),
            Handle::PostgresTx(tx) => Ref::Postgres(tx),
        }
    }
    fn set_healthy(&mut self, healthy: bool) {
        match &mut self.0 {
            Handle::SqliteRead(reader) => reader.set_healthy(healthy),
            Handle::PostgresRead(reader) => reader.set_healthy(healthy),
            Handle::SqliteTx(_) | Handle::PostgresTx(_) => {}
        }
    }
    /// Returns all rows.
    pub async fn all<T: Row>(&mut self, sql: Sql) -> Result<Vec<T>, sqlx::Error> {
        run!(self, sql, query_as_with::<_, T, _>, |query, conn| query.fetch_all(conn).await)
    }
    /// Returns the first row, if any.
    pub async fn optional<T: Row>(&mut self, sql: Sql) -> Result<Option<T>, sqlx::Error> {
        run!(self, sql, query_as_with::<_, T, _>, |query, conn| query.fetch_optional(conn).await)
    }
    /// Returns the first row.
    ///
    /// # Errors
    /// `sqlx::Error::RowNotFound` if there is none.
    pub async fn one<T: Row>(&mut self, sql: Sql) -> Result<T, sqlx::Error> {
        run!(self, sql, query_as_with::<_, T, _>, |query, conn| query.fetch_one(conn).await)
    }
    /// Executes the statement and returns the number of affected rows.
    pub async fn exec(&mut self, sql: Sql) -> Result<u64, sqlx::Error> {
        run!(self, sql, query_with, |query, conn| query
            .execute(conn)
            .await
            .map(|result| result.rows_affected()))
    }
    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        match self.0 {
            Handle::SqliteTx(tx) => tx.commit().await,
            Handle::PostgresTx(tx) => tx.commit().await,
            Handle::SqliteRead(_) | Handle::PostgresRead(_) => Ok(()),
        }
    }
}
