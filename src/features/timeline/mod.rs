//! A contact's timeline of activities: notes, calls, meetings, e-mails, stage and status changes, and tasks
//! (seed 003).

pub mod events;
pub mod jobs;
mod model;
pub mod routes;
mod store;

use self::{
    events::ActivityLogged,
    jobs::TaskDue,
    store::{NewActivityRow, TaskFields},
};
pub use self::{
    model::{
        ASSIGNEE, Activity, ActivityId, ActivityKind, ActivityQuery, LoggedActivity, NewActivity, Task,
        TaskPatch, TaskQuery, TaskState,
    },
    store::reassign,
};
use crate::{
    access::{Actor, Permission, Person, Role},
    app::Feature,
    db::{Paging, Read, Slice, Tx},
    error::{Error, FieldError, Result},
    features::{
        accounts::employees,
        contacts::{self, Contact, ContactId, Scope, find_for_work, lead_worker},
        notifications::{self, Subject},
    },
    id::{EmployeeId, RecordId},
    jobs::enqueue_at,
    time::Time,
};

pub const FEATURE: Feature = Feature {
    tables: &["activities"],
    events: events::ALL,
    jobs: jobs::ALL,
    ..Feature::new("timeline", routes::router)
};

/// An earlier activity to add to a contact's timeline.
pub struct PastActivity {
    pub kind: ActivityKind,
    pub text: String,
    pub occurred_at: Time,
    /// `None` if not by an employee.
    pub by: Option<EmployeeId>,
}

/// Adds an activity to a contact's timeline. The assignee of a TASK is notified at its due time.
///
/// Colleagues mentioned with `@` are notified if they may see the contact. Returns the others.
pub async fn log(tx: &mut Tx, contact_id: ContactId, new: NewActivity) -> Result<LoggedActivity> {
    let contact = find_for_work(tx, contact_id).await?;
    check(&new)?;
    let me = tx.actor().employee()?.clone();
    let assignee = match (new.kind, new.assignee_id) {
        (ActivityKind::Task, Some(id)) => Some(assignee(tx, &contact, id).await?),
        (ActivityKind::Task, None) => Some(me.id),
        _ => None,
    };
    let occurred_at = new.occurred_at.unwrap_or(tx.now());
    let by = Some(me.id);
    let row = NewActivityRow {
        kind: new.kind,
        text: new.text,
        occurred_at,
        due_at: new.due_at,
        assignee,
        by,
        email_id: None,
    };
    let activity = store::insert(tx, contact.id, row).await?;
    if let Some(due_at) = activity.due_at {
        enqueue_at(tx, &TaskDue(activity.id.record()), due_at).await?;
    }
    tx.record_daily("activities", Some(me.id), 1);
    announce(tx, &contact, &activity);
    if let Some(assignee) = &activity.assignee {
        notifications::task_assigned(tx, assignee.id, &activity.text, &about(&contact)).await?;
    }
    let can_see = |role, id| can_see(&contact, role, id);
    let not_notified = notifications::mentioned(tx, &activity.text, &about(&contact), can_see).await?;
    Ok(LoggedActivity { activity, not_notified })
}

/// Adds an activity on behalf of a verb, which emits its own event.
pub async fn write(tx: &mut Tx, contact: &Contact, kind: ActivityKind, text: String) -> Result<Activity> {
    let by = tx.actor().employee_id();
    let row = NewActivityRow {
        kind,
        text,
        occurred_at: tx.now(),
        due_at: None,
        assignee: None,
        by,
        email_id: None,
    };
    store::insert(tx, contact.id, row).await
}

/// Adds an earlier activity with its original author and time, and emits its event.
pub async fn log_past(tx: &mut Tx, contact: &Contact, entry: PastActivity) -> Result<()> {
    let PastActivity { kind, text, occurred_at, by } = entry;
    let row = NewActivityRow { kind, text, occurred_at, by, due_at: None, assignee: None, email_id: None };
    let activity = store::insert(tx, contact.id, row).await?;
    announce(tx, contact, &activity);
    Ok(())
}

/// Adds the activity of a sent e-mail, and emits its event.
pub async fn log_email(
    tx: &mut Tx,
    contact: &Contact,
    sender: EmployeeId,
    email_id: RecordId,
    subject: String,
) -> Result<()> {
    let row = NewActivityRow {
        kind: ActivityKind::Email,
        text: subject,
        occurred_at: tx.now(),
        due_at: None,
        assignee: None,
        by: Some(sender),
        email_id: Some(email_id),
    };
    let activity = store::insert(tx, contact.id, row).await?;
    announce(tx, contact, &activity);
    Ok(())
}

/// Changes a task. Allowed for everyone who may work on its contact.
pub async fn change_task(tx: &mut Tx, id: ActivityId, patch: TaskPatch) -> Result<Activity> {
    tx.actor().require(Permission::LeadsWork)?;
    let contact_id = store::contact_of_task(tx, id).await?.ok_or(Error::NotFound("task"))?;
    // Contacts are locked before their records, as in merging.
    let contact = find_for_work(tx, contact_id).await.map_err(|error| error.as_missing("task"))?;
    let task = store::find_task(tx, id).await?.ok_or(Error::NotFound("task"))?;
    tx.check_version(task.version)?;
    let assignee = match patch.assignee_id {
        Some(id) => Some(assignee(tx, &contact, id).await?),
        None => task.assignee.as_ref().map(|assignee| assignee.id),
    };
    let done_at = match patch.done {
        Some(true) => task.done_at.or(Some(tx.now())),
        Some(false) => None,
        None => task.done_at,
    };
    let due_at = patch.due_at.or(task.due_at);
    let text = patch.text.unwrap_or(task.text.clone());
    let changed = save(tx, &contact, &task, TaskFields { text, due_at, assignee, done_at }).await?;
    if let Some(assignee) = changed.assignee.as_ref().filter(|_| changed.assignee != task.assignee) {
        notifications::task_assigned(tx, assignee.id, &changed.text, &about(&contact)).await?;
    }
    Ok(changed)
}

