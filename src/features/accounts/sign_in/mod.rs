//! Signing up, in and out; passwords changed, forgotten and reset.

mod model;
mod password;
pub mod routes;
mod session;
mod tokens;

pub use self::{
    model::{
        AddressConfirmation, Forgotten, Login, PasswordChange, PasswordReset, Registered, Registration,
        Setup, SignedIn,
    },
    password::{Passwords, check_strength},
    session::{Session, ended},
    tokens::{Claims, Tokens, authenticate, authenticate_for_change, begin, expired, invalid, missing},
};
use crate::{
    access::{Actor, Role},
    config::OpenRegistration,
    db::{Conn, Tx},
    error::{Error, Result},
    features::accounts::{
        companies::{self, Origin, Region},
        employees::{self, Details, Employee, EmployeeStatus, NewEmployee},
        invites::{self, Invite},
        links::{self, AccountLink, Links, Purpose},
    },
    id::CompanyId,
    jobs::{self, Job, SystemMail},
};

/// How somebody who signs up gets in.
pub enum Entry {
    /// As the senior admin of a company that is new; `first` on an empty server, where that needs no permission.
    Founder {
        name: String,
        first: bool,
    },
    Invited(Invite),
    /// Into the only company, with one of the roles that one may ask for: at once, or after an approval.
    Joiner(CompanyId, Role, EmployeeStatus),
}

/// The roles that one may ask for without an invite.
const OPEN_ROLES: [Role; 3] = [Role::Counselor, Role::Employee, Role::SalesExecutive];
const FIRST_COMPANY: &str = "My Company";

/// Which ways in there are. On an empty server the first sign-up is open, whatever the setting says.
pub async fn setup(conn: &mut Conn, open: OpenRegistration) -> Result<Setup> {
    let empty = !companies::any(conn).await?;
    let approval = !empty && open == OpenRegistration::Approval;
    Ok(Setup { empty, open_registration: empty || open != OpenRegistration::No, approval })
}

/// Which way in there is for this sign-up.
pub async fn entry(conn: &mut Conn, input: &Registration, open: OpenRegistration) -> Result<Entry> {
    if !companies::any(conn).await? {
        let name = input.company.clone().unwrap_or_else(|| FIRST_COMPANY.into());
        return Ok(Entry::Founder { name, first: true });
    }
    if let Some(token) = &input.invite {
        return Ok(Entry::Invited(invites::find_by_token(conn, token).await?));
    }
    let status = match open {
        OpenRegistration::Yes => EmployeeStatus::Active,
        OpenRegistration::Approval => EmployeeStatus::Pending,
        OpenRegistration::No => return Err(closed()),
    };
    if let Some(name) = input.company.clone() {
        // In a new company nobody is there to approve.
        if open == OpenRegistration::Approval {
            return Err(Error::Refused {
                code: "registration_closed",
                message: "This server accepts no new companies; leave the company out to join the existing one",
            });
        }
        return Ok(Entry::Founder { name, first: false });
    }
    let only = companies::find_only(conn).await?;
    let only =
        only.ok_or_else(|| Error::invalid("company", "is required: this server has several companies"))?;
    let role = input.role.unwrap_or(Role::Counselor);
    if !OPEN_ROLES.contains(&role) {
        return Err(Error::invalid("role", "must be counselor, employee or sales_executive"));
    }
    Ok(Entry::Joiner(only.id, role, status))
}

fn closed() -> Error {
    Error::Refused {
        code: "registration_closed",
        message: "Sign-up is closed on this server; ask for an invite",
    }
}

impl Entry {
    /// For which company the transaction of the sign-up begins.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Founder { .. } => companies::founding(),
            Self::Invited(invite) => Actor::company(invite.company_id),
            Self::Joiner(company_id, ..) => Actor::company(*company_id),
        }
    }
}

/// Signs somebody up, and welcomes them by mail. In production a company that a stranger founds sends no other mail
/// before the stranger's address is confirmed.
pub async fn register(
    tx: &mut Tx,
    links: &Links,
    production: bool,
    entry: Entry,
    input: Registration,
    password_hash: String,
) -> Result<Employee> {
    let Registration { name, email, currency, timezone, country, locale, .. } = input;
    let account = |role, status| NewEmployee {
        name,
        email: email.to_lowercase(),
        role,
        status,
        password_hash: Some(password_hash),
        details: Details::default(),
    };
    let mut origin = None;
    let employee = match entry {
        Entry::Founder { name, first } => {
            if first && companies::any(tx).await? {
                return Err(closed());
            }
            let how = match (first, production) {
                (true, _) => Origin::First,
                (false, true) => Origin::Unconfirmed,
                (false, false) => Origin::Known,
            };
            companies::found(tx, name, Region { currency, timezone, country, locale }, how).await?;
            origin = Some(how);
            employees::add(tx, account(Role::SeniorAdmin, EmployeeStatus::Active)).await?
        }
        Entry::Invited(invite) => {
            invites::accept(tx, &invite, account(invite.role, EmployeeStatus::Active)).await?
        }
        Entry::Joiner(_, role, status) => employees::add(tx, account(role, status)).await?,
    };
    let next = match (origin, employee.status) {
        (Some(Origin::Unconfirmed), _) => confirmation(tx, links, &employee).await?,
        (_, EmployeeStatus::Pending) => Job::ApprovalRequested(employee.id),
        _ => Job::Mail(SystemMail::Welcome(employee.id)),
    };
    jobs::enqueue(tx, &next).await?;
    Ok(employee)
}

