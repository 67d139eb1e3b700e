//! One error, by what the client can do about it. Codes are listed in `protocol/README.md`.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A wrong field of the input. `field` is its path: `email`, `rules.minSpend`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
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
    /// A file that is of another kind than the one that is taken.
    #[error("{}", summary(.errors))]
    InvalidFile { kind: &'static str, errors: Vec<FieldError> },
    #[error("{message}")]
    Unauthorized { code: &'static str, message: &'static str },
    #[error("Your role does not allow this")]
    Forbidden,
    #[error("{message}")]
    Refused { code: &'static str, message: &'static str },
    #[error("{} not found", capitalized(.0))]
    NotFound(&'static str),
    #[error("This address does not accept this method")]
    MethodNotAllowed,
    #[error("{message}")]
    Conflict { code: &'static str, message: String, data: Value },
    #[error("Someone else changed this in the meantime; read it again")]
    VersionMismatch { version: i64 },
    #[error("The body is larger than {0} bytes")]
    TooLarge(usize),
    #[error("The media type of the body is not accepted")]
    UnsupportedMediaType,
    #[error("{0}")]
    Unprocessable(&'static str),
    #[error("Too many requests; try again in {retry_after} s")]
    TooManyRequests { retry_after: u64 },
    #[error("{message}")]
    NotConfigured { code: &'static str, message: &'static str },
    #[error("The server cannot do this right now; try again shortly")]
    Unavailable(&'static str),
    #[error("Something went wrong on our side")]
    Internal(String),
    #[error("Something went wrong on our side")]
    Database(#[source] sqlx::Error),
    /// Not a failure: the answer that an `Idempotency-Key` got before, given again.
    #[error("answered before")]
    Replayed(Value),
}

/// `email is required`; of several fields, which they are.
fn summary(wrong: &[FieldError]) -> String {
    match wrong {
        [one] => format!("{} {}", one.field, one.message),
        several => {
            let fields: Vec<_> = several.iter().map(|wrong| wrong.field.as_str()).collect();
            format!("These fields are invalid: {}", fields.join(", "))
        }
    }
}

fn capitalized(noun: &str) -> String {
    let mut chars = noun.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

impl Error {
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
    /// The same, told to somebody else whom it concerns too.
    pub fn for_another(&self) -> Self {
        match self {
            Self::Unavailable(what) => Self::Unavailable(what),
            other => Self::Internal(format!("{other:?}")),
        }
    }
    /// HTTP's word for it, and ours.
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
            Self::Unprocessable(_) => (422, "idempotency_key_reused"),
            Self::TooManyRequests { .. } => (429, "too_many_requests"),
            Self::NotConfigured { code, .. } => (501, code),
            Self::Unavailable(_) => (503, "unavailable"),
            Self::Internal(_) | Self::Database(_) => (500, "internal"),
            Self::Replayed(_) => (200, "replayed"),
        }
    }
    /// The wrong fields, where there are any.
    pub fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::InvalidFile { errors, .. } => errors,
            _ => &[],
        }
    }
    /// What a client can act on: the winner of a claim, the first of two duplicates, the current version.
    pub fn data(&self) -> Value {
        match self {
            Self::Conflict { data, .. } => data.clone(),
            Self::InvalidFile { kind, .. } => json!({ "fileKind": kind }),
            Self::VersionMismatch { version } => json!({ "version": version }),
            _ => Value::Null,
        }
    }
    /// Seconds after which trying again makes sense.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooManyRequests { retry_after } => Some(*retry_after),
            Self::Unavailable(_) => Some(1),
            _ => None,
        }
    }
}

/// A database that is away, locked or full answers 503: trying again may help. Anything else is ours to mend.
impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            // A connection that ends in the middle of an answer.
            | sqlx::Error::Protocol(_) => {
                tracing::error!(%error, "the database is away");
                Self::Unavailable("the database is away")
            }
            sqlx::Error::Database(source) if is_passing(source.code().as_deref(), source.message()) => {
                tracing::error!(%error, "the database cannot write or answer now");
                Self::Unavailable("the database cannot write or answer now")
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

/// PostgreSQL: connection trouble (08), no resources (53), shutting down (57P), could not serialise (40).
/// SQLite: busy (5), locked (6), I/O error (10), full (13), cannot open (14), each also in its extended forms.
fn is_passing(code: Option<&str>, message: &str) -> bool {
    let code = code.unwrap_or_default();
    if code.len() == 5 {
        return ["08", "53", "57P", "40"].iter().any(|class| code.starts_with(class));
    }
    let primary = code.parse::<u32>().map(|extended| extended & 0xff);
    matches!(primary, Ok(5 | 6 | 10 | 13 | 14)) || message.contains("database or disk is full")
}

/// Turns a violated constraint into the error that the client understands, by the constraint's name `table.column`.
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
