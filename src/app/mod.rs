//! The state shared by handlers, jobs and commands.

mod feature;

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio_util::task::TaskTracker;

pub use self::feature::{Call, Command, Feature, IdArgument, JobKind, Message, SchemaExtension, Search};
use crate::{
    auth::{Passwords, Tokens},
    config::{Config, Cors},
    db::Db,
    jobs::Queue,
    limits::Limits,
    mail::Mailer,
    realtime::Hub,
    telemetry::Metrics,
};

#[derive(Clone)]
pub struct App(Arc<State>);

pub struct State {
    pub features: &'static [Feature],
    pub config: Config,
    pub db: Db,
    pub hub: Hub,
    pub mailer: Mailer,
    pub tokens: Tokens,
    pub passwords: Passwords,
    pub limits: Limits,
    pub metrics: Metrics,
    /// Origins whose pages may send changes with the cookie.
    pub origins: Vec<String>,
    /// Tasks that outlive their request. Shutdown waits for them.
    pub tasks: TaskTracker,
    stopping: AtomicBool,
}

impl Deref for App {
    type Target = State;
    fn deref(&self) -> &State {
        &self.0
    }
}

/// The parts of the state that are created before it.
pub struct AppParts {
    pub features: &'static [Feature],
    pub config: Config,
    pub db: Db,
    pub hub: Hub,
    pub mailer: Mailer,
    pub metrics: Metrics,
}

impl App {
    pub fn new(AppParts { features, config, db, hub, mailer, metrics }: AppParts) -> Self {
        Self(Arc::new(State {
            tokens: Tokens::new(&config.jwt_secret, config.jwt_expire, db.clock.clone()),
            passwords: Passwords::new(config.bcrypt_cost),
            limits: Limits::new(config.rate_limit, config.auth_rate_limit),
            origins: own_origins(&config),
            tasks: TaskTracker::new(),
            stopping: AtomicBool::new(false),
            features,
            config,
            db,
            hub,
            mailer,
            metrics,
        }))
    }
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
    /// Rejects new sockets from now on.
    pub fn begin_shutdown(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }
    /// The job kinds of a queue.
    pub fn jobs_in(&self, queue: Queue) -> Vec<&'static JobKind> {
        self.features.iter().flat_map(|feature| feature.jobs).filter(|kind| kind.queue == queue).collect()
    }
    /// The names of the job kinds of a queue.
    pub fn job_kinds(&self, queue: Queue) -> Vec<&'static str> {
        self.jobs_in(queue).into_iter().map(|kind| kind.name).collect()
    }
}

fn own_origins(config: &Config) -> Vec<String> {
    let own = [&config.app_url, &config.frontend_url].map(|url| url.origin().ascii_serialization());
    let listed = match &config.cors {
        Cors::Any => vec![],
        Cors::Listed(origins) => origins.clone(),
    };
    own.into_iter().chain(listed).collect()
}
