//! Notifications: something concerns an employee. They are given work, named with `@`, or a task of theirs is due.

mod mentions;
mod model;
pub mod routes;
mod store;

pub use self::{
    model::{About, Notification, NotificationId, NotificationKind, NotificationQuery, ReadMarks},
    store::{list, mark_read},
};
use crate::{
    access::Role, db::Tx, error::Result, events::Fact, features::accounts::employees, id::EmployeeId,
};

/// Tells an employee that a record is theirs now.
pub async fn assigned(tx: &mut Tx, to: EmployeeId, about: &About) -> Result<()> {
    tell(tx, to, NotificationKind::Assigned, &format!("{} is yours", about.name), about).await
}

/// Tells an employee that a task is theirs now.
pub async fn task_given(tx: &mut Tx, to: EmployeeId, task: &str, about: &About) -> Result<()> {
    tell(tx, to, NotificationKind::Assigned, &format!("{}: {task}", about.name), about).await
}

/// Tells an employee that a task of theirs is due.
pub async fn due(tx: &mut Tx, to: EmployeeId, task: &str, about: &About) -> Result<()> {
    tell(tx, to, NotificationKind::TaskDue, &format!("{}: {task}", about.name), about).await
}

/// Tells everybody whom a text names with `@`, and who may see the record that it is about.
pub async fn mentioned(
    tx: &mut Tx,
    text: &str,
    about: &About,
    may_see: impl Fn(Role, EmployeeId) -> bool,
) -> Result<()> {
    if !text.contains('@') {
        return Ok(());
    }
    let company_id = tx.company_id();
    let colleagues = employees::active(tx, company_id).await?;
    let people: Vec<_> = colleagues.iter().map(|colleague| (colleague.id, colleague.name.as_str())).collect();
    for id in mentions::of(text, &people) {
        let colleague = colleagues.iter().find(|colleague| colleague.id == id);
        if colleague.is_some_and(|colleague| may_see(colleague.role, id)) {
            tell(tx, id, NotificationKind::Mentioned, &format!("{}: {text}", about.name), about).await?;
        }
    }
    Ok(())
}

/// Nobody is told of what they do themselves.
async fn tell(tx: &mut Tx, to: EmployeeId, kind: NotificationKind, text: &str, about: &About) -> Result<()> {
    if tx.actor().employee_id() == Some(to) {
        return Ok(());
    }
    let text: String = text.chars().take(300).collect();
    let notification = store::insert(tx, to, kind, text, about).await?;
    tx.emit(Fact::NotificationCreated(notification));
    Ok(())
}
