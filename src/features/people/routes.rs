use utoipa_axum::{router::OpenApiRouter, routes};

use super::{EmployeeInput, EmployeePatch, EmployeeQuery, VisibleEmployee};
use crate::{
    access::Permission,
    app::App,
    error::Result,
    features::accounts::{
        employees::{self, Employee, SORTS},
        users,
    },
    http::{Answer, Filters, Listed, PageQuery, PathId, RequestRead, Valid, Write},
    id::EmployeeTag,
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(me))
        .routes(routes!(read, update))
        .routes(routes!(approve))
}

/// List employees. HR and administrators get complete records, others only names and roles.
#[utoipa::path(get, path = "/api/employees", tag = "employees", params(PageQuery, EmployeeQuery),
    extensions(("x-permission" = json!(Permission::EmployeesRead))),
    responses((status = 200, body = Listed<VisibleEmployee>)))]
async fn list(
    mut read: RequestRead,
    Filters(page, query): Filters<EmployeeQuery>,
) -> Result<Listed<VisibleEmployee>> {
    let employees = super::list(&mut read, query, page.q.clone(), &page.paging(SORTS)?).await?;
    read.list(&employees)
}

/// Create an employee, PENDING until they get an account.
#[utoipa::path(post, path = "/api/employees", tag = "employees", request_body = EmployeeInput,
    extensions(("x-permission" = json!(Permission::EmployeesManage))),
    responses((status = 201, body = Answer<Employee>), (status = 409, description = "`email_taken`, `employee_code_taken`")))]
async fn create(write: Write, Valid(input): Valid<EmployeeInput>) -> Result<Answer<Employee>> {
    let mut tx = write.begin().await?;
    let employee = super::create(&mut tx, input).await?;
    tx.commit_created(&format!("/api/employees/{}", employee.id), "Employee added", &employee).await
}

/// Read the caller's own record.
#[utoipa::path(get, path = "/api/employees/me", tag = "employees", responses((status = 200, body = Answer<Employee>)))]
async fn me(mut read: RequestRead) -> Result<Answer<Employee>> {
    let employee = employees::find_self(&mut read).await?;
    read.record(&employee)
}

/// Read an employee. HR, administrators and the employee get the complete record, others only name and role.
#[utoipa::path(get, path = "/api/employees/{id}", tag = "employees", params(("id" = crate::id::EmployeeId, Path)),
    extensions(("x-permission" = json!(Permission::EmployeesRead))),
    responses((status = 200, body = Answer<VisibleEmployee>)))]
async fn read(mut read: RequestRead, PathId(id): PathId<EmployeeTag>) -> Result<Answer<VisibleEmployee>> {
    let employee = super::find(&mut read, id).await?;
    read.record(&employee)
}

/// Approve a PENDING account. The employee is notified by mail.
#[utoipa::path(post, path = "/api/employees/{id}/approve", tag = "employees", params(("id" = crate::id::EmployeeId, Path)),
    extensions(("x-permission" = json!(Permission::UsersManage))),
    responses((status = 200, body = Answer<Employee>), (status = 409, description = "`not_awaiting_approval`")))]
async fn approve(write: Write, PathId(id): PathId<EmployeeTag>) -> Result<Answer<Employee>> {
    let mut tx = write.begin().await?;
    let employee = users::approve(&mut tx, id).await?;
    tx.commit_ok("Employee approved", &employee).await
}

/// Change an employee's record. Omitted fields are unchanged; `null` clears a field.
#[utoipa::path(patch, path = "/api/employees/{id}", tag = "employees", params(("id" = crate::id::EmployeeId, Path)),
    request_body = EmployeePatch, responses((status = 200, body = Answer<Employee>)))]
async fn update(
    write: Write,
    PathId(id): PathId<EmployeeTag>,
    Valid(patch): Valid<EmployeePatch>,
) -> Result<Answer<Employee>> {
    let mut tx = write.begin().await?;
    let employee = super::update(&mut tx, id, patch).await?;
    tx.commit_ok("Employee updated", &employee).await
}
