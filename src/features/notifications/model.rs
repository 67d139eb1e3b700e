use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    access::Person,
    id::{CompanyId, EmployeeId, Id, RecordId},
    time::Time,
    words,
};

pub type NotificationId = Id<Notification>;

words! {
    NotificationKind {
        Assigned = "ASSIGNED",
        Mentioned = "MENTIONED",
        TaskDue = "TASK_DUE",
        ApprovalRequested = "APPROVAL_REQUESTED",
    }
}

words! {
    /// NO_ACCESS: they may not see the record.
    NotNotifiedReason { NoAccess = "NO_ACCESS" }
}

/// A colleague who was mentioned and not notified, and why.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NotNotified {
    pub id: EmployeeId,
    pub name: String,
    pub reason: NotNotifiedReason,
}

/// Something that concerns an employee.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    pub id: NotificationId,
    pub company_id: CompanyId,
    pub employee_id: EmployeeId,
    pub kind: NotificationKind,
    pub text: String,
    pub entity: EntityRef,
    /// Whose doing it was; `null`: it came by itself.
    pub by: Option<Person>,
    pub read_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

/// The record to look at.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EntityRef {
    pub r#type: String,
    pub id: RecordId,
}

/// What a notification is about.
pub struct About {
    pub entity_type: &'static str,
    pub entity_id: RecordId,
    pub name: String,
}

impl About {
    pub fn employee<T>(id: Id<T>, name: &str) -> Self {
        Self { entity_type: "employee", entity_id: id.record(), name: name.to_owned() }
    }
    pub fn contact<T>(id: Id<T>, name: &str) -> Self {
        Self { entity_type: "contact", entity_id: id.record(), name: name.to_owned() }
    }
    pub fn enquiry<T>(id: Id<T>, name: &str) -> Self {
        Self { entity_type: "enquiry", entity_id: id.record(), name: name.to_owned() }
    }
}

#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NotificationQuery {
    /// Only those that are not read yet.
    pub unread: Option<bool>,
}

/// Which notifications have been read; all of them, when it names none.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReadMarks {
    #[schema(max_items = 100)]
    pub ids: Option<Vec<NotificationId>>,
}
