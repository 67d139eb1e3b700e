//! What an import leaves behind: rows that were wrong, and what it did to whom.

use std::collections::BTreeMap;

use csv::ByteRecord;
use serde::Deserialize;
use serde_json::json;

use super::{Import, ImportId};
use crate::{
    args,
    db::{Conn, Rows, Tx},
    error::{FieldError, Result},
    features::contacts::{ContactId, Details},
    id::CompanyId,
    sql,
};

/// Rejected rows of an import that are kept, with what is wrong with them. The others are only counted.
const MAX_KEPT: i64 = 10_000;
/// What is kept of a rejected row, in characters.
const MAX_ROW: usize = 4_000;

/// A row that could not be taken in.
#[derive(Debug, sqlx::FromRow)]
pub struct RowError {
    pub line: i64,
    #[sqlx(json)]
    pub fields: Vec<String>,
    #[sqlx(json)]
    pub errors: Vec<Reason>,
}

#[derive(Debug, Deserialize)]
pub struct Reason {
    pub field: String,
    pub message: String,
}

pub async fn insert_error(
    tx: &mut Tx,
    import: &Import,
    line: i64,
    row: &ByteRecord,
    errors: &[FieldError],
) -> Result<()> {
    if import.failed > MAX_KEPT {
        return Ok(());
    }
    let (company_id, id) = (tx.company_id(), import.id);
    let mut left = MAX_ROW;
    // Broken text is kept as far as it can be read; no database column takes a NUL.
    let kept = |cell: &[u8]| {
        let text: String =
            import.encoding.decode_lossy(cell).replace('\0', "\u{fffd}").chars().take(left).collect();
        left -= text.chars().count();
        text
    };
    let cells: Vec<String> = row.iter().map(kept).collect();
    let insert =
        "insert into import_errors (import_id, company_id, line, fields, errors) values ($1, $2, $3, $4, $5)";
    tx.exec(sql!(insert, id, company_id, line, json!(cells), json!(errors))).await?;
    Ok(())
}

/// Whether an import has created or changed contacts, in any of its runs.
pub async fn has_changes(tx: &mut Tx, id: ImportId) -> Result<bool> {
    let sql = "select exists(select 1 from import_changes where company_id = $1 and import_id = $2)";
    let company_id = tx.company_id();
    let (any,): (bool,) = tx.one(sql!(sql, company_id, id)).await?;
    Ok(any)
}

pub async fn forget_errors(tx: &mut Tx, id: ImportId) -> Result<()> {
    let company_id = tx.company_id();
    tx.exec(sql!("delete from import_errors where company_id = $1 and import_id = $2", company_id, id))
        .await?;
    Ok(())
}

/// The next rows with errors after a line.
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

/// What an import did to a contact: without details before, it made it.
pub struct Change {
    pub before: Option<Details>,
    pub version: i64,
}

/// Notes what was done. Of a contact that an earlier piece touched too, what it was before that stays.
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
