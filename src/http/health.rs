//! Whether the server lives, whether it can work, and its figures.

use axum::{
    Extension, Router,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
    routing::get,
};

use super::caller::Caller;
use crate::{
    app::App,
    error::{Error, Result},
};

pub fn router() -> Router<App> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready)).route("/metrics", get(metrics))
}

async fn alive() -> &'static str {
    "alive\n"
}

async fn ready(State(app): State<App>) -> Result<&'static str> {
    if app.is_stopping() {
        return Err(Error::Unavailable("the server stops"));
    }
    app.db.ready().await?;
    Ok("ready\n")
}

/// For this machine, or for whoever has the token.
async fn metrics(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
) -> Result<Response> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let allowed = match &app.config.metrics_token {
        Some(token) => same(given.strip_prefix("Bearer ").unwrap_or(given), token.expose()),
        None => caller.address.is_loopback(),
    };
    if !allowed {
        return Err(Error::Forbidden);
    }
    let content_type = [(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")];
    Ok((content_type, app.metrics.text(app.db.connections())).into_response())
}

/// Compares fingerprints, so that the time does not tell how much was right.
fn same(given: &str, token: &str) -> bool {
    crate::secrets::fingerprint(given) == crate::secrets::fingerprint(token)
}
