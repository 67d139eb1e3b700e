use axum::response::Response;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{EmployeeInput, EmployeePatch, EmployeeQuery, sees_all, sees_everybody};
use crate::{
    access::Permission,
    app::App,
    error::{Error, Result},
    features::accounts::{
        employees::{self, Colleague, Employee, Filter, SORTS},
        users,
    },
    http::{Answer, Change, Filters, Listed, PageQuery, PathId, Valid, View},
    id::EmployeeTag,
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(me))
        .routes(routes!(read, update))
        .routes(routes!(approve))
}

/// Who works here. HR and administrators see the whole records, everybody else names and roles.
#[utoipa::path(get, path = "/api/employees", tag = "employees", params(PageQuery, EmployeeQuery),
    responses((status = 200, body = Listed<Colleague>)))]
async fn list(mut view: View, Filters(page, query): Filters<EmployeeQuery>) -> Result<Response> {
    view.actor.must(Permission::EmployeesRead)?;
    let (company_id, whole) = (view.actor.company_id(), sees_everybody(&view.actor));
    let filter = Filter {
        q: page.q.clone(),
        role: query.role,
        status: query.status,
        names_only: !whole,
        ..Filter::default()
    };
    let employees = employees::list(&mut view.conn, company_id, &filter, &page.paging(SORTS)?).await?;
    if whole { view.list(&employees) } else { view.list(&employees.map(Colleague::from)) }
}

/// Enter a new employee, PENDING until they get an account.
#[utoipa::path(post, path = "/api/employees", tag = "employees", request_body = EmployeeInput,
    responses((status = 201, body = Answer<Employee>), (status = 409, description = "`email_taken`, `employee_code_taken`")))]
async fn create(change: Change, Valid(input): Valid<EmployeeInput>) -> Result<Response> {
    let mut work = change.begin().await?;
    let employee = super::enter(&mut work, input).await?;
    work.created(&format!("/api/employees/{}", employee.id), "Employee entered", &employee).await
}

/// One's own record.
#[utoipa::path(get, path = "/api/employees/me", tag = "employees", responses((status = 200, body = Answer<Employee>)))]
async fn me(mut view: View) -> Result<Response> {
    let (company_id, id) = (view.actor.company_id(), view.actor.signed_in()?.id);
    let employee =
        employees::find(&mut view.conn, company_id, id).await?.ok_or(Error::NotFound("employee"))?;
    view.record(&employee)
}

/// One employee: the whole record for HR, administrators and oneself, name and role for everybody else.
#[utoipa::path(get, path = "/api/employees/{id}", tag = "employees", params(("id" = crate::id::EmployeeId, Path)),
    responses((status = 200, body = Answer<Colleague>)))]
async fn read(mut view: View, PathId(id): PathId<EmployeeTag>) -> Result<Response> {
    view.actor.must(Permission::EmployeesRead)?;
    let company_id = view.actor.company_id();
    let employee =
        employees::find(&mut view.conn, company_id, id).await?.ok_or(Error::NotFound("employee"))?;
    if sees_all(&view.actor, id) { view.record(&employee) } else { view.record(&Colleague::from(employee)) }
}

/// Let somebody in who has signed up and waits for approval. They are told by mail.
#[utoipa::path(post, path = "/api/employees/{id}/approve", tag = "employees", params(("id" = crate::id::EmployeeId, Path)),
    responses((status = 200, body = Answer<Employee>), (status = 409, description = "`not_awaiting_approval`")))]
async fn approve(change: Change, PathId(id): PathId<EmployeeTag>) -> Result<Response> {
    let mut work = change.begin().await?;
    let employee = users::approve(&mut work, id).await?;
    work.done("Employee approved", &employee).await
}

/// Change an employee's record. A field that is left out stays; `null` empties it.
#[utoipa::path(patch, path = "/api/employees/{id}", tag = "employees", params(("id" = crate::id::EmployeeId, Path)),
    request_body = EmployeePatch, responses((status = 200, body = Answer<Employee>)))]
async fn update(
    change: Change,
    PathId(id): PathId<EmployeeTag>,
    Valid(patch): Valid<EmployeePatch>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let employee = super::update(&mut work, id, patch).await?;
    work.done("Employee updated", &employee).await
}
