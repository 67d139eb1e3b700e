//! The one door to the database: four verbs, one SQL text for both.

use sqlx::{
    AssertSqlSafe, FromRow, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction, postgres::PgRow,
    sqlite::SqliteRow,
};

use super::{Dialect, Sql, readers::Reader};

/// Anything both databases can hand back; `#[derive(sqlx::FromRow)]` is enough.
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
        // A request that is given up in the middle of an answer leaves it unread.
        $self.mark(false);
        let answer = match $self.handle() {
            Ref::Sqlite($c) => { let $q = sqlx::$query$(::<$($t),+>)?(AssertSqlSafe($sql.text.as_str()), $sql.sqlite()); $body }
            Ref::Postgres($c) => { let $q = sqlx::$query$(::<$($t),+>)?(AssertSqlSafe($sql.text.as_str()), $sql.postgres()); $body }
        };
        $self.mark(answer.is_ok());
        answer
    }};
}

#[expect(clippy::disallowed_methods, reason = "the door itself: SQL reaches sqlx here and nowhere else")]
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
    fn mark(&mut self, sound: bool) {
        match &mut self.0 {
            Handle::SqliteRead(reader) => reader.mark(sound),
            Handle::PostgresRead(reader) => reader.mark(sound),
            Handle::SqliteTx(_) | Handle::PostgresTx(_) => {}
        }
    }
    /// Every row.
    pub async fn all<T: Row>(&mut self, sql: Sql) -> Result<Vec<T>, sqlx::Error> {
        run!(self, sql, query_as_with::<_, T, _>, |query, conn| query.fetch_all(conn).await)
    }
    /// The row, if there is one.
    pub async fn optional<T: Row>(&mut self, sql: Sql) -> Result<Option<T>, sqlx::Error> {
        run!(self, sql, query_as_with::<_, T, _>, |query, conn| query.fetch_optional(conn).await)
    }
    /// The row that must be there.
    pub async fn one<T: Row>(&mut self, sql: Sql) -> Result<T, sqlx::Error> {
        run!(self, sql, query_as_with::<_, T, _>, |query, conn| query.fetch_one(conn).await)
    }
    /// Changes rows and says how many.
    pub async fn exec(&mut self, sql: Sql) -> Result<u64, sqlx::Error> {
        run!(self, sql, query_with, |query, conn| query.execute(conn).await.map(|done| done.rows_affected()))
    }
    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        match self.0 {
            Handle::SqliteTx(tx) => tx.commit().await,
            Handle::PostgresTx(tx) => tx.commit().await,
            Handle::SqliteRead(_) | Handle::PostgresRead(_) => Ok(()),
        }
    }
}
