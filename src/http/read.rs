//! Requests that read.

use std::ops::{Deref, DerefMut};

use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::answer::{self, Answer, Listed};
use crate::{
    app::App,
    auth::{self, Caller, Claims, Session},
    db::{Read, Slice},
    error::{Error, Result},
};

/// The header with the company's event number, read before the data: a client that follows the stream from
/// there misses no event.
pub const EVENT_SEQ: &str = "x-event-seq";

/// A request that reads: its `Read`, and the event number for the response.
pub struct RequestRead {
    read: Read,
    claims: Claims,
    seq: i64,
}

impl Deref for RequestRead {
    type Target = Read;
    fn deref(&self) -> &Read {
        &self.read
    }
}
impl DerefMut for RequestRead {
    fn deref_mut(&mut self) -> &mut Read {
        &mut self.read
    }
}

impl FromRequestParts<App> for RequestRead {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let claims = claims_of(parts)?;
        let mut conn = app.db.read().await?;
        let (actor, seq) = auth::authenticate(&mut conn, &claims).await?;
        Ok(Self { read: Read::new(conn, actor, app.db.clock.now()), claims, seq })
    }
}

pub(super) fn claims_of(parts: &Parts) -> Result<Claims> {
    let caller =
        parts.extensions.get::<Caller>().ok_or_else(|| Error::internal("the request has no caller"))?;
    Ok(caller.claims.clone()?)
}

impl RequestRead {
    /// The session, for a long response, which releases the connection and checks the session repeatedly.
    pub fn into_session(self) -> Session {
        Session::new(self.claims, self.read.into_actor())
    }
    /// 200 with a record.
    pub fn record<T: Serialize>(&self, record: &T) -> Result<Answer<T>> {
        Ok(Answer::new(with_seq(answer::ok("", record)?.into_response(), self.seq)))
    }
    /// 200 with a complete list as a single page.
    pub fn whole_list<T: Serialize>(&self, rows: Vec<T>) -> Result<Listed<T>> {
        let count = i64::try_from(rows.len()).map_err(Error::internal)?;
        self.list(&Slice { rows, total: Some((count, 1)), next: None, limit: count.max(1) })
    }
    /// 200 with rows of a list without a total, for a route with its own paging.
    pub fn partial_list<T: Serialize>(&self, rows: &[T]) -> Result<Listed<T>> {
        Ok(answer::partial_list(rows).map(|response| with_seq(response, self.seq)))
    }
    /// 200 with a body outside the usual envelope.
    pub fn body(&self, body: &impl Serialize) -> Response {
        with_seq(axum::Json(body).into_response(), self.seq)
    }
    /// 200 with one page of a list.
    pub fn list<T: Serialize>(&self, slice: &Slice<T>) -> Result<Listed<T>> {
        Ok(answer::list(slice).map(|response| with_seq(response, self.seq)))
    }
}

pub(super) fn with_seq(mut response: Response, seq: i64) -> Response {
    response.headers_mut().insert(EVENT_SEQ, HeaderValue::from(seq));
    response
}
