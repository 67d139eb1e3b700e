use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    access::{Permission, Person, Role},
    id::{CompanyId, EmployeeId},
    time::Time,
    words,
};

words! {
    /// Whether an employee works here: only ACTIVE ones can sign in.
    EmployeeStatus { Pending = "PENDING", Active = "ACTIVE", Deactivated = "DEACTIVATED" }
}

/// The one record of a person who works here. An account is an employee with a password or a Google subject.
#[derive(Debug, Clone, Serialize, sqlx::FromRow, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Employee {
    pub id: EmployeeId,
    pub company_id: CompanyId,
    pub name: String,
    /// Unique on the server, in lower case.
    pub email: String,
    pub phone: Option<String>,
    #[sqlx(try_from = "String")]
    pub role: Role,
    #[sqlx(try_from = "String")]
    pub status: EmployeeStatus,
    /// What the role allows.
    #[sqlx(skip)]
    pub permissions: Permissions,
    pub employee_code: Option<String>,
    pub department: Option<String>,
    pub designation: Option<String>,
    pub joined_on: Option<chrono::NaiveDate>,
    pub left_on: Option<chrono::NaiveDate>,
    pub last_login_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
    /// Never told: the hash, and the generation of tokens that is still good.
    #[serde(skip)]
    pub password_hash: Option<String>,
    #[serde(skip)]
    pub must_reset_password: bool,
    #[serde(skip)]
    pub token_generation: i64,
}

/// The permissions of a role, filled in from it.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Permissions(pub Vec<Permission>);

impl Employee {
    /// As the store read it, with the permissions of its role.
    pub(super) fn with_permissions(mut self) -> Self {
        self.permissions = Permissions(self.role.permissions().to_vec());
        self
    }
    /// Whether the employee may sign in, or could as soon as they are let in. HR's records of others are no accounts.
    pub fn has_account(&self) -> bool {
        self.status == EmployeeStatus::Active || self.password_hash.is_some()
    }
    /// Whether the account is this person's for good: who has only asked to join may be anybody.
    pub fn is_settled(&self) -> bool {
        self.has_account() && self.status != EmployeeStatus::Pending
    }
    /// Whether they may manage accounts of this role by now.
    pub fn manages(&self, role: Role) -> bool {
        self.status == EmployeeStatus::Active
            && self.role.allows(Permission::UsersManage)
            && self.role.covers(role)
    }
    pub fn person(&self) -> Person {
        Person { id: self.id, name: self.name.clone() }
    }
}

/// What every colleague may know of an employee.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Colleague {
    pub id: EmployeeId,
    pub company_id: CompanyId,
    pub name: String,
    pub role: Role,
    pub status: EmployeeStatus,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

impl From<Employee> for Colleague {
    fn from(employee: Employee) -> Self {
        Self {
            id: employee.id,
            company_id: employee.company_id,
            name: employee.name,
            role: employee.role,
            status: employee.status,
            created_at: employee.created_at,
            updated_at: employee.updated_at,
            version: employee.version,
        }
    }
}

/// What a new employee starts with.
#[derive(Debug, Clone)]
pub struct NewEmployee {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub status: EmployeeStatus,
    pub password_hash: Option<String>,
    pub details: Details,
}

/// The HR fields, all optional.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Details {
    pub phone: Option<String>,
    pub employee_code: Option<String>,
    pub department: Option<String>,
    pub designation: Option<String>,
    pub joined_on: Option<chrono::NaiveDate>,
    pub left_on: Option<chrono::NaiveDate>,
}
