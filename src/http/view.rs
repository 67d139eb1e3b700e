//! A request that reads: who asks, a connection, and the event number from which the stream goes on.

use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, request::Parts},
    response::Response,
};
use serde::Serialize;

use super::{answer, caller::Caller};
use crate::{
    access::Actor,
    app::App,
    db::{Conn, Slice},
    error::{Error, Result},
    features::accounts::sign_in::{self, Claims, Session},
    time::Time,
};

/// The company's event number at the moment of the read, read before anything else: a client that follows the
/// stream from there misses nothing.
pub const EVENT_SEQ: &str = "x-event-seq";

pub struct View {
    pub actor: Actor,
    pub conn: Conn,
    claims: Claims,
    now: Time,
    seq: i64,
}

impl FromRequestParts<App> for View {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let claims = claims_of(parts)?;
        let mut conn = app.db.read().await?;
        let (actor, seq) = sign_in::authenticate(&mut conn, &claims).await?;
        Ok(Self { actor, conn, claims, now: app.db.clock.now(), seq })
    }
}

pub(super) fn claims_of(parts: &Parts) -> Result<Claims> {
    let caller =
        parts.extensions.get::<Caller>().ok_or_else(|| Error::internal("nobody noted the caller"))?;
    Ok(caller.claims.clone()?)
}

impl View {
    pub fn now(&self) -> Time {
        self.now
    }
    /// The sign-in, for an answer that takes its time: it lets go of the connection, and asks again as it goes on.
    pub fn into_session(self) -> Session {
        Session::new(self.claims, self.actor)
    }
    /// 200 with a record.
    pub fn record(&self, record: &impl Serialize) -> Result<Response> {
        Ok(with_seq(answer::done("", record)?, self.seq))
    }
    /// 200 with a list that is short enough to be answered whole: one page with everything.
    pub fn whole_list<T: Serialize>(&self, rows: Vec<T>) -> Result<Response> {
        let count = i64::try_from(rows.len()).map_err(Error::internal)?;
        self.list(&Slice { rows, total: Some((count, 1)), next: None, limit: count.max(1) })
    }
    /// 200 with rows of a list whose total is not known, and whose route has its own way to the next ones.
    pub fn partial_list<T: Serialize>(&self, rows: &[T]) -> Result<Response> {
        Ok(with_seq(answer::partial_list(rows), self.seq))
    }
    /// 200 with a body of its own shape.
    pub fn body(&self, body: &impl Serialize) -> Response {
        with_seq(axum::response::IntoResponse::into_response(axum::Json(body)), self.seq)
    }
    /// 200 with a part of a list.
    pub fn list<T: Serialize>(&self, slice: &Slice<T>) -> Result<Response> {
        Ok(with_seq(answer::list(slice), self.seq))
    }
}

pub(super) fn with_seq(mut response: Response, seq: i64) -> Response {
    response.headers_mut().insert(EVENT_SEQ, HeaderValue::from(seq));
    response
}
