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
    /// Takes the next free row of a queue without waiting for rows that others hold.
    pub fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " for update skip locked",
        }
    }
    /// Compares text without regard to case.
    pub fn like(self) -> &'static str {
        match self {
            Self::Sqlite => "like",
            Self::Postgres => "ilike",
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
