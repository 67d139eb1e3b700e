//! Deals: what was sold. Each is written when its opportunity is won, and there is one for each.

mod model;
pub mod store;

pub use self::{
    model::{Deal, DealId, DealQuery, ListedDeal},
    store::{count_deals, list_deals},
};
use crate::{
    access::Actor,
    db::Conn,
    error::{Error, Result},
    features::contacts::{self, Scope},
};

/// The deal, if the employee may see its contact.
pub async fn find_deal(conn: &mut Conn, actor: &Actor, id: DealId) -> Result<Deal> {
    Scope::of(actor)?;
    let deal = store::find(conn, actor.company_id(), id).await?;
    let seen = contacts::find_visible(conn, actor, deal.contact_id).await;
    seen.map(|_| deal).map_err(|_| Error::NotFound("deal"))
}
