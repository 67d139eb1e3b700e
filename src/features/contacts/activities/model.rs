use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    access::Person,
    error::{Error, Result},
    features::{contacts::ContactId, notifications::NotNotified},
    id::{CompanyId, EmployeeId, Id, RecordId},
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
    /// For an EMAIL that was sent from here: the e-mail, with its recipients, status and body.
    pub email_id: Option<RecordId>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

/// The line that was added, and the colleagues it mentions who were not notified.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoggedActivity {
    #[serde(flatten)]
    pub activity: Activity,
    pub not_notified: Vec<NotNotified>,
}

/// Which lines of a timeline a list shows.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ActivityQuery {
    /// Only these kinds, separated by commas.
    #[schema(max_length = 100)]
    #[param(max_length = 100, example = "NOTE,CALL")]
    pub kind: Option<String>,
}

impl ActivityQuery {
    /// The kinds to show; empty: every kind.
    pub fn kinds(&self) -> Result<Vec<ActivityKind>> {
        let names = self.kind.iter().flat_map(|kinds| kinds.split(',')).map(str::trim);
        let kinds: Result<Vec<_>, _> = names.map(|name| ActivityKind::try_from(name.to_owned())).collect();
        kinds.map_err(|_| {
            let all: Vec<_> = ActivityKind::ALL.iter().map(|kind| kind.name()).collect();
            Error::invalid(
                "kind",
                format!("must be one or several of {}, separated by commas", all.join(", ")),
            )
        })
    }
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
    #[schema(
        format = "multiline",
        min_length = 1,
        max_length = 5000,
        examples("Called; wants an offer by Friday.")
    )]
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
    #[schema(format = "multiline", min_length = 1, max_length = 5000)]
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
