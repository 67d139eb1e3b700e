use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    access::Person,
    features::contacts::ContactId,
    id::{CompanyId, EmployeeId, Id},
    time::Time,
    words,
};

pub type ActivityId = Id<Activity>;

words! {
    /// What a line of the timeline is. STATUS_CHANGE and STAGE_CHANGE are written by those changes alone.
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
    pub fn is_written_by_verbs(self) -> bool {
        matches!(self, Self::StatusChange | Self::StageChange)
    }
}

/// A line in a contact's timeline; with `dueAt` a task.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Activity {
    pub id: ActivityId,
    pub company_id: CompanyId,
    pub contact_id: ContactId,
    pub kind: ActivityKind,
    pub text: String,
    pub occurred_at: Time,
    /// `null`: it happened by itself.
    pub by: Option<Person>,
    pub due_at: Option<Time>,
    pub assignee: Option<Person>,
    pub done_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

/// Something to do, and with whom.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    #[serde(flatten)]
    pub activity: Activity,
    pub contact_name: String,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewActivity {
    #[schema(inline)]
    pub kind: ActivityKind,
    /// `@Name` notifies a colleague who may see the contact.
    #[schema(min_length = 1, max_length = 5000, examples("Called; wants an offer by Friday."))]
    pub text: String,
    /// Now, unless said otherwise.
    pub occurred_at: Option<Time>,
    /// For a TASK: required.
    pub due_at: Option<Time>,
    /// For a TASK: whoever creates it, unless said otherwise.
    pub assignee_id: Option<EmployeeId>,
}

/// What may change of a task. A field that is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TaskPatch {
    pub done: Option<bool>,
    pub due_at: Option<Time>,
    pub assignee_id: Option<EmployeeId>,
    #[schema(min_length = 1, max_length = 5000)]
    pub text: Option<String>,
}

words! {
    TaskState { Open = "open", Due = "due", Done = "done" }
}

/// Which tasks a list shows: one's own, unless said otherwise.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TaskQuery {
    /// `open`: not done yet; `due`: open, and its time has come; `done`.
    #[schema(inline)]
    #[param(inline)]
    pub state: Option<TaskState>,
    /// Somebody else's, which takes `leads.manage`.
    #[param(value_type = Option<String>, format = Uuid)]
    pub assignee_id: Option<EmployeeId>,
}
