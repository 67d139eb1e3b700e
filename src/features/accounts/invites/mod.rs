//! Invites: a mail with a token that lets one address join with one role, within a week.

mod model;
pub mod routes;
mod store;

pub use self::{
    model::{Invite, InviteId, NewInvite},
    store::{find_by_token, list},
};
use crate::{
    access::{Permission, Role},
    db::Tx,
    error::{Error, Result},
    features::accounts::{
        companies::{self, Company},
        employees::{self, Employee, EmployeeStatus, NewEmployee},
    },
    jobs::{self, Job},
    mail::{Letter, Link},
    secrets::random_token,
};

const GOOD_FOR: chrono::Duration = chrono::Duration::days(7);

/// Invites somebody by mail. An older invite to the same address is replaced.
pub async fn invite(tx: &mut Tx, input: NewInvite) -> Result<Invite> {
    may_give(tx, input.role)?;
    let company_id = tx.company_id();
    let company = companies::find(tx, company_id).await?;
    send(tx, &company, &input.email, input.role).await
}

/// No one gives a role with a permission they lack.
pub(super) fn may_give(tx: &Tx, role: Role) -> Result<()> {
    tx.actor().must(Permission::UsersManage)?;
    if tx.actor().role().is_some_and(|own| own.covers(role)) { Ok(()) } else { Err(Error::Forbidden) }
}

/// Writes the invite and its mail.
pub(super) async fn send(tx: &mut Tx, company: &Company, email: &str, role: Role) -> Result<Invite> {
    let email = email.to_lowercase();
    if employees::find_by_email(tx, &email).await?.is_some_and(|known| known.password_hash.is_some()) {
        return Err(Error::conflict("email_taken", "somebody with this e-mail is here already"));
    }
    let token = random_token();
    let expires_at = tx.now().plus(GOOD_FOR);
    let invite = store::upsert(tx, &email, role, &token, expires_at).await?;
    jobs::enqueue(tx, &Job::Mail(letter(company, &invite, token))).await?;
    Ok(invite)
}

/// Takes an invite up: of two who try at the same moment one succeeds. An employee whom HR entered before is the
/// same person.
pub async fn accept(tx: &mut Tx, invite: &Invite, account: NewEmployee) -> Result<Employee> {
    if account.email != invite.email {
        return Err(Error::invalid("email", "must be the address that was invited"));
    }
    store::accept(tx, invite.id).await?;
    let Some(entered) = employees::find_by_email(tx, &account.email).await? else {
        return employees::add(tx, account).await;
    };
    if entered.company_id != invite.company_id || entered.password_hash.is_some() {
        return Err(Error::conflict("email_taken", "somebody with this e-mail is here already"));
    }
    let before = employees::find_for_update(tx, entered.id).await?;
    let after = Employee {
        name: account.name,
        role: account.role,
        status: EmployeeStatus::Active,
        password_hash: account.password_hash,
        ..before.clone()
    };
    employees::save(tx, &before, after).await
}

/// Takes an invite back.
pub async fn withdraw(tx: &mut Tx, id: InviteId) -> Result<()> {
    tx.actor().must(Permission::UsersManage)?;
    if store::delete(tx, id).await? { Ok(()) } else { Err(Error::NotFound("invite")) }
}

fn letter(company: &Company, invite: &Invite, token: String) -> Letter {
    Letter {
        to: invite.email.clone(),
        subject: format!("Join {} on Tandem", company.name),
        text: format!(
            "Hello,\n\nyou are invited to join {} as {}. With this link you sign up, until {}:\n\n{{link}}\n",
            company.name, invite.role, invite.expires_at
        ),
        link: Some(Link { page: "/invite".into(), token }),
    }
}
