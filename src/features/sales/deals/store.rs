use super::{Deal, DealId, DealQuery, ListedDeal};
use crate::{
    access::{Actor, Person},
    db::{Conn, Listing, Paging, Slice, SortField, Tx},
    error::{Error, OnConstraint, Result},
    features::{
        contacts::{ContactId, Scope},
        sales::{Opportunity, OpportunityId, Won},
    },
    id::{CompanyId, EmployeeId},
    sql,
    time::Time,
};

const COLUMNS: &str = "*, (select e.name from employees e where e.id = deals.closed_by) as closer_name";

pub const SORTS: &[SortField] =
    &[SortField::time("createdAt", "created_at"), SortField::time("closedAt", "closed_at")];

#[derive(sqlx::FromRow, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct DealRow {
    id: DealId,
    company_id: CompanyId,
    opportunity_id: OpportunityId,
    contact_id: ContactId,
    value: i64,
    currency: String,
    closed_at: Time,
    closed_by: Option<EmployeeId>,
    closer_name: Option<String>,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

impl From<DealRow> for Deal {
    fn from(row: DealRow) -> Self {
        Self {
            id: row.id,
            company_id: row.company_id,
            opportunity_id: row.opportunity_id,
            contact_id: row.contact_id,
            value: row.value,
            currency: row.currency,
            closed_at: row.closed_at,
            closed_by: Person::from_columns(row.closed_by, row.closer_name),
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
    deal: DealRow,
    #[serde(skip)]
    contact_name: String,
    #[serde(skip)]
    title: String,
}

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
    let row: DealRow = tx.one(sql).await.on_constraint("deals.opportunity_id", || {
        Error::conflict("invalid_transition", "This opportunity already has a deal")
    })?;
    Ok(row.into())
}

pub async fn find(conn: &mut Conn, company_id: CompanyId, id: DealId) -> Result<Deal> {
    let text = format!("select {COLUMNS} from deals where company_id = $1 and id = $2");
    let row: Option<DealRow> = conn.optional(sql!(text, company_id, id)).await?;
    row.map(Deal::from).ok_or(Error::NotFound("deal"))
}

/// The deals with contacts that the employee may see.
pub async fn list_deals(
    conn: &mut Conn,
    actor: &Actor,
    query: &DealQuery,
    paging: &Paging,
) -> Result<Slice<ListedDeal>> {
    let mut listing = Listing::of("deals", actor.company_id());
    Scope::of(actor)?.narrow_by_contact(&mut listing);
    if let Some(contact_id) = query.contact_id {
        listing.push(" and contact_id = ").bind(contact_id);
    }
    if let Some(closed_by) = query.closed_by {
        listing.push(" and closed_by = ").bind(closed_by);
    }
    listing.between_days(conn, "closed_at", (query.from, query.to)).await?;
    let columns = format!(
        "{COLUMNS}, (select c.name from contacts c where c.id = deals.contact_id) as contact_name,
         (select o.title from opportunities o where o.id = deals.opportunity_id) as title"
    );
    let slice: Slice<ListedRow> = paging.read(conn, &columns, listing).await?;
    Ok(slice.map(|row| ListedDeal {
        deal: row.deal.into(),
        contact_name: row.contact_name,
        title: row.title,
    }))
}

/// How many there are and what they are worth, per currency, counted.
pub async fn count_deals(conn: &mut Conn, company_id: CompanyId) -> Result<Vec<(String, i64, i64)>> {
    let sql = "select currency, count(*), cast(sum(value) as bigint) from deals where company_id = $1 group by currency";
    Ok(conn.all(sql!(sql, company_id)).await?)
}
