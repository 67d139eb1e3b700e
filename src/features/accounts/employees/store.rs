use std::collections::BTreeMap;

use super::{Employee, NewEmployee};
use crate::{
    access::Role,
    db::{Conn, Dialect, Listing, Paging, Read, Slice, SortField, Sql, Tx, containing},
    error::{Error, OnConstraint, Result},
    id::{CompanyId, EmployeeId},
    sql,
};

pub fn email_taken() -> Error {
    Error::conflict("email_taken", "This e-mail address is already in use on this server")
}
fn code_taken() -> Error {
    Error::conflict("employee_code_taken", "Another employee already has this employee code")
}

pub async fn insert(tx: &mut Tx, new: NewEmployee) -> Result<Employee> {
    let (id, company_id, now, hr_fields) = (EmployeeId::new(), tx.company_id(), tx.now(), new.hr_fields);
    let employee: Employee = tx
        .one(sql!(
            "insert into employees (id, company_id, name, email, phone, role, status, password_hash, must_reset_password,
                                    token_generation, employee_code, department, designation, joined_on, left_on,
                                    created_at, updated_at, version)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, $12, $13, $14, $15, $15, 1) returning *",
            id, company_id, new.name, new.email, hr_fields.phone, new.role, new.status, new.password_hash, false,
            hr_fields.employee_code, hr_fields.department, hr_fields.designation, hr_fields.joined_on, hr_fields.left_on, now
        ))
        .await
        .on_constraint("employees.email", email_taken)
        .on_constraint("employees.employee_code", code_taken)?;
    Ok(employee.with_permissions())
}

/// Updates all fields that can change, and increments the version.
pub async fn update(tx: &mut Tx, employee: &Employee) -> Result<Employee> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let updated: Employee = tx
        .one(sql!(
            "update employees set name = $1, phone = $2, role = $3, status = $4, password_hash = $5,
                    must_reset_password = $6, token_generation = $7, employee_code = $8, department = $9,
                    designation = $10, joined_on = $11, left_on = $12, updated_at = $13, version = version + 1
             where company_id = $14 and id = $15 returning *",
            &employee.name,
            employee.phone.clone(),
            employee.role,
            employee.status,
            employee.password_hash.clone(),
            employee.must_reset_password,
            employee.token_generation,
            employee.employee_code.clone(),
            employee.department.clone(),
            employee.designation.clone(),
            employee.joined_on,
            employee.left_on,
            now,
            company_id,
            employee.id
        ))
        .await
        .on_constraint("employees.employee_code", code_taken)?;
    Ok(updated.with_permissions())
}

pub async fn find(conn: &mut Conn, company_id: CompanyId, id: EmployeeId) -> Result<Option<Employee>> {
    let sql = sql!("select * from employees where company_id = $1 and id = $2", company_id, id);
    Ok(conn.optional::<Employee>(sql).await?.map(Employee::with_permissions))
}

/// Like `find`, and locks the employee until the transaction ends.
pub async fn find_for_update(tx: &mut Tx, id: EmployeeId) -> Result<Employee> {
    let (company_id, lock) = (tx.company_id(), tx.dialect().for_update());
    let text = format!("select * from employees where company_id = $1 and id = $2{lock}");
    let employee: Option<Employee> = tx.optional(sql!(text, company_id, id)).await?;
    employee.map(Employee::with_permissions).ok_or(Error::NotFound("employee"))
}

/// Like `find`, with a shared lock until the transaction ends.
pub async fn find_for_share(tx: &mut Tx, id: EmployeeId) -> Result<Option<Employee>> {
    let (company_id, lock) = (tx.company_id(), tx.dialect().for_share());
    let text = format!("select * from employees where company_id = $1 and id = $2{lock}");
    Ok(tx.optional::<Employee>(sql!(text, company_id, id)).await?.map(Employee::with_permissions))
}

