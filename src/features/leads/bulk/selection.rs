//! The selection of a bulk change. It is stored at the start, so that the changes do not affect it.

use std::collections::HashSet;

use uuid::Uuid;

use super::{BulkChangeId, LeadFilter, LeadSelection};
use crate::{
    access::Actor,
    args,
    db::{Db, Read, Rows, Tx},
    error::{Error, Result},
    features::contacts::{self, ContactId, Scope},
    id::CompanyId,
    sql,
    time::Time,
};

/// The maximum number of leads per bulk change.
const MAX_LEADS: usize = 100_000;
/// The number of ids per row.
const CHUNK: usize = 250;
/// The maximum number of ids that are written in one transaction.
const PER_TRANSACTION: usize = 5_000;

/// Returns the distinct ids of the selected leads in order. A filter is evaluated in a single statement, as a
/// consistent snapshot that blocks no writer.
pub async fn select(db: &Db, actor: &Actor, selection: &LeadSelection) -> Result<Vec<ContactId>> {
    // Checks the permission.
    Scope::of(actor)?;
    let mut ids = match (&selection.ids, &selection.filter) {
        (Some(ids), None) => ids.clone(),
        (None, Some(filter)) => matching(Read::begin(db, actor.clone()).await?, filter).await?,
        _ => {
            return Err(Error::invalid(
                "ids",
                "is required unless filter is given; send exactly one of them",
            ));
        }
    };
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

async fn matching(mut read: Read, filter: &LeadFilter) -> Result<Vec<ContactId>> {
    let listing = contacts::matching(&mut read, &filter.query, filter.q.as_deref()).await?;
    let except: HashSet<_> = filter.except.iter().copied().collect();
    let limit = MAX_LEADS + filter.except.len() + 1;
    let text = format!("select id from chosen limit {limit}");
    let rows: Vec<(ContactId,)> = read.all(listing.aggregate("created_at", &text)).await?;
    let ids: Vec<_> = rows.into_iter().map(|(id,)| id).filter(|id| !except.contains(id)).collect();
    if ids.len() > MAX_LEADS {
        let message = format!("matches more than {MAX_LEADS} leads; add conditions to narrow it down");
        return Err(Error::invalid("filter", message));
    }
    Ok(ids)
}

/// Stores a selection except its last part, in several transactions, so that none takes long. Returns the
/// number of stored ids.
pub async fn store_first_parts(
    db: &Db,
    company_id: CompanyId,
    id: BulkChangeId,
    ids: &[ContactId],
) -> Result<usize> {
    let mut from = 0;
    while ids.len() - from > PER_TRANSACTION {
        let mut tx = Tx::begin(db, Actor::system(company_id, "jobs")).await?;
        store(&mut tx, id, from, &ids[from..from + PER_TRANSACTION]).await?;
        tx.commit().await?;
        from += PER_TRANSACTION;
    }
    Ok(from)
}

/// Stores a part of a selection. `from` must be a multiple of `CHUNK`.
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

/// The next leads after the first `processed` ones, at most `limit`.
pub async fn next(tx: &mut Tx, id: BulkChangeId, processed: i64, limit: usize) -> Result<Vec<ContactId>> {
    let (company_id, processed) = (tx.company_id(), usize::try_from(processed).map_err(Error::internal)?);
    let number = i64::try_from(processed / CHUNK).map_err(Error::internal)?;
    let select =
        "select ids from bulk_selections where company_id = $1 and bulk_change_id = $2 and number = $3";
    let chunk: Option<(Vec<u8>,)> = tx.optional(sql!(select, company_id, id, number)).await?;
    let (bytes,) = chunk.unwrap_or_default();
    let ids = bytes.chunks_exact(16).skip(processed % CHUNK).take(limit);
    ids.map(|bytes| Ok(Uuid::from_slice(bytes).map_err(Error::internal)?.into())).collect()
}

pub async fn delete(tx: &mut Tx, id: BulkChangeId) -> Result<()> {
    let company_id = tx.company_id();
    let delete = "delete from bulk_selections where company_id = $1 and bulk_change_id = $2";
    tx.exec(sql!(delete, company_id, id)).await?;
    Ok(())
}

/// Deletes the selection of a bulk change that could not start.
pub async fn discard(db: &Db, company_id: CompanyId, id: BulkChangeId) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::system(company_id, "jobs")).await?;
    delete(&mut tx, id).await?;
    tx.commit().await
}

/// Deletes selections without a bulk change.
pub async fn delete_abandoned(tx: &mut Tx, before: Time) -> Result<()> {
    let company_id = tx.company_id();
    let delete = "delete from bulk_selections where company_id = $1 and created_at < $2
                  and bulk_change_id not in (select id from bulk_changes where company_id = $1)";
    tx.exec(sql!(delete, company_id, before)).await?;
    Ok(())
}
