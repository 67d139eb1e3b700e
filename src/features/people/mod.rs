//! HR records of employees.

mod model;
pub mod routes;

pub use self::model::{EmployeeInput, EmployeePatch, EmployeeQuery};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Ref, RefOr, Schema, schema::AnyOfBuilder},
};

use crate::{
    access::{Actor, Permission, Role},
    app::{Feature, Search},
    db::{Paging, Read, Slice, Tx},
    error::{Error, Result},
    features::accounts::{
        employees::{self, Colleague, Employee, EmployeeStatus, Filter, NewEmployee},
        phones,
    },
    id::EmployeeId,
};

pub const FEATURE: Feature = Feature {
    search: Some(Search {
        field: "employees",
        schema: "Colleague",
        permission: Permission::EmployeesRead,
        find: |read, q, limit| Box::pin(search(read, q, limit)),
    }),
    ..Feature::new("people", routes::router)
};

/// Creates an employee, PENDING until they get an account.
pub async fn create(tx: &mut Tx, mut input: EmployeeInput) -> Result<Employee> {
    tx.actor().require(Permission::EmployeesManage)?;
    input.phone = phones::checked(tx, input.phone, None).await?;
    let new = NewEmployee {
        hr_fields: input.hr_fields(),
        name: input.name,
        email: input.email.to_lowercase(),
        role: Role::Employee,
        status: EmployeeStatus::Pending,
        password_hash: None,
    };
    employees::add(tx, new).await
}

/// Changes an employee's record. Employees can change their own name and phone without a permission.
pub async fn update(tx: &mut Tx, id: EmployeeId, mut patch: EmployeePatch) -> Result<Employee> {
    if tx.actor().employee_id() != Some(id) || patch.touches_hr() {
        tx.actor().require(Permission::EmployeesManage)?;
    }
    let before = employees::find_for_update(tx, id).await?;
    tx.check_version(before.version)?;
    if let Some(phone) = patch.phone {
        patch.phone = Some(phones::checked(tx, phone, before.phone.as_deref()).await?);
    }
    let after = patch.applied_to(before.clone());
    employees::save(tx, &before, after).await
}

/// An employee as the actor may see them. Serialises as the record itself.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum VisibleEmployee {
    Whole(Box<Employee>),
    Colleague(Colleague),
}

// Written by hand, because the derive makes it `oneOf`, and a complete record is a valid `Colleague` as well.
impl PartialSchema for VisibleEmployee {
    fn schema() -> RefOr<Schema> {
        AnyOfBuilder::new()
            .item(Ref::from_schema_name(Employee::name()))
            .item(Ref::from_schema_name(Colleague::name()))
            .into()
    }
}
impl ToSchema for VisibleEmployee {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        for (name, schema) in
            [(Employee::name(), Employee::schema()), (Colleague::name(), Colleague::schema())]
        {
            schemas.push((name.into_owned(), schema));
        }
        Employee::schemas(schemas);
        Colleague::schemas(schemas);
    }
}

impl From<VisibleEmployee> for Colleague {
    fn from(employee: VisibleEmployee) -> Self {
        match employee {
            VisibleEmployee::Whole(employee) => (*employee).into(),
            VisibleEmployee::Colleague(colleague) => colleague,
        }
    }
}

/// Lists the company's employees. `q` only searches fields that the actor may see.
pub async fn list(
    read: &mut Read,
    query: EmployeeQuery,
    q: Option<String>,
    paging: &Paging,
) -> Result<Slice<VisibleEmployee>> {
    read.actor().require(Permission::EmployeesRead)?;
    let complete = sees_complete_records(read.actor());
    let EmployeeQuery { role, status } = query;
    let filter = Filter { q, role, status, names_only: !complete, ..Filter::default() };
    let employees = employees::list(read, &filter, paging).await?;
    Ok(employees.map(|employee| visible(employee, complete)))
}

async fn search(read: &mut Read, q: &str, limit: i64) -> Result<Value> {
    let paging = Paging::newest(employees::SORTS[0], limit);
    let found = list(read, EmployeeQuery::default(), Some(q.to_owned()), &paging).await?;
    Ok(json!(found.rows.into_iter().map(Colleague::from).collect::<Vec<_>>()))
}

/// Finds an employee, with the complete record or only name and role, depending on the actor.
pub async fn find(read: &mut Read, id: EmployeeId) -> Result<VisibleEmployee> {
    read.actor().require(Permission::EmployeesRead)?;
    let company_id = read.company_id();
    let employee = employees::find(read, company_id, id).await?.ok_or(Error::NotFound("employee"))?;
    let complete = read.actor().employee_id() == Some(id) || sees_complete_records(read.actor());
    Ok(visible(employee, complete))
}

fn visible(employee: Employee, complete: bool) -> VisibleEmployee {
    if complete {
        VisibleEmployee::Whole(Box::new(employee))
    } else {
        VisibleEmployee::Colleague(employee.into())
    }
}

/// Whether the actor may see complete records.
fn sees_complete_records(actor: &Actor) -> bool {
    actor.can(Permission::EmployeesManage) || actor.can(Permission::UsersManage)
}
