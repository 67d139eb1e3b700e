//! Requests that write: begin a transaction, call a verb, respond.

use std::ops::{Deref, DerefMut};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use serde::Serialize;

use super::{
    answer::{self, Answer},
    idempotency::{IdempotencyKey, StoredResponse},
    read::claims_of,
};
use crate::{
    access::Actor,
    app::App,
    auth::{self, Claims, Session},
    db::{InsertBatch, Read, Tx},
    error::{Error, Result},
};

/// An authenticated employee's request that writes.
pub struct Write {
    app: App,
    actor: Actor,
    claims: Claims,
    if_match: Option<i64>,
    idempotency_key: IdempotencyKey,
}

impl FromRequestParts<App> for Write {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let claims = claims_of(parts)?;
        let (actor, _) = auth::authenticate(&mut app.db.read().await?, &claims).await?;
        let if_match = if_match(&parts.headers)?;
        let idempotency_key = IdempotencyKey::from_request_parts(parts, app).await?;
        Ok(Self { app: app.clone(), actor, claims, if_match, idempotency_key })
    }
}

fn if_match(headers: &HeaderMap) -> Result<Option<i64>> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let version = text.trim_start_matches("W/").trim_matches('"').parse();
    version.map(Some).map_err(|_| Error::invalid("If-Match", "must be the ETag of the record"))
}

impl Write {
    /// The actor when the request arrived. The transaction reads it again.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
    /// Acquires a connection to look before the transaction begins.
    pub async fn read(&self) -> Result<Read> {
        Read::begin(&self.app.db, self.actor.clone()).await
    }
    /// The session, for a request that writes nothing and whose response takes long.
    pub fn into_session(self) -> Session {
        Session::new(self.claims, self.actor)
    }
    /// Fails with the stored response if a request with the same `Idempotency-Key` was already answered. For a
    /// handler that does a lot of work, or can fail, before `begin`.
    ///
    /// Call it after the handler's own checks and before returning their error: if the first request commits while
    /// the checks run, they fail because of its effect, and the retry still gets its response.
    pub async fn replay(&self) -> Result<()> {
        if self.idempotency_key.is_given() {
            self.idempotency_key.replay(&mut self.read().await?).await?;
        }
        Ok(())
    }
    /// Begins a transaction with the current actor.
    ///
    /// # Errors
    /// `Error::Replayed` with the stored response if this is a retry.
    pub async fn begin(self) -> Result<RequestTx> {
        let mut tx = self.transaction().await?;
        tx.expect_version(self.if_match);
        RequestTx::reserve(tx, self.idempotency_key).await
    }
    /// Like `begin`, for a request with several transactions: ignores `If-Match` and `Idempotency-Key`.
    pub async fn transaction(&self) -> Result<Tx> {
        auth::begin(&self.app.db, &self.claims).await
    }
    /// The actor as read in this transaction, which may be another company's.
    pub async fn actor_in(&self, tx: &mut Tx) -> Result<Actor> {
        auth::authenticate_for_change(tx, &self.claims).await
    }
}

/// A request's transaction: verbs run in it, then it commits and responds.
pub struct RequestTx {
    tx: Tx,
    idempotency_key: IdempotencyKey,
}

impl RequestTx {
    async fn reserve(mut tx: Tx, idempotency_key: IdempotencyKey) -> Result<Self> {
        idempotency_key.reserve(&mut tx).await?;
        Ok(Self { tx, idempotency_key })
    }
    /// Commits a batch and responds 201 with the record and its `Location`. With an `Idempotency-Key` it gets
    /// a transaction of its own, because a group commit cannot look for a stored response.
    pub async fn apply<T: Serialize>(
        app: &App,
        batch: InsertBatch,
        idempotency_key: IdempotencyKey,
        location: &str,
        message: &str,
        record: &T,
    ) -> Result<Answer<T>> {
        if idempotency_key.is_given() {
            let tx = Tx::begin(&app.db, batch.actor().clone()).await?;
            let mut request = Self::reserve(tx, idempotency_key).await?;
            request.tx.apply(batch).await?;
            return request.commit_created(location, message, record).await;
        }
        batch.commit().await?;
        answer::created(location, message, record)
    }
    /// Commits and responds 200 with the record.
    pub async fn commit_ok<T: Serialize>(self, message: &str, record: &T) -> Result<Answer<T>> {
        self.finish(StatusCode::OK, None, message, record).await
    }
    /// Commits and responds 201 with the new record and its `Location`.
    pub async fn commit_created<T: Serialize>(
        self,
        location: &str,
        message: &str,
        record: &T,
    ) -> Result<Answer<T>> {
        self.finish(StatusCode::CREATED, Some(location), message, record).await
    }
    /// Commits without storing a response, for one that contains a secret. A retry with the same key fails
    /// with 409.
    pub async fn commit(self) -> Result<()> {
        self.tx.commit().await
    }
    async fn finish<T: Serialize>(
        mut self,
        status: StatusCode,
        location: Option<&str>,
        message: &str,
        record: &T,
    ) -> Result<Answer<T>> {
        let response = StoredResponse {
            status: status.as_u16(),
            location: location.map(str::to_owned),
            body: answer::envelope(message, record)?,
        };
        self.idempotency_key.store(&mut self.tx, &response).await?;
        self.tx.commit().await?;
        Ok(Answer::new(response.respond()))
    }
}

impl Deref for RequestTx {
    type Target = Tx;
    fn deref(&self) -> &Tx {
        &self.tx
    }
}
impl DerefMut for RequestTx {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.tx
    }
}