/// Reassigns open tasks of a contact with a new owner to the owner, if their assignees may no longer see it.
pub async fn reassign_tasks(tx: &mut Tx, contact: &Contact) -> Result<()> {
    let Some(owner) = &contact.owner else { return Ok(()) };
    let company_id = contact.company_id;
    for task in store::open_tasks_of_others(tx, contact.id, owner.id).await? {
        let Some(assignee) = &task.assignee else { continue };
        let employee = employees::find(tx, company_id, assignee.id).await?;
        if !employee.is_some_and(|employee| can_see(contact, employee.role, employee.id)) {
            let fields = TaskFields { assignee: Some(owner.id), ..TaskFields::of(&task) };
            save(tx, contact, &task, fields).await?;
        }
    }
    Ok(())
}

/// Updates a task, schedules its due notification, and emits its event.
async fn save(tx: &mut Tx, contact: &Contact, task: &Activity, fields: TaskFields) -> Result<Activity> {
    let before = TaskFields::of(task);
    // An earlier notification does not count for another due time or assignee.
    let notify_again = fields.due_at != before.due_at || fields.assignee != before.assignee;
    let changed = store::update_task(tx, task.id, fields, notify_again).await?;
    if let (true, None, Some(due_at)) = (notify_again, changed.done_at, changed.due_at) {
        enqueue_at(tx, &TaskDue(task.id.record()), due_at).await?;
    }
    announce(tx, contact, &changed);
    Ok(changed)
}

/// Notifies the assignee of a due task, once. Does nothing if it is not due, done, or was notified already.
pub async fn notify_due(tx: &mut Tx, id: RecordId) -> Result<()> {
    let Some(task) = store::claim_due(tx, id.uuid().into()).await? else { return Ok(()) };
    let Some(assignee) = task.assignee.clone() else { return Ok(()) };
    let company_id = tx.company_id();
    let contact: Contact = tx.find(company_id, task.contact_id).await?;
    notifications::task_due(tx, assignee.id, &task.text, &about(&contact)).await?;
    tx.emit(events::TASK_DUE.of(&task));
    Ok(())
}

/// Whether the employee may see the contact.
fn can_see(contact: &Contact, role: Role, id: EmployeeId) -> bool {
    let person = Person { id, name: String::new() };
    Scope::of(&Actor::for_employee(contact.company_id, person, role))
        .is_ok_and(|scope| scope.includes(contact))
}

fn announce(tx: &mut Tx, contact: &Contact, activity: &Activity) {
    let logged = ActivityLogged { contact: contact.clone(), activity: activity.clone() };
    tx.emit(events::ACTIVITY_LOGGED.of(&logged));
}

fn about(contact: &Contact) -> Subject {
    Subject::contact(contact.id, &contact.name)
}

async fn assignee(tx: &mut Tx, contact: &Contact, id: EmployeeId) -> Result<EmployeeId> {
    let employee = lead_worker(tx, id, "assigneeId").await?;
    if !can_see(contact, employee.role, id) {
        return Err(Error::invalid("assigneeId", "must be an employee who can see this contact"));
    }
    Ok(id)
}

/// Checks which fields the kind requires and accepts.
fn check(new: &NewActivity) -> Result<()> {
    let mut errors = vec![];
    if new.kind.is_automatic() {
        errors.push(FieldError::new("kind", "must be one of NOTE, CALL, MEETING, EMAIL, TASK"));
    }
    let is_task = new.kind == ActivityKind::Task;
    if is_task && new.due_at.is_none() {
        errors.push(FieldError::new("dueAt", "is required for a TASK"));
    }
    if !is_task && new.due_at.is_some() {
        errors.push(FieldError::new("dueAt", "is only accepted for a TASK"));
    }
    if !is_task && new.assignee_id.is_some() {
        errors.push(FieldError::new("assigneeId", "is only accepted for a TASK"));
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

/// The first page of a contact's timeline, newest first. Does not check that the actor may see it.
pub async fn newest(read: &mut Read, contact: &Contact) -> Result<Vec<Activity>> {
    let paging = Paging::newest(store::TIMELINE[0], 20);
    Ok(store::list(read, contact.id, &[], &paging).await?.rows)
}

/// Lists a contact's activities of the given kinds; without kinds, all.
pub async fn list(
    read: &mut Read,
    id: ContactId,
    kinds: &[ActivityKind],
    paging: &Paging,
) -> Result<Slice<Activity>> {
    contacts::find_visible(read, id).await?;
    store::list(read, id, kinds, paging).await
}

/// Lists tasks about contacts that the actor may see. Tasks of others require `leads.manage`.
pub async fn tasks(read: &mut Read, mut query: TaskQuery, paging: &Paging) -> Result<Slice<Task>> {
    read.actor().require(Permission::LeadsWork)?;
    let me = read.actor().employee()?.id.to_string();
    match query.values(&ASSIGNEE) {
        None => query.set(&ASSIGNEE, me),
        Some(assignees) if *assignees == [me] => {}
        Some(_) => read.actor().require(Permission::LeadsManage)?,
    }
    store::tasks(read, &query, paging).await
}
