//! Sessions: authentication that outlives a request, of a socket or a streamed response.

use std::{collections::HashMap, sync::Arc};

use super::tokens::{AccountState, Claims, authenticate, expired};
use crate::{
    access::{Actor, Role, TokenTag},
    db::{Conn, Sql},
    error::{Error, Result},
    id::{EmployeeId, Id},
    time::Time,
};

/// A token's claims with the actor that they were authenticated as.
///
/// A session ends when the token expires or is revoked, when the account is deactivated or its token
/// generation changes, and when the role changes.
#[derive(Clone)]
pub struct Session(Arc<(Claims, Actor)>);

/// The number of sessions that one statement checks.
const CHUNK_SIZE: usize = 500;

impl Session {
    /// Authenticates the claims.
    pub async fn open(conn: &mut Conn, claims: &Claims) -> Result<Self> {
        let (actor, _) = authenticate(conn, claims).await?;
        Ok(Self::new(claims.clone(), actor))
    }
    pub fn new(claims: Claims, actor: Actor) -> Self {
        Self(Arc::new((claims, actor)))
    }
    pub fn claims(&self) -> &Claims {
        &self.0.0
    }
    pub fn actor(&self) -> &Actor {
        &self.0.1
    }
    fn role(&self) -> Option<Role> {
        self.actor().role()
    }
    fn has_expired(&self, now: Time) -> bool {
        self.actor().token.is_some_and(|token| token.expires_at <= now)
    }
    /// Fails with 401 if the session has ended.
    pub async fn check(&self, conn: &mut Conn, now: Time) -> Result<()> {
        if self.has_expired(now) {
            return Err(expired());
        }
        let (actor, _) = authenticate(conn, self.claims()).await?;
        if actor.role() == self.role() {
            Ok(())
        } else {
            Err(Error::unauthorized("role_changed", "Your role has changed; reconnect or try again"))
        }
    }
}

/// Determines which sessions have ended, with few statements. They may be of several companies.
pub async fn ended(conn: &mut Conn, sessions: &[Session], now: Time) -> Result<Vec<bool>> {
    let mut ended = Vec::with_capacity(sessions.len());
    for chunk in sessions.chunks(CHUNK_SIZE) {
        let accounts = accounts(conn, chunk).await?;
        let revoked = revoked(conn, chunk).await?;
        ended.extend(chunk.iter().map(|session| {
            let claims = session.claims();
            let is_unchanged = accounts
                .get(&claims.sub)
                .is_some_and(|account| account.accepts(claims) && Some(account.role) == session.role());
            !is_unchanged || session.has_expired(now) || revoked.contains(&claims.token_id())
        }));
    }
    Ok(ended)
}

async fn accounts(conn: &mut Conn, sessions: &[Session]) -> Result<HashMap<EmployeeId, AccountState>> {
    let ids: Vec<EmployeeId> = sessions.iter().map(|session| session.claims().sub).collect();
    let mut sql = Sql::new("select id, role, status, token_generation from employees where id in ", vec![]);
    sql.bind_list(&ids);
    let rows: Vec<AccountState> = conn.all(sql).await?;
    Ok(rows.into_iter().map(|account| (account.id, account)).collect())
}

async fn revoked(conn: &mut Conn, sessions: &[Session]) -> Result<Vec<Id<TokenTag>>> {
    let ids: Vec<Id<TokenTag>> = sessions.iter().map(|session| session.claims().token_id()).collect();
    let mut sql = Sql::new("select id from revoked_tokens where id in ", vec![]);
    sql.bind_list(&ids);
    let rows: Vec<(Id<TokenTag>,)> = conn.all(sql).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
