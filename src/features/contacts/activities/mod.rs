//! Activities: a contact's timeline of notes, calls, meetings, mails and moves; and tasks, which are activities that
//! are due (seed 003).

mod model;
pub mod routes;
mod store;

pub use self::{
    model::{
        Activity, ActivityId, ActivityKind, ActivityQuery, LoggedActivity, NewActivity, Task, TaskPatch,
        TaskQuery, TaskState,
    },
    store::{list, tasks},
};
use super::{Contact, ContactId, Scope, find, find_for_work, worker};
use crate::{
    access::{Actor, Permission, Person, Role},
    db::{Conn, Tx},
    error::{Error, FieldError, Result},
    events::{Fact, LeadNoted},
    features::{
        accounts::employees,
        notifications::{self, About},
    },
    id::{EmployeeId, RecordId},
    jobs::{self, Job},
    time::Time,
};
use store::{Line, Standing};

/// Something that was said elsewhere, and belongs into a contact's timeline.
pub struct Entry {
    pub kind: ActivityKind,
    pub text: String,
    pub occurred_at: Time,
    /// `None`: nobody who works here.
    pub by: Option<EmployeeId>,
}

/// Writes a line into a contact's timeline. A TASK has a time when it is due and an assignee, who is told of it then.
///
/// Colleagues mentioned with `@` who may see the contact are notified; the answer lists the others.
pub async fn log(tx: &mut Tx, contact_id: ContactId, new: NewActivity) -> Result<LoggedActivity> {
    let contact = find_for_work(tx, contact_id).await?;
    check(&new)?;
    let me = tx.actor().signed_in()?.clone();
    let assignee = match (new.kind, new.assignee_id) {
        (ActivityKind::Task, Some(id)) => Some(assignee(tx, &contact, id).await?),
        (ActivityKind::Task, None) => Some(me.id),
        _ => None,
    };
    let occurred_at = new.occurred_at.unwrap_or(tx.now());
    let by = Some(me.id);
    let line = Line {
        kind: new.kind,
        text: new.text,
        occurred_at,
        due_at: new.due_at,
        assignee,
        by,
        email_id: None,
    };
    let activity = store::insert(tx, contact.id, line).await?;
    if let Some(due_at) = activity.due_at {
        jobs::enqueue_at(tx, &Job::TaskDue(activity.id.record()), due_at).await?;
    }
    tx.tally("activities", Some(me.id), 1);
    announce(tx, &contact, &activity);
    if let Some(assignee) = &activity.assignee {
        notifications::task_given(tx, assignee.id, &activity.text, &about(&contact)).await?;
    }
    let sees = |role, id| may_see(&contact, role, id);
    let not_notified = notifications::mentioned(tx, &activity.text, &about(&contact), sees).await?;
    Ok(LoggedActivity { activity, not_notified })
}

/// Writes a line that a verb causes and announces itself.
pub async fn write(tx: &mut Tx, contact: &Contact, kind: ActivityKind, text: String) -> Result<Activity> {
    let by = tx.actor().employee_id();
    let line = Line { kind, text, occurred_at: tx.now(), due_at: None, assignee: None, by, email_id: None };
    store::insert(tx, contact.id, line).await
}

/// Writes down what was said elsewhere, in the name of whoever said it, at the time when they did, and tells of it.
pub async fn carry_over(tx: &mut Tx, contact: &Contact, entry: Entry) -> Result<()> {
    let Entry { kind, text, occurred_at, by } = entry;
    let line = Line { kind, text, occurred_at, by, due_at: None, assignee: None, email_id: None };
    let activity = store::insert(tx, contact.id, line).await?;
    announce(tx, contact, &activity);
    Ok(())
}

/// Writes the line of an e-mail that was sent, under its sender's name, and announces it.
pub async fn log_email(
    tx: &mut Tx,
    contact: &Contact,
    sender: EmployeeId,
    email_id: RecordId,
    subject: String,
) -> Result<()> {
    let line = Line {
        kind: ActivityKind::Email,
        text: subject,
        occurred_at: tx.now(),
        due_at: None,
        assignee: None,
        by: Some(sender),
        email_id: Some(email_id),
    };
    let activity = store::insert(tx, contact.id, line).await?;
    announce(tx, contact, &activity);
    Ok(())
}

