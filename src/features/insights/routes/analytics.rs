use crate::{
    access::Permission,
    app::App,
    error::Result,
    events::Envelope,
    features::insights::{
        analytics::{self, Dashboard, Performance, Stats, StatusCount},
        daily_stats::RangeQuery,
        funnel::{self, Funnel},
    },
    http::{Answer, Listed, Query, RequestRead},
    realtime::log,
};

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

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

/// Read the dashboard: current counters, and statistics of a range compared with the preceding range.
#[utoipa::path(get, path = "/api/analytics/dashboard", tag = "analytics", params(RangeQuery),
    extensions(("x-permission" = json!(Permission::AnalyticsRead))),
    responses((status = 200, body = Answer<Dashboard>)))]
async fn dashboard(mut read: RequestRead, Query(query): Query<RangeQuery>) -> Result<Answer<Dashboard>> {
    let dashboard = analytics::dashboard(&mut read, &query).await?;
    read.record(&dashboard)
}

/// Read the funnel: how many of the contacts that entered each stage in the range have advanced since, and
/// the current number at each stage.
#[utoipa::path(get, path = "/api/analytics/funnel", tag = "analytics", params(RangeQuery),
    extensions(("x-permission" = json!(Permission::AnalyticsRead))),
    responses((status = 200, body = Answer<Funnel>)))]
async fn funnel(mut read: RequestRead, Query(query): Query<RangeQuery>) -> Result<Answer<Funnel>> {
    let funnel = funnel::funnel(&mut read, &query).await?;
    read.record(&funnel)
}

/// List statistics per employee, by number of won deals, descending.
#[utoipa::path(get, path = "/api/analytics/performance", tag = "analytics", params(RangeQuery),
    extensions(("x-permission" = json!(Permission::AnalyticsRead))),
    responses((status = 200, body = Listed<Performance>)))]
async fn performance(mut read: RequestRead, Query(query): Query<RangeQuery>) -> Result<Listed<Performance>> {
    let performance = analytics::performance(&mut read, &query).await?;
    read.whole_list(performance)
}

#[derive(Debug, Deserialize, ToSchema, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ActivitiesQuery {
    #[schema(minimum = 1, maximum = 100)]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<i64>,
}

/// List the latest events that the caller may see, newest first.
#[utoipa::path(get, path = "/api/analytics/activities", tag = "analytics", params(ActivitiesQuery),
    extensions(("x-permission" = json!(Permission::AnalyticsRead))),
    responses((status = 200, body = Listed<Envelope>)))]
async fn activities(mut read: RequestRead, Query(query): Query<ActivitiesQuery>) -> Result<Listed<Envelope>> {
    let events = analytics::activities(&mut read, query.limit.unwrap_or(20)).await?;
    let envelopes: Vec<_> = events.into_iter().map(log::StoredEvent::into_envelope).collect();
    read.partial_list(&envelopes)
}

/// Read statistics of leads (seed 003).
#[utoipa::path(get, path = "/api/dashboard/stats", tag = "analytics",
    extensions(("x-permission" = json!(Permission::AnalyticsRead))),
    responses((status = 200, body = Answer<Stats>)))]
async fn stats(mut read: RequestRead) -> Result<Answer<Stats>> {
    let stats = analytics::stats(&mut read).await?;
    read.record(&stats)
}

/// Count leads by status (seed 003).
#[utoipa::path(get, path = "/api/dashboard/leads-by-status", tag = "analytics",
    extensions(("x-permission" = json!(Permission::AnalyticsRead))),
    responses((status = 200, body = Listed<StatusCount>)))]
async fn leads_by_status(mut read: RequestRead) -> Result<Listed<StatusCount>> {
    let counts = analytics::by_status(&mut read).await?;
    read.whole_list(counts)
}

/// List the ten employees with the most won deals in a range (seed 003).
#[utoipa::path(get, path = "/api/dashboard/top-sales", tag = "analytics", params(RangeQuery),
    extensions(("x-permission" = json!(Permission::AnalyticsRead))),
    responses((status = 200, body = Listed<Performance>)))]
async fn top_sales(mut read: RequestRead, Query(query): Query<RangeQuery>) -> Result<Listed<Performance>> {
    let mut best = analytics::performance(&mut read, &query).await?;
    best.retain(|person| person.deals_won.count > 0);
    best.truncate(10);
    read.whole_list(best)
}
