//! The records of an import: rejected rows, and changes for an undo.

use std::collections::BTreeMap;

use csv::ByteRecord;
use serde_json::json;

use super::{Import, ImportId};
use crate::{
    args,
    db::{Conn, Rows, Tx},
    error::{FieldError, Result},
    features::contacts::{ContactFields, ContactId},
    id::CompanyId,
    sql,
};

/// The maximum number of rejected rows that are stored. Others are only counted.
const MAX_STORED_ROWS: i64 = 10_000;
/// The maximum length of a stored row in characters.
const MAX_ROW_LENGTH: usize = 4_000;

/// A rejected row.
#[derive(Debug, sqlx::FromRow)]
pub struct RowError {
    pub line: i64,
    #[sqlx(json)]
    pub fields: Vec<String>,
    #[sqlx(json)]
    pub errors: Vec<FieldError>,
}

pub async fn insert_error(
    tx: &mut Tx,
    import: &Import,
    line: i64,
    row: &ByteRecord,
    errors: &[FieldError],
) -> Result<()> {
    if import.failed > MAX_STORED_ROWS {
        return Ok(());
    }
    let (company_id, id) = (tx.company_id(), import.id);
    let mut remaining = MAX_ROW_LENGTH;
    // Invalid characters are replaced. PostgreSQL rejects NUL.
    let decode = |cell: &[u8]| {
        let text: String =
            import.encoding.decode_lossy(cell).replace('\0', "\u{fffd}").chars().take(remaining).collect();
        remaining -= text.chars().count();
        text
    };
    let cells: Vec<String> = row.iter().map(decode).collect();
    let insert =
        "insert into import_errors (import_id, company_id, line, fields, errors) values ($1, $2, $3, $4, $5)";
    tx.exec(sql!(insert, id, company_id, line, json!(cells), json!(errors))).await?;
    Ok(())
}

/// Whether any run of the import has created or changed contacts.
pub async fn has_changes(tx: &mut Tx, id: ImportId) -> Result<bool> {
    let sql = "select exists(select 1 from import_changes where company_id = $1 and import_id = $2)";
    let company_id = tx.company_id();
    let (any,): (bool,) = tx.one(sql!(sql, company_id, id)).await?;
    Ok(any)
}

pub async fn delete_errors(tx: &mut Tx, id: ImportId) -> Result<()> {
    let company_id = tx.company_id();
    tx.exec(sql!("delete from import_errors where company_id = $1 and import_id = $2", company_id, id))
        .await?;
    Ok(())
}

/// The next rejected rows after a line.
pub async fn errors(
    conn: &mut Conn,
    company_id: CompanyId,
    id: ImportId,
    after: i64,
    limit: i64,
) -> Result<Vec<RowError>> {
    let sql = "select line, fields, errors from import_errors where company_id = $1 and import_id = $2 and line > $3
               order by line limit $4";
    Ok(conn.all(sql!(sql, company_id, id, after, limit)).await?)
}

/// The change to a contact. Without `before`, the import created it.
pub struct Change {
    pub before: Option<ContactFields>,
    pub version: i64,
}

/// Stores the changes. If an earlier transaction changed the same contact, keeps the earlier `before`.
pub async fn insert_changes(tx: &mut Tx, id: ImportId, changes: &BTreeMap<ContactId, Change>) -> Result<()> {
    let mut rows =
        Rows::new("insert into import_changes (import_id, company_id, contact_id, before, version)")
            .on_conflict("on conflict (import_id, contact_id) do update set version = excluded.version");
    for (contact_id, change) in changes {
        let before = change.before.as_ref().map(|before| json!(before));
        rows.push(args![id, tx.company_id(), *contact_id, before, change.version]);
    }
    Ok(tx.write(rows).await?)
}
