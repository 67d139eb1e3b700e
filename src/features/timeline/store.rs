use super::{Activity, ActivityId, ActivityKind, Task, TaskQuery, TaskState};
use crate::{
    db::{Listing, Paging, Read, Record, Slice, SortField, Tx},
    error::Result,
    features::contacts::{ContactId, Scope},
    id::{EmployeeId, RecordId},
    person, sql,
    time::Time,
};

impl Record for Activity {
    const TABLE: &str = "activities";
    const COLUMNS: &str = concat!(
        "*, ",
        person!("activities.by_id" as "by_person"),
        ", ",
        person!("activities.assignee_id" as "assignee")
    );
    const NOUN: &str = "task";
}

const COLUMNS: &str = Activity::COLUMNS;

/// Sort fields of a timeline.
pub const TIMELINE: &[SortField] = &[SortField::time("occurredAt", "occurred_at")];
/// Sort fields of a list of tasks.
pub const TASKS: &[SortField] =
    &[SortField::time("dueAt", "due_at"), SortField::time("createdAt", "created_at")];

/// A new activity.
pub struct NewActivityRow {
    pub kind: ActivityKind,
    pub text: String,
    pub occurred_at: Time,
    pub due_at: Option<Time>,
    pub assignee: Option<EmployeeId>,
    /// `None` for activities of the system.
    pub by: Option<EmployeeId>,
    pub email_id: Option<RecordId>,
}

pub async fn insert(tx: &mut Tx, contact_id: ContactId, line: NewActivityRow) -> Result<Activity> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "insert into activities (id, company_id, contact_id, kind, text, occurred_at, by_id, due_at, assignee_id,
                                 email_id, created_at, updated_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, 1) returning {COLUMNS}"
    );
    let sql = sql!(
        text,
        ActivityId::new(),
        company_id,
        contact_id,
        line.kind,
        line.text,
        line.occurred_at,
        line.by,
        line.due_at,
        line.assignee,
        line.email_id,
        now
    );
    Ok(tx.one(sql).await?)
}

/// The contact of a task.
pub async fn contact_of_task(tx: &mut Tx, id: ActivityId) -> Result<Option<ContactId>> {
    let company_id = tx.company_id();
    let sql = sql!(
        "select contact_id from activities where company_id = $1 and id = $2 and kind = 'TASK'",
        company_id,
        id
    );
    Ok(tx.optional::<(ContactId,)>(sql).await?.map(|(contact_id,)| contact_id))
}

/// Finds and locks a task.
pub async fn find_task(tx: &mut Tx, id: ActivityId) -> Result<Option<Activity>> {
    let (company_id, lock) = (tx.company_id(), tx.dialect().for_update());
    let text =
        format!("select {COLUMNS} from activities where company_id = $1 and id = $2 and kind = 'TASK'{lock}");
    Ok(tx.optional(sql!(text, company_id, id)).await?)
}

/// The fields of a task that can change.
pub struct TaskFields {
    pub text: String,
    pub due_at: Option<Time>,
    pub assignee: Option<EmployeeId>,
    pub done_at: Option<Time>,
}

impl TaskFields {
    pub fn of(task: &Activity) -> Self {
        Self {
            text: task.text.clone(),
            due_at: task.due_at,
            assignee: task.assignee.as_ref().map(|assignee| assignee.id),
            done_at: task.done_at,
        }
    }
}

/// Finds and locks the open tasks of a contact that are assigned to other employees.
pub async fn open_tasks_of_others(
    tx: &mut Tx,
    contact_id: ContactId,
    employee: EmployeeId,
) -> Result<Vec<Activity>> {
    let (company_id, lock) = (tx.company_id(), tx.dialect().for_update());
    let text = format!(
        "select {COLUMNS} from activities
         where company_id = $1 and contact_id = $2 and done_at is null and assignee_id <> $3 order by id{lock}"
    );
    Ok(tx.all(sql!(text, company_id, contact_id, employee)).await?)
}

pub async fn update_task(
    tx: &mut Tx,
    id: ActivityId,
    fields: TaskFields,
    notify_again: bool,
) -> Result<Activity> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let told_at = if notify_again { "null" } else { "told_at" };
    let text = format!(
        "update activities set text = $1, due_at = $2, assignee_id = $3, done_at = $4, told_at = {told_at}, updated_at = $5,
                version = version + 1
         where company_id = $6 and id = $7 returning {COLUMNS}"
    );
    let sql = sql!(text, fields.text, fields.due_at, fields.assignee, fields.done_at, now, company_id, id);
    Ok(tx.one(sql).await?)
}

/// Marks a due task as notified. Returns `None` if it is not due, done, or was notified already.
pub async fn claim_due(tx: &mut Tx, id: ActivityId) -> Result<Option<Activity>> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update activities set told_at = $1
         where company_id = $2 and id = $3 and due_at <= $1 and done_at is null and told_at is null returning {COLUMNS}"
    );
    Ok(tx.optional(sql!(text, now, company_id, id)).await?)
}

/// Lists a contact's activities of the given kinds; without kinds, all.
pub async fn list(
    read: &mut Read,
    contact_id: ContactId,
    kinds: &[ActivityKind],
    paging: &Paging,
) -> Result<Slice<Activity>> {
    let mut listing = Listing::of("activities", read.company_id());
    listing.push(" and contact_id = ").bind(contact_id);
    if !kinds.is_empty() {
        listing.push(" and kind in ").bind_list(kinds);
    }
    paging.read(read, COLUMNS, listing).await
}

/// Lists tasks about contacts that the actor may see.
pub async fn tasks(read: &mut Read, query: &TaskQuery, paging: &Paging) -> Result<Slice<Task>> {
    let (mut listing, now) = (Listing::of("activities", read.company_id()), read.now());
    query.narrow(read, &mut listing, now).await?;
    Scope::of(read.actor())?.narrow_by_contact(&mut listing);
    match query.state {
        Some(TaskState::Done) => listing.push(" and done_at is not null"),
        Some(TaskState::Open) => listing.push(" and done_at is null"),
        Some(TaskState::Due) => listing.push(" and done_at is null and due_at <= ").bind(now),
        None => &mut listing,
    };
    let columns = format!(
        "{COLUMNS}, (select c.name from contacts c where c.id = activities.contact_id) as contact_name"
    );
    paging.read(read, &columns, listing).await
}

/// Reassigns all activities of one contact to another.
pub async fn reassign(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<()> {
    let company_id = tx.company_id();
    let sql = "update activities set contact_id = $1 where company_id = $2 and contact_id = $3";
    tx.exec(sql!(sql, to, company_id, from)).await?;
    Ok(())
}
