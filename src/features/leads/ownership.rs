//! Owners of contacts. Employees with `leads.manage` assign them; others claim unowned contacts and release
//! their own.

use serde::Deserialize;
use serde_json::json;

use super::events::{self, LeadAssigned};
use crate::{
    access::{Actor, Person},
    db::Tx,
    error::{Error, Result},
    features::{
        contacts::{self, Contact, ContactId, Scope, lead_worker, notify_owner},
        timeline,
    },
    id::EmployeeId,
    sql,
};

/// Assigns a contact to an employee, or to nobody. Open tasks of employees who can no longer see it are
/// reassigned too.
///
/// Without `leads.manage`, actors can only claim an unowned contact and release their own.
///
/// # Errors
/// 409 `already_owned` with the owner, if someone else has just claimed the contact.
pub async fn assign(tx: &mut Tx, id: ContactId, to: Option<EmployeeId>) -> Result<Contact> {
    let scope = Scope::of(tx.actor())?;
    check_recipient(tx.actor(), to)?;
    // The lock makes concurrent claims see the first one's owner.
    let contact = tx.find_for_update::<Contact>(id).await?;
    if !scope.includes(&contact) {
        return Err(lost_race(tx, contact, to).await?);
    }
    tx.check_version(contact.version)?;
    let assigned = change(tx, &contact, to).await?;
    if assigned.version != contact.version {
        notify_owner(tx, &assigned).await?;
    }
    Ok(assigned)
}

/// Fails with 403 if the actor may not assign contacts to this employee.
pub fn check_recipient(actor: &Actor, to: Option<EmployeeId>) -> Result<()> {
    let scope = Scope::of(actor)?;
    let me = actor.employee()?.id;
    if scope != Scope::All && to.is_some_and(|to| to != me) { Err(Error::Forbidden) } else { Ok(()) }
}

/// Changes the owner of a locked contact. The caller notifies the new owner.
pub async fn change(tx: &mut Tx, contact: &Contact, to: Option<EmployeeId>) -> Result<Contact> {
    check_recipient(tx.actor(), to)?;
    let owner = match to {
        Some(id) => Some(lead_worker(tx, id, "employeeId").await?.person()),
        None => None,
    };
    if contact.owner == owner {
        return Ok(contact.clone());
    }
    let assigned = contacts::set_owner(tx, contact.id, to).await?;
    tx.emit(events::ASSIGNED.of(&LeadAssigned { contact: assigned.clone(), from: contact.owner.clone() }));
    timeline::reassign_tasks(tx, &assigned).await?;
    Ok(assigned)
}

/// The previous owner in the data of an assignment event.
#[derive(Deserialize)]
struct Assignment {
    from: Option<Person>,
}

/// The error for a rep who claims someone else's contact. If it was unowned before, the rep could see it and
/// learns the owner's name. Otherwise it is not found.
async fn lost_race(tx: &mut Tx, contact: Contact, to: Option<EmployeeId>) -> Result<Error> {
    let company_id = tx.company_id();
    let last_event: Option<(String,)> = tx
        .optional(sql!(
            "select data from events where company_id = $1 and entity_type = 'contact' and entity_id = $2 and kind = 'lead:assigned'
             order by seq desc limit 1",
            company_id,
            contact.id
        ))
        .await?;
    let Some((data,)) = last_event.filter(|_| to.is_some()) else { return Ok(Error::NotFound("contact")) };
    let assignment: Assignment = serde_json::from_str(&data).map_err(Error::internal)?;
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
