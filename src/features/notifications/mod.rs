//! Notifications: something concerns an employee. They are given work, named with `@`, or a task of theirs is due.

mod mentions;
mod model;
pub mod routes;
mod store;

pub use self::{
    model::{
        About, NotNotified, NotNotifiedReason, Notification, NotificationId, NotificationKind,
        NotificationQuery, ReadMarks,
    },
    store::{list, mark_read},
};
use crate::{
    access::{Permission, Role},
    db::Tx,
    error::Result,
    events::Fact,
    features::accounts::employees::{self, EmployeeStatus},
    id::EmployeeId,
};

/// Tells an employee that a record is theirs now.
pub async fn assigned(tx: &mut Tx, to: EmployeeId, about: &About) -> Result<()> {
    tell(tx, to, NotificationKind::Assigned, &format!("{} is yours", about.name), about).await
}

/// Notifies an employee that several leads are theirs now, in one notification.
pub async fn assigned_many(tx: &mut Tx, to: EmployeeId, leads: i64, about: &About) -> Result<()> {
    let text = if leads == 1 { "1 lead is yours".to_owned() } else { format!("{leads} leads are yours") };
    tell(tx, to, NotificationKind::Assigned, &text, about).await
}

/// Tells an employee that a task is theirs now.
pub async fn task_given(tx: &mut Tx, to: EmployeeId, task: &str, about: &About) -> Result<()> {
    tell(tx, to, NotificationKind::Assigned, &format!("{}: {task}", about.name), about).await
}

/// Tells an employee that a task of theirs is due.
pub async fn due(tx: &mut Tx, to: EmployeeId, task: &str, about: &About) -> Result<()> {
    tell(tx, to, NotificationKind::TaskDue, &format!("{}: {task}", about.name), about).await
}

/// Notifies those who manage accounts that somebody has signed up and waits for their approval.
pub async fn approval_requested(tx: &mut Tx, id: EmployeeId) -> Result<()> {
    let company_id = tx.company_id();
    let joiner = employees::find(tx, company_id, id).await?;
    let Some(joiner) = joiner.filter(|joiner| joiner.status == EmployeeStatus::Pending) else {
        return Ok(());
    };
    let about = About::employee(id, &joiner.name);
    for colleague in employees::active(tx, company_id).await? {
        if colleague.role.allows(Permission::UsersManage) {
            tell(tx, colleague.id, NotificationKind::ApprovalRequested, &joiner.name, &about).await?;
        }
    }
    Ok(())
}

/// Notifies everybody whom a text mentions with `@` and who may see the record that it is about. Answers the others:
/// whoever mentions them should know that they will not read it.
pub async fn mentioned(
    tx: &mut Tx,
    text: &str,
    about: &About,
    may_see: impl Fn(Role, EmployeeId) -> bool,
) -> Result<Vec<NotNotified>> {
    if !mentions::any(text) {
        return Ok(vec![]);
    }
    let company_id = tx.company_id();
    let colleagues = employees::active(tx, company_id).await?;
    let people: Vec<_> = colleagues.iter().map(|colleague| (colleague.id, colleague.name.as_str())).collect();
    let mut not_notified = vec![];
    for id in mentions::of(text, &people) {
        let Some(colleague) = colleagues.iter().find(|colleague| colleague.id == id) else { continue };
        if may_see(colleague.role, id) {
            tell(tx, id, NotificationKind::Mentioned, &format!("{}: {text}", about.name), about).await?;
        } else {
            let reason = NotNotifiedReason::NoAccess;
            not_notified.push(NotNotified { id, name: colleague.name.clone(), reason });
        }
    }
    Ok(not_notified)
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
