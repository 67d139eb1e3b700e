use crate::{
    features::contacts::{ContactId, Status},
    id::EmployeeId,
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewStatus {
    #[schema(inline)]
    pub status: Status,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOwner {
    /// An ACTIVE employee with `leads.work`; `null` removes the owner.
    #[schema(required)]
    pub employee_id: Option<EmployeeId>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Merge {
    /// The contact to merge into this one. It is deleted.
    pub contact_id: ContactId,
}
