//! The running server: its parts, how they start, and how they stop.

use std::{
    net::SocketAddr,
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serde_json::json;
use socketioxide::SocketIo;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    chores::Chores,
    config::{Clients, Config, Cors},
    db::{Db, Dialect, Wake},
    error::{Error, Result},
    features::{
        accounts::{
            links::Links,
            sign_in::{Passwords, Tokens},
        },
        contacts,
        correspondence::{Post, tracking::Tracker},
        insights,
    },
    housekeeping,
    http::{self, Limits},
    jobs,
    mail::{self, Mailer},
    realtime::{self, Hub, Nodes, connections::Connections},
    sockets,
    telemetry::Metrics,
    time::Clock,
};

/// How long running requests have to end when the server stops.
const GRACE: Duration = Duration::from_secs(10);
/// Events that may wait for one socket before it counts as one that does not read.
const SOCKET_BUFFER: usize = 1024;
/// What a socket reads at a time, in bytes; it says little, and thousands of them wait.
const SOCKET_READ: usize = 1024;
/// The largest packet that a socket may send, in bytes.
const SOCKET_PAYLOAD: usize = 100_000;
/// How long a session may live without saying who it is for.
const SOCKET_CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// What every handler can reach.
#[derive(Clone)]
pub struct App(Arc<Parts>);

