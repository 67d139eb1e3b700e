use super::{About, Notification, NotificationId, NotificationKind, model::EntityRef};
use crate::{
    access::Person,
    db::{Conn, Listing, Paging, Slice, SortField, Tx},
    error::Result,
    id::{CompanyId, EmployeeId, RecordId},
    sql,
    time::Time,
};

const COLUMNS: &str = "*, (select e.name from employees e where e.id = notifications.by_id) as by_name";

pub const SORTS: &[SortField] = &[SortField::time("createdAt", "created_at")];

#[derive(sqlx::FromRow, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct NotificationRow {
    id: NotificationId,
    company_id: CompanyId,
    employee_id: EmployeeId,
    #[sqlx(try_from = "String")]
    kind: NotificationKind,
    text: String,
    entity_type: String,
    entity_id: RecordId,
    by_id: Option<EmployeeId>,
    by_name: Option<String>,
    read_at: Option<Time>,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

impl From<NotificationRow> for Notification {
    fn from(row: NotificationRow) -> Self {
        Self {
            id: row.id,
            company_id: row.company_id,
            employee_id: row.employee_id,
            kind: row.kind,
            text: row.text,
            entity: EntityRef { r#type: row.entity_type, id: row.entity_id },
            by: Person::from_columns(row.by_id, row.by_name),
            read_at: row.read_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

pub async fn insert(
    tx: &mut Tx,
    to: EmployeeId,
    kind: NotificationKind,
    text: String,
    about: &About,
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
    Ok(tx.one::<NotificationRow>(sql).await?.into())
}

/// An employee's notifications.
pub async fn list(
    conn: &mut Conn,
    company_id: CompanyId,
    employee_id: EmployeeId,
    unread: bool,
    paging: &Paging,
) -> Result<Slice<Notification>> {
    let mut listing = Listing::of("notifications", company_id);
    listing.push(" and employee_id = ").bind(employee_id);
    if unread {
        listing.push(" and read_at is null");
    }
    let slice: Slice<NotificationRow> = paging.read(conn, COLUMNS, listing).await?;
    Ok(slice.map(Notification::from))
}

/// Marks these of an employee's notifications, or all of them, as read. Answers how many were not yet.
pub async fn mark_read(
    tx: &mut Tx,
    employee_id: EmployeeId,
    ids: Option<Vec<NotificationId>>,
) -> Result<u64> {
    let (company_id, now) = (tx.company_id(), tx.now());
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
        sql.push(" and id in (");
        for (i, id) in ids.into_iter().enumerate() {
            sql.push(if i == 0 { "" } else { ", " }).bind(id);
        }
        sql.push(")");
    }
    Ok(tx.exec(sql).await?)
}
