//! Serves HTTP connections and closes those of slow clients.

use std::{pin::pin, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use super::handshake::{is_socketio_request, strip_request};
use crate::realtime::connections::{Connection, Connections};

/// The maximum size of a request head in bytes, which bounds the memory of an unauthenticated connection.
const MAX_HEAD: usize = 16 * 1024;

/// Serves connections until `close`, then waits for running requests. Closes a connection that does not send
/// a complete request head within `client_timeout`.
pub async fn serve(
    mut connections: Connections,
    router: Router,
    client_timeout: Duration,
    close: CancellationToken,
) {
    // Builds the services once. Otherwise axum would build them for every request, and the Socket.IO layer
    // would lose its sessions.
    let router = router.with_state(());
    let serving = TaskTracker::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(client_timeout).max_header_size(MAX_HEAD);
    while let Some(connection) = close.run_until_cancelled(connections.accept()).await {
        serving.spawn(serve_connection(http.clone(), connection, router.clone(), close.clone()));
    }
    drop(connections);
    serving.close();
    serving.wait().await;
}

/// Serves the requests of a connection until it ends, or until `close`, after which the current request is
/// the last.
async fn serve_connection(
    http: http1::Builder,
    connection: Connection,
    router: Router,
    close: CancellationToken,
) {
    let peer = connection.peer().clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        if is_socketio_request(request.uri()) {
            strip_request(&mut request);
        }
        request.extensions_mut().insert(ConnectInfo(peer.clone()));
        router.clone().oneshot(request)
    });
    let mut serving = pin!(http.serve_connection(TokioIo::new(connection), service).with_upgrades());
    let result = tokio::select! {
        result = serving.as_mut() => result,
        () = close.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "connection closed with an error");
    }
}
