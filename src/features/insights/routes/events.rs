use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    access::Permission,
    app::App,
    error::Result,
    events::Envelope,
    http::{Answer, Query, View},
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
/// With `audit.read` the whole log, else what the employee may hear.
#[utoipa::path(get, path = "/api/events", tag = "events", params(EventsQuery), responses((status = 200, body = Answer<Vec<Envelope>>)))]
async fn events(mut view: View, Query(query): Query<EventsQuery>) -> Result<Response> {
    let (after, limit) = (query.after.unwrap_or(0), query.limit.unwrap_or(100));
    let whole = view.actor.may(Permission::AuditRead);
    let actor = view.actor.clone();
    let events = log::read(&mut view.conn, actor.company_id(), after, limit, |event| {
        whole || event.is_heard_by(&actor)
    })
    .await?;
    let envelopes: Vec<_> = events.into_iter().map(log::Logged::into_envelope).collect();
    view.record(&envelopes)
}
