//! Reads.

use std::ops::{Deref, DerefMut};

use super::{Conn, Db};
use crate::{access::Actor, error::Result, id::CompanyId, time::Time};

/// A read by one actor in one company: a connection, the actor, and the time of the request.
///
/// Read functions take a `Read` as verbs take a `Tx`, and check what the actor may see.
pub struct Read {
    conn: Conn,
    actor: Actor,
    now: Time,
}

impl Read {
    pub fn new(conn: Conn, actor: Actor, now: Time) -> Self {
        Self { conn, actor, now }
    }
    /// Acquires a connection.
    pub async fn begin(db: &Db, actor: Actor) -> Result<Self> {
        Ok(Self::new(db.read().await?, actor, db.clock.now()))
    }
    /// Sets another time, so that relative dates mean the same in all parts of a query.
    pub fn at(self, now: Time) -> Self {
        Self { now, ..self }
    }
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
    pub fn company_id(&self) -> CompanyId {
        self.actor.company_id()
    }
    pub fn now(&self) -> Time {
        self.now
    }
    pub(crate) fn into_actor(self) -> Actor {
        self.actor
    }
}

impl Deref for Read {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}
impl DerefMut for Read {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}
