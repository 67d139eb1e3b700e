//! Sales: opportunities, which are opened, won or lost, and the deals that winning closes (seed 000).

mod board;
mod deals;
mod opportunities;
pub mod routes;

pub use self::{
    board::{Column, board},
    deals::{Deal, DealId, DealQuery, ListedDeal, count_deals, find_deal, list_deals},
    opportunities::{
        ListedOpportunity, Lost, NewOpportunity, Opportunity, OpportunityId, OpportunityPatch,
        OpportunityQuery, OpportunityStatus, Terms, Won, change, count_open, count_opened_and_lost, find,
        list, lose, open, win,
    },
};
