use crate::{
    access::Role,
    features::accounts::employees::{Employee, EmployeeStatus, HrFields},
    schema,
};

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmployeeInput {
    #[schema(min_length = 1, max_length = 120, examples("Meera Shah"))]
    pub name: String,
    #[schema(format = Email, max_length = 254, examples("meera@example.com"))]
    pub email: String,
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    /// Unique in the company.
    #[schema(max_length = 40)]
    pub employee_code: Option<String>,
    #[schema(max_length = 120)]
    pub department: Option<String>,
    #[schema(max_length = 120)]
    pub designation: Option<String>,
    pub joined_on: Option<NaiveDate>,
    pub left_on: Option<NaiveDate>,
}

impl EmployeeInput {
    pub(super) fn hr_fields(&self) -> HrFields {
        HrFields {
            phone: self.phone.clone(),
            employee_code: self.employee_code.clone(),
            department: self.department.clone(),
            designation: self.designation.clone(),
            joined_on: self.joined_on,
            left_on: self.left_on,
        }
    }
}

/// Changes to an employee. Omitted fields are unchanged; `null` clears a field.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EmployeePatch {
    #[schema(min_length = 1, max_length = 120)]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "schema::double_option")]
    #[schema(value_type = Option<String>, max_length = 40)]
    pub phone: Option<Option<String>>,
    #[serde(default, deserialize_with = "schema::double_option")]
    #[schema(value_type = Option<String>, max_length = 40)]
    pub employee_code: Option<Option<String>>,
    #[serde(default, deserialize_with = "schema::double_option")]
    #[schema(value_type = Option<String>, max_length = 120)]
    pub department: Option<Option<String>>,
    #[serde(default, deserialize_with = "schema::double_option")]
    #[schema(value_type = Option<String>, max_length = 120)]
    pub designation: Option<Option<String>>,
    #[serde(default, deserialize_with = "schema::double_option")]
    #[schema(value_type = Option<NaiveDate>)]
    pub joined_on: Option<Option<NaiveDate>>,
    #[serde(default, deserialize_with = "schema::double_option")]
    #[schema(value_type = Option<NaiveDate>)]
    pub left_on: Option<Option<NaiveDate>>,
}

impl EmployeePatch {
    /// Whether the patch changes fields that employees may not change themselves.
    pub(super) fn touches_hr(&self) -> bool {
        self.employee_code.is_some()
            || self.department.is_some()
            || self.designation.is_some()
            || self.joined_on.is_some()
            || self.left_on.is_some()
    }
    pub(super) fn applied_to(self, employee: Employee) -> Employee {
        Employee {
            name: self.name.unwrap_or(employee.name),
            phone: self.phone.unwrap_or(employee.phone),
            employee_code: self.employee_code.unwrap_or(employee.employee_code),
            department: self.department.unwrap_or(employee.department),
            designation: self.designation.unwrap_or(employee.designation),
            joined_on: self.joined_on.unwrap_or(employee.joined_on),
            left_on: self.left_on.unwrap_or(employee.left_on),
            ..employee
        }
    }
}

/// Query parameters for employees.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EmployeeQuery {
    #[schema(inline)]
    #[param(inline)]
    pub role: Option<Role>,
    #[schema(inline)]
    #[param(inline)]
    pub status: Option<EmployeeStatus>,
}
