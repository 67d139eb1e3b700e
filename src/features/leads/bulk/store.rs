use serde_json::json;

use super::{BulkChange, BulkChangeId, BulkQuery, BulkStatus, LeadChange};
use crate::{
    access::Permission,
    changes,
    db::{Conn, Listing, Paging, Read, Record, Slice, SortField, Tx},
    error::Result,
    id::{CompanyId, EmployeeId},
    person, sql,
    time::Time,
};

impl Record for BulkChange {
    const TABLE: &str = "bulk_changes";
    const COLUMNS: &str = concat!(
        "*, ",
        person!("bulk_changes.started_by" as "starter"),
        ", ",
        person!("bulk_changes.undone_by" as "undoer")
    );
    const NOUN: &str = "bulk change";
}

const COLUMNS: &str = BulkChange::COLUMNS;

pub const SORTS: &[SortField] = &[SortField::time("createdAt", "created_at")];

pub async fn insert(
    tx: &mut Tx,
    id: BulkChangeId,
    change: &LeadChange,
    total: i64,
    starts_at: Time,
) -> Result<BulkChange> {
    let (company_id, now, me) = (tx.company_id(), tx.now(), tx.actor().employee()?.id);
    let text = format!(
        "insert into bulk_changes (id, company_id, started_by, change, status, total, changed, unchanged, failed,
                                   undone, kept, new_owners, starts_at, created_at, updated_at, version)
         values ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0, 0, $7, $8, $9, $9, 1) returning {COLUMNS}"
    );
    let queued = BulkStatus::Queued;
    let sql = sql!(text, id, company_id, me, json!(change), queued, total, json!({}), starts_at, now);
    Ok(tx.one(sql).await?)
}

/// Updates the progress and status of a bulk change.
pub async fn update(tx: &mut Tx, bulk: &BulkChange) -> Result<BulkChange> {
    let changes = changes! {
        status: bulk.status,
        changed: bulk.changed,
        unchanged: bulk.unchanged,
        failed: bulk.failed,
        undone: bulk.undone,
        kept: bulk.kept,
        new_owners: json!(bulk.new_owners),
        error: bulk.error.clone(),
        undone_by: bulk.undone_by.as_ref().map(|undoer| undoer.id),
        finished_at: bulk.finished_at,
    };
    Ok(tx.update(bulk.id, changes).await?)
}

/// Counts an employee's unfinished bulk changes.
pub async fn unfinished(conn: &mut Conn, company_id: CompanyId, started_by: EmployeeId) -> Result<i64> {
    let count = "select count(*) from bulk_changes where company_id = $1 and started_by = $2
                 and status in ('QUEUED', 'RUNNING', 'UNDOING')";
    let (unfinished,): (i64,) = conn.one(sql!(count, company_id, started_by)).await?;
    Ok(unfinished)
}

/// Lists the actor's own bulk changes; with `leads.manage`, all.
pub async fn list(read: &mut Read, query: &BulkQuery, paging: &Paging) -> Result<Slice<BulkChange>> {
    read.actor().require(Permission::LeadsWork)?;
    let mut listing = Listing::of("bulk_changes", read.company_id());
    if !read.actor().can(Permission::LeadsManage) {
        listing.push(" and started_by = ").bind(read.actor().employee()?.id);
    }
    if let Some(started_by) = query.started_by {
        listing.push(" and started_by = ").bind(started_by);
    }
    paging.read(read, COLUMNS, listing).await
}