/// Finds an employee of any company by e-mail address, which is unique on the server.
pub async fn find_by_email(conn: &mut Conn, email: &str) -> Result<Option<Employee>> {
    let sql = sql!("select * from employees where email = $1", email.to_lowercase());
    Ok(conn.optional::<Employee>(sql).await?.map(Employee::with_permissions))
}

/// Finds all ACTIVE employees.
pub async fn active(conn: &mut Conn, company_id: CompanyId) -> Result<Vec<Employee>> {
    let sql =
        sql!("select * from employees where company_id = $1 and status = 'ACTIVE' order by id", company_id);
    Ok(conn.all::<Employee>(sql).await?.into_iter().map(Employee::with_permissions).collect())
}

/// The names of all employees, including former ones.
pub async fn names(conn: &mut Conn, company_id: CompanyId) -> Result<BTreeMap<EmployeeId, String>> {
    let sql = sql!("select id, name from employees where company_id = $1", company_id);
    Ok(conn.all::<(EmployeeId, String)>(sql).await?.into_iter().collect())
}

pub async fn record_login(tx: &mut Tx, id: EmployeeId) -> Result<()> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let sql = "update employees set last_login_at = $1 where company_id = $2 and id = $3";
    tx.exec(sql!(sql, now, company_id, id)).await?;
    Ok(())
}

/// Deletes the company's open invites to this address.
pub async fn delete_open_invites(tx: &mut Tx, email: &str) -> Result<()> {
    let company_id = tx.company_id();
    let sql = "delete from invites where company_id = $1 and email = $2 and accepted_at is null";
    tx.exec(sql!(sql, company_id, email)).await?;
    Ok(())
}

/// Counts the other ACTIVE employees with one of these roles. Locks them, so that concurrent deactivations
/// are serialised.
pub async fn others_active_with(
    tx: &mut Tx,
    roles: impl Iterator<Item = Role>,
    excluded: EmployeeId,
) -> Result<usize> {
    let mut sql = Sql::new("select id from employees where company_id = ", vec![]);
    sql.bind(tx.company_id()).push(" and id <> ").bind(excluded).push(" and status = 'ACTIVE' and role in ");
    sql.bind_list(&roles.collect::<Vec<_>>()).push(" order by id").push(tx.dialect().for_update());
    Ok(tx.all::<(EmployeeId,)>(sql).await?.len())
}

/// Sort fields of a list of employees.
pub const SORTS: &[SortField] =
    &[SortField::time("createdAt", "created_at"), SortField::text("name", "name")];

/// The filter of a list of employees.
#[derive(Debug, Default)]
pub struct Filter {
    pub q: Option<String>,
    pub role: Option<Role>,
    pub status: Option<super::EmployeeStatus>,
    /// Only employees with an account.
    pub accounts_only: bool,
    /// Restricts `q` to names, for actors who may not see e-mail addresses and telephone numbers.
    pub names_only: bool,
}

fn listing(company_id: CompanyId, filter: &Filter, dialect: Dialect) -> Listing {
    let mut sql = Listing::of("employees", company_id);
    if let Some(role) = filter.role {
        sql.push(" and role = ").bind(role);
    }
    if let Some(status) = filter.status {
        sql.push(" and status = ").bind(status);
    }
    if filter.accounts_only {
        sql.push(" and (password_hash is not null or google_subject is not null or status = 'ACTIVE')");
    }
    if let Some(q) = &filter.q {
        let like = dialect.like();
        let columns = if filter.names_only { &["name"][..] } else { &["name", "email", "phone"] };
        for (i, column) in columns.iter().enumerate() {
            sql.push(if i == 0 { " and (" } else { " or " });
            sql.push(&format!("{column} {like} ")).bind(containing(q)).push(" escape '\\'");
        }
        sql.push(")");
    }
    sql
}

pub async fn list(read: &mut Read, filter: &Filter, paging: &Paging) -> Result<Slice<Employee>> {
    let listing = listing(read.company_id(), filter, read.dialect());
    let slice = paging.read::<Employee>(read, "*", listing).await?;
    Ok(slice.map(Employee::with_permissions))
}
