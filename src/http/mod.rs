//! The only place that knows every router: the routes, the layers around them, and what handlers take and give.

mod answer;
mod caller;
mod change;
mod failure;
mod handshake;
mod headers;
mod health;
mod limits;
mod openapi;
mod serve;
mod trace;
mod valid;
mod view;
mod web;

use axum::{
    Router, extract::DefaultBodyLimit, http::StatusCode, middleware, response::IntoResponse, routing::any,
};
use socketioxide::layer::SocketIoLayer;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub use self::{
    answer::{Answer, Listed, Nothing, created, done, partial_list},
    caller::{TOKEN_COOKIE, cookie_token},
    change::{Change, REMEMBERED, Retry, Work},
    limits::Limits,
    serve::serve,
    valid::{Filters, NoFilter, PageQuery, PathId, Query, Valid},
    view::View,
};
use crate::{
    app::App,
    error::Error,
    features::{accounts, contacts, correspondence, enquiries, insights, notifications, people, sales},
};

/// The largest body of a request, in bytes.
pub const MAX_BODY: usize = 1024 * 1024;

/// Every route of the API, but those of `guarded`.
fn api() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::Document::openapi())
        .merge(accounts::sign_in::routes::router())
        .merge(accounts::companies::routes::router())
        .merge(accounts::invites::routes::router())
        .merge(accounts::users::routes::router())
        .merge(people::routes::router())
        .merge(enquiries::routes::router())
        .merge(contacts::routes::router())
        .merge(contacts::activities::routes::router())
        .merge(contacts::sessions::routes::router())
        .merge(contacts::feedback::routes::router())
        .merge(contacts::imports::routes::router())
        .merge(contacts::bulk::routes::router())
        .merge(sales::routes::router())
        .merge(correspondence::routes::router())
        .merge(notifications::routes::router())
        .merge(insights::routes::router())
}

/// The OpenAPI document of every route.
pub fn document() -> serde_json::Value {
    openapi::complete(api().merge(accounts::sign_in::routes::guarded()).into_openapi())
}

/// The whole server: routes innermost, then what happens to each request on its way in, from the last to the first.
pub fn router(app: &App, hub: SocketIoLayer) -> Router {
    let docs =
        utoipa_swagger_ui::SwaggerUi::new("/docs").external_url_unchecked("/api/openapi.json", document());
    let (guarded, _) = accounts::sign_in::routes::guarded().split_for_parts();
    let (api, _) = api().split_for_parts();
    let router = Router::new()
        .merge(docs)
        .merge(limits::limit_sign_ins(guarded, &app.limits))
        .merge(api)
        .route("/api/{*nowhere}", any(nothing_here))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn_with_state(app.clone(), change::note_key))
        .with_state(app.clone());
    let router = limits::limit_requests(router, &app.limits)
        // What watches over the server is not limited, nor are the files of the web app.
        .merge(health::router().with_state(app.clone()))
        .fallback(web::file)
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, app.config.clients.patience))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(|_| Error::internal("a handler panicked").into_response()))
        .layer(middleware::from_fn_with_state(app.clone(), caller::identify));
    // Outside of the layers above: long polls outlast the timeout, and packets are not bodies of ours.
    let router = router.layer(hub).layer(middleware::from_fn_with_state(app.clone(), handshake::guard));
    let router = headers::protected(router, &app.origins);
    let router = router.layer(middleware::from_fn_with_state(app.clone(), trace::trace));
    headers::cors(router, &app.config.cors)
}

async fn nothing_here() -> Error {
    Error::NotFound("page")
}
