use axum::{extract::State, response::Response};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::App,
    error::Result,
    events::Envelope,
    http::{Listed, Query, View},
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

/// The event log, oldest first: what happened in the company after an event that the client has.
///
/// With `audit.read` the whole log. Everybody else is told what they may see today; of a contact that they could see then
/// and may not see any more, `record:hidden` with nothing but its id.
/// An answer has fewer events than asked for where they are large: the log ends where an answer is empty.
#[utoipa::path(get, path = "/api/events", tag = "events", params(EventsQuery), responses((status = 200, body = Listed<Envelope>)))]
async fn events(
    State(app): State<App>,
    mut view: View,
    Query(query): Query<EventsQuery>,
) -> Result<Response> {
    let (after, limit) = (query.after.unwrap_or(0), query.limit.unwrap_or(100));
    let events = log::read(&mut view.conn, app.hub.find_owners, &view.actor, after, limit).await?;
    let envelopes: Vec<_> = events.into_iter().map(log::Logged::into_envelope).collect();
    view.partial_list(&envelopes)
}
