//! Changing some leads of a bulk change in one transaction, each by the verb that changes a single one.

use std::time::{Duration, Instant};

use super::{
    BulkChange, Edit, PIECE,
    results::{Before, Reason, Results},
    selection,
};
use crate::{
    db::Tx,
    error::{Error, Result},
    features::contacts::{self, Contact, Scope, ownership, store, tags},
};

/// A transaction begins no other lead after this time: whoever works meanwhile does not wait long.
pub const BUDGET: Duration = Duration::from_millis(25);

/// Deals with the next leads.
pub async fn piece(tx: &mut Tx, mut bulk: BulkChange) -> Result<BulkChange> {
    let (edit, begun) = (bulk.change.edit()?, Instant::now());
    let ids = selection::next(tx, bulk.id, bulk.processed(), PIECE).await?;
    if ids.is_empty() && bulk.processed() < bulk.total {
        return Err(Error::internal("the selection of a bulk change is gone"));
    }
    let contacts = store::find_all_for_update(tx, &ids).await?;
    let mut results = Results::new(bulk.id, bulk.company_id);
    for id in ids {
        let contact = contacts.get(&id);
        match apply(tx, contact, &edit).await {
            Ok(Outcome::Unchanged) => bulk.unchanged += 1,
            Ok(Outcome::Changed(before)) => {
                bulk.changed += 1;
                if let Some(before) = before {
                    results.changed(id, &before);
                }
                if let Edit::Owner(Some(owner)) = &edit {
                    *bulk.new_owners.entry(*owner).or_default() += 1;
                }
            }
            Err(error) => {
                // The name of a lead that is out of sight is not told.
                let seen = contact.filter(|_| !matches!(error, Error::NotFound(_)));
                results.failed(id, seen, Reason::of(error)?, bulk.failed);
                bulk.failed += 1;
            }
        }
        if begun.elapsed() > BUDGET {
            break;
        }
    }
    results.write(tx).await?;
    Ok(bulk)
}

enum Outcome {
    /// What an undo needs; nothing after a deletion.
    Changed(Option<Before>),
    Unchanged,
}

async fn apply(tx: &mut Tx, contact: Option<&Contact>, edit: &Edit) -> Result<Outcome> {
    let contact = contact.ok_or(Error::NotFound("contact"))?;
    if !Scope::of(tx.actor())?.includes(contact) {
        return Err(Error::NotFound("contact"));
    }
    let (changed, before) = match edit {
        Edit::Tags(change) => {
            let changed = tags::change(tx, contact, change).await?;
            let named = change.add.iter().chain(&change.remove);
            let differs = |tag: &&String| contact.tags.contains(tag) != changed.tags.contains(tag);
            let before = Before::Tags(named.filter(differs).cloned().collect());
            (changed, before)
        }
        Edit::Owner(to) => {
            let before = Before::Owner(contact.owner.as_ref().map(|owner| owner.id));
            (ownership::change(tx, contact, *to).await?, before)
        }
        Edit::Status(to) => {
            (contacts::change_status(tx, contact, *to).await?, Before::Status(contact.status))
        }
        Edit::Delete => {
            contacts::delete_held(tx, contact).await?;
            return Ok(Outcome::Changed(None));
        }
    };
    let is_changed = changed.version != contact.version;
    Ok(if is_changed { Outcome::Changed(Some(before)) } else { Outcome::Unchanged })
}
