//! Error responses. The body is written in the layer that knows the request id.

use std::sync::Arc;

use crate::error::{Error, FieldError};

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// The response to a failed request.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    success: bool,
    /// A stable code, listed in `protocol/README.md`.
    code: String,
    message: String,
    /// All invalid fields.
    errors: Option<Vec<FieldError>>,
    /// Details that a client can act on: who claimed the record, its current version.
    #[schema(value_type = Option<Object>)]
    data: Option<serde_json::Value>,
    request_id: String,
}

impl IntoResponse for Error {
    /// An empty response with the error as an extension; `answer` writes the body.
    fn into_response(self) -> Response {
        if let Self::Replayed(answer) = self {
            let Ok(stored) = serde_json::from_value::<super::idempotency::StoredResponse>(answer) else {
                return Self::Internal("a stored response cannot be read".into()).into_response();
            };
            let mut response = stored.respond();
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

/// Writes the body of an error response. Logs internal errors; the client only sees their request id.
pub(super) fn answer(response: Response, request_id: &str) -> Response {
    let error = response.extensions().get::<Arc<Error>>().cloned();
    let Some(error) = error.or_else(|| layer_error(&response).map(Arc::new)) else { return response };
    let (status, code) = error.status_and_code();
    if status == 500 {
        tracing::error!(error = ?error, "request failed");
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
    let mut response = (parts, Json(body)).into_response();
    if let Some(seconds) = error.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The error for a bare status from the router or one of its layers.
fn layer_error(response: &Response) -> Option<Error> {
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
