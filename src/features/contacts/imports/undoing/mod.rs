//! Taking back what an import did, piece by piece. What somebody has worked with meanwhile stays as it is.

pub mod store;

use self::store::Undo;
use super::{Import, ImportStatus};
use crate::{
    db::Tx,
    error::{Error, Result},
    features::contacts::{self, Contact},
};

pub async fn piece(tx: &mut Tx, mut import: Import, limit: usize) -> Result<Import> {
    let changes = store::next(tx, import.id, limit).await?;
    let done = changes.len() < limit;
    for change in changes {
        if take_back(tx, &change).await? {
            import.undone += 1;
        } else {
            import.kept += 1;
        }
        store::forget(tx, import.id, change.contact_id).await?;
    }
    let status = if done { ImportStatus::Undone } else { ImportStatus::Undoing };
    super::store::advance(tx, &Import { status, ..import }).await
}

/// False when the contact is not as the import left it.
async fn take_back(tx: &mut Tx, change: &Undo) -> Result<bool> {
    let contact = match contacts::find_for_update(tx, change.contact_id).await {
        Ok(contact) => contact,
        Err(Error::NotFound(_)) => return Ok(false),
        Err(other) => return Err(other),
    };
    if contact.version != change.version || store::was_worked_with(tx, contact.id).await? {
        return Ok(false);
    }
    match &change.before {
        None => contacts::remove(tx, &contact, None).await?,
        Some(before) => {
            restore(tx, &contact, before).await?;
        }
    }
    Ok(true)
}

async fn restore(tx: &mut Tx, contact: &Contact, before: &contacts::Details) -> Result<Contact> {
    contacts::write(tx, contact, before, true).await
}