pub struct Parts {
    pub config: Config,
    pub db: Db,
    pub hub: Hub,
    pub tokens: Tokens,
    pub tracker: Tracker,
    pub links: Links,
    pub passwords: Passwords,
    pub limits: Limits,
    pub metrics: Metrics,
    /// The pages that may act with the cookie of whoever looks at them.
    pub origins: Vec<String>,
    /// Work that outlives its request, and that a stop waits for.
    pub tasks: TaskTracker,
    stopping: AtomicBool,
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

/// A server that runs.
pub struct Running {
    pub app: App,
    pub address: SocketAddr,
    io: SocketIo,
    nodes: Nodes,
    /// Ends the accepting of connections.
    close: CancellationToken,
    /// Ends the background tasks.
    stop: CancellationToken,
    server: JoinHandle<()>,
}

/// Opens the database, brings it up to date, and serves.
pub async fn start(mut config: Config, clock: Clock) -> Result<Running> {
    let (wake, woken) = Wake::new();
    let db = Db::connect(config.database_url.expose(), config.database_max_connections, clock, wake).await?;
    db.migrate().await?;
    if db.dialect() == Dialect::Sqlite {
        jobs::recover(&db).await?;
    }
    let listener = TcpListener::bind((config.host, config.port)).await.map_err(Error::internal)?;
    let address = listener.local_addr().map_err(Error::internal)?;
    config.follow(address);

    let metrics = Metrics::default();
    let mailer = Mailer::open(&config.mail, config.frontend_url.clone(), config.data_dir.join(mail::OUTBOX))?;
    let nodes = Nodes::new(db.clone());
    let (layer, io, app) = assemble(config, db, metrics);
    sockets::open(&io, &app);
    let router = http::router(&app, layer);

    let stop = CancellationToken::new();
    let spawn = Background { tasks: &app.tasks, stop: &stop };
    spawn.run(realtime::deliver(app.hub.clone(), nodes.clone(), woken));
    spawn.run(realtime::expel(app.hub.clone()));
    spawn.run(realtime::tell_presence(app.hub.clone(), nodes.clone()));
    spawn.run(nodes.clone().notify());
    spawn.run(nodes.clone().listen(app.hub.clone()));
    spawn.run(nodes.clone().share_presence(app.hub.clone()));
    spawn.run(insights::live::tell(app.clone()));
    work_on_jobs(&app, mailer, &stop);
    spawn.run(housekeeping::keep(app.clone()));
    let passwords = app.passwords.clone();
    spawn.run(async move {
        if let Err(error) = passwords.warm_up().await {
            tracing::error!(?error, "the first sign-in with an unknown address takes longer");
        }
    });

    let close = CancellationToken::new();
    let Clients { patience, connections } = app.config.clients;
    let connections = Connections::new(listener, connections, app.config.trust_proxy.clone());
    #[expect(clippy::disallowed_methods, reason = "the server itself; it is awaited when the app stops")]
    let server = tokio::spawn(http::serve(connections, router, patience, close.clone()));
    Ok(Running { app, address, io, nodes, close, stop, server })
}

/// Several jobs of a lane at once, and each lane for itself.
fn work_on_jobs(app: &App, mailer: Mailer, stop: &CancellationToken) {
    let chores = Chores {
        db: app.db.clone(),
        post: Post { mailer, tracker: app.tracker.clone() },
        links: app.links.clone(),
        mail_max_per_hour: app.config.mail.max_per_hour,
    };
    for (lane, at_once) in jobs::Lane::ALL {
        for _ in 0..at_once {
            let chores = chores.clone();
            let run = move |held| {
                let chores = chores.clone();
                async move { chores.run(held).await }
            };
            app.tasks.spawn(jobs::work(app.db.clone(), lane, app.metrics.clone(), stop.clone(), run));
        }
    }
}

fn assemble(config: Config, db: Db, metrics: Metrics) -> (socketioxide::layer::SocketIoLayer, SocketIo, App) {
    let (layer, io) = SocketIo::builder()
        .max_buffer_size(SOCKET_BUFFER)
        .ws_read_buffer_size(SOCKET_READ)
        .max_payload(SOCKET_PAYLOAD as u64)
        .ws_max_message_size(SOCKET_PAYLOAD)
        .ws_max_frame_size(SOCKET_PAYLOAD)
        .connect_timeout(SOCKET_CONNECT_TIMEOUT)
        .build_layer();
    let hub = Hub::new(io.clone(), db.clone(), metrics.clone(), |conn, company_id, ids| {
        Box::pin(contacts::owners(conn, company_id, ids))
    });
    let app = App(Arc::new(Parts {
        tokens: Tokens::new(&config.jwt_secret, config.jwt_expire, db.clock.clone()),
        tracker: Tracker::new(&config.encryption_key, config.app_url.clone()),
        links: Links::new(&config.encryption_key, config.frontend_url.clone()),
        passwords: Passwords::new(config.bcrypt_cost),
        limits: Limits::new(config.rate_limit, config.auth_rate_limit),
        origins: own_origins(&config),
        tasks: TaskTracker::new(),
        stopping: AtomicBool::new(false),
        config,
        db,
        hub,
        metrics,
    }));
    (layer, io, app)
}

fn own_origins(config: &Config) -> Vec<String> {
    let own = [&config.app_url, &config.frontend_url].map(|url| url.origin().ascii_serialization());
    let listed = match &config.cors {
        Cors::Any => vec![],
        Cors::Listed(origins) => origins.clone(),
    };
    own.into_iter().chain(listed).collect()
}

struct Background<'a> {
    tasks: &'a TaskTracker,
    stop: &'a CancellationToken,
}

impl Background<'_> {
    /// Runs until it ends or the server stops.
    fn run(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move { stop.run_until_cancelled_owned(work).await });
    }
}

impl Running {
    /// Takes no new connections, lets requests end, sends sockets elsewhere, and closes the database.
    pub async fn stop(self) {
        self.app.stopping.store(true, Ordering::Relaxed);
        self.close.cancel();
        self.app.hub.send_to_all(&self.app.hub.sockets(), "server:closing", &json!({}));
        self.io.close().await;
        if tokio::time::timeout(GRACE, self.server).await.is_err() {
            tracing::warn!("some requests did not end in time");
        }
        if let Err(error) = self.nodes.leave().await {
            tracing::warn!(?error, "this node stays on the presence lists until it is forgotten");
        }
        self.stop.cancel();
        self.app.tasks.close();
        if tokio::time::timeout(GRACE, self.app.tasks.wait()).await.is_err() {
            tracing::warn!("some background work did not end in time; it is done again after the next start");
        }
        self.app.db.close().await;
    }
}
