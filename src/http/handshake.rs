//! Middleware of the Socket.IO endpoint: bounds the resources that unauthenticated clients can use.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::caller;
use crate::{app::App, realtime::connections::peer_of};

/// The client address from a trusted proxy. Only `guard` needs it, so it is not stored.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// Headers that are read after the handshake: the cookie, and the origin of the page.
const KEPT: [HeaderName; 3] = [header::COOKIE, header::HOST, header::ORIGIN];
/// Headers that the handshake needs.
const HANDSHAKE: [HeaderName; 6] = [
    FORWARDED_FOR,
    header::CONNECTION,
    header::UPGRADE,
    header::SEC_WEBSOCKET_KEY,
    header::SEC_WEBSOCKET_VERSION,
    header::CONTENT_LENGTH,
];

pub(super) fn is_socketio_request(uri: &Uri) -> bool {
    uri.path().starts_with("/socket.io")
}

/// Limits new sessions per address, and registers the new connection of a session that upgrades from polling.
pub async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if !is_socketio_request(request.uri()) {
        return next.run(request).await;
    }
    let address = caller::address_of(&app, &request);
    request.headers_mut().remove(&FORWARDED_FOR);
    let Some(sid) = query_value(request.uri(), "sid") else {
        if let Err(error) = app.limits.check_handshake(address) {
            return error.into_response();
        }
        return next.run(request).await;
    };
    let upgrades = query_value(request.uri(), "transport").is_some_and(|transport| transport == "websocket");
    let Some(peer) = peer_of(request.extensions()).filter(|_| upgrades).cloned() else {
        return next.run(request).await;
    };
    app.hub.register_upgrade(&sid, peer.abort_handle.clone());
    let response = next.run(request).await;
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        app.hub.unregister_upgrade(&sid, &peer.abort_handle);
    }
    response
}

/// A query parameter, without percent-decoding. socketioxide does not decode either, and both must agree on
/// which requests open a session.
fn query_value(uri: &Uri, name: &str) -> Option<String> {
    let mut pairs = uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// Strips the request down to the headers that are needed, to save memory.
///
/// socketioxide stores the head of a session's first request as long as the session lives. The headers and
/// URI are copied, because hyper's share the connection's whole read buffer.
pub(super) fn strip_request(request: &mut Request<Body>) {
    let mut headers = HeaderMap::new();
    for name in KEPT.iter().chain(&HANDSHAKE) {
        for value in request.headers().get_all(name) {
            if let Ok(copy) = HeaderValue::from_bytes(value.as_bytes()) {
                headers.append(name.clone(), copy);
            }
        }
    }
    *request.headers_mut() = headers;
    if let Ok(copy) = request.uri().to_string().parse() {
        *request.uri_mut() = copy;
    }
}
