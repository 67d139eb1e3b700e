//! Signing up, signing in and out, changing and resetting passwords.

mod model;
pub mod routes;

pub use self::model::{
    AddressConfirmation, Forgotten, Login, PasswordChange, PasswordReset, Registered, Registration, Setup,
    SignedIn,
};
use crate::{
    access::{Actor, Role},
    app::Feature,
    auth,
    config::OpenRegistration,
    db::{Conn, Tx},
    error::{Error, Result},
    features::{
        accounts::{
            companies::{self, Origin, Region},
            employees::{self, Employee, EmployeeStatus, HrFields, NewEmployee},
            invites::{self, Invite},
            jobs::{SendSystemMail, SystemMail},
            links::{self, Links, Purpose},
            passwords::{may_reset, set_password},
        },
        notifications::jobs::ApprovalRequested,
    },
    id::CompanyId,
    jobs::enqueue,
};

pub const FEATURE: Feature =
    Feature { sign_in_routes: Some(routes::guarded), ..Feature::new("sign_in", routes::router) };

/// How a new employee signs up.
pub enum EntryPath {
    /// As the senior admin of a new company. `first` on an empty server, where this is always allowed.
    Founder {
        name: String,
        first: bool,
    },
    Invited(Invite),
    /// Joins the server's only company, with ACTIVE status or PENDING approval.
    Joiner(CompanyId, Role, EmployeeStatus),
}

/// The roles that are available without an invite.
const OPEN_ROLES: [Role; 3] = [Role::Counselor, Role::Employee, Role::SalesExecutive];
const DEFAULT_COMPANY_NAME: &str = "My Company";

/// The available ways to sign up. On an empty server, sign-up is always open.
pub async fn setup(conn: &mut Conn, open: OpenRegistration) -> Result<Setup> {
    let empty = !companies::any(conn).await?;
    let approval = !empty && open == OpenRegistration::Approval;
    Ok(Setup { empty, open_registration: empty || open != OpenRegistration::No, approval })
}

/// Determines how this sign-up is handled.
pub async fn entry_path(conn: &mut Conn, input: &Registration, open: OpenRegistration) -> Result<EntryPath> {
    if !companies::any(conn).await? {
        let name = input.company.clone().unwrap_or_else(|| DEFAULT_COMPANY_NAME.into());
        return Ok(EntryPath::Founder { name, first: true });
    }
    if let Some(token) = &input.invite {
        return Ok(EntryPath::Invited(invites::find_by_token(conn, token).await?));
    }
    let status = match open {
        OpenRegistration::Yes => EmployeeStatus::Active,
        OpenRegistration::Approval => EmployeeStatus::Pending,
        OpenRegistration::No => return Err(closed()),
    };
    if let Some(name) = input.company.clone() {
        // A new company has no administrator who could approve.
        if open == OpenRegistration::Approval {
            return Err(Error::Refused {
                code: "registration_closed",
                message: "This server does not accept new companies; omit the company to join the existing one",
            });
        }
        return Ok(EntryPath::Founder { name, first: false });
    }
    let only = companies::find_only(conn).await?;
    let only = only
        .ok_or_else(|| Error::invalid("company", "is required because this server has several companies"))?;
    let role = input.role.unwrap_or(Role::Counselor);
    if !OPEN_ROLES.contains(&role) {
        return Err(Error::invalid("role", "must be counselor, employee or sales_executive"));
    }
    Ok(EntryPath::Joiner(only.id, role, status))
}

fn closed() -> Error {
    Error::Refused {
        code: "registration_closed",
        message: "Sign-up is closed on this server; ask an administrator for an invite",
    }
}

impl EntryPath {
    /// The actor for the sign-up's transaction, which determines its company.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Founder { .. } => companies::founding(),
            Self::Invited(invite) => Actor::system(invite.company_id, "sign-in"),
            Self::Joiner(company_id, ..) => Actor::system(*company_id, "sign-in"),
        }
    }
}

