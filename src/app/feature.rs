//! What a feature registers. The server reads routes, events, jobs, commands and clean-up from
//! `features::ALL`, and names no feature elsewhere.

use futures::future::BoxFuture;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use socketioxide::extract::SocketRef;
use utoipa_axum::router::OpenApiRouter;

use super::App;
use crate::{
    access::{Actor, Permission},
    auth::Claims,
    db::{Conn, Read, Recount, Tx},
    error::{Error, Result},
    events::Kind,
    id::{CompanyId, Id},
    jobs,
};

pub type JobKind = jobs::Kind<App>;
type OnJoin = for<'a> fn(&'a App, &'a SocketRef, &'a Actor) -> BoxFuture<'a, Result<()>>;
type CountRecords = for<'a> fn(&'a mut Conn, CompanyId) -> BoxFuture<'a, Result<Recount>>;
type Prune = for<'a> fn(&'a mut Tx) -> BoxFuture<'a, Result<()>>;

/// A feature of the product, with everything that the rest of the server needs to know about it.
pub struct Feature {
    pub name: &'static str,
    /// Its tables, which no other feature names in SQL. `tests/architecture` reads the SQL.
    pub tables: &'static [&'static str],
    pub routes: fn() -> OpenApiRouter<App>,
    /// Routes with stricter rate limits, on which passwords, e-mail addresses and tokens could be guessed.
    pub sign_in_routes: Option<fn() -> OpenApiRouter<App>>,
    pub events: &'static [Kind],
    pub jobs: &'static [JobKind],
    pub commands: &'static [Command],
    /// Messages that are sent without an event number.
    pub messages: &'static [Message],
    /// Extensions of its schemas in `protocol/`.
    pub schemas: &'static [SchemaExtension],
    /// Runs after a socket has joined.
    pub on_join: Option<OnJoin>,
    /// A background task that runs as long as the server.
    pub background: Option<fn(App) -> BoxFuture<'static, ()>>,
    /// Deletes expired data. Runs for each company every few minutes.
    pub prune: Option<Prune>,
    pub search: Option<Search>,
    /// Counts its records again, for `tandem check`.
    pub recount: Option<CountRecords>,
    /// Daily statistics that count events of a kind: the name of the statistic, and the kind.
    pub event_statistics: &'static [(&'static str, &'static str)],
}

impl Feature {
    /// A feature that registers only routes.
    pub const fn new(name: &'static str, routes: fn() -> OpenApiRouter<App>) -> Self {
        Self {
            name,
            tables: &[],
            routes,
            sign_in_routes: None,
            events: &[],
            jobs: &[],
            commands: &[],
            messages: &[],
            schemas: &[],
            on_join: None,
            background: None,
            prune: None,
            search: None,
            recount: None,
            event_statistics: &[],
        }
    }
}

/// The part of `GET /api/search` that finds records of a feature.
pub struct Search {
    /// The field of the answer with the records.
    pub field: &'static str,
    /// The name of their schema.
    pub schema: &'static str,
    /// Without it the field is empty.
    pub permission: Permission,
    /// The newest `limit` records that match the text, as JSON.
    pub find: for<'a> fn(&'a mut Read, &'a str, limit: i64) -> BoxFuture<'a, Result<Value>>,
}

/// A schema extension in the OpenAPI document: a rule that clients need not duplicate.
pub struct SchemaExtension {
    /// The schema's name.
    pub schema: &'static str,
    /// The key: `x-…`.
    pub key: &'static str,
    pub value: fn() -> Value,
}

/// A command that a socket can send. The acknowledgement carries the result.
pub struct Command {
    pub name: &'static str,
    pub description: &'static str,
    /// The JSON Schema of its argument.
    pub body: fn() -> Value,
    pub run: fn(Call) -> BoxFuture<'static, Result<Value>>,
}

/// A call of a command, with the socket's current actor.
pub struct Call {
    pub app: App,
    pub socket: SocketRef,
    pub claims: Claims,
    pub actor: Actor,
    pub body: Value,
}

impl Call {
    /// Acquires a connection to read as the actor.
    pub async fn read(&self) -> Result<Read> {
        Read::begin(&self.app.db, self.actor.clone()).await
    }
    pub fn body<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_value(self.body.clone()).map_err(|error| Error::Malformed(error.to_string()))
    }
}

/// The argument of a command about one record.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound = "")]
pub struct IdArgument<T> {
    pub id: Id<T>,
}

impl<T> IdArgument<T> {
    pub fn schema() -> Value {
        json!({
            "type": "object",
            "required": ["id"],
            "additionalProperties": false,
            "properties": { "id": { "type": "string", "format": "uuid" } },
        })
    }
}

/// A message to sockets without an event number.
#[derive(Clone, Copy)]
pub struct Message {
    pub name: &'static str,
    pub description: &'static str,
    /// The JSON Schema of its argument.
    pub body: fn() -> Value,
}

/// Declares a feature's job kinds and lists them in `ALL`. Each is a type with the job's payload, for
/// `enqueue(tx, &TaskDue(id))`.
///
/// `jobs! { /// doc TaskDue(RecordId) = "task_due" in Reminders => notify; }`, where `notify` is an
/// `async fn(&App, &ClaimedJob, RecordId) -> Result<Outcome>`.
#[macro_export]
macro_rules! jobs {
    ($($(#[$meta:meta])* $name:ident($payload:ty) = $kind:literal in $queue:ident => $run:path;)+) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
            #[serde(transparent)]
            pub struct $name(pub $payload);
            impl $crate::jobs::Job for $name {
                const KIND: &'static str = $kind;
            }
        )+
        pub const ALL: &[$crate::app::JobKind] = &[$($crate::jobs::Kind {
            name: $kind,
            queue: $crate::jobs::Queue::$queue,
            run: |app, job| Box::pin(async move {
                let $name(payload) = job.payload()?;
                $run(&app, &job, payload).await
            }),
        }),+];
    };
}
