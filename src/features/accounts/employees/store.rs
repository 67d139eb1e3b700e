use std::collections::BTreeMap;

use super::{Employee, NewEmployee};
use crate::{
    access::Role,
    db::{Conn, Dialect, Listing, Paging, Slice, SortField, Sql, Tx, containing},
    error::{Error, OnConstraint, Result},
    id::{CompanyId, EmployeeId},
    sql,
};

fn email_taken() -> Error {
    Error::conflict("email_taken", "Somebody on this server already has this e-mail address")
}
fn code_taken() -> Error {
    Error::conflict("employee_code_taken", "Another employee already has this code")
}

pub async fn insert(tx: &mut Tx, new: NewEmployee) -> Result<Employee> {
    let (id, company_id, now, details) = (EmployeeId::new(), tx.company_id(), tx.now(), new.details);
    let employee: Employee = tx
        .one(sql!(
            "insert into employees (id, company_id, name, email, phone, role, status, password_hash, must_reset_password,
                                    token_generation, employee_code, department, designation, joined_on, left_on,
                                    created_at, updated_at, version)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, $12, $13, $14, $15, $15, 1) returning *",
            id, company_id, new.name, new.email, details.phone, new.role, new.status, new.password_hash, false,
            details.employee_code, details.department, details.designation, details.joined_on, details.left_on, now
        ))
        .await
        .on_constraint("employees.email", email_taken)
        .on_constraint("employees.employee_code", code_taken)?;
    Ok(employee.with_permissions())
}

/// Writes every field that can change, and says so with a new version.
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

/// As `find`, and nobody else changes the employee until this transaction ends.
pub async fn find_for_update(tx: &mut Tx, id: EmployeeId) -> Result<Employee> {
    let (company_id, lock) = (tx.company_id(), tx.dialect().for_update());
    let text = format!("select * from employees where company_id = $1 and id = $2{lock}");
    let found: Option<Employee> = tx.optional(sql!(text, company_id, id)).await?;
    found.map(Employee::with_permissions).ok_or(Error::NotFound("employee"))
}

/// As `find`, and nobody changes the employee until this transaction ends.
pub async fn find_for_share(tx: &mut Tx, id: EmployeeId) -> Result<Option<Employee>> {
    let (company_id, lock) = (tx.company_id(), tx.dialect().for_share());
    let text = format!("select * from employees where company_id = $1 and id = $2{lock}");
    Ok(tx.optional::<Employee>(sql!(text, company_id, id)).await?.map(Employee::with_permissions))
}

/// Whoever signs in with this address, in whichever company: addresses are unique on the server.
pub async fn find_by_email(conn: &mut Conn, email: &str) -> Result<Option<Employee>> {
    let sql = sql!("select * from employees where email = $1", email.to_lowercase());
    Ok(conn.optional::<Employee>(sql).await?.map(Employee::with_permissions))
}

/// Everybody who can sign in.
pub async fn active(conn: &mut Conn, company_id: CompanyId) -> Result<Vec<Employee>> {
    let sql =
        sql!("select * from employees where company_id = $1 and status = 'ACTIVE' order by id", company_id);
    Ok(conn.all::<Employee>(sql).await?.into_iter().map(Employee::with_permissions).collect())
}

/// What everybody is called, whether they still work here or not.
pub async fn names(conn: &mut Conn, company_id: CompanyId) -> Result<BTreeMap<EmployeeId, String>> {
    let sql = sql!("select id, name from employees where company_id = $1", company_id);
    Ok(conn.all::<(EmployeeId, String)>(sql).await?.into_iter().collect())
}

pub async fn note_login(tx: &mut Tx, id: EmployeeId) -> Result<()> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let sql = "update employees set last_login_at = $1 where company_id = $2 and id = $3";
    tx.exec(sql!(sql, now, company_id, id)).await?;
    Ok(())
}

/// Takes back the company's open invites to this address.
pub async fn end_invites(tx: &mut Tx, email: &str) -> Result<()> {
    let company_id = tx.company_id();
    let sql = "delete from invites where company_id = $1 and email = $2 and accepted_at is null";
    tx.exec(sql!(sql, company_id, email)).await?;
    Ok(())
}

/// How many ACTIVE employees other than this one have one of these roles. Locks them, so that two who leave at the
/// same moment see each other.
pub async fn others_active_with(
    tx: &mut Tx,
    roles: impl Iterator<Item = Role>,
    but: EmployeeId,
) -> Result<usize> {
    let mut sql = Sql::new("select id from employees where company_id = ", vec![]);
    sql.bind(tx.company_id()).push(" and id <> ").bind(but).push(" and status = 'ACTIVE' and role in (");
    for (i, role) in roles.enumerate() {
        sql.push(if i == 0 { "" } else { ", " }).bind(role);
    }
    sql.push(") order by id").push(tx.dialect().for_update());
    Ok(tx.all::<(EmployeeId,)>(sql).await?.len())
}

/// What a list of employees may be sorted by.
pub const SORTS: &[SortField] =
    &[SortField::time("createdAt", "created_at"), SortField::text("name", "name")];

/// Which employees a list shows.
#[derive(Debug, Default)]
pub struct Filter {
    pub q: Option<String>,
    pub role: Option<Role>,
    pub status: Option<super::EmployeeStatus>,
    /// Only those who can sign in.
    pub accounts_only: bool,
    /// `q` looks at names only: for those who do not see addresses and telephone numbers.
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

pub async fn list(
    conn: &mut Conn,
    company_id: CompanyId,
    filter: &Filter,
    paging: &Paging,
) -> Result<Slice<Employee>> {
    let listing = listing(company_id, filter, conn.dialect());
    let slice = paging.read::<Employee>(conn, "*", listing).await?;
    Ok(slice.map(Employee::with_permissions))
}
