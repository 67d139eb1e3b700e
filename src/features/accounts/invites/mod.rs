//! Invites: a mail with a token that lets one address join with one role, within a week.
//!
//! An invite ends when it is used, when its address has an account, when that account is deactivated, and when whoever
//! sent it may not give its role any more. One that a command or a new company sent is the company's own and ends only
//! in the first three ways.

mod model;
pub mod routes;
mod store;

use url::Url;

pub use self::{
    model::{Invite, InviteId, NewInvite},
    store::{find, find_by_token, list},
};
use crate::{
    access::{Permission, Role},
    db::Tx,
    error::{Error, Result},
    events::{Fact, LinkIssued},
    features::accounts::{
        employees::{self, Employee, EmployeeStatus, NewEmployee},
        links::{Links, Purpose},
    },
    jobs::{self, Job, SystemMail},
    secrets::random_token,
};

const GOOD_FOR: chrono::Duration = chrono::Duration::days(7);

/// Invites somebody by mail. An older invite to the same address is replaced.
pub async fn invite(tx: &mut Tx, links: &Links, input: NewInvite) -> Result<Invite> {
    may_give(tx, input.role)?;
    send(tx, links, &input.email, input.role).await
}

/// No one gives a role with a permission they lack.
pub(super) fn may_give(tx: &Tx, role: Role) -> Result<()> {
    tx.actor().must(Permission::UsersManage)?;
    if tx.actor().role().is_some_and(|own| own.covers(role)) { Ok(()) } else { Err(Error::Forbidden) }
}

/// Writes the invite and its mail.
pub(super) async fn send(tx: &mut Tx, links: &Links, email: &str, role: Role) -> Result<Invite> {
    let (email, company_id) = (email.to_lowercase(), tx.company_id());
    let known = employees::find_by_email(tx, &email).await?;
    if known.is_some_and(|known| known.is_settled() || known.company_id != company_id) {
        return Err(email_taken());
    }
    if let Some(open) = store::find_by_email(tx, &email).await? {
        may_give(tx, open.role)?;
    }
    let nonce = random_token();
    let token = links.token(Purpose::Invite, &nonce);
    let expires_at = tx.now().plus(GOOD_FOR);
    let invite = store::upsert(tx, &email, role, &nonce, &token, expires_at).await?;
    jobs::enqueue(tx, &Job::Mail(SystemMail::Invite(invite.id.record()))).await?;
    Ok(invite)
}

/// The link of an open invite, for whoever could have sent it.
pub async fn link(tx: &mut Tx, links: &Links, id: InviteId) -> Result<Url> {
    tx.actor().must(Permission::UsersManage)?;
    let (company_id, now) = (tx.company_id(), tx.now());
    let invite = store::find(tx, company_id, id).await?.filter(|invite| invite.expires_at > now);
    let invite = invite.ok_or(Error::NotFound("invite"))?;
    may_give(tx, invite.role)?;
    let link = invite.link(links).ok_or_else(|| {
        Error::conflict("link_unavailable", "The link of this invite cannot be shown; send the invite again")
    })?;
    // From now on whoever has seen the link answers for the invite, which ends when they leave.
    store::set_inviter(tx, invite.id).await?;
    tx.emit(Fact::LinkIssued(LinkIssued::invite(&invite)));
    Ok(link)
}

/// Takes an invite up: of two who try at the same moment one succeeds. An employee whom HR entered before is the
/// same person.
pub async fn accept(tx: &mut Tx, invite: &Invite, account: NewEmployee) -> Result<Employee> {
    if account.email != invite.email {
        return Err(Error::invalid("email", "must be the address that was invited"));
    }
    let role = store::accept(tx, invite.id).await?;
    if !may_still_be_given(tx, invite, role).await? {
        return Err(store::void());
    }
    let Some(entered) = employees::find_by_email(tx, &account.email).await? else {
        return employees::add(tx, NewEmployee { role, ..account }).await;
    };
    if entered.company_id != invite.company_id || entered.is_settled() {
        return Err(email_taken());
    }
    let before = employees::find_for_update(tx, entered.id).await?;
    let after = Employee {
        name: account.name,
        role,
        status: EmployeeStatus::Active,
        password_hash: account.password_hash,
        ..before.clone()
    };
    employees::save(tx, &before, after).await
}

/// Whether whoever sent the invite is still here and may still give its role.
async fn may_still_be_given(tx: &mut Tx, invite: &Invite, role: Role) -> Result<bool> {
    let Some(id) = invite.invited_by else { return Ok(true) };
    let inviter = employees::find_for_share(tx, id).await?;
    Ok(inviter.is_some_and(|inviter| inviter.manages(role)))
}

/// Takes an invite back, for whoever could have sent it.
pub async fn withdraw(tx: &mut Tx, id: InviteId) -> Result<()> {
    tx.actor().must(Permission::UsersManage)?;
    let company_id = tx.company_id();
    let invite = store::find(tx, company_id, id).await?.ok_or(Error::NotFound("invite"))?;
    may_give(tx, invite.role)?;
    if store::delete(tx, id).await? { Ok(()) } else { Err(Error::NotFound("invite")) }
}

fn email_taken() -> Error {
    Error::conflict("email_taken", "Somebody on this server already has this e-mail address")
}
