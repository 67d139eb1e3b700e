use crate::{
    access::{Permission, Person, Role},
    id::{CompanyId, EmployeeId},
    time::Time,
};

pub use crate::auth::EmployeeStatus;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An employee. An account is an employee with a password or a Google subject.
#[derive(Debug, Clone, Serialize, sqlx::FromRow, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Employee {
    pub id: EmployeeId,
    pub company_id: CompanyId,
    pub name: String,
    /// Unique on the server, in lower case.
    pub email: String,
    pub phone: Option<String>,
    pub role: Role,
    pub status: EmployeeStatus,
    /// The permissions of the role.
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
    /// The password hash. Never serialised, like the fields below.
    #[serde(skip)]
    pub password_hash: Option<String>,
    #[serde(skip)]
    pub must_reset_password: bool,
    #[serde(skip)]
    pub token_generation: i64,
}

/// The permissions of a role.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct Permissions(pub Vec<Permission>);

impl Employee {
    /// Fills in the permissions of the role.
    pub(super) fn with_permissions(mut self) -> Self {
        self.permissions = Permissions(self.role.permissions().to_vec());
        self
    }
    /// Whether the employee has an account, active or not. Records that HR created have none.
    pub fn has_account(&self) -> bool {
        self.status == EmployeeStatus::Active || self.password_hash.is_some()
    }
    /// Whether the account belongs to this person. Anyone can request a PENDING account for an address.
    pub fn is_established(&self) -> bool {
        self.has_account() && self.status != EmployeeStatus::Pending
    }
    /// Whether the employee may currently manage accounts with this role.
    pub fn manages(&self, role: Role) -> bool {
        self.status == EmployeeStatus::Active
            && self.role.allows(Permission::UsersManage)
            && self.role.includes_all_of(role)
    }
    pub fn person(&self) -> Person {
        Person { id: self.id, name: self.name.clone() }
    }
}

/// The fields of an employee that all colleagues may see.
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

/// A new employee.
#[derive(Debug, Clone)]
pub struct NewEmployee {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub status: EmployeeStatus,
    pub password_hash: Option<String>,
    pub hr_fields: HrFields,
}

/// The HR fields, all optional.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct HrFields {
    pub phone: Option<String>,
    pub employee_code: Option<String>,
    pub department: Option<String>,
    pub designation: Option<String>,
    pub joined_on: Option<chrono::NaiveDate>,
    pub left_on: Option<chrono::NaiveDate>,
}
