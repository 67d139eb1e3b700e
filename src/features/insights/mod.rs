//! Counters, daily statistics, analytics, search, and the event log over REST.

pub mod analytics;
pub mod counters;
mod daily_stats;
mod funnel;
pub mod live;
pub mod routes;
use crate::app::Feature;

pub const FEATURE: Feature = Feature {
    messages: live::MESSAGES,
    on_join: Some(|app, socket, actor| Box::pin(live::greet(app, socket, actor))),
    background: Some(|app| Box::pin(live::broadcast(app))),
    ..Feature::new("insights", routes::router)
};
