//! Signing up, in and out; passwords changed, forgotten and reset.

mod letters;
mod model;
mod password;
mod resets;
pub mod routes;
mod tokens;

pub use self::{
    model::{Forgotten, Login, PasswordChange, PasswordReset, Registration, Setup, SignedIn},
    password::{Passwords, check_strength},
    tokens::{Claims, Tokens, authenticate, expired, invalid, missing, revoked_since},
};
use crate::{
    access::{Actor, Role},
    db::{Conn, Tx},
    error::{Error, Result},
    features::accounts::{
        companies,
        employees::{self, Details, Employee, EmployeeStatus, NewEmployee},
        invites::{self, Invite},
    },
    id::CompanyId,
    jobs::{self, Job},
};

/// How somebody who signs up gets in.
pub enum Entry {
    /// As the admin of a company that is new; `first` on an empty server, where that needs no permission.
    Founder {
        name: String,
        first: bool,
    },
    Invited(Invite),
    /// Into the only company, with one of the roles that one may ask for.
    Joiner(CompanyId, Role),
}

/// The roles that one may ask for without an invite.
const OPEN_ROLES: [Role; 3] = [Role::Counselor, Role::Employee, Role::SalesExecutive];
const FIRST_COMPANY: &str = "My Company";

/// Which ways in there are. On an empty server the first sign-up is open, whatever the setting says.
pub async fn setup(conn: &mut Conn, open: bool) -> Result<Setup> {
    let empty = !companies::any(conn).await?;
    Ok(Setup { empty, open_registration: open || empty })
}

/// Which way in there is for this sign-up.
pub async fn entry(conn: &mut Conn, input: &Registration, open: bool) -> Result<Entry> {
    if !companies::any(conn).await? {
        let name = input.company.clone().unwrap_or_else(|| FIRST_COMPANY.into());
        return Ok(Entry::Founder { name, first: true });
    }
    if let Some(token) = &input.invite {
        return Ok(Entry::Invited(invites::find_by_token(conn, token).await?));
    }
    if !open {
        return Err(closed());
    }
    if let Some(name) = input.company.clone() {
        return Ok(Entry::Founder { name, first: false });
    }
    let only = companies::find_only(conn).await?;
    let only =
        only.ok_or_else(|| Error::invalid("company", "is required: this server has several companies"))?;
    let role = input.role.unwrap_or(Role::Counselor);
    if !OPEN_ROLES.contains(&role) {
        return Err(Error::invalid("role", "must be counselor, employee or sales_executive"));
    }
    Ok(Entry::Joiner(only.id, role))
}

fn closed() -> Error {
    Error::Refused { code: "registration_closed", message: "sign-up is closed here; ask for an invite" }
}

impl Entry {
    /// For which company the transaction of the sign-up begins.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Founder { .. } => companies::founding(),
            Self::Invited(invite) => Actor::company(invite.company_id),
            Self::Joiner(company_id, _) => Actor::company(*company_id),
        }
    }
}

/// Signs somebody up, and welcomes them by mail.
pub async fn register(
    tx: &mut Tx,
    entry: Entry,
    input: Registration,
    password_hash: String,
) -> Result<Employee> {
    let (name, email) = (input.name, input.email.to_lowercase());
    let account = |role| NewEmployee {
        name: name.clone(),
        email: email.clone(),
        role,
        status: EmployeeStatus::Active,
        password_hash: Some(password_hash.clone()),
        details: Details::default(),
    };
    let employee = match entry {
        Entry::Founder { name, first } => {
            if first && companies::any(tx).await? {
                return Err(closed());
            }
            companies::found(tx, name, None, None).await?;
            employees::add(tx, account(Role::Admin)).await?
        }
        Entry::Invited(invite) => invites::accept(tx, &invite, account(invite.role)).await?,
        Entry::Joiner(_, role) => employees::add(tx, account(role)).await?,
    };
    jobs::enqueue(tx, &Job::Mail(letters::welcome(&employee))).await?;
    Ok(employee)
}

/// Lets an employee in whose password was right.
pub async fn login(tx: &mut Tx, employee: &Employee) -> Result<()> {
    employees::note_login(tx, employee.id).await
}

/// Whether the account may sign in at all.
pub fn admit(employee: &Employee) -> Result<()> {
    if employee.status != EmployeeStatus::Active {
        return Err(Error::Refused { code: "account_inactive", message: "this account is not active" });
    }
    if employee.must_reset_password {
        return Err(Error::Refused {
            code: "password_reset_required",
            message: "set a new password first; a mail says how",
        });
    }
    Ok(())
}

/// Ends this sign-in, on every node.
pub async fn logout(tx: &mut Tx) -> Result<()> {
    match tx.actor().token {
        Some(token) => tokens::revoke(tx, token).await,
        None => Ok(()),
    }
}

/// Sets a new password. Every other sign-in of the employee ends.
pub async fn set_password(tx: &mut Tx, employee: &Employee, password_hash: String) -> Result<Employee> {
    let mut changed = employee.clone();
    changed.password_hash = Some(password_hash);
    changed.must_reset_password = false;
    changed.token_generation += 1;
    employees::save(tx, employee, changed).await
}

/// Mails a link to set a new password.
pub async fn send_reset(tx: &mut Tx, employee: &Employee) -> Result<()> {
    let token = resets::issue(tx, employee.id).await?;
    jobs::enqueue(tx, &Job::Mail(letters::reset(employee, token))).await
}

/// In which company the reset token's owner works.
pub async fn reset_actor(conn: &mut Conn, token: &str) -> Result<(Actor, Employee)> {
    let (company_id, employee_id) = resets::owner(conn, token).await?;
    let employee =
        employees::find(conn, company_id, employee_id).await?.ok_or(Error::NotFound("employee"))?;
    Ok((Actor::employee(company_id, employee.person(), employee.role), employee))
}

/// Uses a reset token up and sets the new password.
pub async fn reset_password(tx: &mut Tx, input: &PasswordReset, password_hash: String) -> Result<Employee> {
    resets::redeem(tx, &input.token).await?;
    let id = tx.actor().signed_in()?.id;
    let employee = employees::find_for_update(tx, id).await?;
    set_password(tx, &employee, password_hash).await
}
