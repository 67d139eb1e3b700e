use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use crate::{
    access::Role,
    features::accounts::links::{Links, Purpose},
    id::{CompanyId, EmployeeId, Id},
    secrets::fingerprint,
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
    /// Never told: what the token is computed from, and its hash.
    #[serde(skip)]
    pub nonce: Option<String>,
    #[serde(skip)]
    pub token_hash: String,
}

impl Invite {
    /// The link that takes the invite up. None for an invite of another key, or of a time when tokens were not kept.
    pub fn link(&self, links: &Links) -> Option<Url> {
        let nonce = self.nonce.as_deref()?;
        let is_same = fingerprint(links.token(Purpose::Invite, nonce)) == self.token_hash;
        is_same.then(|| links.url(Purpose::Invite, nonce))
    }
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
