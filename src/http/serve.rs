//! Serves connections. A client that is slow to ask loses its own.

use std::{pin::pin, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use super::handshake::{is_for_hub, keep_little};
use crate::realtime::connections::{Connection, Connections};

/// The largest head of a request, in bytes: what a connection can make the server hold before anybody has looked at it.
const MAX_HEAD: usize = 16 * 1024;

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
    http.timer(TokioTimer::new()).header_read_timeout(patience).max_header_size(MAX_HEAD);
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
            keep_little(&mut request);
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
