//! The routes of what a company knows about itself.

mod analytics;
mod events;
mod search;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub fn router() -> OpenApiRouter<App> {
    events::router().merge(analytics::router()).merge(search::router())
}
