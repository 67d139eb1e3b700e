//! A sign-in that is relied on for longer than a moment: by a socket, or by an answer that takes its time.

use std::{collections::HashMap, sync::Arc};

use super::tokens::{Claims, Standing, authenticate, expired};
use crate::{
    access::{Actor, Role, TokenTag},
    db::{Conn, Sql},
    error::{Error, Result},
    id::{EmployeeId, Id},
    time::Time,
};

/// A sign-in, and who it belonged to when it was authenticated. It ends when the token expires or is revoked, when the
/// account closes or gets new tokens, and when its role changes: what was begun with the old role is not finished.
#[derive(Clone)]
pub struct Session(Arc<(Claims, Actor)>);

/// Sessions that one statement asks about.
const AT_ONCE: usize = 500;

impl Session {
    /// Authenticates the sender of a token.
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
    /// Refuses once the session has ended.
    pub async fn check(&self, conn: &mut Conn, now: Time) -> Result<()> {
        if self.has_expired(now) {
            return Err(expired());
        }
        let (actor, _) = authenticate(conn, self.claims()).await?;
        if actor.role() == self.role() {
            Ok(())
        } else {
            Err(Error::unauthorized("role_changed", "Your role has changed; connect or ask again"))
        }
    }
}

/// Which of these sessions have ended, in few statements, whichever companies they belong to.
pub async fn ended(conn: &mut Conn, sessions: &[Session], now: Time) -> Result<Vec<bool>> {
    let mut ended = Vec::with_capacity(sessions.len());
    for some in sessions.chunks(AT_ONCE) {
        let accounts = accounts(conn, some).await?;
        let revoked = revoked(conn, some).await?;
        ended.extend(some.iter().map(|session| {
            let claims = session.claims();
            let same = accounts
                .get(&claims.sub)
                .is_some_and(|account| account.admits(claims) && Some(account.role) == session.role());
            !same || session.has_expired(now) || revoked.contains(&claims.token_id())
        }));
    }
    Ok(ended)
}

async fn accounts(conn: &mut Conn, sessions: &[Session]) -> Result<HashMap<EmployeeId, Standing>> {
    let ids: Vec<EmployeeId> = sessions.iter().map(|session| session.claims().sub).collect();
    let mut sql = Sql::new("select id, role, status, token_generation from employees where id in ", vec![]);
    sql.bind_list(&ids);
    let rows: Vec<Standing> = conn.all(sql).await?;
    Ok(rows.into_iter().map(|account| (account.id, account)).collect())
}

async fn revoked(conn: &mut Conn, sessions: &[Session]) -> Result<Vec<Id<TokenTag>>> {
    let ids: Vec<Id<TokenTag>> = sessions.iter().map(|session| session.claims().token_id()).collect();
    let mut sql = Sql::new("select id from revoked_tokens where id in ", vec![]);
    sql.bind_list(&ids);
    let rows: Vec<(Id<TokenTag>,)> = conn.all(sql).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
