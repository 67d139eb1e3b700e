//! Liveness, readiness and metrics.

use crate::{
    app::App,
    auth::Caller,
    error::{Error, Result},
};

use axum::{
    Extension, Router,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
    routing::get,
};

pub fn router() -> Router<App> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready)).route("/metrics", get(metrics))
}

async fn alive() -> &'static str {
    "alive\n"
}

async fn ready(State(app): State<App>) -> Result<&'static str> {
    if app.is_stopping() {
        return Err(Error::Unavailable("the server is shutting down"));
    }
    app.db.ready().await?;
    Ok("ready\n")
}

/// Metrics in OpenMetrics format, for requests with the metrics token, or from loopback if none is set.
async fn metrics(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
) -> Result<Response> {
    let authorization =
        headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let allowed = match &app.config.metrics_token {
        Some(token) => {
            matches_token(authorization.strip_prefix("Bearer ").unwrap_or(authorization), token.expose())
        }
        None => caller.address.is_loopback(),
    };
    if !allowed {
        return Err(Error::Forbidden);
    }
    let content_type = [(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")];
    Ok((content_type, app.metrics.text(app.db.connections())).into_response())
}

/// Compares fingerprints, so that timing reveals nothing about the token.
fn matches_token(candidate: &str, token: &str) -> bool {
    crate::secrets::fingerprint(candidate) == crate::secrets::fingerprint(token)
}
