//! Employees as accounts and colleagues: the record, and the rules that hold whoever changes it.

mod model;
mod store;

pub use self::{
    model::{Colleague, Details, Employee, EmployeeStatus, NewEmployee, Permissions},
    store::{
        Filter, SORTS, active, find, find_by_email, find_for_share, find_for_update, list, names, note_login,
    },
};
use crate::{
    access::{Actor, Permission, Role},
    db::Tx,
    error::{Error, Result},
    events::Fact,
    id::EmployeeId,
    jobs::{self, Job, SystemMail},
};

/// Adds an employee.
pub async fn add(tx: &mut Tx, new: NewEmployee) -> Result<Employee> {
    let employee = store::insert(tx, new).await?;
    if employee.is_settled() {
        store::end_invites(tx, &employee.email).await?;
    }
    tx.emit(Fact::EmployeeCreated(employee.clone()));
    Ok(employee)
}

/// Lets a job act for the employee who asked for it, with the role that they have by now. False when they may act no
/// more. Their account stays as it is until the transaction ends.
pub async fn act_for(tx: &mut Tx, id: EmployeeId) -> Result<bool> {
    let found = store::find_for_share(tx, id).await?;
    let Some(employee) = found.filter(|employee| employee.status == EmployeeStatus::Active) else {
        return Ok(false);
    };
    tx.act_as(Actor::employee(employee.company_id, employee.person(), employee.role));
    Ok(true)
}

/// Writes a changed employee and tells what happened. Whoever loses access loses tokens and sockets with it.
///
/// The last ACTIVE employee with `users.manage` can be neither deactivated nor demoted: 409 `last_admin`.
pub async fn save(tx: &mut Tx, before: &Employee, mut after: Employee) -> Result<Employee> {
    let managed = |e: &Employee| e.status == EmployeeStatus::Active && e.role.allows(Permission::UsersManage);
    if managed(before) && !managed(&after) {
        let others = store::others_active_with(tx, Role::holding(Permission::UsersManage), before.id).await?;
        if others == 0 {
            return Err(Error::conflict(
                "last_admin",
                "At least one active employee must be able to manage accounts",
            ));
        }
    }
    let leaves = before.status == EmployeeStatus::Active && after.status != EmployeeStatus::Active;
    if leaves {
        after.token_generation += 1;
    }
    let after = store::update(tx, &after).await?;
    // An invite that is older than the account, or than its end, gives nothing back.
    if before.status != after.status || before.has_account() != after.has_account() {
        store::end_invites(tx, &after.email).await?;
    }
    if before.has_account()
        && (before.status, after.status) == (EmployeeStatus::Pending, EmployeeStatus::Active)
    {
        jobs::enqueue(tx, &Job::Mail(SystemMail::Approved(after.id))).await?;
    }
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
