//! Who acts, for which company, and what their role allows.

mod permission;
mod room;

use serde::{Deserialize, Serialize};
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

/// A person as records name them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    pub id: EmployeeId,
    pub name: String,
}

impl Person {
    /// The person behind two nullable columns.
    pub fn from_columns(id: Option<EmployeeId>, name: Option<String>) -> Option<Self> {
        Some(Self { id: id?, name: name? })
    }
}

/// Marks the id of one sign-in.
pub enum TokenTag {}

/// The sign-in that a request or a socket came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub id: Id<TokenTag>,
    pub expires_at: Time,
}

/// Whoever acts in a company: an employee, or nobody in particular (a public form, a job, a command).
#[derive(Debug, Clone)]
pub struct Actor {
    company_id: CompanyId,
    who: Option<(Person, Role)>,
    pub token: Option<Token>,
}

impl Actor {
    pub fn employee(company_id: CompanyId, person: Person, role: Role) -> Self {
        Self { company_id, who: Some((person, role)), token: None }
    }
    /// The company itself: a public form, a job, a command.
    pub fn company(company_id: CompanyId) -> Self {
        Self { company_id, who: None, token: None }
    }
    pub fn company_id(&self) -> CompanyId {
        self.company_id
    }
    pub fn employee_id(&self) -> Option<EmployeeId> {
        self.person().map(|person| person.id)
    }
    pub fn person(&self) -> Option<&Person> {
        self.who.as_ref().map(|(person, _)| person)
    }
    pub fn role(&self) -> Option<Role> {
        self.who.as_ref().map(|(_, role)| *role)
    }
    pub fn permissions(&self) -> &'static [Permission] {
        self.role().map_or(&[], Role::permissions)
    }
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }
    /// Refuses with 403 whoever lacks the permission.
    pub fn must(&self, permission: Permission) -> Result<()> {
        if self.may(permission) { Ok(()) } else { Err(Error::Forbidden) }
    }
    /// The employee who acts, where only an employee can.
    pub fn signed_in(&self) -> Result<&Person> {
        self.person().ok_or(Error::Forbidden)
    }
}
