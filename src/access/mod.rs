//! Authorisation: principals, roles, permissions, rooms.

mod permission;
mod room;

use serde::{Deserialize, Serialize};
use sqlx::{Database, Decode, Type, error::BoxDynError};
use utoipa::ToSchema;

pub use self::{
    permission::{Permission, Role},
    room::Room,
};
use crate::{
    error::{Error, Result},
    id::{CompanyId, EmployeeId, Id},
    time::Time,
};

/// An employee as referenced by records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    pub id: EmployeeId,
    pub name: String,
}

impl Person {
    /// The person in two nullable columns.
    pub fn from_columns(id: Option<EmployeeId>, name: Option<String>) -> Option<Self> {
        Some(Self { id: id?, name: name? })
    }
}

// A column with the id, a space and the name: `(select e.id || ' ' || e.name from employees e where …) as owner`.
impl<DB: Database> Type<DB> for Person
where
    String: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        <String as Type<DB>>::type_info()
    }
    fn compatible(ty: &DB::TypeInfo) -> bool {
        <String as Type<DB>>::compatible(ty)
    }
}
impl<'r, DB: Database> Decode<'r, DB> for Person
where
    String: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
        let text = <String as Decode<DB>>::decode(value)?;
        let (id, name) = text.split_once(' ').ok_or("a person without a name")?;
        Ok(Self { id: id.parse()?, name: name.to_owned() })
    }
}

/// The tag type of token ids.
pub enum TokenTag {}

/// The token that a request or a socket was authenticated with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub id: Id<TokenTag>,
    pub expires_at: Time,
}

/// The tag type of API key ids.
pub enum ApiKeyTag {}

/// The identity of an actor, and the source of its permissions.
#[derive(Debug, Clone)]
pub enum Principal {
    Employee {
        person: Person,
        role: Role,
    },
    /// An integration's API key, with the permissions chosen at its creation.
    ApiKey {
        id: Id<ApiKeyTag>,
        name: String,
        permissions: Vec<Permission>,
    },
    /// A part of the server: a job, a public form, a command. It has no permissions, so verbs that require
    /// one fail.
    System(&'static str),
}

/// A principal acting in a company.
#[derive(Debug, Clone)]
pub struct Actor {
    company_id: CompanyId,
    principal: Principal,
    pub token: Option<Token>,
}

impl Actor {
    pub fn new(company_id: CompanyId, principal: Principal) -> Self {
        Self { company_id, principal, token: None }
    }
    pub fn for_employee(company_id: CompanyId, person: Person, role: Role) -> Self {
        Self::new(company_id, Principal::Employee { person, role })
    }
    /// A part of the server, acting in the company.
    pub fn system(company_id: CompanyId, part: &'static str) -> Self {
        Self::new(company_id, Principal::System(part))
    }
    pub fn company_id(&self) -> CompanyId {
        self.company_id
    }
    pub fn principal(&self) -> &Principal {
        &self.principal
    }
    pub fn employee_id(&self) -> Option<EmployeeId> {
        self.person().map(|person| person.id)
    }
    pub fn person(&self) -> Option<&Person> {
        match &self.principal {
            Principal::Employee { person, .. } => Some(person),
            Principal::ApiKey { .. } | Principal::System(_) => None,
        }
    }
    pub fn role(&self) -> Option<Role> {
        match self.principal {
            Principal::Employee { role, .. } => Some(role),
            Principal::ApiKey { .. } | Principal::System(_) => None,
        }
    }
    pub fn permissions(&self) -> &[Permission] {
        match &self.principal {
            Principal::Employee { role, .. } => role.permissions(),
            Principal::ApiKey { permissions, .. } => permissions,
            Principal::System(_) => &[],
        }
    }
    pub fn can(&self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
    /// Fails with 403 if the permission is missing.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.can(permission) { Ok(()) } else { Err(Error::Forbidden) }
    }
    /// The acting employee. Fails with 403 for other principals.
    pub fn employee(&self) -> Result<&Person> {
        self.person().ok_or(Error::Forbidden)
    }
}
