//! `Idempotency-Key`: the response is stored in the same transaction as the change, so that a retry gets the same
//! response from any node.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, State},
    http::{Method, StatusCode, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{answer, valid::unreadable};
use crate::{
    access::{Actor, Principal},
    app::App,
    db::{Conn, Read, Tx},
    error::{Error, Result},
    id::CompanyId,
    secrets::fingerprint,
    sql,
    time::Time,
};

/// How long an `Idempotency-Key` is stored.
const IDEMPOTENCY_TTL: chrono::Duration = chrono::Duration::hours(24);

/// Identifies a request. A retry has the same key and hash.
#[derive(Clone, Debug)]
struct Key {
    key: String,
    request_hash: String,
}

/// A response as it is stored for retries.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredResponse {
    pub(super) status: u16,
    pub(super) location: Option<String>,
    pub(super) body: Value,
}

impl StoredResponse {
    pub(super) fn respond(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let response = answer::respond(status, &self.body);
        match self.location {
            Some(location) => answer::located(response, &location),
            None => response,
        }
    }
}

/// The request's `Idempotency-Key`, if it has one.
#[derive(Clone, Debug, Default)]
pub struct IdempotencyKey(Option<Key>);

impl FromRequestParts<App> for IdempotencyKey {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        Ok(Self(parts.extensions.get::<Key>().cloned()))
    }
}

/// Middleware that reads the `Idempotency-Key` of a POST and hashes its body.
pub async fn attach_idempotency_key(State(app): State<App>, request: Request, next: Next) -> Response {
    let key = request.headers().get("idempotency-key").cloned();
    let (Some(key), &Method::POST) = (key, request.method()) else { return next.run(request).await };
    match attach_key(&app, key.to_str().unwrap_or_default(), request).await {
        Ok(request) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

async fn attach_key(app: &App, key: &str, request: Request) -> Result<Request> {
    if !(1..=255).contains(&key.len()) || key.contains('\t') {
        return Err(Error::invalid("Idempotency-Key", "must have 1 to 255 printable characters"));
    }
    let (parts, body) = request.into_parts();
    let bytes =
        Bytes::from_request(Request::from_parts(parts.clone(), body), app).await.map_err(unreadable)?;
    let request_hash = fingerprint([parts.uri.path().as_bytes(), b"\n", &bytes].concat());
    let mut request = Request::from_parts(parts, bytes.into());
    request.extensions_mut().insert(Key { key: key.to_owned(), request_hash });
    Ok(request)
}

/// A row of `idempotency_keys`.
#[derive(sqlx::FromRow)]
struct StoredKey {
    request_hash: String,
    #[sqlx(rename = "answer")]
    response: Value,
    created_at: Time,
}

impl StoredKey {
    async fn find(conn: &mut Conn, company_id: CompanyId, scope: &str, key: &Key) -> Result<Option<Self>> {
        let sql = "select request_hash, answer, created_at from idempotency_keys
                   where company_id = $1 and scope = $2 and key = $3";
        Ok(conn.optional(sql!(sql, company_id, scope, &key.key)).await?)
    }
    fn has_expired(&self, now: Time) -> bool {
        now.since(self.created_at) > IDEMPOTENCY_TTL
    }
    /// The response to a request with this key, as the error that ends its handler.
    fn into_error(self, key: &Key) -> Error {
        if self.request_hash != key.request_hash {
            return Error::IdempotencyKeyReused;
        }
        if self.response.is_null() {
            return Error::conflict(
                "answer_not_kept",
                "This request has already succeeded; its response contained a secret and cannot be shown again",
            );
        }
        Error::Replayed(self.response)
    }
}

impl IdempotencyKey {
    pub(super) fn is_given(&self) -> bool {
        self.0.is_some()
    }
    /// Fails with the stored response if the key is stored.
    pub(super) async fn replay(&self, read: &mut Read) -> Result<()> {
        let Some(key) = &self.0 else { return Ok(()) };
        let (company_id, scope, now) = (read.company_id(), scope(read.actor()), read.now());
        match StoredKey::find(read, company_id, &scope, key).await? {
            Some(stored) if !stored.has_expired(now) => Err(stored.into_error(key)),
            _ => Ok(()),
        }
    }
    /// Reserves the key for this transaction. Waits while another transaction has it, and then fails with the stored
    /// response.
    pub(super) async fn reserve(&self, tx: &mut Tx) -> Result<()> {
        let Some(key) = &self.0 else { return Ok(()) };
        let (company_id, scope, now) = (tx.company_id(), scope(tx.actor()), tx.now());
        let insert = "insert into idempotency_keys (company_id, scope, key, request_hash, answer, created_at)
                      values ($1, $2, $3, $4, $5, $6) on conflict (company_id, scope, key) do nothing";
        let row = sql!(insert, company_id, &scope, &key.key, &key.request_hash, Value::Null, now);
        if tx.exec(row).await? == 1 {
            return Ok(());
        }
        let stored = StoredKey::find(tx, company_id, &scope, key).await?;
        let stored = stored.ok_or_else(|| Error::internal("a reserved key is gone"))?;
        if !stored.has_expired(now) {
            return Err(stored.into_error(key));
        }
        let renew = "update idempotency_keys set request_hash = $1, created_at = $2
                     where company_id = $3 and scope = $4 and key = $5";
        tx.exec(sql!(renew, &key.request_hash, now, company_id, &scope, &key.key)).await?;
        Ok(())
    }

    pub(super) async fn store(&self, tx: &mut Tx, response: &StoredResponse) -> Result<()> {
        let Some(key) = &self.0 else { return Ok(()) };
        let (company_id, scope) = (tx.company_id(), scope(tx.actor()));
        let answer = serde_json::to_value(response).map_err(Error::internal)?;
        let update =
            "update idempotency_keys set answer = $1 where company_id = $2 and scope = $3 and key = $4";
        tx.exec(sql!(update, answer, company_id, scope, &key.key)).await?;
        Ok(())
    }
}

/// The scope of the key: keys of different principals do not collide.
fn scope(actor: &Actor) -> String {
    match actor.principal() {
        Principal::Employee { person, .. } => person.id.to_string(),
        Principal::ApiKey { id, .. } => format!("key:{id}"),
        Principal::System(_) => "public".into(),
    }
}

pub async fn delete_old_idempotency_keys(tx: &mut Tx) -> Result<()> {
    let (company_id, before) = (tx.company_id(), tx.now().plus(-IDEMPOTENCY_TTL));
    let sql = "delete from idempotency_keys where company_id = $1 and created_at < $2";
    tx.exec(sql!(sql, company_id, before)).await?;
    Ok(())
}
