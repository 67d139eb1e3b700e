//! A write transaction of one actor in one company, and what it will announce.

use std::ops::{Deref, DerefMut};

use chrono::NaiveDate;
use tokio::sync::OwnedSemaphorePermit;

use super::{Announcement, Conn, Db, Sql, effects::Effects};
use crate::{
    access::Actor,
    error::{Error, Result},
    id::{CompanyId, EmployeeId},
    time::{Time, Zone},
};

/// A write transaction. What is announced and counted becomes true if, and only if, `commit` succeeds.
pub struct Tx {
    // Given back before the turn is: the next writer finds it ended.
    conn: Conn,
    db: Db,
    if_match: Option<i64>,
    zone: Option<Zone>,
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
        Ok(Self { conn, db: db.clone(), if_match: None, zone: None, effects, turn })
    }
    pub fn actor(&self) -> &Actor {
        self.effects.actor()
    }
    /// Names who acts, once the transaction has read who that is.
    pub fn act_as(&mut self, actor: Actor) {
        self.effects.act_as(actor);
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
    /// As `tally`, to a figure of the day on which an instant falls.
    pub fn tally_at(&mut self, at: Time, name: impl AsRef<str>, whose: Option<EmployeeId>, by: i64) {
        self.effects.tally_at(at, name, whose, by);
    }
    /// Adds to the company's figure of a day.
    pub fn tally_on(&mut self, day: NaiveDate, name: impl AsRef<str>, by: i64) {
        self.effects.tally_on(day, name, by);
    }
    /// Adds a row that is written with others of its kind before the commit, or by `flush`.
    pub fn insert(&mut self, row: Sql) {
        self.effects.insert(row);
    }
    /// Writes the rows that wait, for a statement of this transaction that needs to see them.
    pub async fn flush(&mut self) -> Result<()> {
        for rows in self.effects.take_rows() {
            self.conn.write(rows).await?;
        }
        Ok(())
    }
    /// The company's day. The time zone is read once for the transaction.
    pub async fn today(&mut self) -> Result<NaiveDate> {
        let zone = match self.zone {
            Some(zone) => zone,
            None => self.conn.zone(self.effects.company_id()).await?,
        };
        self.zone = Some(zone);
        Ok(zone.day_of(self.now()))
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