/// The mail with a new link to confirm an address.
async fn confirmation(tx: &mut Tx, links: &Links, founder: &Employee) -> Result<Job> {
    let until = tx.now().plus(links::CONFIRM_GOOD_FOR);
    let link = links::issue(tx, links, founder, Purpose::Confirm, until).await?;
    Ok(Job::Mail(SystemMail::Confirm(link.id.record())))
}

/// Mails the link to confirm the founder's address again.
pub async fn resend_confirmation(tx: &mut Tx, links: &Links) -> Result<()> {
    let (company_id, id) = (tx.company_id(), tx.actor().signed_in()?.id);
    match links::founder_to_confirm(tx, company_id).await? {
        None => Err(Error::conflict("already_confirmed", "Your address is already confirmed")),
        Some(founder) if founder != id => Err(Error::Forbidden),
        Some(_) => {
            let founder = employees::find_for_update(tx, id).await?;
            let mail = confirmation(tx, links, &founder).await?;
            jobs::enqueue(tx, &mail).await
        }
    }
}

/// Confirms the founder's address with the token of the mail.
pub async fn confirm(tx: &mut Tx, token: &str) -> Result<()> {
    let id = tx.actor().signed_in()?.id;
    let founder = employees::find_for_update(tx, id).await?;
    links::redeem(tx, &founder, Purpose::Confirm, token).await?;
    companies::confirm(tx).await?;
    Ok(())
}

/// Lets an employee in whose password was right.
pub async fn login(tx: &mut Tx, employee: &Employee) -> Result<()> {
    employees::note_login(tx, employee.id).await
}

/// Whether the account may sign in at all.
pub fn admit(employee: &Employee) -> Result<()> {
    if employee.status == EmployeeStatus::Pending {
        return Err(Error::Refused {
            code: "approval_pending",
            message: "An administrator must approve this account before you can sign in",
        });
    }
    if employee.status != EmployeeStatus::Active {
        return Err(Error::Refused { code: "account_inactive", message: "This account is not active" });
    }
    if employee.must_reset_password {
        return Err(Error::Refused {
            code: "password_reset_required",
            message: "Set a new password first: use the link in the mail",
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
pub async fn send_reset(tx: &mut Tx, links: &Links, employee: &Employee) -> Result<()> {
    let link = issue_reset(tx, links, employee).await?;
    jobs::enqueue(tx, &Job::Mail(SystemMail::Reset(link.id.record()))).await
}

/// A new link to set a password; older ones are void. Who is not let in needs none.
pub async fn issue_reset(tx: &mut Tx, links: &Links, employee: &Employee) -> Result<AccountLink> {
    if !may_reset(employee) {
        return Err(Error::conflict("account_inactive", "This account is not active"));
    }
    let until = tx.now().plus(links::RESET_GOOD_FOR);
    links::issue(tx, links, employee, Purpose::Reset, until).await
}

/// Whether a new password would be of any use.
pub fn may_reset(employee: &Employee) -> bool {
    employee.has_account() && employee.status != EmployeeStatus::Deactivated
}

/// Whose link this token is of, as whoever acts with it.
pub async fn link_owner(conn: &mut Conn, purpose: Purpose, token: &str) -> Result<(Actor, Employee)> {
    let (company_id, employee_id) = links::owner(conn, purpose, token).await?;
    let employee =
        employees::find(conn, company_id, employee_id).await?.ok_or(Error::NotFound("employee"))?;
    Ok((Actor::employee(company_id, employee.person(), employee.role), employee))
}

/// Uses a reset token up and sets the new password.
pub async fn reset_password(tx: &mut Tx, input: &PasswordReset, password_hash: String) -> Result<Employee> {
    let id = tx.actor().signed_in()?.id;
    let employee = employees::find_for_update(tx, id).await?;
    links::redeem(tx, &employee, Purpose::Reset, &input.token).await?;
    if !may_reset(&employee) {
        return Err(Error::conflict("account_inactive", "This account is not active"));
    }
    set_password(tx, &employee, password_hash).await
}