/// Changes a task: done or not, later, somebody else's. For whoever may work on its contact.
pub async fn change_task(tx: &mut Tx, id: ActivityId, patch: TaskPatch) -> Result<Activity> {
    tx.actor().must(Permission::LeadsWork)?;
    let task = store::find_task(tx, id).await?.ok_or(Error::NotFound("task"))?;
    let company_id = tx.company_id();
    let contact = find(tx, company_id, task.contact_id).await?;
    if !Scope::of(tx.actor())?.includes(&contact) {
        return Err(Error::NotFound("task"));
    }
    tx.must_match(task.version)?;
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
    let changed = put(tx, &contact, &task, Standing { text, due_at, assignee, done_at }).await?;
    if let Some(assignee) = changed.assignee.as_ref().filter(|_| changed.assignee != task.assignee) {
        notifications::task_given(tx, assignee.id, &changed.text, &about(&contact)).await?;
    }
    Ok(changed)
}

/// After a contact went to another owner: the open tasks of whoever may not see it any more are the owner's now, so
/// that nobody has work that they cannot look at, and none of it is forgotten.
pub async fn follow_owner(tx: &mut Tx, contact: &Contact) -> Result<()> {
    let Some(owner) = &contact.owner else { return Ok(()) };
    let company_id = contact.company_id;
    for task in store::open_tasks_of_others(tx, contact.id, owner.id).await? {
        let Some(assignee) = &task.assignee else { continue };
        let found = employees::find(tx, company_id, assignee.id).await?;
        if !found.is_some_and(|employee| may_see(contact, employee.role, employee.id)) {
            let to = Standing { assignee: Some(owner.id), ..Standing::of(&task) };
            put(tx, contact, &task, to).await?;
        }
    }
    Ok(())
}

/// Puts a task as it stands now, has it told at its time, and announces it.
async fn put(tx: &mut Tx, contact: &Contact, task: &Activity, to: Standing) -> Result<Activity> {
    let before = Standing::of(task);
    // Another time or another assignee: whoever was told is not whom it concerns.
    let tell_again = to.due_at != before.due_at || to.assignee != before.assignee;
    let changed = store::update_task(tx, task.id, to, tell_again).await?;
    if let (true, None, Some(due_at)) = (tell_again, changed.done_at, changed.due_at) {
        jobs::enqueue_at(tx, &Job::TaskDue(task.id.record()), due_at).await?;
    }
    announce(tx, contact, &changed);
    Ok(changed)
}

/// Tells the assignee that a task is due, once. Before its time, after it is done, and a second time it does nothing.
pub async fn tell_due(tx: &mut Tx, id: RecordId) -> Result<()> {
    let Some(task) = store::claim_due(tx, id.uuid().into()).await? else { return Ok(()) };
    let Some(assignee) = task.assignee.clone() else { return Ok(()) };
    let company_id = tx.company_id();
    let contact = find(tx, company_id, task.contact_id).await?;
    notifications::due(tx, assignee.id, &task.text, &about(&contact)).await?;
    tx.emit(Fact::TaskDue { task, assignee: assignee.id });
    Ok(())
}

/// Whether this employee may see what concerns the contact.
fn may_see(contact: &Contact, role: Role, id: EmployeeId) -> bool {
    let person = Person { id, name: String::new() };
    Scope::of(&Actor::employee(contact.company_id, person, role)).is_ok_and(|scope| scope.includes(contact))
}

fn announce(tx: &mut Tx, contact: &Contact, activity: &Activity) {
    tx.emit(Fact::LeadActivity(LeadNoted { contact: contact.clone(), activity: activity.clone() }));
}

fn about(contact: &Contact) -> About {
    About::contact(contact.id, &contact.name)
}

async fn assignee(tx: &mut Tx, contact: &Contact, id: EmployeeId) -> Result<EmployeeId> {
    worker(tx, id, "assigneeId").await?;
    let company_id = contact.company_id;
    let found = employees::find(tx, company_id, id).await?;
    match found {
        Some(employee) if may_see(contact, employee.role, id) => Ok(id),
        _ => Err(Error::invalid("assigneeId", "must be somebody who may see this contact")),
    }
}

/// What a kind needs, and what it does not take.
fn check(new: &NewActivity) -> Result<()> {
    let mut wrong = vec![];
    if new.kind.is_written_by_verbs() {
        wrong.push(FieldError::new("kind", "must be one of NOTE, CALL, MEETING, EMAIL, TASK"));
    }
    let is_task = new.kind == ActivityKind::Task;
    if is_task && new.due_at.is_none() {
        wrong.push(FieldError::new("dueAt", "is required for a TASK"));
    }
    if !is_task && new.due_at.is_some() {
        wrong.push(FieldError::new("dueAt", "is only accepted for a TASK"));
    }
    if !is_task && new.assignee_id.is_some() {
        wrong.push(FieldError::new("assigneeId", "is only accepted for a TASK"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// The first page of a contact's timeline, newest first, for those who have seen that they may see it.
pub async fn newest(conn: &mut Conn, contact: &Contact) -> Result<Vec<Activity>> {
    store::newest(conn, contact.company_id, contact.id).await
}
