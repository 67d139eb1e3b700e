use super::{Notification, NotificationId, NotificationKind, NotificationQuery, Subject};
use crate::{
    db::{Listing, Paging, Read, Slice, SortField, Tx},
    error::Result,
    id::EmployeeId,
    person, sql,
};

const COLUMNS: &str = concat!("*, ", person!("notifications.by_id" as "by_person"));

pub const SORTS: &[SortField] = &[SortField::time("createdAt", "created_at")];

pub async fn insert(
    tx: &mut Tx,
    to: EmployeeId,
    kind: NotificationKind,
    text: String,
    about: &Subject,
) -> Result<Notification> {
    let (company_id, now, by) = (tx.company_id(), tx.now(), tx.actor().employee_id());
    let insert = format!(
        "insert into notifications (id, company_id, employee_id, kind, text, entity_type, entity_id, by_id, created_at, updated_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 1) returning {COLUMNS}"
    );
    let sql = sql!(
        insert,
        NotificationId::new(),
        company_id,
        to,
        kind,
        text,
        about.entity_type,
        about.entity_id,
        by,
        now
    );
    Ok(tx.one(sql).await?)
}

/// Lists the actor's notifications.
pub async fn list(
    read: &mut Read,
    query: &NotificationQuery,
    paging: &Paging,
) -> Result<Slice<Notification>> {
    let mut listing = Listing::of("notifications", read.company_id());
    listing.push(" and employee_id = ").bind(read.actor().employee()?.id);
    if query.unread == Some(true) {
        listing.push(" and read_at is null");
    }
    paging.read(read, COLUMNS, listing).await
}

/// Marks the actor's notifications with these ids, or all, as read. Returns how many were unread.
pub async fn mark_read(tx: &mut Tx, ids: Option<Vec<NotificationId>>) -> Result<u64> {
    let (company_id, now, employee_id) = (tx.company_id(), tx.now(), tx.actor().employee()?.id);
    let mut sql = sql!(
        "update notifications set read_at = $1, updated_at = $1, version = version + 1
         where company_id = $2 and employee_id = $3 and read_at is null",
        now,
        company_id,
        employee_id
    );
    if let Some(ids) = ids {
        if ids.is_empty() {
            return Ok(0);
        }
        sql.push(" and id in ").bind_list(&ids);
    }
    Ok(tx.exec(sql).await?)
}
