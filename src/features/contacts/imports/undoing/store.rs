use crate::{
    db::Tx,
    error::{Error, Result},
    features::contacts::{ContactId, Details, imports::ImportId},
    sql,
};

/// What is to be taken back.
pub struct Undo {
    pub contact_id: ContactId,
    pub before: Option<Details>,
    pub version: i64,
}

const WORKED_WITH: &str =
    "(exists (select 1 from activities a where a.company_id = $1 and a.contact_id = c.contact_id)
    or exists (select 1 from emails m where m.company_id = $1 and m.contact_id = c.contact_id))";

/// How many of the import's contacts are not as it left them.
pub async fn changed_since(tx: &mut Tx, id: ImportId) -> Result<i64> {
    let company_id = tx.company_id();
    let text = format!(
        "select count(*) from import_changes c left join contacts k on k.id = c.contact_id
         where c.company_id = $1 and c.import_id = $2
         and (k.id is null or k.version <> c.version or (c.before is null and {WORKED_WITH}))"
    );
    let (changed,): (i64,) = tx.one(sql!(text, company_id, id)).await?;
    Ok(changed)
}

/// Whether somebody has written to the contact, or about it.
pub async fn was_worked_with(tx: &mut Tx, id: ContactId) -> Result<bool> {
    let company_id = tx.company_id();
    let text = "select exists (select 1 from activities where company_id = $1 and contact_id = $2)
                or exists (select 1 from emails where company_id = $1 and contact_id = $2)";
    let (was,): (bool,) = tx.one(sql!(text, company_id, id)).await?;
    Ok(was)
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
