//! Serves connections. A client that is slow to ask loses its own.

use std::{pin::pin, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderValue, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use super::is_for_hub;
use crate::realtime::connections::{Connection, Connections};

/// Serves until `close`, and then until the running requests have ended. A connection on which no whole head of a
/// request comes for as long as `patience` is closed.
pub async fn serve(
    mut connections: Connections,
    router: Router,
    patience: Duration,
    close: CancellationToken,
) {
    // Makes the services once: a router that still waits for a state would make each anew for every request, and the
    // hub's would not know its own sessions.
    let router = router.with_state(());
    let serving = TaskTracker::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience);
    while let Some(connection) = close.run_until_cancelled(connections.accept()).await {
        serving.spawn(converse(http.clone(), connection, router.clone(), close.clone()));
    }
    drop(connections);
    serving.close();
    serving.wait().await;
}

/// Serves one connection: request after request, until it ends, or `close` lets the running one be the last.
async fn converse(http: http1::Builder, connection: Connection, router: Router, close: CancellationToken) {
    let peer = connection.peer().clone();
    let answer = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        if is_for_hub(request.uri()) {
            detach(&mut request);
        }
        request.extensions_mut().insert(ConnectInfo(peer.clone()));
        router.clone().oneshot(request)
    });
    let mut conversation = pin!(http.serve_connection(TokioIo::new(connection), answer).with_upgrades());
    let ended = tokio::select! {
        ended = conversation.as_mut() => ended,
        () = close.cancelled() => {
            conversation.as_mut().graceful_shutdown();
            conversation.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended badly");
    }
}

/// The hub keeps the head of a socket's first request as long as the socket lives. As hyper gives it, each part of it
/// keeps the connection's whole reading buffer alive, 8 kB of a socket that only listens; copies do not.
fn detach(request: &mut Request<Body>) {
    for value in request.headers_mut().values_mut() {
        if let Ok(copy) = HeaderValue::from_bytes(value.as_bytes()) {
            *value = copy;
        }
    }
    if let Ok(copy) = request.uri().to_string().parse() {
        *request.uri_mut() = copy;
    }
}
