//! The results of a bulk change: previous values, so that it can be undone, and failures.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{BulkChangeId, LeadFailure};
use crate::{
    args,
    db::{Conn, Rows, Tx},
    error::{Error, Result},
    features::contacts::{Contact, ContactId, Status},
    id::{CompanyId, EmployeeId},
    sql,
    time::Time,
};

/// The maximum number of stored failures per bulk change.
const MAX_FAILURES: i64 = 1_000;
/// The maximum number of returned failures.
const MAX_SHOWN: i64 = 100;

/// The previous value of a changed field.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PreviousValue {
    /// The tags that were added or removed.
    Tags(Vec<String>),
    Owner(Option<EmployeeId>),
    Status(Status),
}

/// Why a lead was not changed.
pub struct Reason {
    pub code: String,
    pub message: String,
}

impl Reason {
    /// The reason why this lead failed. Errors that concern the whole bulk change are returned as such.
    pub fn of(error: Error) -> Result<Self> {
        match error {
            Error::Invalid(errors) => {
                let messages: Vec<_> =
                    errors.iter().map(|error| format!("{} {}", error.field, error.message)).collect();
                Ok(Self { code: "invalid".into(), message: messages.join("; ") })
            }
            Error::Conflict { code, message, .. } => Ok(Self { code: code.into(), message }),
            Error::NotFound(_) => Ok(Self { code: "not_found".into(), message: "Lead not found".into() }),
            other => Err(other),
        }
    }
}

/// The results of one transaction, written together.
pub struct Results {
    rows: Rows,
    id: BulkChangeId,
    company_id: CompanyId,
}

impl Results {
    pub fn new(id: BulkChangeId, company_id: CompanyId) -> Self {
        let columns = "bulk_change_id, company_id, contact_id, outcome, before, name, code, message";
        Self { rows: Rows::new(format!("insert into bulk_results ({columns})")), id, company_id }
    }
    pub fn changed(&mut self, contact: ContactId, before: &PreviousValue) {
        let none = None::<String>;
        let before = Some(json!(before));
        self.rows.push(args![
            self.id,
            self.company_id,
            contact,
            "CHANGED",
            before,
            none.clone(),
            none.clone(),
            none
        ]);
    }
    /// Adds a failure, unless the maximum is reached. `before` is the number of earlier failures.
    pub fn failed(&mut self, id: ContactId, contact: Option<&Contact>, reason: Reason, before: i64) {
        if before >= MAX_FAILURES {
            return;
        }
        let (none, name) = (None::<serde_json::Value>, contact.map(|contact| contact.name.clone()));
        let Reason { code, message } = reason;
        self.rows.push(args![self.id, self.company_id, id, "FAILED", none, name, code, message]);
    }
    pub async fn write(self, tx: &mut Tx) -> Result<()> {
        Ok(tx.write(self.rows).await?)
    }
}

/// The next leads to revert, with their previous values, in reverse order.
pub async fn next_changed(
    tx: &mut Tx,
    id: BulkChangeId,
    limit: i64,
) -> Result<Vec<(ContactId, PreviousValue)>> {
    let company_id = tx.company_id();
    let select = "select contact_id, before from bulk_results
                  where company_id = $1 and bulk_change_id = $2 and outcome = 'CHANGED'
                  order by contact_id desc limit $3";
    let rows: Vec<(ContactId, serde_json::Value)> = tx.all(sql!(select, company_id, id, limit)).await?;
    rows.into_iter()
        .map(|(id, before)| Ok((id, serde_json::from_value(before).map_err(Error::internal)?)))
        .collect()
}

/// Deletes the previous values of leads that an undo has processed.
pub async fn delete_changed(tx: &mut Tx, id: BulkChangeId, contacts: &[ContactId]) -> Result<()> {
    if contacts.is_empty() {
        return Ok(());
    }
    let company_id = tx.company_id();
    let delete = "delete from bulk_results where company_id = $1 and bulk_change_id = $2 and outcome = 'CHANGED' and contact_id in ";
    let mut delete = sql!(delete, company_id, id);
    delete.bind_list(contacts);
    tx.exec(delete).await?;
    Ok(())
}

/// Deletes the failures, because an undo stores its own.
pub async fn delete_failures(tx: &mut Tx, id: BulkChangeId) -> Result<()> {
    let company_id = tx.company_id();
    let delete =
        "delete from bulk_results where company_id = $1 and bulk_change_id = $2 and outcome = 'FAILED'";
    tx.exec(sql!(delete, company_id, id)).await?;
    Ok(())
}

pub async fn failures(conn: &mut Conn, company_id: CompanyId, id: BulkChangeId) -> Result<Vec<LeadFailure>> {
    let select = "select contact_id as id, name, code, message from bulk_results
                  where company_id = $1 and bulk_change_id = $2 and outcome = 'FAILED' order by contact_id limit $3";
    Ok(conn.all(sql!(select, company_id, id, MAX_SHOWN)).await?)
}

/// Deletes the results of bulk changes that were created before this time.
pub async fn delete_old(tx: &mut Tx, before: Time) -> Result<()> {
    let company_id = tx.company_id();
    let delete = "delete from bulk_results where company_id = $1
                  and bulk_change_id in (select id from bulk_changes where company_id = $1 and created_at < $2)";
    tx.exec(sql!(delete, company_id, before)).await?;
    Ok(())
}
