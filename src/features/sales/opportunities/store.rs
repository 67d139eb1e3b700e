use chrono::NaiveDate;

use super::{ListedOpportunity, Opportunity, OpportunityId, OpportunityQuery, OpportunityStatus};
use crate::{
    access::{Actor, Person},
    db::{Conn, Dialect, Listing, Paging, Slice, SortField, Tx, containing},
    error::{Error, Result},
    features::contacts::{ContactId, Scope},
    id::{CompanyId, EmployeeId},
    sql,
    time::Time,
};

const COLUMNS: &str = "*, (select e.name from employees e where e.id = opportunities.owner_id) as owner_name";

pub const SORTS: &[SortField] =
    &[SortField::time("createdAt", "created_at"), SortField::time("updatedAt", "updated_at")];

#[derive(sqlx::FromRow, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct OpportunityRow {
    id: OpportunityId,
    company_id: CompanyId,
    contact_id: ContactId,
    title: String,
    expected_value: i64,
    currency: String,
    expected_close_on: Option<NaiveDate>,
    #[sqlx(try_from = "String")]
    status: OpportunityStatus,
    lost_reason: Option<String>,
    owner_id: Option<EmployeeId>,
    owner_name: Option<String>,
    closed_at: Option<Time>,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

impl From<OpportunityRow> for Opportunity {
    fn from(row: OpportunityRow) -> Self {
        Self {
            id: row.id,
            company_id: row.company_id,
            contact_id: row.contact_id,
            title: row.title,
            expected_value: row.expected_value,
            currency: row.currency,
            expected_close_on: row.expected_close_on,
            status: row.status,
            lost_reason: row.lost_reason,
            owner: Person::from_columns(row.owner_id, row.owner_name),
            closed_at: row.closed_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

#[derive(sqlx::FromRow, serde::Serialize)]
struct ListedRow {
    #[sqlx(flatten)]
    #[serde(flatten)]
    opportunity: OpportunityRow,
    #[serde(skip)]
    contact_name: String,
}

/// What an opportunity is about, as it is written.
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
    Ok(tx.one::<OpportunityRow>(sql).await?.into())
}

pub async fn update(tx: &mut Tx, id: OpportunityId, draft: Draft) -> Result<Opportunity> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update opportunities set title = $1, expected_value = $2, currency = $3, expected_close_on = $4, owner_id = $5,
                updated_at = $6, version = version + 1
         where company_id = $7 and id = $8 returning {COLUMNS}"
    );
    let sql = sql!(
        text,
        draft.title,
        draft.expected_value,
        draft.currency,
        draft.expected_close_on,
        draft.owner,
        now,
        company_id,
        id
    );
    Ok(tx.one::<OpportunityRow>(sql).await?.into())
}

/// Ends an open opportunity; none when somebody was faster.
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
    let row: Option<OpportunityRow> =
        tx.optional(sql!(text, status, lost_reason, now, by, company_id, id)).await?;
    Ok(row.map(Opportunity::from))
}

pub async fn find(conn: &mut Conn, company_id: CompanyId, id: OpportunityId) -> Result<Opportunity> {
    let text = format!("select {COLUMNS} from opportunities where company_id = $1 and id = $2");
    let row: Option<OpportunityRow> = conn.optional(sql!(text, company_id, id)).await?;
    row.map(Opportunity::from).ok_or(Error::NotFound("opportunity"))
}

/// Whether the contact has an open opportunity left.
pub async fn any_open(tx: &mut Tx, contact_id: ContactId) -> Result<bool> {
    let company_id = tx.company_id();
    let sql = "select exists(select 1 from opportunities where company_id = $1 and contact_id = $2 and status = 'OPEN')";
    let (any,): (bool,) = tx.one(sql!(sql, company_id, contact_id)).await?;
    Ok(any)
}

/// The opportunities of contacts that the employee may see.
pub async fn list(
    conn: &mut Conn,
    actor: &Actor,
    query: &OpportunityQuery,
    q: Option<&str>,
    paging: &Paging,
) -> Result<Slice<ListedOpportunity>> {
    let mut listing = listing(conn.dialect(), actor, query, q)?;
    listing.between_days(conn, "created_at", (query.created_from, query.created_to)).await?;
    listing.between_days(conn, "closed_at", (query.closed_from, query.closed_to)).await?;
    let columns = format!(
        "{COLUMNS}, (select c.name from contacts c where c.id = opportunities.contact_id) as contact_name"
    );
    let slice: Slice<ListedRow> = paging.read(conn, &columns, listing).await?;
    Ok(slice
        .map(|row| ListedOpportunity { opportunity: row.opportunity.into(), contact_name: row.contact_name }))
}

fn listing(dialect: Dialect, actor: &Actor, query: &OpportunityQuery, q: Option<&str>) -> Result<Listing> {
    let mut listing = Listing::of("opportunities", actor.company_id());
    Scope::of(actor)?.narrow_by_contact(&mut listing);
    if let Some(status) = query.status {
        listing.push(" and status = ").bind(status);
    }
    if let Some(contact_id) = query.contact_id {
        listing.push(" and contact_id = ").bind(contact_id);
    }
    if let Some(owner_id) = query.owner_id {
        listing.push(" and owner_id = ").bind(owner_id);
    }
    if let Some(q) = q {
        listing.push(&format!(" and title {} ", dialect.like())).bind(containing(q)).push(" escape '\\'");
    }
    Ok(listing)
}

/// How many there are in all, and how many of them are lost, counted.
pub async fn count_opened_and_lost(conn: &mut Conn, company_id: CompanyId) -> Result<(i64, i64)> {
    let sql = "select count(*), count(case when status = 'LOST' then 1 end) from opportunities where company_id = $1";
    Ok(conn.one(sql!(sql, company_id)).await?)
}

/// How many are open and what they are worth, per currency, counted.
pub async fn count_open(conn: &mut Conn, company_id: CompanyId) -> Result<Vec<(String, i64, i64)>> {
    let sql = "select currency, count(*), cast(sum(expected_value) as bigint) from opportunities
               where company_id = $1 and status = 'OPEN' group by currency";
    Ok(conn.all(sql!(sql, company_id)).await?)
}
