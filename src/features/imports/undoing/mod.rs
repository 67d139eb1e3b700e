//! Undoes an import in several transactions. Contacts that were changed since, and created ones that were worked
//! on, are kept.

pub mod store;

use self::store::Undo;
use super::{Import, ImportStatus};
use crate::{
    db::Tx,
    error::{Error, Result},
    features::{contacts, leads},
};

pub async fn undo_batch(tx: &mut Tx, mut import: Import, limit: usize) -> Result<Import> {
    let changes = store::next(tx, import.id, limit).await?;
    let done = changes.len() < limit;
    for change in changes {
        if revert(tx, &change).await? {
            import.undone += 1;
        } else {
            import.kept += 1;
        }
        store::forget(tx, import.id, change.contact_id).await?;
    }
    let status = if done { ImportStatus::Undone } else { ImportStatus::Undoing };
    super::store::advance(tx, &Import { status, ..import }).await
}

/// Reverts the change to a contact. Returns false if the contact was changed since.
async fn revert(tx: &mut Tx, change: &Undo) -> Result<bool> {
    let contact = match tx.find_for_update(change.contact_id).await {
        Ok(contact) => contact,
        Err(Error::NotFound(_)) => return Ok(false),
        Err(other) => return Err(other),
    };
    if contact.version != change.version {
        return Ok(false);
    }
    match &change.before {
        None if store::has_work(tx, contact.id).await? => return Ok(false),
        None => leads::remove(tx, &contact, None).await?,
        Some(before) => {
            contacts::write(tx, &contact, before, true).await?;
        }
    }
    Ok(true)
}
