use super::{Invite, InviteId};
use crate::{
    access::{Permission, Role},
    db::{Conn, Listing, Paging, Read, Slice, Tx},
    error::{Error, OnConstraint, Result},
    id::CompanyId,
    secrets::fingerprint,
    sql,
    time::Time,
};

pub async fn upsert(
    tx: &mut Tx,
    email: &str,
    role: Role,
    nonce: &str,
    token: &str,
    expires_at: Time,
) -> Result<Invite> {
    let (id, company_id, now, by) = (InviteId::new(), tx.company_id(), tx.now(), tx.actor().employee_id());
    tx.one(sql!(
        "insert into invites (id, company_id, email, role, token_hash, nonce, invited_by, expires_at, created_at, updated_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 1)
         on conflict (company_id, email) do update set role = excluded.role, token_hash = excluded.token_hash,
             nonce = excluded.nonce, invited_by = excluded.invited_by, expires_at = excluded.expires_at, accepted_at = null,
             updated_at = excluded.updated_at, version = invites.version + 1
         returning *",
        id, company_id, email, role, fingerprint(token), nonce, by, expires_at, now
    ))
    .await
    .on_constraint("invites.token_hash", || Error::internal("duplicate random token"))
}

/// Finds an invite of any company by its token, whether used or not.
pub async fn find_by_token(conn: &mut Conn, token: &str) -> Result<Invite> {
    let sql = sql!("select * from invites where token_hash = $1", fingerprint(token));
    conn.optional(sql).await?.ok_or_else(no_longer_valid)
}

/// Finds an open invite.
pub async fn find(conn: &mut Conn, company_id: CompanyId, id: InviteId) -> Result<Option<Invite>> {
    let sql = "select * from invites where company_id = $1 and id = $2 and accepted_at is null";
    Ok(conn.optional(sql!(sql, company_id, id)).await?)
}

/// Finds the open invite to an address.
pub async fn find_by_email(tx: &mut Tx, email: &str) -> Result<Option<Invite>> {
    let company_id = tx.company_id();
    let sql = "select * from invites where company_id = $1 and email = $2 and accepted_at is null";
    Ok(tx.optional(sql!(sql, company_id, email)).await?)
}

/// Lists open invites.
pub async fn list(read: &mut Read, paging: &Paging) -> Result<Slice<Invite>> {
    read.actor().require(Permission::UsersManage)?;
    let mut listing = Listing::of("invites", read.company_id());
    listing.push(" and accepted_at is null");
    paging.read(read, "*", listing).await
}

/// Marks a valid invite as accepted, and returns its role.
pub async fn accept(tx: &mut Tx, id: InviteId) -> Result<Role> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let sql = "update invites set accepted_at = $1, updated_at = $1, version = version + 1
               where company_id = $2 and id = $3 and accepted_at is null and expires_at > $1 returning *";
    let accepted: Option<Invite> = tx.optional(sql!(sql, now, company_id, id)).await?;
    accepted.map(|invite| invite.role).ok_or_else(no_longer_valid)
}

/// Makes the actor the sender of the invite.
pub async fn set_inviter(tx: &mut Tx, id: InviteId) -> Result<()> {
    let (company_id, now, me) = (tx.company_id(), tx.now(), tx.actor().employee()?.id);
    let sql = "update invites set invited_by = $1, updated_at = $2, version = version + 1 where company_id = $3 and id = $4";
    tx.exec(sql!(sql, me, now, company_id, id)).await?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, id: InviteId) -> Result<bool> {
    let company_id = tx.company_id();
    let sql = "delete from invites where company_id = $1 and id = $2 and accepted_at is null";
    Ok(tx.exec(sql!(sql, company_id, id)).await? == 1)
}

pub fn no_longer_valid() -> Error {
    Error::invalid(
        "invite",
        "is no longer valid: it was used or withdrawn, or it has expired; ask for a new one",
    )
}
