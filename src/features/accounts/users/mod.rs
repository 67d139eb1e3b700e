//! Administration of accounts: creating, changing roles, resetting passwords, closing.

mod model;
pub mod routes;

use super::events::{self, LinkIssued};

use url::Url;

pub use self::model::{NewUser, UserPatch};
use crate::{
    access::Permission,
    db::{Paging, Read, Slice, Tx},
    error::{Error, Result},
    features::accounts::{
        employees::{self, Employee, EmployeeStatus, Filter, HrFields, NewEmployee},
        invites::ensure_can_assign_role,
        links::{Links, Purpose},
        passwords,
    },
    id::EmployeeId,
};

/// Lists the company's accounts.
pub async fn list(read: &mut Read, q: Option<String>, paging: &Paging) -> Result<Slice<Employee>> {
    read.actor().require(Permission::UsersManage)?;
    let filter = Filter { q, accounts_only: true, ..Filter::default() };
    employees::list(read, &filter, paging).await
}

pub async fn find(read: &mut Read, id: EmployeeId) -> Result<Employee> {
    read.actor().require(Permission::UsersManage)?;
    let company_id = read.company_id();
    employees::find(read, company_id, id).await?.ok_or(Error::NotFound("user"))
}

/// Creates an account. Without a password, the employee gets an e-mail with a link to set one.
pub async fn create(
    tx: &mut Tx,
    links: &Links,
    input: NewUser,
    password_hash: Option<String>,
) -> Result<Employee> {
    ensure_can_assign_role(tx, input.role)?;
    let needs_password = password_hash.is_none();
    let account = NewEmployee {
        name: input.name,
        email: input.email.to_lowercase(),
        role: input.role,
        status: EmployeeStatus::Active,
        password_hash,
        hr_fields: HrFields::default(),
    };
    let employee = employees::add(tx, account).await?;
    if needs_password {
        passwords::send_reset(tx, links, &employee).await?;
    }
    Ok(employee)
}

/// Changes an account's name, role or status, or forces a password reset.
pub async fn update(tx: &mut Tx, links: &Links, id: EmployeeId, patch: UserPatch) -> Result<Employee> {
    let before = manageable(tx, id).await?;
    tx.check_version(before.version)?;
    if let Some(role) = patch.role {
        ensure_can_assign_role(tx, role)?;
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
        passwords::send_reset(tx, links, &saved).await?;
    }
    Ok(saved)
}

/// Approves a PENDING account.
pub async fn approve(tx: &mut Tx, id: EmployeeId) -> Result<Employee> {
    let before = manageable(tx, id).await?;
    tx.check_version(before.version)?;
    match before.status {
        EmployeeStatus::Active => Ok(before),
        EmployeeStatus::Pending if before.has_account() => {
            let after = Employee { status: EmployeeStatus::Active, ..before.clone() };
            employees::save(tx, &before, after).await
        }
        _ => Err(Error::conflict("not_awaiting_approval", "This employee is not waiting for approval")),
    }
}

/// Issues a link to set a password, to share in another way.
pub async fn reset_link(tx: &mut Tx, links: &Links, id: EmployeeId) -> Result<Url> {
    let employee = manageable(tx, id).await?;
    let link = passwords::issue_reset(tx, links, &employee).await?;
    tx.emit(events::LINK_ISSUED.of(&LinkIssued::reset(&employee)));
    Ok(links.url(Purpose::Reset, &link.nonce))
}

/// Closes an account. The employee's record is kept, without a password.
pub async fn close_account(tx: &mut Tx, id: EmployeeId) -> Result<()> {
    let before = manageable(tx, id).await?;
    tx.check_version(before.version)?;
    let after = Employee { status: EmployeeStatus::Deactivated, password_hash: None, ..before.clone() };
    employees::save(tx, &before, after).await?;
    Ok(())
}

/// Locks an account. Fails with 403 if its role has permissions that the actor's role lacks.
async fn manageable(tx: &mut Tx, id: EmployeeId) -> Result<Employee> {
    tx.actor().require(Permission::UsersManage)?;
    let employee = employees::find_for_update(tx, id).await?;
    let is_covered = tx.actor().role().is_some_and(|own| own.includes_all_of(employee.role));
    if is_covered { Ok(employee) } else { Err(Error::Forbidden) }
}
