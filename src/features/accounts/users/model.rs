use crate::{access::Role, features::accounts::employees::EmployeeStatus};

use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewUser {
    #[schema(min_length = 1, max_length = 120, examples("Ravi Iyer"))]
    pub name: String,
    #[schema(format = Email, max_length = 254, examples("ravi@example.com"))]
    pub email: String,
    #[serde(deserialize_with = "Role::deserialize_any_spelling")]
    #[schema(value_type = String, max_length = 40, examples("counselor"))]
    pub role: Role,
    /// If omitted, the employee gets an e-mail with a link to set one.
    #[schema(format = Password, min_length = 10, max_length = 72)]
    pub password: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserPatch {
    #[schema(min_length = 1, max_length = 120)]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "Role::deserialize_optional")]
    #[schema(value_type = Option<String>, max_length = 40)]
    pub role: Option<Role>,
    #[schema(inline)]
    pub status: Option<EmployeeStatus>,
    /// If true, revokes all tokens and sends the employee a link to set a new password.
    pub force_reset: Option<bool>,
}
