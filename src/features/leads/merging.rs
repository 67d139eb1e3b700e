use super::{
    events::{self, LeadMerged},
    related, remove,
};
use crate::{
    access::Permission,
    db::Tx,
    error::{Error, Result},
    features::{
        contacts::{self, Contact, ContactId, find_for_work},
        timeline,
    },
};

/// Merges the second contact into the first: reassigns its related records, fills empty fields of the first,
/// and deletes the second.
///
/// Requires `leads.manage`, or ownership of both contacts.
///
/// # Errors
/// 409 `merge_the_other_way` if the second contact is at a later stage. A merge does not change the stage.
pub async fn merge(tx: &mut Tx, first: ContactId, second: ContactId) -> Result<Contact> {
    if first == second {
        find_for_work(tx, first).await?;
        return Err(Error::invalid("contactId", "must be another contact"));
    }
    // Locked in a fixed order, so that two merges of the same pair do not deadlock.
    let (a, b) = (find_for_work(tx, first.min(second)).await?, find_for_work(tx, first.max(second)).await?);
    let can_manage = tx.actor().can(Permission::LeadsManage);
    if !can_manage
        && [&a, &b]
            .into_iter()
            .any(|contact| contact.owner.as_ref().map(|owner| owner.id) != tx.actor().employee_id())
    {
        return Err(Error::Refused {
            code: "forbidden",
            message: "You can merge only leads that you own, unless you have the permission leads.manage",
        });
    }
    let (first, second) = if a.id == first { (a, b) } else { (b, a) };
    tx.check_version(first.version)?;
    if second.stage.rank() > first.stage.rank() {
        let message = format!(
            "A contact at stage {} cannot be merged into one at {}; merge them the other way round",
            second.stage, first.stage
        );
        return Err(Error::conflict("merge_the_other_way", message));
    }
    let fields = first.fields().merged_with(second.fields());
    fields.check_tags(first.tags.len())?;
    related::reassign(tx, second.id, first.id).await?;
    remove(tx, &second, Some(first.id)).await?;
    let unsubscribed = second.unsubscribed_at.is_some();
    let merged = contacts::write_merged(tx, &first, &fields, unsubscribed).await?;
    tx.emit(events::MERGED.of(&LeadMerged { contact: merged.clone(), merged: second.id }));
    timeline::reassign_tasks(tx, &merged).await?;
    Ok(merged)
}
