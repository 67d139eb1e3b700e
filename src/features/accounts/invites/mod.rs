//! Invites: a mail with a token to join the company with a role, valid for a week.
//!
//! An invite ends when it is used, when its address gets an account, when that account is deactivated, or
//! when its sender may no longer assign its role. The last condition does not apply to the invite for a new
//! company's first administrator.

mod model;
pub mod routes;
mod store;

use super::{
    events::{self, LinkIssued},
    jobs::{SendSystemMail, SystemMail},
};

use url::Url;

pub use self::{
    model::{Invite, InviteId, NewInvite},
    store::{find, find_by_token, list},
};
use crate::{
    access::{Permission, Role},
    db::Tx,
    error::{Error, Result},
    features::accounts::{
        employees::{self, Employee, EmployeeStatus, NewEmployee, email_taken},
        links::{Links, Purpose},
    },
    jobs::enqueue,
    secrets::random_token,
};

const VALIDITY: chrono::Duration = chrono::Duration::days(7);

/// Sends an invite by mail. Replaces an older invite to the same address.
pub async fn invite(tx: &mut Tx, links: &Links, input: NewInvite) -> Result<Invite> {
    ensure_can_assign_role(tx, input.role)?;
    send(tx, links, &input.email, input.role).await
}

/// Fails with 403 if the role has permissions that the actor's role lacks.
pub(super) fn ensure_can_assign_role(tx: &Tx, role: Role) -> Result<()> {
    tx.actor().require(Permission::UsersManage)?;
    if tx.actor().role().is_some_and(|own| own.includes_all_of(role)) {
        Ok(())
    } else {
        Err(Error::Forbidden)
    }
}

/// Creates or replaces an invite, and sends it. Does not check that the actor may assign the role.
pub(super) async fn send(tx: &mut Tx, links: &Links, email: &str, role: Role) -> Result<Invite> {
    let (email, company_id) = (email.to_lowercase(), tx.company_id());
    let existing = employees::find_by_email(tx, &email).await?;
    if existing.is_some_and(|existing| existing.is_established() || existing.company_id != company_id) {
        return Err(email_taken());
    }
    if let Some(open) = store::find_by_email(tx, &email).await? {
        ensure_can_assign_role(tx, open.role)?;
    }
    let nonce = random_token();
    let token = links.token(Purpose::Invite, &nonce);
    let expires_at = tx.now().plus(VALIDITY);
    let invite = store::upsert(tx, &email, role, &nonce, &token, expires_at).await?;
    enqueue(tx, &SendSystemMail(SystemMail::Invite(invite.id.record()))).await?;
    Ok(invite)
}

/// The link of an open invite, for actors who could have sent it.
pub async fn link(tx: &mut Tx, links: &Links, id: InviteId) -> Result<Url> {
    tx.actor().require(Permission::UsersManage)?;
    let (company_id, now) = (tx.company_id(), tx.now());
    let invite = store::find(tx, company_id, id).await?.filter(|invite| invite.expires_at > now);
    let invite = invite.ok_or(Error::NotFound("invite"))?;
    ensure_can_assign_role(tx, invite.role)?;
    let link = invite.link(links).ok_or_else(|| {
        Error::conflict("link_unavailable", "The link for this invite cannot be shown; send the invite again")
    })?;
    // The actor becomes the sender, so that the invite ends when they leave.
    store::set_inviter(tx, invite.id).await?;
    tx.emit(events::LINK_ISSUED.of(&LinkIssued::invite(&invite)));
    Ok(link)
}

/// Accepts an invite, which can succeed only once. If HR has created an employee with this address, the
/// account is added to that record.
pub async fn accept(tx: &mut Tx, invite: &Invite, account: NewEmployee) -> Result<Employee> {
    let role = store::accept(tx, invite.id).await?;
    if !sender_may_give(tx, invite, role).await? {
        return Err(store::no_longer_valid());
    }
    if account.email != invite.email {
        return Err(Error::invalid("email", "must be the e-mail address that was invited"));
    }
    let Some(existing) = employees::find_by_email(tx, &account.email).await? else {
        return employees::add(tx, NewEmployee { role, ..account }).await;
    };
    if existing.company_id != invite.company_id || existing.is_established() {
        return Err(email_taken());
    }
    let before = employees::find_for_update(tx, existing.id).await?;
    let after = Employee {
        name: account.name,
        role,
        status: EmployeeStatus::Active,
        password_hash: account.password_hash,
        ..before.clone()
    };
    employees::save(tx, &before, after).await
}

/// Whether the sender of the invite is still active and may assign its role.
async fn sender_may_give(tx: &mut Tx, invite: &Invite, role: Role) -> Result<bool> {
    let Some(id) = invite.invited_by else { return Ok(true) };
    let inviter = employees::find_for_share(tx, id).await?;
    Ok(inviter.is_some_and(|inviter| inviter.manages(role)))
}

/// Withdraws an invite. Allowed for actors who could have sent it.
pub async fn withdraw(tx: &mut Tx, id: InviteId) -> Result<()> {
    tx.actor().require(Permission::UsersManage)?;
    let company_id = tx.company_id();
    let invite = store::find(tx, company_id, id).await?.ok_or(Error::NotFound("invite"))?;
    ensure_can_assign_role(tx, invite.role)?;
    tx.check_version(invite.version)?;
    if store::delete(tx, id).await? { Ok(()) } else { Err(Error::NotFound("invite")) }
}
