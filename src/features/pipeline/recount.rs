//! Counts opportunities and deals again, for `tandem check`.

use std::collections::BTreeMap;

use super::{MoneyTotals, deals, opportunities};
use crate::{
    db::{Conn, Recount},
    error::Result,
    id::CompanyId,
};

pub async fn recount(conn: &mut Conn, company_id: CompanyId) -> Result<Recount> {
    let mut recount = Recount::default();
    let open = opportunities::store::count_open(conn, company_id).await?;
    add(&mut recount.counters, &MoneyTotals::OpenOpportunities, &open);
    let won = deals::store::count_deals(conn, company_id).await?;
    add(&mut recount.counters, &MoneyTotals::WonDeals, &won);
    add(&mut recount.totals, &MoneyTotals::WonDeals, &won);
    let (opened, lost) = opportunities::store::count_opened_and_lost(conn, company_id).await?;
    recount.totals.extend([("opportunities.opened".into(), opened), ("opportunities.lost".into(), lost)]);
    Ok(recount)
}

/// Adds the number, and the value per currency, of rows of currency, number and value.
fn add(counts: &mut BTreeMap<String, i64>, totals: &MoneyTotals, rows: &[(String, i64, i64)]) {
    counts.insert(totals.counter().into(), rows.iter().map(|(_, n, _)| n).sum());
    for (currency, _, value) in rows {
        counts.insert(format!("{}{currency}", totals.values()), *value);
    }
}
