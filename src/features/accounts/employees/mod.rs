//! Employee records, and the rules for changing them.

mod model;
mod store;

pub use self::{
    model::{Colleague, Employee, EmployeeStatus, HrFields, NewEmployee, Permissions},
    store::{
        Filter, SORTS, active, email_taken, find, find_by_email, find_for_share, find_for_update, list,
        names, record_login,
    },
};
use super::{
    events,
    jobs::{SendSystemMail, SystemMail},
};
use crate::{
    access::{Actor, Permission, Role},
    db::{Read, Tx},
    error::{Error, Result},
    events::Event,
    id::EmployeeId,
    jobs::enqueue,
};

/// The actor's own record.
pub async fn find_self(read: &mut Read) -> Result<Employee> {
    let (company_id, id) = (read.company_id(), read.actor().employee()?.id);
    store::find(read, company_id, id).await?.ok_or(Error::NotFound("employee"))
}

/// Finds an ACTIVE employee whose role has the permission.
pub async fn find_active_with(
    tx: &mut Tx,
    id: EmployeeId,
    permission: Permission,
) -> Result<Option<Employee>> {
    let company_id = tx.company_id();
    let employee = store::find(tx, company_id, id).await?;
    let is_worker = |e: &Employee| e.status == EmployeeStatus::Active && e.role.allows(permission);
    Ok(employee.filter(is_worker))
}

/// Adds an employee.
pub async fn add(tx: &mut Tx, new: NewEmployee) -> Result<Employee> {
    let employee = store::insert(tx, new).await?;
    if employee.is_established() {
        store::delete_open_invites(tx, &employee.email).await?;
    }
    tx.emit(events::EMPLOYEE_CREATED.of(&employee));
    Ok(employee)
}

/// Makes a job act as an employee, with their current role. Returns false if they are not ACTIVE. Locks the
/// employee until the transaction ends.
pub async fn act_for(tx: &mut Tx, id: EmployeeId) -> Result<bool> {
    let employee = store::find_for_share(tx, id).await?;
    let Some(employee) = employee.filter(|employee| employee.status == EmployeeStatus::Active) else {
        return Ok(false);
    };
    tx.act_as(Actor::for_employee(employee.company_id, employee.person(), employee.role));
    Ok(true)
}

/// Saves a changed employee and emits an event. An employee who loses access loses their tokens and sockets.
///
/// # Errors
/// 409 `last_admin` if this would deactivate or demote the last ACTIVE employee with `users.manage`.
pub async fn save(tx: &mut Tx, before: &Employee, mut after: Employee) -> Result<Employee> {
    let is_admin =
        |e: &Employee| e.status == EmployeeStatus::Active && e.role.allows(Permission::UsersManage);
    if is_admin(before) && !is_admin(&after) {
        let others = store::others_active_with(tx, Role::holding(Permission::UsersManage), before.id).await?;
        if others == 0 {
            return Err(Error::conflict(
                "last_admin",
                "This is the last active employee who can manage accounts; give someone else that role first",
            ));
        }
    }
    let loses_access = before.status == EmployeeStatus::Active && after.status != EmployeeStatus::Active;
    if loses_access {
        after.token_generation += 1;
    }
    let after = store::update(tx, &after).await?;
    // Older invites must not restore access.
    if before.status != after.status || before.has_account() != after.has_account() {
        store::delete_open_invites(tx, &after.email).await?;
    }
    if before.has_account()
        && (before.status, after.status) == (EmployeeStatus::Pending, EmployeeStatus::Active)
    {
        enqueue(tx, &SendSystemMail(SystemMail::Approved(after.id))).await?;
    }
    tx.emit(change_event(before, &after));
    Ok(after)
}

fn change_event(before: &Employee, employee: &Employee) -> Event {
    use EmployeeStatus::{Active, Deactivated, Pending};
    match (before.status, employee.status) {
        (Active | Pending, Deactivated) => {
            events::EMPLOYEE_DEACTIVATED.of(employee).disconnecting(employee.id)
        }
        (Pending, Active) => events::EMPLOYEE_APPROVED.of(employee),
        _ => {
            let disconnects =
                before.role != employee.role || before.token_generation != employee.token_generation;
            let event = events::EMPLOYEE_UPDATED.of(employee);
            if disconnects { event.disconnecting(employee.id) } else { event }
        }
    }
}
