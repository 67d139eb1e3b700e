//! Failure: one envelope, written where the request id is known.

use std::sync::Arc;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::error::{Error, FieldError};

/// What a failed request answers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    success: bool,
    /// Stable; listed in `protocol/README.md`.
    code: String,
    message: String,
    /// The wrong fields, all at once.
    errors: Option<Vec<FieldError>>,
    /// What a client can act on: the winner of a claim, the current version.
    #[schema(value_type = Option<Object>)]
    data: Option<serde_json::Value>,
    request_id: String,
}

impl IntoResponse for Error {
    /// An empty response that carries the error; `answer` gives it its body.
    fn into_response(self) -> Response {
        if let Self::Replayed(answer) = self {
            let Ok(remembered) = serde_json::from_value::<super::change::Remembered>(answer) else {
                return Self::Internal("a remembered answer cannot be read".into()).into_response();
            };
            let mut response = remembered.respond();
            response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
            return response;
        }
        let status =
            StatusCode::from_u16(self.status_and_code().0).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Writes the body of a failure. Errors of our own are logged here, once; the client sees only the request id.
pub(super) fn answer(response: Response, request_id: &str) -> Response {
    let error = response.extensions().get::<Arc<Error>>().cloned();
    let Some(error) = error.or_else(|| of_a_layer(&response).map(Arc::new)) else { return response };
    let (status, code) = error.status_and_code();
    if status == 500 {
        tracing::error!(error = ?error, "a request failed");
    }
    let mut body =
        json!({ "success": false, "code": code, "message": error.to_string(), "requestId": request_id });
    if !error.fields().is_empty() {
        body["errors"] = json!(error.fields());
    }
    if !error.data().is_null() {
        body["data"] = error.data();
    }
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    let mut answered = (parts, Json(body)).into_response();
    if let Some(seconds) = error.retry_after() {
        answered.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    answered
}

/// What the router and its layers refuse by themselves.
fn of_a_layer(response: &Response) -> Option<Error> {
    if response.headers().contains_key(header::CONTENT_TYPE)
        && response.status() != StatusCode::PAYLOAD_TOO_LARGE
    {
        return None;
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some(Error::NotFound("page")),
        StatusCode::METHOD_NOT_ALLOWED => Some(Error::MethodNotAllowed),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Error::TooLarge(super::MAX_BODY)),
        StatusCode::SERVICE_UNAVAILABLE => Some(Error::Unavailable("the request took too long")),
        _ => None,
    }
}
