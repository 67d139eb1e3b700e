//! Employees as accounts and colleagues: the record, and the rules that hold whoever changes it.

mod model;
mod store;

pub use self::{
    model::{Colleague, Details, Employee, EmployeeStatus, NewEmployee, Permissions},
    store::{Filter, SORTS, active, find, find_by_email, find_for_update, list, names, note_login},
};
use crate::{
    access::{Permission, Role},
    db::Tx,
    error::{Error, Result},
    events::Fact,
};

/// Adds an employee.
pub async fn add(tx: &mut Tx, new: NewEmployee) -> Result<Employee> {
    let employee = store::insert(tx, new).await?;
    tx.emit(Fact::EmployeeCreated(employee.clone()));
    Ok(employee)
}

/// Writes a changed employee and tells what happened. Whoever loses access loses tokens and sockets with it.
///
/// The last ACTIVE employee with `users.manage` can be neither deactivated nor demoted: 409 `last_admin`.
pub async fn save(tx: &mut Tx, before: &Employee, mut after: Employee) -> Result<Employee> {
    let managed = |e: &Employee| e.status == EmployeeStatus::Active && e.role.allows(Permission::UsersManage);
    if managed(before) && !managed(&after) {
        let others = store::others_active_with(tx, Role::holding(Permission::UsersManage), before.id).await?;
        if others == 0 {
            return Err(Error::conflict("last_admin", "somebody must be left who can manage accounts"));
        }
    }
    let leaves = before.status == EmployeeStatus::Active && after.status != EmployeeStatus::Active;
    if leaves {
        after.token_generation += 1;
    }
    let after = store::update(tx, &after).await?;
    tx.emit(what_happened(before, after.clone()));
    Ok(after)
}

fn what_happened(before: &Employee, employee: Employee) -> Fact {
    use EmployeeStatus::{Active, Deactivated, Pending};
    match (before.status, employee.status) {
        (Active | Pending, Deactivated) => Fact::EmployeeDeactivated(employee),
        (Pending, Active) => Fact::EmployeeApproved(employee),
        _ => {
            let severs = before.role != employee.role || before.token_generation != employee.token_generation;
            Fact::EmployeeUpdated { employee, severs }
        }
    }
}
