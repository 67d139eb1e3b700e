//! Security headers of every response (the same set as Helmet), and CORS.

use std::{collections::BTreeSet, time::Duration};

use crate::config::Cors;
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{self, Next},
    response::Response,
};
use tower_http::cors::{AllowOrigin, CorsLayer};

const POLICY: &str = "default-src 'self'; base-uri 'self'; font-src 'self' data:; form-action 'self'; frame-ancestors 'none'; \
                      img-src 'self' data:; object-src 'none'; script-src 'self'; script-src-attr 'none'; \
                      style-src 'self' 'unsafe-inline'; connect-src 'self'";

const HEADERS: [(HeaderName, &str); 8] = [
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("x-dns-prefetch-control"), "off"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("x-permitted-cross-domain-policies"), "none"),
];

/// The content security policy. It lists the WebSocket origins because not every browser counts `ws://host`
/// as `'self'`.
fn policy(origins: &[String]) -> HeaderValue {
    let sockets = origins.iter().filter_map(|origin| origin.strip_prefix("http"));
    let sockets: BTreeSet<String> = sockets.map(|rest| format!(" ws{rest}")).collect();
    let policy = sockets.into_iter().fold(POLICY.to_owned(), |policy, socket| policy + &socket);
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(POLICY))
}

async fn add_headers(State(policy): State<HeaderValue>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    // Responses are not cached, except the web app's files, which set their own header.
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Allows the listed origins with credentials, or any origin without.
pub fn cors(router: Router, cors: &Cors) -> Router {
    let exposed = ["etag", "location", "retry-after", "x-event-seq", "x-request-id", "idempotency-replayed"];
    let allowed = [
        header::AUTHORIZATION,
        header::CONTENT_TYPE,
        header::IF_MATCH,
        HeaderName::from_static("idempotency-key"),
        HeaderName::from_static("x-request-id"),
    ];
    let layer = CorsLayer::new()
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers(allowed)
        .expose_headers(exposed.map(HeaderName::from_static))
        .max_age(Duration::from_secs(600));
    let layer = match cors {
        Cors::Any => layer.allow_origin(tower_http::cors::Any),
        Cors::Listed(origins) => {
            let origins = origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
            layer.allow_origin(AllowOrigin::list(origins)).allow_credentials(true)
        }
    };
    router.layer(layer)
}

pub fn protected(router: Router, origins: &[String]) -> Router {
    router.layer(middleware::from_fn_with_state(policy(origins), add_headers))
}
