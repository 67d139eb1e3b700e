//! Notifications for employees: assignments, mentions with `@`, due tasks, accounts to approve.

pub mod events;
pub mod jobs;
mod mentions;
mod model;
pub mod routes;
mod store;

pub use self::{
    model::{
        NotNotified, NotNotifiedReason, Notification, NotificationId, NotificationKind, NotificationQuery,
        ReadMarks, Subject,
    },
    store::{list, mark_read},
};
use crate::{
    access::{Permission, Role},
    app::Feature,
    db::Tx,
    error::Result,
    features::accounts::employees::{self, EmployeeStatus},
    id::EmployeeId,
};

pub const FEATURE: Feature = Feature {
    tables: &["notifications"],
    events: events::ALL,
    jobs: jobs::ALL,
    ..Feature::new("notifications", routes::router)
};

/// Notifies an employee that a record was assigned to them.
pub async fn assigned(tx: &mut Tx, to: EmployeeId, about: &Subject) -> Result<()> {
    notify(tx, to, NotificationKind::Assigned, &about.name, about).await
}

/// Notifies an employee, once, that several leads were assigned to them.
pub async fn assigned_many(tx: &mut Tx, to: EmployeeId, leads: i64, about: &Subject) -> Result<()> {
    let text = if leads == 1 { "1 lead".to_owned() } else { format!("{leads} leads") };
    notify(tx, to, NotificationKind::Assigned, &text, about).await
}

/// Notifies an employee that a task was assigned to them.
pub async fn task_assigned(tx: &mut Tx, to: EmployeeId, task: &str, about: &Subject) -> Result<()> {
    notify(tx, to, NotificationKind::Assigned, &format!("{}: {task}", about.name), about).await
}

/// Notifies an employee that their task is due.
pub async fn task_due(tx: &mut Tx, to: EmployeeId, task: &str, about: &Subject) -> Result<()> {
    notify(tx, to, NotificationKind::TaskDue, &format!("{}: {task}", about.name), about).await
}

/// Notifies employees with `users.manage` of a new account that needs approval.
pub async fn approval_requested(tx: &mut Tx, id: EmployeeId) -> Result<()> {
    let company_id = tx.company_id();
    let applicant = employees::find(tx, company_id, id).await?;
    let Some(applicant) = applicant.filter(|applicant| applicant.status == EmployeeStatus::Pending) else {
        return Ok(());
    };
    let about = Subject::employee(id, &applicant.name);
    for colleague in employees::active(tx, company_id).await? {
        if colleague.role.allows(Permission::UsersManage) {
            notify(tx, colleague.id, NotificationKind::ApprovalRequested, &applicant.name, &about).await?;
        }
    }
    Ok(())
}

/// Notifies the employees that a text mentions with `@`, if they may see its record. Returns the others, so
/// that the author knows.
pub async fn mentioned(
    tx: &mut Tx,
    text: &str,
    about: &Subject,
    can_see: impl Fn(Role, EmployeeId) -> bool,
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
        if can_see(colleague.role, id) {
            notify(tx, id, NotificationKind::Mentioned, &format!("{}: {text}", about.name), about).await?;
        } else {
            let reason = NotNotifiedReason::NoAccess;
            not_notified.push(NotNotified { id, name: colleague.name.clone(), reason });
        }
    }
    Ok(not_notified)
}

/// Creates a notification, unless it is for the actor.
async fn notify(
    tx: &mut Tx,
    to: EmployeeId,
    kind: NotificationKind,
    text: &str,
    about: &Subject,
) -> Result<()> {
    if tx.actor().employee_id() == Some(to) {
        return Ok(());
    }
    let text: String = text.chars().take(300).collect();
    let notification = store::insert(tx, to, kind, text, about).await?;
    tx.emit(events::CREATED.of(&notification));
    Ok(())
}
