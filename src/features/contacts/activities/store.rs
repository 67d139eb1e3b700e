use super::{Activity, ActivityId, ActivityKind, Task, TaskState};
use crate::{
    access::{Actor, Person},
    db::{Conn, Listing, Paging, Slice, SortField, Tx},
    error::Result,
    features::contacts::{ContactId, Scope},
    id::{CompanyId, EmployeeId, RecordId},
    sql,
    time::Time,
};

const COLUMNS: &str = "*, (select e.name from employees e where e.id = activities.by_id) as by_name,
    (select e.name from employees e where e.id = activities.assignee_id) as assignee_name";

/// What a timeline is sorted by.
pub const TIMELINE: &[SortField] = &[SortField::time("occurredAt", "occurred_at")];
/// What a list of tasks may be sorted by.
pub const TASKS: &[SortField] =
    &[SortField::time("dueAt", "due_at"), SortField::time("createdAt", "created_at")];

#[derive(sqlx::FromRow, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct ActivityRow {
    id: ActivityId,
    company_id: CompanyId,
    contact_id: ContactId,
    #[sqlx(try_from = "String")]
    kind: ActivityKind,
    text: String,
    occurred_at: Time,
    by_id: Option<EmployeeId>,
    by_name: Option<String>,
    due_at: Option<Time>,
    assignee_id: Option<EmployeeId>,
    assignee_name: Option<String>,
    done_at: Option<Time>,
    email_id: Option<RecordId>,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

impl From<ActivityRow> for Activity {
    fn from(row: ActivityRow) -> Self {
        Self {
            id: row.id,
            company_id: row.company_id,
            contact_id: row.contact_id,
            kind: row.kind,
            text: row.text,
            occurred_at: row.occurred_at,
            by: Person::from_columns(row.by_id, row.by_name),
            due_at: row.due_at,
            assignee: Person::from_columns(row.assignee_id, row.assignee_name),
            done_at: row.done_at,
            email_id: row.email_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

#[derive(sqlx::FromRow, serde::Serialize)]
struct TaskRow {
    #[sqlx(flatten)]
    #[serde(flatten)]
    activity: ActivityRow,
    #[serde(skip)]
    contact_name: String,
}

impl From<TaskRow> for Task {
    fn from(row: TaskRow) -> Self {
        Self { activity: row.activity.into(), contact_name: row.contact_name }
    }
}

/// A line to be written.
pub struct Line {
    pub kind: ActivityKind,
    pub text: String,
    pub occurred_at: Time,
    pub due_at: Option<Time>,
    pub assignee: Option<EmployeeId>,
    /// `None`: it happened by itself.
    pub by: Option<EmployeeId>,
    pub email_id: Option<RecordId>,
}

pub async fn insert(tx: &mut Tx, contact_id: ContactId, line: Line) -> Result<Activity> {
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
    Ok(tx.one::<ActivityRow>(sql).await?.into())
}

/// The task, held until this transaction ends.
pub async fn find_task(tx: &mut Tx, id: ActivityId) -> Result<Option<Activity>> {
    let (company_id, lock) = (tx.company_id(), tx.dialect().for_update());
    let text =
        format!("select {COLUMNS} from activities where company_id = $1 and id = $2 and kind = 'TASK'{lock}");
    Ok(tx.optional::<ActivityRow>(sql!(text, company_id, id)).await?.map(Activity::from))
}

/// How a task stands.
pub struct Standing {
    pub text: String,
    pub due_at: Option<Time>,
    pub assignee: Option<EmployeeId>,
    pub done_at: Option<Time>,
}

impl Standing {
    pub fn of(task: &Activity) -> Self {
        Self {
            text: task.text.clone(),
            due_at: task.due_at,
            assignee: task.assignee.as_ref().map(|assignee| assignee.id),
            done_at: task.done_at,
        }
    }
}

/// The open tasks about a contact that are not this employee's, held until this transaction ends.
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
    let rows = tx.all::<ActivityRow>(sql!(text, company_id, contact_id, employee)).await?;
    Ok(rows.into_iter().map(Activity::from).collect())
}

pub async fn update_task(tx: &mut Tx, id: ActivityId, to: Standing, tell_again: bool) -> Result<Activity> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let told = if tell_again { "null" } else { "told_at" };
    let text = format!(
        "update activities set text = $1, due_at = $2, assignee_id = $3, done_at = $4, told_at = {told}, updated_at = $5,
                version = version + 1
         where company_id = $6 and id = $7 returning {COLUMNS}"
    );
    let sql = sql!(text, to.text, to.due_at, to.assignee, to.done_at, now, company_id, id);
    Ok(tx.one::<ActivityRow>(sql).await?.into())
}

/// Takes the telling of a due task on oneself; none when it is not due, done, or told already.
pub async fn claim_due(tx: &mut Tx, id: ActivityId) -> Result<Option<Activity>> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update activities set told_at = $1
         where company_id = $2 and id = $3 and due_at <= $1 and done_at is null and told_at is null returning {COLUMNS}"
    );
    Ok(tx.optional::<ActivityRow>(sql!(text, now, company_id, id)).await?.map(Activity::from))
}

/// A part of a contact's timeline; without kinds, of every kind.
pub async fn list(
    conn: &mut Conn,
    company_id: CompanyId,
    contact_id: ContactId,
    kinds: &[ActivityKind],
    paging: &Paging,
) -> Result<Slice<Activity>> {
    let mut listing = Listing::of("activities", company_id);
    listing.push(" and contact_id = ").bind(contact_id);
    for (i, kind) in kinds.iter().enumerate() {
        listing.push(if i == 0 { " and kind in (" } else { ", " }).bind(*kind);
    }
    if !kinds.is_empty() {
        listing.push(")");
    }
    let slice: Slice<ActivityRow> = paging.read(conn, COLUMNS, listing).await?;
    Ok(slice.map(Activity::from))
}

/// The newest twenty.
pub async fn newest(conn: &mut Conn, company_id: CompanyId, contact_id: ContactId) -> Result<Vec<Activity>> {
    Ok(list(conn, company_id, contact_id, &[], &Paging::newest(TIMELINE[0])).await?.rows)
}

/// Somebody's tasks about the contacts that the actor may see.
pub async fn tasks(
    conn: &mut Conn,
    actor: &Actor,
    assignee: EmployeeId,
    state: Option<TaskState>,
    now: Time,
    paging: &Paging,
) -> Result<Slice<Task>> {
    let mut listing = Listing::of("activities", actor.company_id());
    listing.push(" and assignee_id = ").bind(assignee);
    Scope::of(actor)?.narrow_by_contact(&mut listing);
    match state {
        Some(TaskState::Done) => listing.push(" and done_at is not null"),
        Some(TaskState::Open) => listing.push(" and done_at is null"),
        Some(TaskState::Due) => listing.push(" and done_at is null and due_at <= ").bind(now),
        None => &mut listing,
    };
    let columns = format!(
        "{COLUMNS}, (select c.name from contacts c where c.id = activities.contact_id) as contact_name"
    );
    let slice: Slice<TaskRow> = paging.read(conn, &columns, listing).await?;
    Ok(slice.map(Task::from))
}
