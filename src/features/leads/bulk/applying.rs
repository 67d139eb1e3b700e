//! Applies a bulk change to the next leads, in one transaction.

use std::time::{Duration, Instant};

use super::{
    BATCH_SIZE, BulkChange, Edit,
    results::{PreviousValue, Reason, Results},
    selection,
};
use crate::{
    db::Tx,
    error::{Error, Result},
    features::{
        contacts::{self, Contact, Scope, tags},
        leads::{self, ownership},
    },
};

/// After this time a transaction starts no further lead, so that it does not block other writers for long.
pub const BATCH_TIME_LIMIT: Duration = Duration::from_millis(25);

/// Processes the next leads.
pub async fn apply_batch(tx: &mut Tx, mut bulk: BulkChange) -> Result<BulkChange> {
    let (edit, start) = (bulk.change.validate()?, Instant::now());
    let ids = selection::next(tx, bulk.id, bulk.processed(), BATCH_SIZE).await?;
    if ids.is_empty() && bulk.processed() < bulk.total {
        return Err(Error::internal("the selection of a bulk change is gone"));
    }
    let contacts = contacts::find_all_for_update(tx, &ids).await?;
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
                // Does not disclose the name of a lead that is not visible.
                let visible = contact.filter(|_| !matches!(error, Error::NotFound(_)));
                results.failed(id, visible, Reason::of(error)?, bulk.failed);
                bulk.failed += 1;
            }
        }
        if start.elapsed() > BATCH_TIME_LIMIT {
            break;
        }
    }
    results.write(tx).await?;
    Ok(bulk)
}

enum Outcome {
    /// With the previous value for an undo; `None` after a deletion.
    Changed(Option<PreviousValue>),
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
            let before = PreviousValue::Tags(named.filter(differs).cloned().collect());
            (changed, before)
        }
        Edit::Owner(to) => {
            let before = PreviousValue::Owner(contact.owner.as_ref().map(|owner| owner.id));
            (ownership::change(tx, contact, *to).await?, before)
        }
        Edit::Status(to) => {
            (leads::change_status(tx, contact, *to).await?, PreviousValue::Status(contact.status))
        }
        Edit::Delete => {
            leads::delete_locked(tx, contact).await?;
            return Ok(Outcome::Changed(None));
        }
    };
    let is_changed = changed.version != contact.version;
    Ok(if is_changed { Outcome::Changed(Some(before)) } else { Outcome::Unchanged })
}