/// Creates an account, sends a welcome mail and, unless it needs approval, signs in. In production, a company founded by open sign-up sends no
/// other mail until the founder's e-mail address is confirmed.
pub async fn register(
    tx: &mut Tx,
    links: &Links,
    production: bool,
    entry: EntryPath,
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
        hr_fields: HrFields::default(),
    };
    let mut origin = None;
    let mut employee = match entry {
        EntryPath::Founder { name, first } => {
            if first && companies::any(tx).await? {
                return Err(closed());
            }
            let founding = match (first, production) {
                (true, _) => Origin::First,
                (false, true) => Origin::Unconfirmed,
                (false, false) => Origin::Known,
            };
            companies::found(tx, name, Region { currency, timezone, country, locale }, founding).await?;
            origin = Some(founding);
            employees::add(tx, account(Role::SeniorAdmin, EmployeeStatus::Active)).await?
        }
        EntryPath::Invited(invite) => {
            invites::accept(tx, &invite, account(invite.role, EmployeeStatus::Active)).await?
        }
        EntryPath::Joiner(_, role, status) => employees::add(tx, account(role, status)).await?,
    };
    match (origin, employee.status) {
        (Some(Origin::Unconfirmed), _) => send_confirmation(tx, links, &employee).await?,
        (_, EmployeeStatus::Pending) => enqueue(tx, &ApprovalRequested(employee.id)).await?,
        _ => enqueue(tx, &SendSystemMail(SystemMail::Welcome(employee.id))).await?,
    }
    if employee.status == EmployeeStatus::Active {
        login(tx, &employee).await?;
        employee.last_login_at = Some(tx.now());
    }
    Ok(employee)
}

/// Sends a mail with a new link to confirm the e-mail address.
async fn send_confirmation(tx: &mut Tx, links: &Links, founder: &Employee) -> Result<()> {
    let until = tx.now().plus(links::CONFIRM_VALIDITY);
    let link = links::issue(tx, links, founder, Purpose::Confirm, until).await?;
    enqueue(tx, &SendSystemMail(SystemMail::Confirm(link.id.record()))).await
}

/// Resends the mail to confirm the founder's e-mail address.
pub async fn resend_confirmation(tx: &mut Tx, links: &Links) -> Result<()> {
    let (company_id, id) = (tx.company_id(), tx.actor().employee()?.id);
    match links::founder_to_confirm(tx, company_id).await? {
        None => Err(Error::conflict("already_confirmed", "Your e-mail address is already confirmed")),
        Some(founder) if founder != id => Err(Error::Forbidden),
        Some(_) => {
            let founder = employees::find_for_update(tx, id).await?;
            send_confirmation(tx, links, &founder).await
        }
    }
}

/// Confirms the founder's e-mail address with the token from the mail.
pub async fn confirm(tx: &mut Tx, token: &str) -> Result<()> {
    let id = tx.actor().employee()?.id;
    let founder = employees::find_for_update(tx, id).await?;
    links::redeem(tx, &founder, Purpose::Confirm, token).await?;
    companies::confirm(tx).await?;
    Ok(())
}

/// Records a sign-in with a correct password.
pub async fn login(tx: &mut Tx, employee: &Employee) -> Result<()> {
    employees::record_login(tx, employee.id).await
}

/// Fails with 403 if the account may not sign in.
pub fn ensure_can_sign_in(employee: &Employee) -> Result<()> {
    if employee.status == EmployeeStatus::Pending {
        return Err(Error::Refused {
            code: "approval_pending",
            message: "An administrator must approve this account before you can sign in",
        });
    }
    if employee.status != EmployeeStatus::Active {
        return Err(Error::Refused { code: "account_inactive", message: auth::ACCOUNT_INACTIVE });
    }
    if employee.must_reset_password {
        return Err(Error::Refused {
            code: "password_reset_required",
            message: "Set a new password first; use the link that we e-mailed you",
        });
    }
    Ok(())
}

/// Revokes the actor's token.
pub async fn logout(tx: &mut Tx) -> Result<()> {
    match tx.actor().token {
        Some(token) => auth::revoke(tx, token).await,
        None => Ok(()),
    }
}

/// Finds the employee that a link token was issued to, also as an actor.
pub async fn link_owner(conn: &mut Conn, purpose: Purpose, token: &str) -> Result<(Actor, Employee)> {
    let (company_id, employee_id) = links::owner(conn, purpose, token).await?;
    let employee =
        employees::find(conn, company_id, employee_id).await?.ok_or(Error::NotFound("employee"))?;
    Ok((Actor::for_employee(company_id, employee.person(), employee.role), employee))
}

/// Redeems a reset token and sets the new password.
pub async fn reset_password(tx: &mut Tx, input: &PasswordReset, password_hash: String) -> Result<Employee> {
    let id = tx.actor().employee()?.id;
    let employee = employees::find_for_update(tx, id).await?;
    links::redeem(tx, &employee, Purpose::Reset, &input.token).await?;
    if !may_reset(&employee) {
        return Err(Error::conflict("account_inactive", auth::ACCOUNT_INACTIVE));
    }
    set_password(tx, &employee, password_hash).await
}
