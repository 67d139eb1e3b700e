use chrono::NaiveDate;

use super::{ListedOpportunity, Opportunity, OpportunityId, OpportunityQuery, OpportunityStatus};
use crate::{
    changes,
    db::{Conn, Listing, Paging, Read, Record, Slice, SortField, Tx, containing},
    error::Result,
    features::contacts::{ContactId, Scope},
    id::{CompanyId, EmployeeId},
    person, sql,
    time::Time,
};

impl Record for Opportunity {
    const TABLE: &str = "opportunities";
    const COLUMNS: &str = concat!("*, ", person!("opportunities.owner_id" as "owner"));
    const NOUN: &str = "opportunity";
}

const COLUMNS: &str = Opportunity::COLUMNS;

pub const SORTS: &[SortField] =
    &[SortField::time("createdAt", "created_at"), SortField::time("updatedAt", "updated_at")];

/// The fields of an opportunity that a change can set.
pub struct Draft {
    pub title: String,
    pub expected_value: i64,
    pub currency: String,
    pub expected_close_on: Option<NaiveDate>,
    pub owner: Option<EmployeeId>,
}

pub async fn insert(tx: &mut Tx, contact_id: ContactId, draft: Draft) -> Result<Opportunity> {
    let (company_id, now, by) = (tx.company_id(), tx.now(), tx.actor().employee_id());
    let text = format!(
        "insert into opportunities (id, company_id, contact_id, title, expected_value, currency, expected_close_on, status,
                                    owner_id, created_by, created_at, updated_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, 1) returning {COLUMNS}"
    );
    let sql = sql!(
        text,
        OpportunityId::new(),
        company_id,
        contact_id,
        draft.title,
        draft.expected_value,
        draft.currency,
        draft.expected_close_on,
        OpportunityStatus::Open,
        draft.owner,
        by,
        now
    );
    Ok(tx.one(sql).await?)
}

pub async fn update(tx: &mut Tx, id: OpportunityId, draft: Draft) -> Result<Opportunity> {
    let changes = changes! {
        title: draft.title,
        expected_value: draft.expected_value,
        currency: draft.currency,
        expected_close_on: draft.expected_close_on,
        owner_id: draft.owner,
    };
    Ok(tx.update(id, changes).await?)
}

/// Closes an open opportunity. Returns `None` if it is closed already.
pub async fn close(
    tx: &mut Tx,
    id: OpportunityId,
    status: OpportunityStatus,
    lost_reason: Option<String>,
) -> Result<Option<Opportunity>> {
    let (company_id, now, by) = (tx.company_id(), tx.now(), tx.actor().employee_id());
    let text = format!(
        "update opportunities set status = $1, lost_reason = $2, closed_at = $3, closed_by = $4, updated_at = $3,
                version = version + 1
         where company_id = $5 and id = $6 and status = 'OPEN' returning {COLUMNS}"
    );
    Ok(tx.optional(sql!(text, status, lost_reason, now, by, company_id, id)).await?)
}

/// Whether the contact has an open opportunity.
pub async fn any_open(tx: &mut Tx, contact_id: ContactId) -> Result<bool> {
    let company_id = tx.company_id();
    let sql = "select exists(select 1 from opportunities where company_id = $1 and contact_id = $2 and status = 'OPEN')";
    let (any,): (bool,) = tx.one(sql!(sql, company_id, contact_id)).await?;
    Ok(any)
}

/// Lists the opportunities whose contacts the actor may see.
pub async fn list(
    read: &mut Read,
    query: &OpportunityQuery,
    q: Option<&str>,
    paging: &Paging,
) -> Result<Slice<ListedOpportunity>> {
    let now = read.now();
    let mut listing = listing(read, q)?;
    query.narrow(read, &mut listing, now).await?;
    listing.between_days(read, "created_at", (query.created_from, query.created_to)).await?;
    listing.between_days(read, "closed_at", (query.closed_from, query.closed_to)).await?;
    let columns = format!(
        "{COLUMNS}, (select c.name from contacts c where c.id = opportunities.contact_id) as contact_name"
    );
    paging.read(read, &columns, listing).await
}

fn listing(read: &Read, q: Option<&str>) -> Result<Listing> {
    let mut listing = Listing::of("opportunities", read.company_id());
    Scope::of(read.actor())?.narrow_by_contact(&mut listing);
    if let Some(q) = q {
        listing
            .push(&format!(" and title {} ", read.dialect().like()))
            .bind(containing(q))
            .push(" escape '\\'");
    }
    Ok(listing)
}

/// Counts all opportunities, and those that were lost.
pub async fn count_opened_and_lost(conn: &mut Conn, company_id: CompanyId) -> Result<(i64, i64)> {
    let sql = "select count(*), count(case when status = 'LOST' then 1 end) from opportunities where company_id = $1";
    Ok(conn.one(sql!(sql, company_id)).await?)
}

/// Counts the open opportunities: number and total expected value per currency.
pub async fn count_open(conn: &mut Conn, company_id: CompanyId) -> Result<Vec<(String, i64, i64)>> {
    let sql = "select currency, count(*), cast(sum(expected_value) as bigint) from opportunities
               where company_id = $1 and status = 'OPEN' group by currency";
    Ok(conn.all(sql!(sql, company_id)).await?)
}

/// Reassigns all opportunities of one contact to another.
pub async fn reassign(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<()> {
    let company_id = tx.company_id();
    let sql = "update opportunities set contact_id = $1 where company_id = $2 and contact_id = $3";
    tx.exec(sql!(sql, to, company_id, from)).await?;
    Ok(())
}

/// The fields of an opportunity that contribute to totals.
#[derive(sqlx::FromRow)]
pub struct Totals {
    pub expected_value: i64,
    pub currency: String,
    pub status: OpportunityStatus,
    pub created_at: Time,
    pub created_by: Option<EmployeeId>,
    pub closed_at: Option<Time>,
    pub closed_by: Option<EmployeeId>,
}

pub async fn totals_of(tx: &mut Tx, contact_id: ContactId) -> Result<Vec<Totals>> {
    let company_id = tx.company_id();
    let sql = "select expected_value, currency, status, created_at, created_by, closed_at, closed_by
               from opportunities where company_id = $1 and contact_id = $2";
    Ok(tx.all(sql!(sql, company_id, contact_id)).await?)
}
