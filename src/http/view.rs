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
    features::accounts::sign_in,
    time::Time,
};

/// The company's event number at the moment of the read, read before anything else: a client that follows the
/// stream from there misses nothing.
pub const EVENT_SEQ: &str = "x-event-seq";

pub struct View {
    pub actor: Actor,
    pub conn: Conn,
    now: Time,
    seq: i64,
}

impl FromRequestParts<App> for View {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let claims = claims_of(parts)?;
        let mut conn = app.db.read().await?;
        let (actor, seq) = sign_in::authenticate(&mut conn, &claims).await?;
        Ok(Self { actor, conn, now: app.db.clock.now(), seq })
    }
}

pub(super) fn claims_of(parts: &Parts) -> Result<sign_in::Claims> {
    let caller =
        parts.extensions.get::<Caller>().ok_or_else(|| Error::internal("nobody noted the caller"))?;
    Ok(caller.claims.clone()?)
}

impl View {
    pub fn now(&self) -> Time {
        self.now
    }
    /// 200 with a record.
    pub fn record(&self, record: &impl Serialize) -> Result<Response> {
        Ok(with_seq(answer::done("", record)?, self.seq))
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
