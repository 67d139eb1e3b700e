//! Filters events by what the actor may see today. The log stores who could see an event when it happened;
//! since then a contact may have been reassigned or deleted.

use std::collections::{BTreeSet, HashMap};

use futures::future::BoxFuture;

use super::log::StoredEvent;
use crate::{
    access::Actor,
    db::Conn,
    error::Result,
    events::{Audience, Hidden},
    id::{CompanyId, EmployeeId, RecordId},
};

/// The current owner of each contact, by contact id. Deleted contacts are missing.
pub type Owners = HashMap<RecordId, Option<EmployeeId>>;

/// Looks up the owners of contacts. Injected, because `realtime` does not depend on features.
pub type FindOwners = for<'c> fn(&'c mut Conn, CompanyId, Vec<RecordId>) -> BoxFuture<'c, Result<Owners>>;

/// Whether an employee can see a contact of this owner.
pub fn can_see(actor: &Actor, owner: Option<EmployeeId>) -> bool {
    Audience::ContactTeam { owner }.includes(actor)
}

/// The events that the actor may see today, in order. The events of a contact that the actor can no longer
/// see are replaced by a single `record:hidden`.
pub async fn visible_today(
    conn: &mut Conn,
    find: FindOwners,
    actor: &Actor,
    events: Vec<StoredEvent>,
) -> Result<Vec<StoredEvent>> {
    let candidates: Vec<(StoredEvent, Option<RecordId>)> = events
        .into_iter()
        .filter(|event| event.visible_to(actor))
        .map(|event| {
            let contact = event.contact();
            (event, contact)
        })
        .collect();
    let contacts: BTreeSet<RecordId> = candidates.iter().filter_map(|(_, contact)| *contact).collect();
    let owners = match contacts.is_empty() {
        true => Owners::new(),
        false => find(conn, actor.company_id(), contacts.into_iter().collect()).await?,
    };
    let mut hidden = BTreeSet::new();
    let to_visible = |(event, contact): (StoredEvent, Option<RecordId>)| match contact {
        // An event about a contact without the contact's id is not visible to anyone.
        None => (!event.is_about_a_contact()).then_some(event),
        Some(id) if owners.get(&id).is_some_and(|owner| can_see(actor, *owner)) => Some(event),
        // The assignee of a task keeps it and has no contact to drop.
        Some(_) if !event.is_about_a_contact() => None,
        Some(id) => {
            let deleted = event.is_deletion() && !owners.contains_key(&id);
            (hidden.insert(id) || deleted).then(|| event.hidden(&Hidden { id, deleted }))
        }
    };
    Ok(candidates.into_iter().filter_map(to_visible).collect())
}
