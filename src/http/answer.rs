//! Successful responses: one envelope for records, one for lists.

use std::marker::PhantomData;

use crate::{
    db::Slice,
    error::{Error, Result},
};

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, IntoResponseParts, Response},
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

// Handlers return these two types, and OpenAPI documents their schemas, so that both have the same `T`. The
// response is built when the transaction commits; the other fields only define the schema.

/// A response with one record.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the fields define the schema")]
pub struct Answer<T> {
    #[schema(ignore)]
    response: Response,
    success: bool,
    #[schema(value_type = String)]
    message: PhantomData<String>,
    #[schema(value_type = T)]
    data: PhantomData<T>,
}

/// A response with a list or one page of it: `total`, `page` and `pages` when paging by number, `nextCursor`
/// when paging by cursor.
#[derive(ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "the fields define the schema")]
pub struct Listed<T> {
    #[schema(ignore)]
    response: Response,
    success: bool,
    count: u64,
    total: Option<u64>,
    page: Option<u64>,
    pages: Option<u64>,
    next_cursor: Option<String>,
    #[schema(value_type = Vec<T>)]
    data: PhantomData<T>,
}

impl<T> Answer<T> {
    pub(super) fn new(response: Response) -> Self {
        Self { response, success: true, message: PhantomData, data: PhantomData }
    }
    /// Adds headers, such as cookies.
    pub fn with(self, parts: impl IntoResponseParts) -> Self {
        Self::new((parts, self.response).into_response())
    }
}

impl<T> Listed<T> {
    fn new(response: Response) -> Self {
        Self {
            response,
            success: true,
            count: 0,
            total: None,
            page: None,
            pages: None,
            next_cursor: None,
            data: PhantomData,
        }
    }
    pub(super) fn map(self, change: impl FnOnce(Response) -> Response) -> Self {
        Self::new(change(self.response))
    }
}

impl<T> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        self.response
    }
}
impl<T> IntoResponse for Listed<T> {
    fn into_response(self) -> Response {
        self.response
    }
}

/// The data of a response that has none.
#[derive(Serialize, ToSchema)]
pub struct Nothing {}

pub(super) fn envelope(message: &str, data: &impl Serialize) -> Result<Value> {
    let data = serde_json::to_value(data).map_err(Error::internal)?;
    Ok(json!({ "success": true, "message": message, "data": data }))
}

/// 200 with a record.
pub fn ok<T: Serialize>(message: &str, data: &T) -> Result<Answer<T>> {
    Ok(Answer::new(respond(StatusCode::OK, &envelope(message, data)?)))
}

/// 201 with a record and its `Location`.
pub fn created<T: Serialize>(location: &str, message: &str, data: &T) -> Result<Answer<T>> {
    Ok(Answer::new(located(respond(StatusCode::CREATED, &envelope(message, data)?), location)))
}

pub(super) fn located(mut response: Response, location: &str) -> Response {
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// Responds with a JSON body. A record's version becomes its `ETag`.
pub(super) fn respond(status: StatusCode, body: &Value) -> Response {
    let version = body["data"]["version"].as_i64();
    let mut response = (status, axum::Json(body)).into_response();
    if let Some(version) = version {
        response.headers_mut().insert(header::ETAG, etag(version));
    }
    response
}

fn etag(version: i64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{version}\"")).expect("digits in quotes")
}

/// 200 with rows of a list, without a total.
pub fn partial_list<T: Serialize>(rows: &[T]) -> Listed<T> {
    Listed::new(axum::Json(json!({ "success": true, "count": rows.len(), "data": rows })).into_response())
}

pub(super) fn list<T: Serialize>(slice: &Slice<T>) -> Listed<T> {
    let count = slice.rows.len();
    let body = match slice.total {
        Some((total, page)) => {
            let pages = (total + slice.limit - 1) / slice.limit;
            json!({ "success": true, "count": count, "total": total, "page": page, "pages": pages, "data": slice.rows })
        }
        None => json!({ "success": true, "count": count, "nextCursor": slice.next, "data": slice.rows }),
    };
    Listed::new(axum::Json(body).into_response())
}
