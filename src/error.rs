//! The error type. Codes are listed in `protocol/README.md`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An invalid field of the input. `field` is its path: `email`, `rules.minSpend`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

impl FieldError {
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("The request is malformed: {0}")]
    Malformed(String),
    #[error("{}", summary(.0))]
    Invalid(Vec<FieldError>),
    /// A file of an unsupported kind.
    #[error("{}", summary(.errors))]
    InvalidFile { kind: &'static str, errors: Vec<FieldError> },
    #[error("{message}")]
    Unauthorized { code: &'static str, message: &'static str },
    #[error("You don't have permission to do this")]
    Forbidden,
    #[error("{message}")]
    Refused { code: &'static str, message: &'static str },
    #[error("{} not found", capitalized(.0))]
    NotFound(&'static str),
    #[error("This URL does not support this HTTP method")]
    MethodNotAllowed,
    #[error("{message}")]
    Conflict { code: &'static str, message: String, data: Value },
    #[error("Someone else changed this in the meantime; review their changes and try again")]
    VersionMismatch { version: i64 },
    #[error("The request body is larger than {0} bytes")]
    TooLarge(usize),
    #[error("The content type of the request body is not supported")]
    UnsupportedMediaType,
    #[error("This Idempotency-Key was already used for a different request")]
    IdempotencyKeyReused,
    #[error("Too many requests; try again in {retry_after} s")]
    TooManyRequests { retry_after: u64 },
    #[error("{message}")]
    NotConfigured { code: &'static str, message: &'static str },
    #[error("The server is temporarily unavailable; try again shortly")]
    Unavailable(&'static str),
    #[error("Something went wrong on our side")]
    Internal(String),
    #[error("Something went wrong on our side")]
    Database(#[source] sqlx::Error),
    /// Not a failure: the stored response for a repeated `Idempotency-Key`.
    #[error("The stored response of an earlier request with this Idempotency-Key")]
    Replayed(Value),
}

/// `email is required`, or the names of several fields.
fn summary(errors: &[FieldError]) -> String {
    match errors {
        [error] => format!("{} {}", error.field, error.message),
        several => {
            let fields: Vec<_> = several.iter().map(|error| error.field.as_str()).collect();
            format!("These fields are invalid: {}", fields.join(", "))
        }
    }
}

fn capitalized(noun: &str) -> String {
    let mut chars = noun.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

impl Error {
    /// Says that `noun` is missing where another record was, so that the response does not name that record.
    pub fn as_missing(self, noun: &'static str) -> Self {
        match self {
            Self::NotFound(_) => Self::NotFound(noun),
            other => other,
        }
    }
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::Conflict { code, message: message.into(), data: Value::Null }
    }
    pub fn unauthorized(code: &'static str, message: &'static str) -> Self {
        Self::Unauthorized { code, message }
    }
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }
    /// A copy for another request that failed for the same reason.
    pub fn duplicate(&self) -> Self {
        match self {
            Self::Unavailable(reason) => Self::Unavailable(reason),
            other => Self::Internal(format!("{other:?}")),
        }
    }
    /// The HTTP status and the error code.
    pub fn status_and_code(&self) -> (u16, &'static str) {
        match self {
            Self::Malformed(_) => (400, "malformed"),
            Self::Invalid(_) | Self::InvalidFile { .. } => (400, "invalid"),
            Self::Unauthorized { code, .. } => (401, code),
            Self::Forbidden => (403, "forbidden"),
            Self::Refused { code, .. } => (403, code),
            Self::NotFound(_) => (404, "not_found"),
            Self::MethodNotAllowed => (405, "method_not_allowed"),
            Self::Conflict { code, .. } => (409, code),
            Self::VersionMismatch { .. } => (412, "version_mismatch"),
            Self::TooLarge(_) => (413, "too_large"),
            Self::UnsupportedMediaType => (415, "unsupported_media_type"),
            Self::IdempotencyKeyReused => (422, "idempotency_key_reused"),
            Self::TooManyRequests { .. } => (429, "too_many_requests"),
            Self::NotConfigured { code, .. } => (501, code),
            Self::Unavailable(_) => (503, "unavailable"),
            Self::Internal(_) | Self::Database(_) => (500, "internal"),
            Self::Replayed(_) => (200, "replayed"),
        }
    }
    /// The invalid fields, if any.
    pub fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::InvalidFile { errors, .. } => errors,
            _ => &[],
        }
    }
    /// Details that a client can act on: who claimed the record, the existing duplicate, the current version.
    pub fn data(&self) -> Value {
        match self {
            Self::Conflict { data, .. } => data.clone(),
            Self::InvalidFile { kind, .. } => json!({ "fileKind": kind }),
            Self::VersionMismatch { version } => json!({ "version": version }),
            _ => Value::Null,
        }
    }
    /// The value of `Retry-After` in seconds.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooManyRequests { retry_after } => Some(*retry_after),
            Self::Unavailable(_) => Some(1),
            _ => None,
        }
    }
}

/// Maps transient database errors (unreachable, locked, full) to 503, all others to 500.
impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            // The connection was closed within a response.
            | sqlx::Error::Protocol(_) => {
                tracing::error!(%error, "database unavailable");
                Self::Unavailable("the database is unavailable")
            }
            sqlx::Error::Database(source) if is_transient(source.code().as_deref(), source.message()) => {
                tracing::error!(%error, "transient database error");
                Self::Unavailable("the database is temporarily unavailable")
            }
            _ => Self::Database(error),
        }
    }
}
impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::Execute(error) => error.into(),
            other => Self::internal(format!("migrating: {other}")),
        }
    }
}

/// PostgreSQL: connection exception (08), insufficient resources (53), operator intervention (57P),
/// transaction rollback (40). SQLite: busy (5), locked (6), I/O error (10), full (13), cannot open (14),
/// including extended codes.
fn is_transient(code: Option<&str>, message: &str) -> bool {
    let code = code.unwrap_or_default();
    if code.len() == 5 {
        return ["08", "53", "57P", "40"].iter().any(|class| code.starts_with(class));
    }
    let primary = code.parse::<u32>().map(|extended| extended & 0xff);
    matches!(primary, Ok(5 | 6 | 10 | 13 | 14)) || message.contains("database or disk is full")
}

/// Maps a violated constraint, named `table.column`, to a client error.
pub trait OnConstraint<T> {
    fn on_constraint(self, name: &str, error: impl FnOnce() -> Error) -> Result<T>;
}
impl<T, E: Into<Error>> OnConstraint<T> for Result<T, E> {
    fn on_constraint(self, name: &str, error: impl FnOnce() -> Error) -> Result<T> {
        self.map_err(Into::into).map_err(|source| match &source {
            // PostgreSQL names the constraint; SQLite says `UNIQUE constraint failed: table.column`.
            Error::Database(sqlx::Error::Database(db))
                if db.constraint() == Some(name)
                    || (db.is_unique_violation() && db.message().contains(name)) =>
            {
                error()
            }
            _ => source,
        })
    }
}
