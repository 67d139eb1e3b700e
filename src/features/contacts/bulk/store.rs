use std::collections::BTreeMap;

use serde_json::json;

use super::{BulkChange, BulkChangeId, BulkQuery, BulkStatus, LeadChange};
use crate::{
    access::{Actor, Permission, Person},
    db::{Conn, Listing, Paging, Slice, SortField, Tx},
    error::{Error, Result},
    id::{CompanyId, EmployeeId},
    sql,
    time::Time,
};

const COLUMNS: &str =
    "*, (select e.name from employees e where e.id = bulk_changes.started_by) as starter_name,
    (select e.name from employees e where e.id = bulk_changes.undone_by) as undoer_name";

pub const SORTS: &[SortField] = &[SortField::time("createdAt", "created_at")];

#[derive(sqlx::FromRow, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct BulkChangeRow {
    id: BulkChangeId,
    company_id: CompanyId,
    started_by: EmployeeId,
    starter_name: String,
    undone_by: Option<EmployeeId>,
    undoer_name: Option<String>,
    #[sqlx(json)]
    change: LeadChange,
    #[sqlx(try_from = "String")]
    status: BulkStatus,
    total: i64,
    changed: i64,
    unchanged: i64,
    failed: i64,
    undone: i64,
    kept: i64,
    #[sqlx(json)]
    #[serde(skip)]
    new_owners: BTreeMap<EmployeeId, i64>,
    error: Option<String>,
    starts_at: Time,
    finished_at: Option<Time>,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

impl From<BulkChangeRow> for BulkChange {
    fn from(row: BulkChangeRow) -> Self {
        Self {
            id: row.id,
            company_id: row.company_id,
            started_by: Person { id: row.started_by, name: row.starter_name },
            undone_by: Person::from_columns(row.undone_by, row.undoer_name),
            change: row.change,
            status: row.status,
            total: row.total,
            changed: row.changed,
            unchanged: row.unchanged,
            failed: row.failed,
            undone: row.undone,
            kept: row.kept,
            error: row.error,
            starts_at: row.starts_at,
            finished_at: row.finished_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
            new_owners: row.new_owners,
        }
    }
}

pub async fn insert(
    tx: &mut Tx,
    id: BulkChangeId,
    change: &LeadChange,
    total: i64,
    starts_at: Time,
) -> Result<BulkChange> {
    let (company_id, now, me) = (tx.company_id(), tx.now(), tx.actor().signed_in()?.id);
    let text = format!(
        "insert into bulk_changes (id, company_id, started_by, change, status, total, changed, unchanged, failed,
                                   undone, kept, new_owners, starts_at, created_at, updated_at, version)
         values ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0, 0, $7, $8, $9, $9, 1) returning {COLUMNS}"
    );
    let queued = BulkStatus::Queued;
    let sql = sql!(text, id, company_id, me, json!(change), queued, total, json!({}), starts_at, now);
    Ok(tx.one::<BulkChangeRow>(sql).await?.into())
}

/// Writes where a bulk change stands now.
pub async fn update(tx: &mut Tx, bulk: &BulkChange) -> Result<BulkChange> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update bulk_changes set status = $1, changed = $2, unchanged = $3, failed = $4, undone = $5, kept = $6,
                new_owners = $7, error = $8, undone_by = $9, finished_at = $10, updated_at = $11, version = version + 1
         where company_id = $12 and id = $13 returning {COLUMNS}"
    );
    let sql = sql!(
        text,
        bulk.status,
        bulk.changed,
        bulk.unchanged,
        bulk.failed,
        bulk.undone,
        bulk.kept,
        json!(bulk.new_owners),
        bulk.error.clone(),
        bulk.undone_by.as_ref().map(|undoer| undoer.id),
        bulk.finished_at,
        now,
        company_id,
        bulk.id
    );
    Ok(tx.one::<BulkChangeRow>(sql).await?.into())
}

pub async fn find(conn: &mut Conn, company_id: CompanyId, id: BulkChangeId) -> Result<BulkChange> {
    let text = format!("select {COLUMNS} from bulk_changes where company_id = $1 and id = $2");
    let row: Option<BulkChangeRow> = conn.optional(sql!(text, company_id, id)).await?;
    row.map(BulkChange::from).ok_or(Error::NotFound("bulk change"))
}

pub async fn find_for_update(tx: &mut Tx, id: BulkChangeId) -> Result<BulkChange> {
    let (company_id, lock) = (tx.company_id(), tx.dialect().for_update());
    let text = format!("select {COLUMNS} from bulk_changes where company_id = $1 and id = $2{lock}");
    let row: Option<BulkChangeRow> = tx.optional(sql!(text, company_id, id)).await?;
    row.map(BulkChange::from).ok_or(Error::NotFound("bulk change"))
}

/// Bulk changes of an employee that have not ended.
pub async fn unfinished(tx: &mut Tx, started_by: EmployeeId) -> Result<i64> {
    let company_id = tx.company_id();
    let count = "select count(*) from bulk_changes where company_id = $1 and started_by = $2
                 and status in ('QUEUED', 'RUNNING', 'UNDOING')";
    let (unfinished,): (i64,) = tx.one(sql!(count, company_id, started_by)).await?;
    Ok(unfinished)
}

/// One's own bulk changes; with `leads.manage` everybody's.
pub async fn list(
    conn: &mut Conn,
    actor: &Actor,
    query: &BulkQuery,
    paging: &Paging,
) -> Result<Slice<BulkChange>> {
    let mut listing = Listing::of("bulk_changes", actor.company_id());
    if !actor.may(Permission::LeadsManage) {
        listing.push(" and started_by = ").bind(actor.signed_in()?.id);
    }
    if let Some(started_by) = query.started_by {
        listing.push(" and started_by = ").bind(started_by);
    }
    let slice: Slice<BulkChangeRow> = paging.read(conn, COLUMNS, listing).await?;
    Ok(slice.map(BulkChange::from))
}
