use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::Person,
    id::{CompanyId, EmployeeId, Id},
    time::Time,
    words,
};

pub type ContactId = Id<Contact>;

words! {
    /// How far a contact has come.
    Stage {
        Lead = "LEAD",
        Mql = "MQL",
        Sql = "SQL",
        Opportunity = "OPPORTUNITY",
        Customer = "CUSTOMER",
        Evangelist = "EVANGELIST",
        Dormant = "DORMANT",
    }
}

impl Stage {
    /// The dashboard counter of the contacts at this stage.
    pub fn counter(self) -> String {
        format!("contacts.{self}")
    }
}

/// Somebody we sell to.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    pub id: ContactId,
    pub company_id: CompanyId,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub source: Option<String>,
    pub stage: Stage,
    pub owner: Option<Person>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

#[derive(Debug, Clone)]
pub struct NewContact {
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub source: Option<String>,
}

/// A contact as its table has it.
#[derive(sqlx::FromRow)]
pub(super) struct ContactRow {
    id: ContactId,
    company_id: CompanyId,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    source: Option<String>,
    #[sqlx(try_from = "String")]
    stage: Stage,
    owner_id: Option<EmployeeId>,
    owner_name: Option<String>,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

impl From<ContactRow> for Contact {
    fn from(row: ContactRow) -> Self {
        Self {
            id: row.id,
            company_id: row.company_id,
            name: row.name,
            email: row.email,
            phone: row.phone,
            source: row.source,
            stage: row.stage,
            owner: Person::from_columns(row.owner_id, row.owner_name),
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}
