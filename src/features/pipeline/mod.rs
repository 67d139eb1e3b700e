//! The pipeline: the stages of contacts, and the sessions, feedback, opportunities and deals that advance
//! them (seed 000).

mod board;
pub mod deals;
pub mod events;
pub mod feedback;
pub mod opportunities;
mod rating;
mod recount;
pub mod routes;
pub mod sessions;
pub mod stages;
mod totals;

use utoipa_axum::router::OpenApiRouter;

pub use self::{
    board::{Column, board},
    deals::{Deal, DealId, DealQuery, ListedDeal, find_deal, list_deals},
    opportunities::{
        ListedOpportunity, Lost, NewOpportunity, Opportunity, OpportunityId, OpportunityPatch,
        OpportunityQuery, OpportunityStatus, Terms, Won, change, find, list, lose, open, win,
    },
    rating::Rating,
    totals::{MoneyTotals, add_deal},
};
use crate::app::{App, Feature};

pub const FEATURE: Feature = Feature {
    tables: &["deals", "feedback", "opportunities", "sessions"],
    events: events::ALL,
    recount: Some(|conn, company_id| Box::pin(recount::recount(conn, company_id))),
    event_statistics: &[("sessions", "session:created"), ("feedback", "feedback:created")],
    ..Feature::new("pipeline", router)
};

fn router() -> OpenApiRouter<App> {
    routes::router()
        .merge(stages::routes::router())
        .merge(sessions::routes::router())
        .merge(feedback::routes::router())
}
