//! What a company knows about itself: counters, figures, analytics, search, and the event log as a list.

pub mod analytics;
pub mod audit;
pub mod counters;
mod figures;
mod funnel;
pub mod live;
pub mod routes;
mod search;
