use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    access::Permission,
    app::App,
    error::Result,
    events::Envelope,
    features::insights::{
        analytics::{self, Dashboard, Performance, Stats, StatusCount},
        figures::{Range, RangeQuery},
        funnel::{self, Funnel},
    },
    http::{Answer, Listed, Query, View},
    realtime::log,
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(dashboard))
        .routes(routes!(funnel))
        .routes(routes!(performance))
        .routes(routes!(activities))
        .routes(routes!(stats))
        .routes(routes!(leads_by_status))
        .routes(routes!(top_sales))
}

async fn range_of(view: &mut View, query: &RangeQuery) -> Result<Range> {
    view.actor.must(Permission::AnalyticsRead)?;
    let zone = view.conn.zone(view.actor.company_id()).await?;
    query.range(zone.day_of(view.now()))
}

/// The counters of now, and what happened on some days of the company's calendar beside as many days before.
#[utoipa::path(get, path = "/api/analytics/dashboard", tag = "analytics", params(RangeQuery),
    responses((status = 200, body = Answer<Dashboard>)))]
async fn dashboard(mut view: View, Query(query): Query<RangeQuery>) -> Result<Response> {
    let range = range_of(&mut view, &query).await?;
    let dashboard = analytics::dashboard(&mut view.conn, view.actor.company_id(), range).await?;
    view.record(&dashboard)
}

/// The funnel: of the contacts that entered a stage in the range, how many have gone further since; beside it how many
/// stand there now.
#[utoipa::path(get, path = "/api/analytics/funnel", tag = "analytics", params(RangeQuery),
    responses((status = 200, body = Answer<Funnel>)))]
async fn funnel(mut view: View, Query(query): Query<RangeQuery>) -> Result<Response> {
    let range = range_of(&mut view, &query).await?;
    let funnel = funnel::funnel(&mut view.conn, view.actor.company_id(), range).await?;
    view.record(&funnel)
}

/// Who did how much, those who won most first.
#[utoipa::path(get, path = "/api/analytics/performance", tag = "analytics", params(RangeQuery),
    responses((status = 200, body = Listed<Performance>)))]
async fn performance(mut view: View, Query(query): Query<RangeQuery>) -> Result<Response> {
    let range = range_of(&mut view, &query).await?;
    let performance = analytics::performance(&mut view.conn, view.actor.company_id(), range).await?;
    view.whole_list(performance)
}

#[derive(Debug, Deserialize, ToSchema, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ActivitiesQuery {
    #[schema(minimum = 1, maximum = 100)]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<i64>,
}

/// What happened last, newest first: the event log from its end, as far as one may hear it.
#[utoipa::path(get, path = "/api/analytics/activities", tag = "analytics", params(ActivitiesQuery),
    responses((status = 200, body = Listed<Envelope>)))]
async fn activities(mut view: View, Query(query): Query<ActivitiesQuery>) -> Result<Response> {
    view.actor.must(Permission::AnalyticsRead)?;
    let actor = view.actor.clone();
    let limit = query.limit.unwrap_or(20);
    let events =
        log::newest(&mut view.conn, actor.company_id(), limit, |event| event.is_heard_by(&actor)).await?;
    let envelopes: Vec<_> = events.into_iter().map(log::Logged::into_envelope).collect();
    view.partial_list(&envelopes)
}

/// The leads in a few figures (seed 003).
#[utoipa::path(get, path = "/api/dashboard/stats", tag = "analytics", responses((status = 200, body = Answer<Stats>)))]
async fn stats(mut view: View) -> Result<Response> {
    view.actor.must(Permission::AnalyticsRead)?;
    let stats = analytics::stats(&mut view.conn, view.actor.company_id()).await?;
    view.record(&stats)
}

/// How many leads have each status (seed 003).
#[utoipa::path(get, path = "/api/dashboard/leads-by-status", tag = "analytics",
    responses((status = 200, body = Listed<StatusCount>)))]
async fn leads_by_status(mut view: View) -> Result<Response> {
    view.actor.must(Permission::AnalyticsRead)?;
    let counts = analytics::by_status(&mut view.conn, view.actor.company_id()).await?;
    view.whole_list(counts)
}

/// Who won most in some days (seed 003): at most ten.
#[utoipa::path(get, path = "/api/dashboard/top-sales", tag = "analytics", params(RangeQuery),
    responses((status = 200, body = Listed<Performance>)))]
async fn top_sales(mut view: View, Query(query): Query<RangeQuery>) -> Result<Response> {
    let range = range_of(&mut view, &query).await?;
    let mut best = analytics::performance(&mut view.conn, view.actor.company_id(), range).await?;
    best.retain(|person| person.deals_won.count > 0);
    best.truncate(10);
    view.whole_list(best)
}
