//! Routes of analytics, search and the event log.

mod analytics;
mod events;
mod search;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;

pub fn router() -> OpenApiRouter<App> {
    events::router().merge(analytics::router()).merge(search::router())
}
