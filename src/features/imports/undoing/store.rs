use crate::{
    db::Tx,
    error::{Error, Result},
    features::{
        contacts::{ContactFields, ContactId},
        imports::ImportId,
    },
    sql,
};

/// A change to revert.
pub struct Undo {
    pub contact_id: ContactId,
    pub before: Option<ContactFields>,
    pub version: i64,
}

/// With `limit`, because PostgreSQL answers `exists` beside `or` from a hash of the whole table.
const HAS_WORK: &str =
    "((select true from activities a where a.company_id = $1 and a.contact_id = c.contact_id limit 1)
    or (select true from emails m where m.company_id = $1 and m.contact_id = c.contact_id limit 1))";

/// Counts the import's contacts that were changed or worked on since.
pub async fn changed_since(tx: &mut Tx, id: ImportId) -> Result<i64> {
    let company_id = tx.company_id();
    let text = format!(
        "select count(*) from import_changes c left join contacts k on k.id = c.contact_id
         where c.company_id = $1 and c.import_id = $2
         and (k.id is null or k.version <> c.version or (c.before is null and {HAS_WORK}))"
    );
    let (changed,): (i64,) = tx.one(sql!(text, company_id, id)).await?;
    Ok(changed)
}

/// Whether the contact has activities or e-mails.
pub async fn has_work(tx: &mut Tx, id: ContactId) -> Result<bool> {
    let company_id = tx.company_id();
    let text = "select exists (select 1 from activities where company_id = $1 and contact_id = $2)
                or exists (select 1 from emails where company_id = $1 and contact_id = $2)";
    let (exists,): (bool,) = tx.one(sql!(text, company_id, id)).await?;
    Ok(exists)
}

pub async fn next(tx: &mut Tx, id: ImportId, limit: usize) -> Result<Vec<Undo>> {
    let (company_id, limit) = (tx.company_id(), i64::try_from(limit).map_err(Error::internal)?);
    let sql =
        "select contact_id, before, version from import_changes where company_id = $1 and import_id = $2
               order by contact_id desc limit $3";
    let rows: Vec<(ContactId, Option<serde_json::Value>, i64)> =
        tx.all(sql!(sql, company_id, id, limit)).await?;
    rows.into_iter()
        .map(|(contact_id, before, version)| {
            let before = before.map(serde_json::from_value).transpose().map_err(Error::internal)?;
            Ok(Undo { contact_id, before, version })
        })
        .collect()
}

pub async fn forget(tx: &mut Tx, id: ImportId, contact_id: ContactId) -> Result<()> {
    let company_id = tx.company_id();
    let sql = "delete from import_changes where company_id = $1 and import_id = $2 and contact_id = $3";
    tx.exec(sql!(sql, company_id, id, contact_id)).await?;
    Ok(())
}
