//! Employees as HR knows them: who works here, since when, as what.

mod model;
pub mod routes;

pub use self::model::{EmployeeInput, EmployeePatch, EmployeeQuery};
use crate::{
    access::{Actor, Permission, Role},
    db::Tx,
    error::Result,
    features::accounts::{
        employees::{self, Employee, EmployeeStatus, NewEmployee},
        phones,
    },
    id::EmployeeId,
};

/// Enters a new employee, PENDING until they get an account.
pub async fn enter(tx: &mut Tx, mut input: EmployeeInput) -> Result<Employee> {
    tx.actor().must(Permission::EmployeesManage)?;
    input.phone = phones::checked(tx, input.phone, None).await?;
    let new = NewEmployee {
        details: input.details(),
        name: input.name,
        email: input.email.to_lowercase(),
        role: Role::Employee,
        status: EmployeeStatus::Pending,
        password_hash: None,
    };
    employees::add(tx, new).await
}

/// Changes an employee's HR record. One's own name and phone need no permission.
pub async fn update(tx: &mut Tx, id: EmployeeId, mut patch: EmployeePatch) -> Result<Employee> {
    if tx.actor().employee_id() != Some(id) || patch.touches_hr() {
        tx.actor().must(Permission::EmployeesManage)?;
    }
    let before = employees::find_for_update(tx, id).await?;
    tx.must_match(before.version)?;
    if let Some(phone) = patch.phone {
        patch.phone = Some(phones::checked(tx, phone, before.phone.as_deref()).await?);
    }
    let after = patch.applied_to(before.clone());
    employees::save(tx, &before, after).await
}

/// Whether whole records may be shown, or only what colleagues know of each other.
pub fn sees_everybody(actor: &Actor) -> bool {
    actor.may(Permission::EmployeesManage) || actor.may(Permission::UsersManage)
}

/// Whether the whole record of this employee may be shown: one's own always.
pub fn sees_all(actor: &Actor, id: EmployeeId) -> bool {
    actor.employee_id() == Some(id) || sees_everybody(actor)
}
