//! What an import leaves behind: rows that were wrong, and what it did to whom.

use std::collections::BTreeMap;

use csv::ByteRecord;
use serde::Deserialize;
use serde_json::json;

use super::ImportId;
use crate::{
    args,
    db::{Conn, Rows, Tx},
    error::{FieldError, Result},
    features::contacts::{ContactId, Details},
    id::CompanyId,
    sql,
};

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
    id: ImportId,
    line: i64,
    row: &ByteRecord,
    errors: &[FieldError],
) -> Result<()> {
    let company_id = tx.company_id();
    // Broken text is kept as far as it can be read; no database column takes a NUL.
    let cells: Vec<String> =
        row.iter().map(|cell| String::from_utf8_lossy(cell).replace('\0', "\u{fffd}")).collect();
    let insert =
        "insert into import_errors (import_id, company_id, line, fields, errors) values ($1, $2, $3, $4, $5)";
    tx.exec(sql!(insert, id, company_id, line, json!(cells), json!(errors))).await?;
    Ok(())
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
