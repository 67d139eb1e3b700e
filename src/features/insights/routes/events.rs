use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::App,
    error::Result,
    events::Envelope,
    http::{Query, View},
    realtime::log,
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(events))
}

#[derive(Debug, Deserialize, ToSchema, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct EventsQuery {
    /// The number of the last event that the client has.
    #[schema(minimum = 0)]
    #[param(minimum = 0)]
    after: Option<i64>,
    #[schema(minimum = 1, maximum = 1000)]
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<i64>,
}

/// A part of the log.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LogPart {
    success: bool,
    count: u64,
    /// Reads on `after` this number.
    next_after: Option<i64>,
    data: Vec<Envelope>,
}

/// The event log, oldest first: what happened in the company after an event that the client has.
///
/// With `audit.read` the whole log. Everybody else is told what they may see today; of a contact that they could see then
/// and may not see any more, `record:hidden` with nothing but its id.
/// An answer may have fewer events than asked for, or none; the log ends where there is no `nextAfter`.
#[utoipa::path(get, path = "/api/events", tag = "events", params(EventsQuery), responses((status = 200, body = LogPart)))]
async fn events(
    State(app): State<App>,
    mut view: View,
    Query(query): Query<EventsQuery>,
) -> Result<Response> {
    let (after, limit) = (query.after.unwrap_or(0), query.limit.unwrap_or(100));
    let part = log::read(&mut view.conn, app.hub.find_owners, &view.actor, after, limit).await?;
    let data: Vec<_> = part.events.into_iter().map(log::Logged::into_envelope).collect();
    Ok(view.body(&LogPart { success: true, count: data.len() as u64, next_after: part.next, data }))
}
