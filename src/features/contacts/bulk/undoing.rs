//! Changing leads back, where the field still has the value that the bulk change gave it.

use std::time::Instant;

use super::{
    BulkChange, Edit, PIECE,
    applying::BUDGET,
    results::{self, Before, Reason, Results},
};
use crate::{
    db::Tx,
    error::{Error, Result},
    features::contacts::{self, Contact, ContactId, Scope, ownership, store, tags},
};

/// Changes back the next leads. The second value says whether none are left.
pub async fn piece(tx: &mut Tx, mut bulk: BulkChange) -> Result<(BulkChange, bool)> {
    let (edit, begun) = (bulk.change.edit()?, Instant::now());
    let most = i64::try_from(PIECE).map_err(Error::internal)?;
    let changes = results::next_changed(tx, bulk.id, most).await?;
    let is_last = changes.len() < PIECE;
    let ids: Vec<ContactId> = changes.iter().map(|(id, _)| *id).collect();
    let contacts = store::find_all_for_update(tx, &ids).await?;
    let (mut done, mut kept) = (vec![], Results::new(bulk.id, bulk.company_id));
    for (id, before) in changes {
        let contact = contacts.get(&id);
        match take_back(tx, contact, &edit, before).await {
            Ok(to_notify) => {
                bulk.undone += 1;
                if let Some(owner) = to_notify {
                    *bulk.new_owners.entry(owner).or_default() += 1;
                }
            }
            Err(error) => {
                let seen = contact.filter(|_| !matches!(error, Error::NotFound(_)));
                kept.failed(id, seen, Reason::of(error)?, bulk.kept);
                bulk.kept += 1;
            }
        }
        done.push(id);
        if begun.elapsed() > BUDGET {
            break;
        }
    }
    kept.write(tx).await?;
    results::forget_changed(tx, bulk.id, &done).await?;
    Ok((bulk, is_last && done.len() == ids.len()))
}

/// Answers whose the lead is again.
async fn take_back(
    tx: &mut Tx,
    contact: Option<&Contact>,
    edit: &Edit,
    before: Before,
) -> Result<Option<crate::id::EmployeeId>> {
    let contact = contact.ok_or(Error::NotFound("contact"))?;
    if !Scope::of(tx.actor())?.includes(contact) {
        return Err(Error::NotFound("contact"));
    }
    let after = match (edit, before) {
        (Edit::Tags(change), Before::Tags(tags)) => {
            let (add, remove) = if change.add.is_empty() { (tags, vec![]) } else { (vec![], tags) };
            tags::change(tx, contact, &tags::TagChange { add, remove }).await?
        }
        (Edit::Owner(to), Before::Owner(owner)) if contact.owner.as_ref().map(|owner| owner.id) == *to => {
            ownership::change(tx, contact, owner).await?;
            return Ok(owner);
        }
        (Edit::Status(to), Before::Status(status)) if contact.status == *to => {
            contacts::change_status(tx, contact, status).await?
        }
        _ => return Err(changed_since()),
    };
    if after.version == contact.version { Err(changed_since()) } else { Ok(None) }
}

fn changed_since() -> Error {
    Error::conflict("changed_since", "Someone has changed this lead since")
}
