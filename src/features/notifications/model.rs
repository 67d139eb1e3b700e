use crate::{
    access::Person,
    id::{CompanyId, EmployeeId, Id, RecordId},
    string_enum,
    time::Time,
};

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub type NotificationId = Id<Notification>;

string_enum! {
    NotificationKind {
        Assigned = "ASSIGNED",
        Mentioned = "MENTIONED",
        TaskDue = "TASK_DUE",
        ApprovalRequested = "APPROVAL_REQUESTED",
    }
}

string_enum! {
    /// NO_ACCESS: the colleague may not see the record.
    NotNotifiedReason { NoAccess = "NO_ACCESS" }
}

/// A mentioned colleague who was not notified, with the reason.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NotNotified {
    pub id: EmployeeId,
    pub name: String,
    pub reason: NotNotifiedReason,
}

/// A notification for an employee.
#[derive(Debug, Clone, Serialize, ToSchema, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    pub id: NotificationId,
    pub company_id: CompanyId,
    pub employee_id: EmployeeId,
    pub kind: NotificationKind,
    pub text: String,
    #[sqlx(flatten)]
    pub entity: EntityRef,
    /// The employee who caused it; `null` for the system.
    #[sqlx(rename = "by_person")]
    pub by: Option<Person>,
    pub read_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

/// A reference to the record that a notification is about.
#[derive(Debug, Clone, Serialize, ToSchema, sqlx::FromRow)]
pub struct EntityRef {
    #[sqlx(rename = "entity_type")]
    pub r#type: String,
    #[sqlx(rename = "entity_id")]
    pub id: RecordId,
}

/// The subject of a notification.
pub struct Subject {
    pub entity_type: &'static str,
    pub entity_id: RecordId,
    pub name: String,
}

impl Subject {
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
    /// Only unread notifications.
    pub unread: Option<bool>,
}

/// The notifications to mark as read; all, if `ids` is omitted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReadMarks {
    #[schema(max_items = 100)]
    pub ids: Option<Vec<NotificationId>>,
}
