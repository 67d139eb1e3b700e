//! Sets and resets passwords of accounts.

use super::{
    employees::{self, Employee, EmployeeStatus},
    jobs::{SendSystemMail, SystemMail},
    links::{self, AccountLink, Links, Purpose},
};
use crate::{
    db::Tx,
    error::{Error, Result},
    jobs::enqueue,
};

/// Sets a new password. Revokes all tokens of the employee.
pub async fn set_password(tx: &mut Tx, employee: &Employee, password_hash: String) -> Result<Employee> {
    let mut changed = employee.clone();
    changed.password_hash = Some(password_hash);
    changed.must_reset_password = false;
    changed.token_generation += 1;
    employees::save(tx, employee, changed).await
}

/// Sends a mail with a link to set a new password.
pub async fn send_reset(tx: &mut Tx, links: &Links, employee: &Employee) -> Result<()> {
    let link = issue_reset(tx, links, employee).await?;
    enqueue(tx, &SendSystemMail(SystemMail::Reset(link.id.record()))).await
}

/// Issues a link to set a password, and invalidates older ones. Fails with 409 for inactive accounts.
pub async fn issue_reset(tx: &mut Tx, links: &Links, employee: &Employee) -> Result<AccountLink> {
    if !may_reset(employee) {
        return Err(Error::conflict("account_inactive", "This account is not active"));
    }
    let until = tx.now().plus(links::RESET_VALIDITY);
    links::issue(tx, links, employee, Purpose::Reset, until).await
}

/// Whether the account can get a new password.
pub fn may_reset(employee: &Employee) -> bool {
    employee.has_account() && employee.status != EmployeeStatus::Deactivated
}
