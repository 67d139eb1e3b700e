use super::{
    Contact, ContactId, Details, activities, addresses::Held, belongings, find_for_work, remove, store,
};
use crate::{
    access::Permission,
    db::Tx,
    error::{Error, Result},
    events::{Fact, LeadMerged},
};

/// Makes the second contact a part of the first: what belongs to it moves, what the first lacks is taken over, and the
/// second is no more.
///
/// It takes `leads.manage`, or that both are one's own: who merges a lead away takes it from everybody else.
///
/// The first must have come at least as far, because a merge moves no stage: 409 `merge_the_other_way`.
pub async fn merge(tx: &mut Tx, first: ContactId, second: ContactId) -> Result<Contact> {
    if first == second {
        find_for_work(tx, first).await?;
        return Err(Error::invalid("contactId", "must be another contact"));
    }
    // Always in the same order, so that two merges of the same pair wait for each other instead of for ever.
    let (a, b) = (find_for_work(tx, first.min(second)).await?, find_for_work(tx, first.max(second)).await?);
    let manages = tx.actor().may(Permission::LeadsManage);
    if !manages
        && [&a, &b]
            .into_iter()
            .any(|contact| contact.owner.as_ref().map(|owner| owner.id) != tx.actor().employee_id())
    {
        return Err(Error::Refused {
            code: "forbidden",
            message: "Merging needs leads.manage, unless both leads are your own",
        });
    }
    let (first, second) = if a.id == first { (a, b) } else { (b, a) };
    tx.must_match(first.version)?;
    if second.stage.rank() > first.stage.rank() {
        let why = format!(
            "A contact at stage {} cannot be merged into one at {}; merge them the other way round",
            second.stage, first.stage
        );
        return Err(Error::conflict("merge_the_other_way", why));
    }
    let details = together(first.details(), second.details());
    details.check_tags(first.tags.len())?;
    belongings::hand_over(tx, second.id, first.id).await?;
    remove(tx, &second, Some(first.id)).await?;
    let held = super::addresses::free(tx, Held::by(&details), Some(first.id)).await?;
    let mut merged = store::update(tx, first.id, &details, &held).await?;
    // Who wants no more mail wants none under the other name either.
    if second.unsubscribed_at.is_some() {
        merged = store::unsubscribe(tx, first.id).await?.unwrap_or(merged);
    }
    tx.note_text(first.id.record(), details.search_text()).await?;
    store::set_tags(tx, first.id, &details.tags).await?;
    tx.emit(Fact::LeadMerged(LeadMerged { contact: merged.clone(), merged: second.id }));
    activities::follow_owner(tx, &merged).await?;
    Ok(merged)
}

/// What the first lacks comes from the second; the tags are those of both.
fn together(first: Details, second: Details) -> Details {
    Details {
        name: first.name,
        email: first.email.or(second.email),
        phone: first.phone.or(second.phone),
        organisation: first.organisation.or(second.organisation),
        title: first.title.or(second.title),
        source: first.source.or(second.source),
        tags: first.tags.into_iter().chain(second.tags).collect(),
    }
    .tidied()
}
