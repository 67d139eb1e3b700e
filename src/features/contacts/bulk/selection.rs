//! Which leads a bulk change is about, fixed when it begins: whatever it changes, it selects no others.

use std::collections::HashSet;

use uuid::Uuid;

use super::{BulkChangeId, LeadFilter, LeadSelection};
use crate::{
    access::Actor,
    args,
    db::{Db, Rows, Tx},
    error::{Error, Result},
    features::contacts::{self, ContactId, Scope},
    id::CompanyId,
    sql,
    time::Time,
};

/// Leads that one bulk change can select.
const MAX_LEADS: usize = 100_000;
/// Ids in a row of the table.
const CHUNK: usize = 250;
/// Ids that are written in one transaction.
const PER_TRANSACTION: usize = 5_000;

/// The ids of the selected leads, each once and in order. A filter is evaluated in one statement: all of it at the same
/// moment, and nobody waits for it.
pub async fn select(db: &Db, actor: &Actor, selection: &LeadSelection) -> Result<Vec<ContactId>> {
    // Whoever works on no leads selects none.
    Scope::of(actor)?;
    let mut ids = match (&selection.ids, &selection.filter) {
        (Some(ids), None) => ids.clone(),
        (None, Some(filter)) => fitting(db, actor, filter).await?,
        _ => return Err(Error::invalid("ids", "or filter is required, but not both")),
    };
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

async fn fitting(db: &Db, actor: &Actor, filter: &LeadFilter) -> Result<Vec<ContactId>> {
    let mut conn = db.read().await?;
    let listing = contacts::chosen(&mut conn, actor, &filter.query, filter.q.as_deref()).await?;
    let except: HashSet<_> = filter.except.iter().copied().collect();
    let one_more = MAX_LEADS + filter.except.len() + 1;
    let text = format!("select id from chosen order by id limit {one_more}");
    let rows: Vec<(ContactId,)> = conn.all(listing.summed("created_at", &text)).await?;
    let ids: Vec<_> = rows.into_iter().map(|(id,)| id).filter(|id| !except.contains(id)).collect();
    if ids.len() > MAX_LEADS {
        let message = format!("selects more than {MAX_LEADS} leads; narrow it down");
        return Err(Error::invalid("filter", message));
    }
    Ok(ids)
}

/// Writes all of a selection but its last part, in transactions that nobody waits long for. Answers where that begins.
pub async fn store_first_parts(
    db: &Db,
    company_id: CompanyId,
    id: BulkChangeId,
    ids: &[ContactId],
) -> Result<usize> {
    let mut from = 0;
    while ids.len() - from > PER_TRANSACTION {
        let mut tx = Tx::begin(db, Actor::company(company_id)).await?;
        store(&mut tx, id, from, &ids[from..from + PER_TRANSACTION]).await?;
        tx.commit().await?;
        from += PER_TRANSACTION;
    }
    Ok(from)
}

/// Writes a part of a selection, which begins at a multiple of `CHUNK`.
pub async fn store(tx: &mut Tx, id: BulkChangeId, from: usize, ids: &[ContactId]) -> Result<()> {
    let insert = "insert into bulk_selections (bulk_change_id, company_id, number, ids, created_at)";
    let mut rows = Rows::new(insert);
    for (i, chunk) in ids.chunks(CHUNK).enumerate() {
        let number = i64::try_from(from / CHUNK + i).map_err(Error::internal)?;
        let bytes: Vec<u8> = chunk.iter().flat_map(|id| id.uuid().into_bytes()).collect();
        rows.push(args![id, tx.company_id(), number, bytes, tx.now()]);
    }
    Ok(tx.write(rows).await?)
}

/// The next leads after those that have been dealt with, at most as many as asked for.
pub async fn next(tx: &mut Tx, id: BulkChangeId, processed: i64, most: usize) -> Result<Vec<ContactId>> {
    let (company_id, processed) = (tx.company_id(), usize::try_from(processed).map_err(Error::internal)?);
    let number = i64::try_from(processed / CHUNK).map_err(Error::internal)?;
    let select =
        "select ids from bulk_selections where company_id = $1 and bulk_change_id = $2 and number = $3";
    let chunk: Option<(Vec<u8>,)> = tx.optional(sql!(select, company_id, id, number)).await?;
    let (bytes,) = chunk.unwrap_or_default();
    let ids = bytes.chunks_exact(16).skip(processed % CHUNK).take(most);
    ids.map(|bytes| Ok(Uuid::from_slice(bytes).map_err(Error::internal)?.into())).collect()
}

pub async fn delete(tx: &mut Tx, id: BulkChangeId) -> Result<()> {
    let company_id = tx.company_id();
    let delete = "delete from bulk_selections where company_id = $1 and bulk_change_id = $2";
    tx.exec(sql!(delete, company_id, id)).await?;
    Ok(())
}

/// Deletes the selection of a bulk change that was refused.
pub async fn discard(db: &Db, company_id: CompanyId, id: BulkChangeId) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::company(company_id)).await?;
    delete(&mut tx, id).await?;
    tx.commit().await
}

/// Deletes selections whose bulk change was never begun.
pub async fn delete_abandoned(tx: &mut Tx, before: Time) -> Result<()> {
    let company_id = tx.company_id();
    let delete = "delete from bulk_selections where company_id = $1 and created_at < $2
                  and bulk_change_id not in (select id from bulk_changes where company_id = $1)";
    tx.exec(sql!(delete, company_id, before)).await?;
    Ok(())
}
