//! Counts contacts again, for `tandem check`.

use super::{stage_entries, store};
use crate::{
    db::{Conn, Recount},
    error::Result,
    id::CompanyId,
};

pub async fn recount(conn: &mut Conn, company_id: CompanyId) -> Result<Recount> {
    let mut recount = Recount { days: stage_entries::count(conn, company_id).await?, ..Recount::default() };
    for (stage, status, n) in store::count(conn, company_id).await? {
        for counter in [stage.counter(), status.counter()] {
            *recount.counters.entry(counter).or_default() += n;
        }
        *recount.totals.entry("contacts.created".into()).or_default() += n;
    }
    Ok(recount)
}
