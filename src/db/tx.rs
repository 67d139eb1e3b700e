//! A write transaction of one actor in one company, and what it will announce.

use std::ops::{Deref, DerefMut};

use tokio::sync::OwnedSemaphorePermit;

use super::{Announcement, Conn, Db, effects::Effects};
use crate::{
    access::Actor,
    error::{Error, Result},
    id::{CompanyId, EmployeeId},
    time::Time,
};

/// A write transaction. What is announced and counted becomes true if, and only if, `commit` succeeds.
pub struct Tx {
    // Given back before the turn is: the next writer finds it ended.
    conn: Conn,
    db: Db,
    if_match: Option<i64>,
    pub(super) effects: Effects,
    turn: OwnedSemaphorePermit,
}

impl Tx {
    /// Begins to write. Writers of one company wait here for each other, holding no connection.
    pub async fn begin(db: &Db, actor: Actor) -> Result<Self> {
        let turn = db.lane(actor.company_id()).turn().await?;
        Self::in_turn(db, turn, actor).await
    }
    pub(super) async fn in_turn(db: &Db, turn: OwnedSemaphorePermit, actor: Actor) -> Result<Self> {
        let (conn, effects) = (db.writing().await?, Effects::new(actor, db.clock.now()));
        Ok(Self { conn, db: db.clone(), if_match: None, effects, turn })
    }
    pub fn actor(&self) -> &Actor {
        self.effects.actor()
    }
    pub fn company_id(&self) -> CompanyId {
        self.effects.company_id()
    }
    pub fn now(&self) -> Time {
        self.effects.now()
    }
    /// The version that the client's `If-Match` names.
    pub fn expect_version(&mut self, version: Option<i64>) {
        self.if_match = version;
    }
    /// Refuses with 412 when somebody was faster than the client knows.
    pub fn must_match(&self, version: i64) -> Result<()> {
        match self.if_match {
            Some(expected) if expected != version => Err(Error::VersionMismatch { version }),
            _ => Ok(()),
        }
    }
    /// Announces a fact.
    pub fn emit(&mut self, fact: impl Into<Announcement>) {
        self.effects.emit(fact);
    }
    /// Moves a counter of the company.
    pub fn count(&mut self, counter: String, by: i64) {
        self.effects.count(counter, by);
    }
    /// Adds to one of today's figures: the company's, and the employee's whose doing it was.
    pub fn tally(&mut self, name: impl AsRef<str>, whose: Option<EmployeeId>, by: i64) {
        self.effects.tally(name, whose, by);
    }
    /// Notes that a job was written, so that `commit` wakes the workers.
    pub fn enqueued(&mut self) {
        self.effects.enqueued();
    }

    /// Makes it all true: the change, its counters and its events together, or none of them.
    pub async fn commit(self) -> Result<()> {
        let Self { conn, db, effects, turn: _turn, .. } = self;
        effects.commit(conn, &db).await
    }
}

impl Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}
impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}
