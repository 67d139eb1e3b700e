use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    access::Role,
    id::{CompanyId, EmployeeId, Id},
    time::Time,
};

pub type InviteId = Id<Invite>;

/// An invite. Its token is in the mail only.
#[derive(Debug, Clone, Serialize, sqlx::FromRow, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Invite {
    pub id: InviteId,
    pub company_id: CompanyId,
    pub email: String,
    #[sqlx(try_from = "String")]
    pub role: Role,
    pub invited_by: Option<EmployeeId>,
    pub expires_at: Time,
    pub accepted_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewInvite {
    #[schema(format = Email, max_length = 254, examples("ravi@example.com"))]
    pub email: String,
    #[serde(deserialize_with = "Role::deserialize_any_spelling")]
    #[schema(value_type = String, max_length = 40, examples("counselor"))]
    pub role: Role,
}
