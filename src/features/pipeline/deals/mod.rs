//! Deals, one for each won opportunity.

mod model;
pub mod store;

pub use self::{
    model::{Deal, DealId, DealQuery, ListedDeal},
    store::{count_deals, list_deals, reassign},
};
use crate::{
    db::{Read, Tx},
    error::Result,
    features::contacts::{self, ContactId, Scope},
    id::EmployeeId,
    sql,
    time::Time,
};

use super::add_deal;

/// Finds a deal whose contact the actor may see.
pub async fn find_deal(read: &mut Read, id: DealId) -> Result<Deal> {
    Scope::of(read.actor())?;
    let company_id = read.company_id();
    let deal: Deal = read.find(company_id, id).await?;
    let contact = contacts::find_visible(read, deal.contact_id).await;
    contact.map(|_| deal).map_err(|error| error.as_missing("deal"))
}

/// Subtracts a contact's deals from the counters and daily statistics, before the contact is deleted.
pub async fn subtract_totals(tx: &mut Tx, contact_id: ContactId) -> Result<()> {
    let company_id = tx.company_id();
    let sql =
        "select value, currency, closed_at, closed_by from deals where company_id = $1 and contact_id = $2";
    let deals: Vec<(i64, String, Time, Option<EmployeeId>)> =
        tx.all(sql!(sql, company_id, contact_id)).await?;
    for (value, currency, closed_at, closed_by) in deals {
        add_deal(tx, -1, (value, &currency), closed_at, closed_by);
    }
    Ok(())
}
