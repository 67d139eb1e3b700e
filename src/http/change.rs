//! A request that changes: begin, verb, answer. The answer to an `Idempotency-Key` is stored with the change itself,
//! so that a retry gets it again whatever happened in between, on whichever node.

use std::ops::{Deref, DerefMut};

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{answer, valid::unreadable, view::claims_of};
use crate::{
    access::Actor,
    app::App,
    db::{Arrival, Tx},
    error::{Error, Result},
    features::accounts::sign_in::{self, Claims, Session},
    secrets::fingerprint,
    sql,
    time::Time,
};

/// How long an `Idempotency-Key` is remembered.
pub const REMEMBERED: chrono::Duration = chrono::Duration::hours(24);

/// What makes two requests the same one.
#[derive(Clone, Debug)]
struct Key {
    key: String,
    request_hash: String,
}

/// An answer, as it is stored and given again.
#[derive(Serialize, Deserialize)]
pub(super) struct Remembered {
    status: u16,
    location: Option<String>,
    body: Value,
}

impl Remembered {
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
pub struct Retry(Option<Key>);

impl FromRequestParts<App> for Retry {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        Ok(Self(parts.extensions.get::<Key>().cloned()))
    }
}

/// Reads the key of a POST, and the body that it stands for.
pub async fn note_key(State(app): State<App>, request: Request, next: Next) -> Response {
    let key = request.headers().get("idempotency-key").cloned();
    let (Some(key), &Method::POST) = (key, request.method()) else { return next.run(request).await };
    match noted(&app, key.to_str().unwrap_or_default(), request).await {
        Ok(request) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

async fn noted(app: &App, key: &str, request: Request) -> Result<Request> {
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

/// A change that a signed-in employee asks for.
pub struct Change {
    app: App,
    actor: Actor,
    claims: Claims,
    if_match: Option<i64>,
    retry: Retry,
}

impl FromRequestParts<App> for Change {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let claims = claims_of(parts)?;
        let (actor, _) = sign_in::authenticate(&mut app.db.read().await?, &claims).await?;
        let if_match = if_match(&parts.headers)?;
        let retry = Retry::from_request_parts(parts, app).await?;
        Ok(Self { app: app.clone(), actor, claims, if_match, retry })
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

impl Change {
    /// Who asks, as of the request's headers. Who acts in the end, the transaction reads again.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
    /// The sign-in, for a request that changes nothing and whose answer takes its time.
    pub fn into_session(self) -> Session {
        Session::new(self.claims, self.actor)
    }
    /// Whether this may have been answered before: then nothing is refused until `begin` has looked.
    pub fn has_key(&self) -> bool {
        self.retry.0.is_some()
    }
    /// Begins the transaction, of whoever this sign-in belongs to by now. A retry of something already answered ends
    /// here, with that answer.
    pub async fn begin(self) -> Result<Work> {
        let mut tx = self.transaction().await?;
        tx.expect_version(self.if_match);
        Work::reserved(tx, self.retry).await
    }
    /// As `begin`, for a request that takes several transactions.
    pub async fn transaction(&self) -> Result<Tx> {
        sign_in::begin(&self.app.db, &self.claims).await
    }
    /// Who asks, as of this transaction, which may be another company's.
    pub async fn actor_in(&self, tx: &mut Tx) -> Result<Actor> {
        sign_in::authenticate_for_change(tx, &self.claims).await
    }
}

/// A transaction on behalf of a request: verbs run in it, then it answers.
pub struct Work {
    tx: Tx,
    retry: Retry,
}

impl Work {
    async fn reserved(mut tx: Tx, retry: Retry) -> Result<Self> {
        if let Some(key) = &retry.0 {
            reserve(&mut tx, key).await?;
        }
        Ok(Self { tx, retry })
    }
    /// Takes in what arrives by itself, and answers 201 with it and where it is. With a key it has a transaction of its
    /// own, since whether it was answered before is to be read.
    pub async fn take_in(
        app: &App,
        arrival: Arrival,
        retry: Retry,
        location: &str,
        message: &str,
        record: &impl Serialize,
    ) -> Result<Response> {
        if retry.0.is_some() {
            let tx = Tx::begin(&app.db, arrival.actor().clone()).await?;
            let mut work = Self::reserved(tx, retry).await?;
            work.tx.take_in(arrival).await?;
            return work.created(location, message, record).await;
        }
        arrival.commit().await?;
        answer::created(location, message, record)
    }
    /// Commits, and answers 200 with the record.
    pub async fn done(self, message: &str, record: &impl Serialize) -> Result<Response> {
        self.finish(StatusCode::OK, None, message, record).await
    }
    /// Commits, and answers 201 with the new record and where it is.
    pub async fn created(self, location: &str, message: &str, record: &impl Serialize) -> Result<Response> {
        self.finish(StatusCode::CREATED, Some(location), message, record).await
    }
    /// Commits, for an answer that must not be stored: one with a token. A retry with the same key is told so.
    pub async fn commit(self) -> Result<()> {
        self.tx.commit().await
    }
    async fn finish(
        mut self,
        status: StatusCode,
        location: Option<&str>,
        message: &str,
        record: &impl Serialize,
    ) -> Result<Response> {
        let answer = Remembered {
            status: status.as_u16(),
            location: location.map(str::to_owned),
            body: answer::envelope(message, record)?,
        };
        if let Some(key) = &self.retry.0 {
            remember(&mut self.tx, key, &answer).await?;
        }
        self.tx.commit().await?;
        Ok(answer.respond())
    }
}

impl Deref for Work {
    type Target = Tx;
    fn deref(&self) -> &Tx {
        &self.tx
    }
}
impl DerefMut for Work {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.tx
    }
}

/// Takes the key for this transaction. While another holds it, this waits for the other's end.
async fn reserve(tx: &mut Tx, key: &Key) -> Result<()> {
    let (company_id, scope, now) = (tx.company_id(), scope(tx), tx.now());
    let taken = tx
        .exec(sql!(
            "insert into idempotency_keys (company_id, scope, key, request_hash, answer, created_at)
             values ($1, $2, $3, $4, $5, $6) on conflict (company_id, scope, key) do nothing",
            company_id,
            &scope,
            &key.key,
            &key.request_hash,
            Value::Null,
            now
        ))
        .await?;
    if taken == 1 {
        return Ok(());
    }
    let (request_hash, answer, created_at): (String, Value, Time) = tx
        .one(sql!(
            "select request_hash, answer, created_at from idempotency_keys where company_id = $1 and scope = $2 and key = $3",
            company_id, &scope, &key.key
        ))
        .await?;
    if now.since(created_at) > REMEMBERED {
        let renew = "update idempotency_keys set request_hash = $1, created_at = $2 where company_id = $3 and scope = $4 and key = $5";
        tx.exec(sql!(renew, &key.request_hash, now, company_id, &scope, &key.key)).await?;
        return Ok(());
    }
    if request_hash != key.request_hash {
        return Err(Error::Unprocessable("This Idempotency-Key was used for another request"));
    }
    if answer.is_null() {
        return Err(Error::conflict(
            "answer_not_kept",
            "This request was carried out before; its answer held a secret and is not repeated",
        ));
    }
    Err(Error::Replayed(answer))
}

async fn remember(tx: &mut Tx, key: &Key, answer: &Remembered) -> Result<()> {
    let (company_id, scope) = (tx.company_id(), scope(tx));
    let answer = serde_json::to_value(answer).map_err(Error::internal)?;
    let update = "update idempotency_keys set answer = $1 where company_id = $2 and scope = $3 and key = $4";
    tx.exec(sql!(update, answer, company_id, scope, &key.key)).await?;
    Ok(())
}

/// Keys of different senders never meet.
fn scope(tx: &Tx) -> String {
    tx.actor().employee_id().map_or_else(|| "public".into(), |id| id.to_string())
}
