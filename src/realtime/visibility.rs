//! What a reader of the log may see today. The log knows who could see an event when it happened; a contact may have
//! been given to somebody else since, or deleted.

use std::collections::{BTreeSet, HashMap};

use futures::future::BoxFuture;

use super::log::Logged;
use crate::{
    access::{Actor, Permission},
    db::Conn,
    error::Result,
    events::Hidden,
    id::{CompanyId, EmployeeId, RecordId},
};

/// Who owns each contact today, by the contact's id; one that was deleted is missing.
pub type Owners = HashMap<RecordId, Option<EmployeeId>>;

/// How the owners of contacts are looked up. Given by the composition root: the hub knows no contacts.
pub type FindOwners = for<'c> fn(&'c mut Conn, CompanyId, Vec<RecordId>) -> BoxFuture<'c, Result<Owners>>;

/// Whether an employee may see a contact of this owner.
pub fn may_see(actor: &Actor, owner: Option<EmployeeId>) -> bool {
    actor.may(Permission::LeadsManage)
        || (actor.may(Permission::LeadsWork) && owner.is_none_or(|owner| actor.employee_id() == Some(owner)))
}

/// Those of the events that this employee may hear of, in order. Of a contact that they may not see any more they are
/// told once that it is hidden.
pub async fn visible_today(
    conn: &mut Conn,
    find: FindOwners,
    actor: &Actor,
    events: Vec<Logged>,
) -> Result<Vec<Logged>> {
    let heard: Vec<(Logged, Option<RecordId>)> = events
        .into_iter()
        .filter(|event| event.is_heard_by(actor))
        .map(|event| {
            let contact = event.contact();
            (event, contact)
        })
        .collect();
    let contacts: BTreeSet<RecordId> = heard.iter().filter_map(|(_, contact)| *contact).collect();
    let owners = match contacts.is_empty() {
        true => Owners::new(),
        false => find(conn, actor.company_id(), contacts.into_iter().collect()).await?,
    };
    let mut told = BTreeSet::new();
    let judge = |(event, contact): (Logged, Option<RecordId>)| match contact {
        // One that belongs to no contact, or that does not say to which: the latter is nobody's to see.
        None => (!event.is_about_a_contact()).then_some(event),
        Some(id) if owners.get(&id).is_some_and(|owner| may_see(actor, *owner)) => Some(event),
        // Whose task it is, keeps it, and has nothing to drop.
        Some(_) if !event.is_about_a_contact() => None,
        Some(id) => {
            let deleted = event.is_deletion() && !owners.contains_key(&id);
            (told.insert(id) || deleted).then(|| event.hidden(&Hidden { id, deleted }))
        }
    };
    Ok(heard.into_iter().filter_map(judge).collect())
}
