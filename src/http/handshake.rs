//! Requests of the Socket.IO endpoint on their way in: what a stranger can make the server keep is bounded here.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::caller;
use crate::{app::App, realtime::connections::peer_of};

/// By which a trusted proxy says whose request it is. Needed by `guard` only, and not kept.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// What is read of a socket's first request after the handshake: its cookie, and the page that opened it.
const KEPT: [HeaderName; 3] = [header::COOKIE, header::HOST, header::ORIGIN];
/// What the handshake itself needs.
const NEEDED: [HeaderName; 6] = [
    FORWARDED_FOR,
    header::CONNECTION,
    header::UPGRADE,
    header::SEC_WEBSOCKET_KEY,
    header::SEC_WEBSOCKET_VERSION,
    header::CONTENT_LENGTH,
];

pub(super) fn is_for_hub(uri: &Uri) -> bool {
    uri.path().starts_with("/socket.io")
}

/// Limits new sessions per address, and notes the connection that a session moves to when it upgrades from polling.
pub async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if !is_for_hub(request.uri()) {
        return next.run(request).await;
    }
    let address = caller::address_of(&app, &request);
    request.headers_mut().remove(&FORWARDED_FOR);
    let Some(sid) = query_value(request.uri(), "sid") else {
        if let Err(refused) = app.limits.handshake(address) {
            return refused.into_response();
        }
        return next.run(request).await;
    };
    let upgrades = query_value(request.uri(), "transport").is_some_and(|transport| transport == "websocket");
    let Some(peer) = peer_of(request.extensions()).filter(|_| upgrades).cloned() else {
        return next.run(request).await;
    };
    app.hub.upgraded(&sid, peer.cut.clone());
    let response = next.run(request).await;
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        app.hub.not_upgraded(&sid, &peer.cut);
    }
    response
}

/// A value of the query as the hub's library reads it, which decodes nothing: what it takes for a new session must not
/// look like an old one here.
fn query_value(uri: &Uri, name: &str) -> Option<String> {
    let mut pairs = uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// The hub keeps the head of a session's first request as long as the session lives. Only what is read later stays, and
/// as copies: as hyper gives it, each part keeps the connection's whole reading buffer alive.
pub(super) fn keep_little(request: &mut Request<Body>) {
    let mut kept = HeaderMap::new();
    for name in KEPT.iter().chain(&NEEDED) {
        for value in request.headers().get_all(name) {
            if let Ok(copy) = HeaderValue::from_bytes(value.as_bytes()) {
                kept.append(name.clone(), copy);
            }
        }
    }
    *request.headers_mut() = kept;
    if let Ok(copy) = request.uri().to_string().parse() {
        *request.uri_mut() = copy;
    }
}
