//! The differences between the two databases, each with a name.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// Locks the rows that a `select` reads against other writers. SQLite's `begin immediate` already does.
    pub fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " for update",
        }
    }
    /// The company's column in a condition beside `id in (…)`.
    ///
    /// Without statistics, as after an import, SQLite expects fewer rows of a company than ids, and would
    /// read the whole company by an index that begins with it. The unary plus hides the column from the
    /// planner.
    pub fn company_column_with_ids(self) -> &'static str {
        match self {
            Self::Sqlite => "+company_id",
            Self::Postgres => "company_id",
        }
    }
    /// Begins a transaction whose reads all see the same state.
    pub fn begin_snapshot(self) -> &'static str {
        match self {
            Self::Sqlite => "begin",
            Self::Postgres => "begin isolation level repeatable read read only",
        }
    }
    /// Locks the rows that a `select` reads against changes until the transaction ends; the lock is shared.
    pub fn for_share(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " for share",
        }
    }
    /// The operator for case-insensitive pattern matching.
    pub fn like(self) -> &'static str {
        match self {
            Self::Sqlite => "like",
            Self::Postgres => "ilike",
        }
    }
    /// The maximum number of rows in one `insert`.
    ///
    /// SQLite is faster with many rows, up to its limit of bound values. PostgreSQL gets a few small rows at
    /// a time (see `bytes_per_statement`), and so few distinct statements to prepare.
    pub fn rows_per_statement(self) -> usize {
        match self {
            Self::Sqlite => 500,
            Self::Postgres => 8,
        }
    }
    /// The maximum size of a statement's values in bytes. A single larger row is allowed.
    ///
    /// sqlx 0.9 leaves Nagle's algorithm on, so that PostgreSQL receives a large statement in several
    /// packets, each of which waits 40 ms for an acknowledgement (measured: 40 commits per second instead of
    /// hundreds).
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

/// A pattern that matches `text` anywhere in a column: `like $1 escape '\'`.
pub fn containing(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
