//! Accounts as administrators see them: made, given a role, forced to a new password, closed.

mod model;
pub mod routes;

use url::Url;

pub use self::model::{NewUser, UserPatch};
use crate::{
    db::Tx,
    error::{Error, Result},
    events::{Fact, LinkIssued},
    features::accounts::{
        employees::{self, Details, Employee, EmployeeStatus, NewEmployee},
        invites::may_give,
        links::{Links, Purpose},
        sign_in,
    },
    id::EmployeeId,
};

/// Opens an account. Without a password its owner is mailed a link to set one.
pub async fn open(
    tx: &mut Tx,
    links: &Links,
    input: NewUser,
    password_hash: Option<String>,
) -> Result<Employee> {
    may_give(tx, input.role)?;
    let mails = password_hash.is_none();
    let account = NewEmployee {
        name: input.name,
        email: input.email.to_lowercase(),
        role: input.role,
        status: EmployeeStatus::Active,
        password_hash,
        details: Details::default(),
    };
    let employee = employees::add(tx, account).await?;
    if mails {
        sign_in::send_reset(tx, links, &employee).await?;
    }
    Ok(employee)
}

/// Changes an account's name, role or status, or forces its owner to set a new password.
pub async fn update(tx: &mut Tx, links: &Links, id: EmployeeId, patch: UserPatch) -> Result<Employee> {
    let before = manageable(tx, id).await?;
    tx.must_match(before.version)?;
    if let Some(role) = patch.role {
        may_give(tx, role)?;
    }
    let mut after = before.clone();
    after.name = patch.name.unwrap_or(after.name);
    after.role = patch.role.unwrap_or(after.role);
    after.status = patch.status.unwrap_or(after.status);
    let forced = patch.force_reset == Some(true);
    if forced {
        after.must_reset_password = true;
        after.token_generation += 1;
    }
    let saved = employees::save(tx, &before, after).await?;
    if forced {
        sign_in::send_reset(tx, links, &saved).await?;
    }
    Ok(saved)
}

/// Lets somebody in who has signed up and waits for approval.
pub async fn approve(tx: &mut Tx, id: EmployeeId) -> Result<Employee> {
    let before = manageable(tx, id).await?;
    tx.must_match(before.version)?;
    match before.status {
        EmployeeStatus::Active => Ok(before),
        EmployeeStatus::Pending if before.has_account() => {
            let after = Employee { status: EmployeeStatus::Active, ..before.clone() };
            employees::save(tx, &before, after).await
        }
        _ => Err(Error::conflict("not_awaiting_approval", "This employee is not waiting for approval")),
    }
}

/// A new link to set a password, to pass it on by another way than by mail.
pub async fn reset_link(tx: &mut Tx, links: &Links, id: EmployeeId) -> Result<Url> {
    let employee = manageable(tx, id).await?;
    let link = sign_in::issue_reset(tx, links, &employee).await?;
    tx.emit(Fact::LinkIssued(LinkIssued::reset(&employee)));
    Ok(links.url(Purpose::Reset, &link.nonce))
}

/// Closes an account for good: the employee's record stays, the way in is gone.
pub async fn close(tx: &mut Tx, id: EmployeeId) -> Result<()> {
    let before = manageable(tx, id).await?;
    tx.must_match(before.version)?;
    let after = Employee { status: EmployeeStatus::Deactivated, password_hash: None, ..before.clone() };
    employees::save(tx, &before, after).await?;
    Ok(())
}

/// The account, if whoever acts may touch it: not one with more permissions than their own.
async fn manageable(tx: &mut Tx, id: EmployeeId) -> Result<Employee> {
    tx.actor().must(crate::access::Permission::UsersManage)?;
    let employee = employees::find_for_update(tx, id).await?;
    let covered = tx.actor().role().is_some_and(|own| own.covers(employee.role));
    if covered { Ok(employee) } else { Err(Error::Forbidden) }
}
