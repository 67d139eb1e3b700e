use crate::{
    access::Role,
    features::accounts::links::{Links, Purpose},
    id::{CompanyId, EmployeeId, Id},
    secrets::fingerprint,
    time::Time,
};

use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

pub type InviteId = Id<Invite>;

/// An invite. Its token is only sent by mail.
#[derive(Debug, Clone, Serialize, sqlx::FromRow, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Invite {
    pub id: InviteId,
    pub company_id: CompanyId,
    pub email: String,
    pub role: Role,
    pub invited_by: Option<EmployeeId>,
    pub expires_at: Time,
    pub accepted_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
    /// Derives the token. Never serialised, like the hash.
    #[serde(skip)]
    pub nonce: Option<String>,
    #[serde(skip)]
    pub token_hash: String,
}

impl Invite {
    /// The link to accept the invite. `None` if the key has changed, or for old invites without a nonce.
    pub fn link(&self, links: &Links) -> Option<Url> {
        let nonce = self.nonce.as_deref()?;
        let is_valid = fingerprint(links.token(Purpose::Invite, nonce)) == self.token_hash;
        is_valid.then(|| links.url(Purpose::Invite, nonce))
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
