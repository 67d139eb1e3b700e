//! The HTTP server: routing, middleware, extractors and responses.

mod answer;
mod caller;
mod failure;
mod handshake;
mod headers;
mod health;
mod idempotency;
mod openapi;
mod read;
mod serve;
mod trace;
mod valid;
mod web;
mod write;

use axum::{
    Router, extract::DefaultBodyLimit, http::StatusCode, middleware, response::IntoResponse, routing::any,
};
use socketioxide::layer::SocketIoLayer;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub use self::{
    answer::{Answer, Listed, Nothing, created, ok, partial_list},
    caller::{TOKEN_COOKIE, cookie_token},
    idempotency::{IdempotencyKey, delete_old_idempotency_keys},
    read::RequestRead,
    serve::serve,
    valid::{Filters, NoFilter, PageQuery, PathId, Query, Valid},
    write::{RequestTx, Write},
};
use crate::{
    app::{App, Feature},
    error::Error,
    limits,
};

/// The maximum size of a request body in bytes.
pub const MAX_BODY: usize = 1024 * 1024;

/// The routes of all features, except `sign_in_routes`.
fn api(features: &[Feature]) -> OpenApiRouter<App> {
    let document = OpenApiRouter::with_openapi(openapi::Document::openapi());
    features.iter().fold(document, |router, feature| router.merge((feature.routes)()))
}

fn sign_in_routes(features: &[Feature]) -> OpenApiRouter<App> {
    let routers = features.iter().filter_map(|feature| feature.sign_in_routes);
    routers.fold(OpenApiRouter::new(), |router, routes| router.merge(routes()))
}

/// The OpenAPI document of all routes.
pub fn document(features: &[Feature]) -> serde_json::Value {
    openapi::complete(api(features).merge(sign_in_routes(features)).into_openapi(), features)
}

/// The complete router. Layers are listed from the innermost to the outermost.
pub fn router(app: &App, hub: SocketIoLayer) -> Router {
    let docs = utoipa_swagger_ui::SwaggerUi::new("/docs")
        .external_url_unchecked("/api/openapi.json", document(app.features));
    let (guarded, _) = sign_in_routes(app.features).split_for_parts();
    let (api, _) = api(app.features).split_for_parts();
    let router = Router::new()
        .merge(docs)
        .merge(limits::limit_sign_ins(guarded, &app.limits))
        .merge(api)
        .route("/api/{*rest}", any(not_found))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn_with_state(app.clone(), idempotency::attach_idempotency_key))
        .with_state(app.clone());
    let router = limits::limit_requests(router, &app.limits)
        // Health checks, metrics and the files of the web app are not rate limited.
        .merge(health::router().with_state(app.clone()))
        .fallback(web::file)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            app.config.clients.client_timeout,
        ))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(|_| Error::internal("a handler panicked").into_response()))
        .layer(middleware::from_fn_with_state(app.clone(), caller::identify));
    // Outside the layers above: long polls outlast the timeout, and packets have their own size limit.
    let router = router.layer(hub).layer(middleware::from_fn_with_state(app.clone(), handshake::guard));
    let router = headers::protected(router, &app.origins);
    let router = router.layer(middleware::from_fn_with_state(app.clone(), trace::trace));
    headers::cors(router, &app.config.cors)
}

async fn not_found() -> Error {
    Error::NotFound("page")
}
