//! Write transactions.

use std::ops::{Deref, DerefMut};

use chrono::NaiveDate;
use tokio::sync::OwnedSemaphorePermit;

use super::{Conn, Db, Sql, effects::Effects};
use crate::{
    access::Actor,
    error::{Error, Result},
    events::Event,
    id::{CompanyId, EmployeeId},
    time::{Time, Zone},
};

/// A write transaction of one actor in one company. Dropping it without `commit` rolls back, events and
/// counters too.
pub struct Tx {
    // Declared before the permit, so that it is dropped first: the next writer finds the transaction ended.
    conn: Conn,
    db: Db,
    if_match: Option<i64>,
    zone: Option<Zone>,
    pub(super) effects: Effects,
    permit: OwnedSemaphorePermit,
}

impl Tx {
    /// Begins a transaction. One company's writers wait for each other here, without holding a connection.
    pub async fn begin(db: &Db, actor: Actor) -> Result<Self> {
        let permit = db.queue(actor.company_id()).acquire().await?;
        Self::with_permit(db, permit, actor).await
    }
    pub(super) async fn with_permit(db: &Db, permit: OwnedSemaphorePermit, actor: Actor) -> Result<Self> {
        let (conn, effects) = (db.writing().await?, Effects::new(actor, db.clock.now()));
        Ok(Self { conn, db: db.clone(), if_match: None, zone: None, effects, permit })
    }
    pub fn actor(&self) -> &Actor {
        self.effects.actor()
    }
    /// Sets the actor, where the transaction itself reads who it is.
    pub fn act_as(&mut self, actor: Actor) {
        self.effects.act_as(actor);
    }
    pub fn company_id(&self) -> CompanyId {
        self.effects.company_id()
    }
    pub fn now(&self) -> Time {
        self.effects.now()
    }
    /// Sets the version from the client's `If-Match`.
    pub fn expect_version(&mut self, version: Option<i64>) {
        self.if_match = version;
    }
    /// Fails with 412 if the record is not at the version that the client expects.
    pub fn check_version(&self, version: i64) -> Result<()> {
        match self.if_match {
            Some(expected) if expected != version => Err(Error::VersionMismatch { version }),
            _ => Ok(()),
        }
    }
    /// Stores an event in the same transaction.
    pub fn emit(&mut self, event: Event) {
        self.effects.emit(event);
    }
    /// Adds `by` to one of the company's counters.
    pub fn adjust_counter(&mut self, counter: String, by: i64) {
        self.effects.adjust_counter(counter, by);
    }
    /// Adds to a statistic of today, for the company and, if given, for the employee.
    pub fn record_daily(&mut self, name: impl AsRef<str>, whose: Option<EmployeeId>, by: i64) {
        self.effects.record_daily(name, whose, by);
    }
    /// Like `record_daily`, for the day of an instant.
    pub fn record_daily_at(&mut self, at: Time, name: impl AsRef<str>, whose: Option<EmployeeId>, by: i64) {
        self.effects.record_daily_at(at, name, whose, by);
    }
    /// Adds to the company's statistic for a day.
    pub fn record_daily_on(&mut self, day: NaiveDate, name: impl AsRef<str>, by: i64) {
        self.effects.record_daily_on(day, name, by);
    }
    /// Queues a row. Rows with the same `insert` are written together before the commit, or by `flush`.
    pub fn insert(&mut self, row: Sql) {
        self.effects.insert(row);
    }
    /// Writes the queued rows, for a later statement that needs to see them.
    pub async fn flush(&mut self) -> Result<()> {
        for rows in self.effects.take_rows() {
            self.conn.write(rows).await?;
        }
        Ok(())
    }
    /// Today in the company's time zone, which is read once per transaction.
    pub async fn today(&mut self) -> Result<NaiveDate> {
        let zone = match self.zone {
            Some(zone) => zone,
            None => self.conn.zone(self.effects.company_id()).await?,
        };
        self.zone = Some(zone);
        Ok(zone.day_of(self.now()))
    }
    /// Records that a job was enqueued, so that `commit` wakes the workers.
    pub fn enqueued(&mut self) {
        self.effects.enqueued();
    }

    /// Commits the change with its events, counters and statistics.
    pub async fn commit(self) -> Result<()> {
        let Self { conn, db, effects, permit: _permit, .. } = self;
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
