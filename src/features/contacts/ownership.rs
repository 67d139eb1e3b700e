//! Whose a contact is: given by those with `leads.manage`; a rep takes one that nobody owns, and releases their own.

use serde::Deserialize;
use serde_json::json;

use super::{Contact, ContactId, Scope, activities, store, tell_owner, worker};
use crate::{
    access::{Actor, Person},
    db::Tx,
    error::{Error, Result},
    events::{Fact, LeadAssigned},
    id::EmployeeId,
    sql,
};

/// Gives a contact to somebody, or to everybody. Open tasks of whoever loses sight of it go along.
///
/// Without `leads.manage` only to oneself, when nobody owns it, and back to everybody. Of several who take the same
/// one at once one wins; the others get 409 `already_owned` with the winner.
pub async fn assign(tx: &mut Tx, id: ContactId, to: Option<EmployeeId>) -> Result<Contact> {
    let scope = Scope::of(tx.actor())?;
    check_recipient(tx.actor(), to)?;
    // The row is held from here on, so that of several who take it the second finds an owner.
    let contact = store::find_for_update(tx, id).await?;
    if !scope.includes(&contact) {
        return Err(lost_race(tx, contact, to).await?);
    }
    tx.must_match(contact.version)?;
    let assigned = change(tx, &contact, to).await?;
    if assigned.version != contact.version {
        tell_owner(tx, &assigned).await?;
    }
    Ok(assigned)
}

/// Refuses whoever may not give contacts to this employee.
pub fn check_recipient(actor: &Actor, to: Option<EmployeeId>) -> Result<()> {
    let scope = Scope::of(actor)?;
    let me = actor.signed_in()?.id;
    if scope != Scope::All && to.is_some_and(|to| to != me) { Err(Error::Forbidden) } else { Ok(()) }
}

/// Changes the owner of a contact that this transaction holds. The caller notifies the new owner.
pub async fn change(tx: &mut Tx, contact: &Contact, to: Option<EmployeeId>) -> Result<Contact> {
    check_recipient(tx.actor(), to)?;
    let owner = match to {
        Some(id) => Some(worker(tx, id, "employeeId").await?),
        None => None,
    };
    if contact.owner == owner {
        return Ok(contact.clone());
    }
    let assigned = store::set_owner(tx, contact.id, to).await?;
    tx.emit(Fact::LeadAssigned(LeadAssigned { contact: assigned.clone(), from: contact.owner.clone() }));
    activities::follow_owner(tx, &assigned).await?;
    Ok(assigned)
}

/// What the newest event of an owner says of the one before.
#[derive(Deserialize)]
struct Assignment {
    from: Option<Person>,
}

/// Why a rep does not get somebody else's contact. While nobody owned it they could see it, and were told who took
/// it; of any other they learn nothing, not even that it exists.
async fn lost_race(tx: &mut Tx, contact: Contact, to: Option<EmployeeId>) -> Result<Error> {
    let company_id = tx.company_id();
    let newest: Option<(String,)> = tx
        .optional(sql!(
            "select data from events where company_id = $1 and entity_type = 'contact' and entity_id = $2 and kind = 'lead:assigned'
             order by seq desc limit 1",
            company_id,
            contact.id
        ))
        .await?;
    let Some(newest) = newest.filter(|_| to.is_some()) else { return Ok(Error::NotFound("contact")) };
    let assignment: Assignment = serde_json::from_str(&newest.0).map_err(Error::internal)?;
    Ok(match (assignment.from, contact.owner) {
        (None, Some(owner)) => already_owned(&owner),
        _ => Error::NotFound("contact"),
    })
}

fn already_owned(owner: &Person) -> Error {
    Error::Conflict {
        code: "already_owned",
        message: format!("{} already owns this lead", owner.name),
        data: json!({ "owner": owner }),
    }
}
