//! Logs and metrics.

use std::{
    io::IsTerminal,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use crate::config::Log;
use axum::http::Method;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};
use tracing::{Level, Metadata};
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::{FilterExt, LevelFilter, filter_fn},
    fmt,
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

/// Starts logging to the console and, if a directory is set, to daily files, with a separate file for errors.
/// Dropping the guards flushes the files.
pub fn start_logs(settings: &Log) -> Vec<WorkerGuard> {
    let json = settings.json.unwrap_or(!std::io::stderr().is_terminal());
    let filter = || EnvFilter::new(&settings.filter).and(filter_fn(is_free_of_secrets));
    let console = fmt::layer().with_writer(std::io::stderr);
    let console = if json { console.json().boxed() } else { console.boxed() };
    let mut guards = vec![];
    let mut layers = vec![console.with_filter(filter()).boxed()];
    if let Some(folder) = &settings.dir {
        let mut daily = |prefix: &str| {
            let (writer, guard) =
                tracing_appender::non_blocking(tracing_appender::rolling::daily(folder, prefix));
            guards.push(guard);
            fmt::layer().json().with_ansi(false).with_writer(writer)
        };
        layers.push(daily("tandem.log").with_filter(filter()).boxed());
        layers.push(daily("errors.log").with_filter(LevelFilter::ERROR).boxed());
    }
    tracing_subscriber::registry().with(layers).init();
    guards
}

/// Excludes debug logs of libraries, some of which log request data, including tokens and mails.
fn is_free_of_secrets(event: &Metadata<'_>) -> bool {
    *event.level() <= Level::INFO || event.target().starts_with("tandem")
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
    status: u16,
}
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct JobLabels {
    kind: String,
    outcome: &'static str,
}
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ConnectionLabels {
    state: &'static str,
}

/// Maps unknown methods to one label, because clients can send any method and labels are never removed.
fn method_label(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// The metrics of `/metrics`.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Family<RequestLabels, Counter>,
    request_seconds: Histogram,
    jobs: Family<JobLabels, Counter>,
    connections: Family<ConnectionLabels, Gauge>,
    /// Currently connected sockets.
    pub sockets: Gauge,
    /// Sockets that were disconnected because their client did not read.
    pub slow_sockets: Counter,
    /// Events written to sockets, once per socket.
    pub delivered: Counter,
    delivery_seconds: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("tandem");
        let buckets = || [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
        let metrics = Self {
            registry: Arc::default(),
            requests: Family::default(),
            request_seconds: Histogram::new(buckets()),
            jobs: Family::default(),
            connections: Family::default(),
            sockets: Gauge::default(),
            slow_sockets: Counter::<u64, AtomicU64>::default(),
            delivered: Counter::default(),
            delivery_seconds: Histogram::new(buckets()),
        };
        registry.register("http_requests", "HTTP requests", metrics.requests.clone());
        registry.register_with_unit(
            "http_request",
            "Duration of HTTP requests",
            Unit::Seconds,
            metrics.request_seconds.clone(),
        );
        registry.register("jobs", "Job attempts by outcome", metrics.jobs.clone());
        registry.register("database_connections", "Database connections", metrics.connections.clone());
        registry.register("sockets", "Connected sockets", metrics.sockets.clone());
        registry.register(
            "slow_sockets",
            "Sockets disconnected because their client did not read",
            metrics.slow_sockets.clone(),
        );
        registry.register("events_delivered", "Events delivered, once per socket", metrics.delivered.clone());
        let lag = metrics.delivery_seconds.clone();
        registry.register_with_unit(
            "delivery_lag",
            "Time from a change to the delivery of its event",
            Unit::Seconds,
            lag,
        );
        Self { registry: Arc::new(registry), ..metrics }
    }
}

impl Metrics {
    pub fn request(&self, method: &Method, route: &str, status: u16, duration: Duration) {
        let labels = RequestLabels { method: method_label(method), route: route.to_owned(), status };
        self.requests.get_or_create(&labels).inc();
        self.request_seconds.observe(duration.as_secs_f64());
    }
    pub fn job_done(&self, kind: &str, succeeded: bool) {
        let outcome = if succeeded { "done" } else { "failed" };
        self.jobs.get_or_create(&JobLabels { kind: kind.to_owned(), outcome }).inc();
    }
    pub fn delivered(&self, sockets: u64, lag: chrono::Duration) {
        self.delivered.inc_by(sockets);
        self.delivery_seconds.observe(lag.as_seconds_f64().max(0.0));
    }
    /// All metrics in OpenMetrics text format.
    pub fn text(&self, (busy, open): (usize, usize)) -> String {
        let gauge = |state| self.connections.get_or_create(&ConnectionLabels { state }).clone();
        gauge("busy").set(i64::try_from(busy).unwrap_or(i64::MAX));
        gauge("open").set(i64::try_from(open).unwrap_or(i64::MAX));
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("writing to a String");
        text
    }
}
