//! Reset tokens: random, stored hashed, good once and for one hour.

use crate::{
    db::{Conn, Tx},
    error::{Error, Result},
    id::{CompanyId, EmployeeId},
    secrets::{fingerprint, random_token},
    sql,
};

/// A new token for this employee; older ones are void.
pub async fn issue(tx: &mut Tx, employee_id: EmployeeId) -> Result<String> {
    let (company_id, token) = (tx.company_id(), random_token());
    let expires_at = tx.now().plus(chrono::Duration::hours(1));
    tx.exec(sql!(
        "delete from password_resets where company_id = $1 and employee_id = $2",
        company_id,
        employee_id
    ))
    .await?;
    tx.exec(sql!(
        "insert into password_resets (token_hash, company_id, employee_id, expires_at) values ($1, $2, $3, $4)",
        fingerprint(&token), company_id, employee_id, expires_at
    ))
    .await?;
    Ok(token)
}

/// Whose token this is, used or not.
pub async fn owner(conn: &mut Conn, token: &str) -> Result<(CompanyId, EmployeeId)> {
    let sql =
        sql!("select company_id, employee_id from password_resets where token_hash = $1", fingerprint(token));
    conn.optional(sql).await?.ok_or_else(not_good)
}

/// Uses the token up. Of two who try at the same moment one succeeds.
pub async fn redeem(tx: &mut Tx, token: &str) -> Result<()> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let used = tx
        .exec(sql!(
            "update password_resets set used_at = $1 where company_id = $2 and token_hash = $3 and used_at is null and expires_at > $1",
            now, company_id, fingerprint(token)
        ))
        .await?;
    if used == 1 { Ok(()) } else { Err(not_good()) }
}

fn not_good() -> Error {
    Error::invalid("token", "is not good any more; ask for a new link")
}
