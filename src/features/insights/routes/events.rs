use crate::{
    app::App,
    error::Result,
    events::Envelope,
    http::{Query, RequestRead},
    realtime::log,
};

use axum::{extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

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

/// One page of the log.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LogPart {
    success: bool,
    count: u64,
    /// The value of `after` for the next page. Missing at the end of the log.
    next_after: Option<i64>,
    data: Vec<Envelope>,
}

/// Read the event log after an event, oldest first.
///
/// With `audit.read`, returns all events, otherwise those that the caller may see today. Events of a contact
/// that the caller can no longer see are replaced by one `record:hidden` with its id. A page may have fewer
/// events than requested, or none; the log ends where `nextAfter` is missing.
#[utoipa::path(get, path = "/api/events", tag = "events", params(EventsQuery), responses((status = 200, body = LogPart)))]
async fn events(
    State(app): State<App>,
    mut read: RequestRead,
    Query(query): Query<EventsQuery>,
) -> Result<Response> {
    let (after, limit) = (query.after.unwrap_or(0), query.limit.unwrap_or(100));
    let part = log::read(&mut read, app.hub.find_owners, after, limit).await?;
    let data: Vec<_> = part.events.into_iter().map(log::StoredEvent::into_envelope).collect();
    Ok(read.body(&LogPart { success: true, count: data.len() as u64, next_after: part.next, data }))
}
