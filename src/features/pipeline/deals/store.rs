use super::{Deal, DealId, DealQuery, ListedDeal};
use crate::{
    db::{Conn, Listing, Paging, Read, Record, Slice, SortField, Tx},
    error::{Error, OnConstraint, Result},
    features::{
        contacts::{ContactId, Scope},
        pipeline::{Opportunity, Won},
    },
    id::CompanyId,
    person, sql,
};

impl Record for Deal {
    const TABLE: &str = "deals";
    const COLUMNS: &str = concat!("*, ", person!("deals.closed_by" as "closer"));
    const NOUN: &str = "deal";
}

const COLUMNS: &str = Deal::COLUMNS;

pub const SORTS: &[SortField] =
    &[SortField::time("createdAt", "created_at"), SortField::time("closedAt", "closed_at")];

pub async fn insert(tx: &mut Tx, opportunity: &Opportunity, won: &Won) -> Result<Deal> {
    let (company_id, now, by) = (tx.company_id(), tx.now(), tx.actor().employee_id());
    let text = format!(
        "insert into deals (id, company_id, opportunity_id, contact_id, value, currency, closed_at, closed_by, created_at, updated_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 1) returning {COLUMNS}"
    );
    let sql = sql!(
        text,
        DealId::new(),
        company_id,
        opportunity.id,
        opportunity.contact_id,
        won.value.unwrap_or(opportunity.expected_value),
        &opportunity.currency,
        won.closed_at.unwrap_or(now),
        by,
        now
    );
    tx.one(sql).await.on_constraint("deals.opportunity_id", || {
        Error::conflict("invalid_transition", "This opportunity already has a deal")
    })
}

/// Lists the deals whose contacts the actor may see.
pub async fn list_deals(read: &mut Read, query: &DealQuery, paging: &Paging) -> Result<Slice<ListedDeal>> {
    let mut listing = Listing::of("deals", read.company_id());
    Scope::of(read.actor())?.narrow_by_contact(&mut listing);
    let now = read.now();
    query.narrow(read, &mut listing, now).await?;
    listing.between_days(read, "closed_at", (query.from, query.to)).await?;
    let columns = format!(
        "{COLUMNS}, (select c.name from contacts c where c.id = deals.contact_id) as contact_name,
         (select o.title from opportunities o where o.id = deals.opportunity_id) as title"
    );
    paging.read(read, &columns, listing).await
}

/// Counts the deals: number and total value per currency.
pub async fn count_deals(conn: &mut Conn, company_id: CompanyId) -> Result<Vec<(String, i64, i64)>> {
    let sql = "select currency, count(*), cast(sum(value) as bigint) from deals where company_id = $1 group by currency";
    Ok(conn.all(sql!(sql, company_id)).await?)
}

/// Reassigns all deals of one contact to another.
pub async fn reassign(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<()> {
    let company_id = tx.company_id();
    let sql = "update deals set contact_id = $1 where company_id = $2 and contact_id = $3";
    tx.exec(sql!(sql, to, company_id, from)).await?;
    Ok(())
}
