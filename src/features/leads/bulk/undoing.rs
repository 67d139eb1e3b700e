//! Reverts leads whose field still has the value that the bulk change set.

use std::time::Instant;

use super::{
    BATCH_SIZE, BulkChange, Edit,
    applying::BATCH_TIME_LIMIT,
    results::{self, PreviousValue, Reason, Results},
};
use crate::{
    db::Tx,
    error::{Error, Result},
    features::{
        contacts::{self, Contact, ContactId, Scope, tags},
        leads::{self, ownership},
    },
};

/// Reverts the next leads. Returns true if none are left.
pub async fn undo_batch(tx: &mut Tx, mut bulk: BulkChange) -> Result<(BulkChange, bool)> {
    let (edit, start) = (bulk.change.validate()?, Instant::now());
    let limit = i64::try_from(BATCH_SIZE).map_err(Error::internal)?;
    let changes = results::next_changed(tx, bulk.id, limit).await?;
    let is_last = changes.len() < BATCH_SIZE;
    let ids: Vec<ContactId> = changes.iter().map(|(id, _)| *id).collect();
    let contacts = contacts::find_all_for_update(tx, &ids).await?;
    let (mut done, mut kept) = (vec![], Results::new(bulk.id, bulk.company_id));
    for (id, before) in changes {
        let contact = contacts.get(&id);
        match revert(tx, contact, &edit, before).await {
            Ok(to_notify) => {
                bulk.undone += 1;
                if let Some(owner) = to_notify {
                    *bulk.new_owners.entry(owner).or_default() += 1;
                }
            }
            Err(error) => {
                let visible = contact.filter(|_| !matches!(error, Error::NotFound(_)));
                kept.failed(id, visible, Reason::of(error)?, bulk.kept);
                bulk.kept += 1;
            }
        }
        done.push(id);
        if start.elapsed() > BATCH_TIME_LIMIT {
            break;
        }
    }
    kept.write(tx).await?;
    results::delete_changed(tx, bulk.id, &done).await?;
    Ok((bulk, is_last && done.len() == ids.len()))
}

/// Reverts one lead. Returns the restored owner, to be notified.
async fn revert(
    tx: &mut Tx,
    contact: Option<&Contact>,
    edit: &Edit,
    before: PreviousValue,
) -> Result<Option<crate::id::EmployeeId>> {
    let contact = contact.ok_or(Error::NotFound("contact"))?;
    if !Scope::of(tx.actor())?.includes(contact) {
        return Err(Error::NotFound("contact"));
    }
    let after = match (edit, before) {
        (Edit::Tags(change), PreviousValue::Tags(tags)) => {
            let (add, remove) = if change.add.is_empty() { (tags, vec![]) } else { (vec![], tags) };
            tags::change(tx, contact, &tags::TagChange { add, remove }).await?
        }
        (Edit::Owner(to), PreviousValue::Owner(owner))
            if contact.owner.as_ref().map(|owner| owner.id) == *to =>
        {
            ownership::change(tx, contact, owner).await?;
            return Ok(owner);
        }
        (Edit::Status(to), PreviousValue::Status(status)) if contact.status == *to => {
            leads::change_status(tx, contact, status).await?
        }
        _ => return Err(changed_since()),
    };
    if after.version == contact.version { Err(changed_since()) } else { Ok(None) }
}

fn changed_since() -> Error {
    Error::conflict("changed_since", "Someone changed this lead after the bulk change")
}
