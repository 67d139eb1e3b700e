//! Per-request id, log span, metrics and error body.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use super::{failure, handshake::is_socketio_request};
use crate::app::App;

const REQUEST_ID: &str = "x-request-id";

pub async fn trace(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = request_id(&request);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    // The duration of a long poll says nothing about the performance of the server.
    let is_measured = !is_socketio_request(request.uri());
    let span = tracing::info_span!("request", %id, %method, route);
    async move {
        let start = Instant::now();
        let response = next.run(request).await;
        let mut response = failure::answer(response, &id);
        let (status, duration) = (response.status().as_u16(), start.elapsed());
        if is_measured {
            app.metrics.request(&method, &route, status, duration);
        }
        tracing::debug!(status, ?duration, "request completed");
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }
    .instrument(span)
    .await
}

/// The client's request id if it is safe to log, or else a new one.
fn request_id(request: &Request) -> String {
    let requested = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let is_loggable =
        |id: &&str| (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    requested.filter(is_loggable).map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned)
}
