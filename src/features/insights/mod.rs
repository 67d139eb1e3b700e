//! What a company knows about itself: counters, and the event log as a list.

pub mod audit;
pub mod counters;
pub mod live;
pub mod routes;
