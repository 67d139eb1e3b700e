//! Success: one envelope for records, one for lists.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::{
    db::Slice,
    error::{Error, Result},
};

/// The answer with one record.
#[derive(Serialize, ToSchema)]
pub struct Answer<T> {
    success: bool,
    message: String,
    data: T,
}

/// The answer with a list or a part of one: `total`, `page` and `pages` with a page number, `nextCursor` with a
/// cursor.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Listed<T> {
    success: bool,
    count: u64,
    total: Option<u64>,
    page: Option<u64>,
    pages: Option<u64>,
    next_cursor: Option<String>,
    data: Vec<T>,
}

/// The data of an answer that has none.
#[derive(Serialize, ToSchema)]
pub struct Nothing {}

pub(super) fn envelope(message: &str, data: &impl Serialize) -> Result<Value> {
    let data = serde_json::to_value(data).map_err(Error::internal)?;
    Ok(json!({ "success": true, "message": message, "data": data }))
}

/// 200 with a record.
pub fn done(message: &str, data: &impl Serialize) -> Result<Response> {
    Ok(respond(StatusCode::OK, &envelope(message, data)?))
}

/// 201 with a record and where it is.
pub fn created(location: &str, message: &str, data: &impl Serialize) -> Result<Response> {
    Ok(located(respond(StatusCode::CREATED, &envelope(message, data)?), location))
}

pub(super) fn located(mut response: Response, location: &str) -> Response {
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// The body as JSON; a record's version is its `ETag`.
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

/// 200 with rows of a list whose total is not known.
pub fn partial_list<T: Serialize>(rows: &[T]) -> Response {
    axum::Json(json!({ "success": true, "count": rows.len(), "data": rows })).into_response()
}

pub(super) fn list<T: Serialize>(slice: &Slice<T>) -> Response {
    let count = slice.rows.len();
    let body = match slice.total {
        Some((total, page)) => {
            let pages = (total + slice.limit - 1) / slice.limit;
            json!({ "success": true, "count": count, "total": total, "page": page, "pages": pages, "data": slice.rows })
        }
        None => json!({ "success": true, "count": count, "nextCursor": slice.next, "data": slice.rows }),
    };
    axum::Json(body).into_response()
}
