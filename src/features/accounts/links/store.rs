use super::{Links, Purpose};
use crate::{
    db::{Conn, Tx},
    error::{Error, Result},
    features::accounts::employees::{self, Employee},
    id::{CompanyId, EmployeeId, Id},
    secrets::{fingerprint, random_token},
    sql,
    time::Time,
};

pub type LinkId = Id<AccountLink>;

/// A single-use link for an employee.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AccountLink {
    pub id: LinkId,
    pub employee_id: EmployeeId,
    pub nonce: String,
    pub generation: i64,
    pub used_at: Option<Time>,
}

impl AccountLink {
    /// Whether the link is valid for its employee. A new password or a deactivation invalidates it.
    pub fn is_valid_for(&self, employee: &Employee) -> bool {
        self.used_at.is_none() && self.generation == employee.token_generation
    }
}

/// Issues a link for this employee, and deletes older ones for the same purpose.
pub async fn issue(
    tx: &mut Tx,
    links: &Links,
    employee: &Employee,
    purpose: Purpose,
    expires_at: Time,
) -> Result<AccountLink> {
    let (company_id, now, nonce) = (tx.company_id(), tx.now(), random_token());
    let issuer = tx.actor().employee_id();
    let delete = "delete from account_links where company_id = $1 and employee_id = $2 and purpose = $3";
    tx.exec(sql!(delete, company_id, employee.id, purpose)).await?;
    let link = tx
        .one(sql!(
            "insert into account_links (id, company_id, employee_id, purpose, issued_by, nonce, token_hash, generation, expires_at, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning *",
            LinkId::new(), company_id, employee.id, purpose, issuer, &nonce, fingerprint(links.token(purpose, &nonce)),
            employee.token_generation, expires_at, now
        ))
        .await?;
    Ok(link)
}

pub async fn find(conn: &mut Conn, company_id: CompanyId, id: LinkId) -> Result<Option<AccountLink>> {
    let sql = "select * from account_links where company_id = $1 and id = $2";
    Ok(conn.optional(sql!(sql, company_id, id)).await?)
}

/// Extends the validity of a link.
pub async fn renew(tx: &mut Tx, id: LinkId, until: Time) -> Result<()> {
    let company_id = tx.company_id();
    let sql = "update account_links set expires_at = $1 where company_id = $2 and id = $3";
    tx.exec(sql!(sql, until, company_id, id)).await?;
    Ok(())
}

/// Finds the employee of a token, whether used or not.
pub async fn owner(conn: &mut Conn, purpose: Purpose, token: &str) -> Result<(CompanyId, EmployeeId)> {
    let sql = "select company_id, employee_id from account_links where token_hash = $1 and purpose = $2";
    conn.optional(sql!(sql, fingerprint(token), purpose)).await?.ok_or_else(no_longer_valid)
}

/// Redeems a token, which can succeed only once. Fails if its issuer could not issue it today.
pub async fn redeem(tx: &mut Tx, employee: &Employee, purpose: Purpose, token: &str) -> Result<()> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let sql =
        "select issued_by from account_links where company_id = $1 and employee_id = $2 and token_hash = $3";
    let link: Option<(Option<EmployeeId>,)> =
        tx.optional(sql!(sql, company_id, employee.id, fingerprint(token))).await?;
    let (issuer,) = link.ok_or_else(no_longer_valid)?;
    if let Some(issuer) = issuer.filter(|issuer| *issuer != employee.id) {
        let issuer = employees::find_for_share(tx, issuer).await?;
        if !issuer.is_some_and(|issuer| issuer.manages(employee.role)) {
            return Err(no_longer_valid());
        }
    }
    let sql = "update account_links set used_at = $1
               where company_id = $2 and employee_id = $3 and token_hash = $4 and purpose = $5
                 and generation = $6 and used_at is null and expires_at > $1";
    let generation = employee.token_generation;
    let used =
        tx.exec(sql!(sql, now, company_id, employee.id, fingerprint(token), purpose, generation)).await?;
    if used == 1 { Ok(()) } else { Err(no_longer_valid()) }
}

/// The founder whose confirmation the company's mail waits for.
pub async fn founder_to_confirm(conn: &mut Conn, company_id: CompanyId) -> Result<Option<EmployeeId>> {
    let sql = "select employee_id from account_links
               where company_id = $1 and purpose = 'confirm' and used_at is null order by created_at limit 1";
    let founder: Option<(EmployeeId,)> = conn.optional(sql!(sql, company_id)).await?;
    Ok(founder.map(|(id,)| id))
}

fn no_longer_valid() -> Error {
    Error::invalid(
        "token",
        "is no longer valid: it was used or replaced, or it has expired; ask for a new link",
    )
}

/// Deletes links that expired over a day ago, except confirmation links, which mark unconfirmed addresses.
pub async fn delete_expired(tx: &mut Tx) -> Result<()> {
    let (company_id, before) = (tx.company_id(), tx.now().plus(-chrono::Duration::days(1)));
    let sql = "delete from account_links where company_id = $1 and expires_at < $2 and purpose <> 'confirm'";
    tx.exec(sql!(sql, company_id, before)).await?;
    Ok(())
}
