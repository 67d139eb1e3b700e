//! Records the statements that the server runs, from sqlx's log events.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Arc, LazyLock, Mutex},
};

use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer, filter::Targets, layer::Context, layer::SubscriberExt, util::SubscriberInitExt,
};

/// Every distinct statement of this process since `record`.
#[derive(Clone, Default)]
pub struct Statements(Arc<Mutex<BTreeSet<String>>>);

impl Statements {
    /// Starts recording, once for all tests of this process.
    pub fn record() -> Self {
        static STATEMENTS: LazyLock<Statements> = LazyLock::new(|| {
            let statements = Statements::default();
            let queries = Targets::new().with_target("sqlx::query", tracing::Level::DEBUG);
            tracing_subscriber::registry().with(statements.clone().with_filter(queries)).init();
            statements
        });
        STATEMENTS.clone()
    }
    /// Statements that look up rows, so not plain inserts.
    pub fn lookups(&self) -> Vec<String> {
        let all = self.0.lock().expect("not poisoned");
        let reads = |statement: &&String| {
            ["select", "update", "delete", "with"].iter().any(|verb| statement.starts_with(verb))
        };
        all.iter().filter(reads).cloned().collect()
    }
}

impl<S: Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut found = Found::default();
        event.record(&mut found);
        // sqlx leaves the statement out when the summary already contains all of it.
        let statement = if found.statement.trim().is_empty() { found.summary } else { found.statement };
        self.0.lock().expect("not poisoned").insert(statement.trim().to_owned());
    }
}

#[derive(Default)]
struct Found {
    statement: String,
    summary: String,
}

impl Visit for Found {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "db.statement" => value.clone_into(&mut self.statement),
            "summary" => value.clone_into(&mut self.summary),
            _ => {}
        }
    }
    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}
