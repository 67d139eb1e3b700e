//! The composition root: builds, starts and stops the server.

use std::{net::SocketAddr, time::Duration};

use crate::{
    app::{App, AppParts},
    config::{Clients, Config},
    db::{CommitNotifier, Db, Dialect},
    error::{Error, Result},
    features::{self, contacts},
    http,
    jobs::{self, JobRunner, Queue},
    mail::{self, Mailer},
    maintenance,
    realtime::{self, Hub, Nodes, connections::Connections},
    sockets,
    telemetry::Metrics,
    time::Clock,
};

use serde_json::json;
use socketioxide::{SocketIo, layer::SocketIoLayer};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long shutdown waits for running requests and tasks.
const GRACE_PERIOD: Duration = Duration::from_secs(10);
/// The number of events that can be buffered per socket. A socket with a full buffer is disconnected as slow.
const SOCKET_BUFFER: usize = 1024;
/// The size of a socket's read buffer in bytes, small because there are thousands of mostly idle sockets.
const SOCKET_READ: usize = 1024;
/// The maximum size of a packet from a socket in bytes.
const SOCKET_PAYLOAD: usize = 100_000;
/// How long a session can stay unauthenticated.
const SOCKET_CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// A running server.
pub struct Running {
    pub app: App,
    pub address: SocketAddr,
    io: SocketIo,
    nodes: Nodes,
    /// Stops accepting connections.
    close: CancellationToken,
    /// Stops the background tasks.
    stop: CancellationToken,
    server: JoinHandle<()>,
}

/// Opens and migrates the database, and starts serving.
pub async fn start(mut config: Config, clock: Clock) -> Result<Running> {
    let (notifier, commits) = CommitNotifier::new();
    let db =
        Db::connect(config.database_url.expose(), config.database_max_connections, clock, notifier).await?;
    db.migrate().await?;
    if db.dialect() == Dialect::Sqlite {
        jobs::recover(&db).await?;
    }
    let listener = TcpListener::bind((config.host, config.port)).await.map_err(Error::internal)?;
    let address = listener.local_addr().map_err(Error::internal)?;
    config.derive_unset_urls(address);

    let nodes = Nodes::new(db.clone());
    let (layer, io, app) = assemble(config, db)?;
    sockets::open(&io, &app);
    let router = http::router(&app, layer);

    let stop = CancellationToken::new();
    let spawn = Background { tasks: &app.tasks, stop: &stop };
    spawn.run(realtime::deliver(app.hub.clone(), nodes.clone(), commits));
    spawn.run(realtime::disconnect_expired(app.hub.clone()));
    spawn.run(realtime::broadcast_presence(app.hub.clone(), nodes.clone()));
    spawn.run(nodes.clone().notify());
    spawn.run(nodes.clone().listen(app.hub.clone()));
    spawn.run(nodes.clone().share_presence(app.hub.clone()));
    spawn.run(maintenance::run(app.clone()));
    for background in app.features.iter().filter_map(|feature| feature.background) {
        spawn.run(background(app.clone()));
    }
    run_jobs(&app, &stop);
    let passwords = app.passwords.clone();
    spawn.run(async move {
        if let Err(error) = passwords.warm_up().await {
            tracing::error!(?error, "cannot compute the decoy password hash");
        }
    });

    let close = CancellationToken::new();
    let Clients { client_timeout, connections } = app.config.clients;
    let connections = Connections::new(listener, connections, app.config.trust_proxy.clone());
    #[expect(clippy::disallowed_methods, reason = "the server task itself, awaited at shutdown")]
    let server = tokio::spawn(http::serve(connections, router, client_timeout, close.clone()));
    Ok(Running { app, address, io, nodes, close, stop, server })
}

/// Starts the runners of each queue.
fn run_jobs(app: &App, stop: &CancellationToken) {
    for (queue, runners) in Queue::ALL {
        let runner = JobRunner {
            db: app.db.clone(),
            kinds: app.jobs_in(queue),
            context: app.clone(),
            metrics: app.metrics.clone(),
        };
        for _ in 0..runners {
            app.tasks.spawn(runner.clone().run(stop.clone()));
        }
    }
}

fn assemble(config: Config, db: Db) -> Result<(SocketIoLayer, SocketIo, App)> {
    let (layer, io) = SocketIo::builder()
        .max_buffer_size(SOCKET_BUFFER)
        .ws_read_buffer_size(SOCKET_READ)
        .max_payload(SOCKET_PAYLOAD as u64)
        .ws_max_message_size(SOCKET_PAYLOAD)
        .ws_max_frame_size(SOCKET_PAYLOAD)
        .connect_timeout(SOCKET_CONNECT_TIMEOUT)
        .build_layer();
    let metrics = Metrics::default();
    let mailer = Mailer::open(&config.mail, config.frontend_url.clone(), config.data_dir.join(mail::OUTBOX))?;
    let hub = Hub::new(io.clone(), db.clone(), metrics.clone(), |conn, company_id, ids| {
        Box::pin(contacts::owners(conn, company_id, ids))
    });
    let app = App::new(AppParts { features: features::ALL, config, db, hub, mailer, metrics });
    Ok((layer, io, app))
}

struct Background<'a> {
    tasks: &'a TaskTracker,
    stop: &'a CancellationToken,
}

impl Background<'_> {
    /// Runs a task until it ends or the server stops.
    fn run(&self, task: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move { stop.run_until_cancelled_owned(task).await });
    }
}

impl Running {
    /// Stops accepting connections, tells sockets to reconnect, waits for running requests and tasks, and
    /// closes the database.
    pub async fn stop(self) {
        self.app.begin_shutdown();
        self.close.cancel();
        self.app.hub.send_to_all(&self.app.hub.sockets(), "server:closing", &json!({}));
        self.io.close().await;
        if tokio::time::timeout(GRACE_PERIOD, self.server).await.is_err() {
            tracing::warn!("some requests did not finish in time");
        }
        if let Err(error) = self.nodes.leave().await {
            tracing::warn!(?error, "cannot delete this node's presence; it expires");
        }
        self.stop.cancel();
        self.app.tasks.close();
        if tokio::time::timeout(GRACE_PERIOD, self.app.tasks.wait()).await.is_err() {
            tracing::warn!("some background tasks did not finish in time");
        }
        self.app.db.close().await;
    }
}
