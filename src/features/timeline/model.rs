use crate::{
    access::Person,
    error::{Error, Result},
    features::{contacts::ContactId, notifications::NotNotified},
    filters::{Filter, HasFilters, Query},
    id::{CompanyId, EmployeeId, Id, RecordId},
    string_enum,
    time::Time,
};

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub type ActivityId = Id<Activity>;

string_enum! {
    /// The kind of an activity. STATUS_CHANGE and STAGE_CHANGE are only created by these changes.
    ActivityKind {
        Note = "NOTE",
        Call = "CALL",
        Meeting = "MEETING",
        Email = "EMAIL",
        StatusChange = "STATUS_CHANGE",
        StageChange = "STAGE_CHANGE",
        Task = "TASK",
    }
}

impl ActivityKind {
    pub fn is_automatic(self) -> bool {
        matches!(self, Self::StatusChange | Self::StageChange)
    }
}

/// An activity in a contact's timeline. A task has `dueAt`.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    pub id: ActivityId,
    pub company_id: CompanyId,
    pub contact_id: ContactId,
    pub kind: ActivityKind,
    pub text: String,
    pub occurred_at: Time,
    /// `null` for activities of the system.
    #[sqlx(rename = "by_person")]
    pub by: Option<Person>,
    pub due_at: Option<Time>,
    pub assignee: Option<Person>,
    pub done_at: Option<Time>,
    /// The e-mail, for an EMAIL that was sent by Tandem.
    pub email_id: Option<RecordId>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

/// The new activity, and mentioned colleagues who were not notified.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoggedActivity {
    #[serde(flatten)]
    pub activity: Activity,
    pub not_notified: Vec<NotNotified>,
}

/// Query parameters for activities.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ActivityQuery {
    /// One or more kinds, separated by commas.
    #[schema(max_length = 100)]
    #[param(max_length = 100, example = "NOTE,CALL")]
    pub kind: Option<String>,
}

impl ActivityQuery {
    /// The requested kinds; empty for all.
    pub fn kinds(&self) -> Result<Vec<ActivityKind>> {
        let names = self.kind.iter().flat_map(|kinds| kinds.split(',')).map(str::trim);
        let kinds: Result<Vec<_>, _> = names.map(|name| ActivityKind::try_from(name.to_owned())).collect();
        kinds.map_err(|_| {
            let all: Vec<_> = ActivityKind::ALL.iter().map(|kind| kind.name()).collect();
            Error::invalid("kind", format!("must be one or more of {}, separated by commas", all.join(", ")))
        })
    }
}

/// A task, with its contact.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub activity: Activity,
    pub contact_name: String,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewActivity {
    #[schema(inline)]
    pub kind: ActivityKind,
    /// `@Name` notifies a colleague who may see the contact.
    #[schema(
        format = "multiline",
        min_length = 1,
        max_length = 5000,
        examples("Called; wants an offer by Friday.")
    )]
    pub text: String,
    /// Defaults to now.
    pub occurred_at: Option<Time>,
    /// Required for a TASK.
    pub due_at: Option<Time>,
    /// The assignee of a TASK. Defaults to its creator.
    pub assignee_id: Option<EmployeeId>,
}

/// Changes to a task. Omitted fields are unchanged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TaskPatch {
    pub done: Option<bool>,
    pub due_at: Option<Time>,
    pub assignee_id: Option<EmployeeId>,
    #[schema(format = "multiline", min_length = 1, max_length = 5000)]
    pub text: Option<String>,
}

string_enum! {
    TaskState { Open = "open", Due = "due", Done = "done" }
}

pub const ASSIGNEE: Filter = Filter::reference("assigneeId", "assignee_id")
    .field("assignee.id")
    .indexed()
    .about("Defaults to the caller. Tasks of others require `leads.manage`.");

impl HasFilters for TaskParams {
    const FILTERS: &'static [Filter] =
        &[ASSIGNEE, Filter::date("dueAt", "due_at"), Filter::date("createdAt", "created_at")];
}

/// Query parameters for tasks.
pub type TaskQuery = Query<TaskParams>;

/// Query parameters for tasks, besides the filters.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TaskParams {
    /// `open`: not done; `due`: open and past its due time; `done`.
    #[schema(inline)]
    #[param(inline)]
    pub state: Option<TaskState>,
}
