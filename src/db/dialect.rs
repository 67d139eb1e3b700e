//! What really differs between the two databases, each difference with a name.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// Makes a read that decides a write wait for other writers of the row. SQLite's `begin immediate` already does.
    pub fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " for update",
        }
    }
    /// Keeps a row as it was read until the transaction ends, without keeping other readers of this kind away.
    pub fn for_share(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " for share",
        }
    }
    /// Compares text without regard to case.
    pub fn like(self) -> &'static str {
        match self {
            Self::Sqlite => "like",
            Self::Postgres => "ilike",
        }
    }
    /// Rows that one `insert` had better write. SQLite saves work by many, up to its limit of bound values. PostgreSQL
    /// gets a few small ones at a time (see `bytes_per_statement`), in few lengths, since each is prepared once.
    pub fn rows_per_statement(self) -> usize {
        match self {
            Self::Sqlite => 500,
            Self::Postgres => 8,
        }
    }
    /// How much one statement may carry, but for a single row that is larger. To PostgreSQL a large statement goes out in
    /// pieces, and each waits 40 ms for an acknowledgement, because sqlx 0.9 leaves Nagle's algorithm on (measured: 40
    /// commits a second instead of hundreds).
    pub fn bytes_per_statement(self) -> usize {
        match self {
            Self::Sqlite => usize::MAX,
            Self::Postgres => 5_000,
        }
    }
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// The pattern that finds `text` anywhere in a column: `like $1 escape '\'`.
pub fn containing(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
