//! A request's id, its span in the logs, its place in the metrics, and the body of its failure.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request, State},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use super::{failure, handshake::is_for_hub};
use crate::app::App;

const REQUEST_ID: &str = "x-request-id";

pub async fn trace(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = request_id(&request);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    // A long poll takes as long as nothing happens, which says nothing about the server.
    let is_measured = !is_for_hub(request.uri());
    let span = tracing::info_span!("request", %id, %method, route);
    async move {
        let begun = Instant::now();
        let response = next.run(request).await;
        let mut response = failure::answer(response, &id);
        let (status, took) = (response.status().as_u16(), begun.elapsed());
        if is_measured {
            app.metrics.request(&method, &route, status, took);
        }
        tracing::debug!(status, ?took, "answered");
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }
    .instrument(span)
    .await
}

/// The client's own id, if it can stand in a log line; else a new one.
fn request_id(request: &Request) -> String {
    let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let plain = |id: &&str| (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    given.filter(plain).map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned)
}
