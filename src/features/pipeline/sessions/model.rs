use crate::{
    access::Person,
    features::contacts::{ContactId, Stage},
    id::{CompanyId, Id},
    string_enum,
    time::Time,
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub type SessionId = Id<Session>;

string_enum! {
    /// The stages at which calls are rated.
    CallStage { Mql = "MQL", Sql = "SQL" }
}

impl CallStage {
    pub fn stage(self) -> Stage {
        match self {
            Self::Mql => Stage::Mql,
            Self::Sql => Stage::Sql,
        }
    }
}

/// A rated call.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    pub id: SessionId,
    pub company_id: CompanyId,
    pub contact_id: ContactId,
    pub stage: CallStage,
    /// 1 to 10.
    pub rating: i64,
    pub notes: Option<String>,
    pub held_at: Time,
    #[sqlx(rename = "by_person")]
    pub by: Person,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSession {
    pub contact_id: ContactId,
    #[schema(inline)]
    pub stage: CallStage,
    #[schema(minimum = 1, maximum = 10)]
    pub rating: i64,
    #[schema(format = "multiline", max_length = 5000)]
    pub notes: Option<String>,
    /// Defaults to now.
    pub held_at: Option<Time>,
}

/// Corrections of a session. Omitted fields are unchanged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SessionPatch {
    #[schema(minimum = 1, maximum = 10)]
    pub rating: Option<i64>,
    #[schema(format = "multiline", max_length = 5000)]
    pub notes: Option<String>,
    pub held_at: Option<Time>,
}

impl SessionPatch {
    pub(super) fn applied_to(self, session: Session) -> Session {
        Session {
            rating: self.rating.unwrap_or(session.rating),
            notes: self.notes.or(session.notes),
            held_at: self.held_at.unwrap_or(session.held_at),
            ..session
        }
    }
}
