//! A write transaction of one actor in one company, and what it will announce.

use std::{
    collections::BTreeMap,
    ops::{Deref, DerefMut},
    sync::Arc,
};

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::{
    Conn, Db,
    batch::{Batch, Entry, Lane},
    figures::Figure,
};
use crate::{
    access::{Actor, Room},
    error::{Error, Result},
    id::{CompanyId, EmployeeId},
    time::Time,
};

/// A fact as the event log keeps it.
#[derive(Debug)]
pub struct Announcement {
    pub kind: &'static str,
    pub entity_type: &'static str,
    pub entity_id: uuid::Uuid,
    pub audience: Vec<Room>,
    /// Whose sockets end with this fact: they come back with what they may see from now on.
    pub severs: Option<EmployeeId>,
    /// The JSON text of the data.
    pub data: String,
}

/// A write transaction. What is announced and counted becomes true if, and only if, `commit` succeeds.
pub struct Tx {
    /// None only after the end.
    batch: Option<Batch>,
    db: Db,
    lane: Arc<Lane>,
    turn: Option<OwnedSemaphorePermit>,
    shares: bool,
    actor: Actor,
    now: Time,
    if_match: Option<i64>,
    entries: Vec<Entry>,
    deltas: BTreeMap<String, i64>,
    figures: BTreeMap<Figure, i64>,
    enqueued: bool,
}

impl Tx {
    /// Begins to write. Writers of one company wait here for each other, holding no connection.
    pub async fn begin(db: &Db, actor: Actor) -> Result<Self> {
        let lane = db.lane(actor.company_id());
        let turn = lane.turn().await?;
        // What others share is committed first: this one may read, and reads what is true.
        if let Some(batch) = lane.take() {
            finish_for_all(db, batch).await?;
        }
        let batch = Batch::new(db.writing().await?, actor.company_id());
        Ok(Self::new(db, lane, turn, batch, actor, false))
    }

    /// Begins to write something that reads nothing: it may share its commit with others of its kind, which lets
    /// many arrive at once at little more than the cost of one.
    pub async fn begin_shared(db: &Db, actor: Actor) -> Result<Self> {
        let lane = db.lane(actor.company_id());
        let turn = lane.turn().await?;
        let batch = match lane.take() {
            Some(batch) => batch,
            None => Batch::new(db.writing().await?, actor.company_id()),
        };
        let mut tx = Self::new(db, lane, turn, batch, actor, true);
        tx.batch().admit().await?;
        Ok(tx)
    }

    fn new(
        db: &Db,
        lane: Arc<Lane>,
        turn: OwnedSemaphorePermit,
        batch: Batch,
        actor: Actor,
        shares: bool,
    ) -> Self {
        Self {
            batch: Some(batch),
            db: db.clone(),
            lane,
            turn: Some(turn),
            shares,
            actor,
            now: db.clock.now(),
            if_match: None,
            entries: vec![],
            deltas: BTreeMap::new(),
            figures: BTreeMap::new(),
            enqueued: false,
        }
    }
    fn batch(&mut self) -> &mut Batch {
        self.batch.as_mut().expect("a transaction has its batch until it ends")
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
        self.entries.push(Entry::new(fact.into(), &self.actor, self.now));
    }
    /// Moves a counter of the company.
    pub fn count(&mut self, counter: String, delta: i64) {
        *self.deltas.entry(counter).or_default() += delta;
    }
    /// Adds to one of today's figures: the company's, and the employee's whose doing it was.
    pub fn tally(&mut self, name: impl Into<String>, whose: Option<EmployeeId>, by: i64) {
        let (day, name) = (self.now.day(), name.into());
        for employee_id in [None, whose].into_iter().take(if whose.is_some() { 2 } else { 1 }) {
            *self.figures.entry(Figure::new(employee_id, &day, &name)).or_default() += by;
        }
    }
    /// Notes that a job was written, so that `commit` wakes the workers.
    pub fn enqueued(&mut self) {
        self.enqueued = true;
    }

    /// Makes it all true: the change, its counters and its events together, or none of them.
    pub async fn commit(mut self) -> Result<()> {
        let (Some(mut batch), Some(turn)) = (self.batch.take(), self.turn.take()) else {
            return Err(Error::internal("a transaction ends once"));
        };
        batch.entries.append(&mut self.entries);
        for (name, by) in std::mem::take(&mut self.deltas) {
            *batch.deltas.entry(name).or_default() += by;
        }
        for (figure, by) in std::mem::take(&mut self.figures) {
            *batch.figures.entry(figure).or_default() += by;
        }
        batch.enqueued |= self.enqueued;
        if self.shares {
            share(&self.db, &self.lane, batch, turn).await
        } else {
            batch.finish(&self.db).await
        }
    }
}

/// Leaves the batch to whoever waits for the turn, and commits it for all when the turn comes back first.
#[expect(clippy::disallowed_methods, reason = "others rely on this commit: it does not end with its request")]
async fn share(db: &Db, lane: &Arc<Lane>, mut batch: Batch, turn: OwnedSemaphorePermit) -> Result<()> {
    let (done, mut committed) = oneshot::channel();
    batch.waiting.push(done);
    let (db, lane) = (db.clone(), lane.clone());
    let sharing = tokio::spawn(async move {
        lane.leave(batch);
        drop(turn);
        // Whoever waits for the turn comes first and joins. One of those who have done their part commits for all.
        tokio::select! {
            biased;
            outcome = &mut committed => return outcome,
            last = lane.last() => {
                if let Ok(Some((batch, _commit))) = last {
                    finish(&db, batch).await;
                }
            }
        }
        committed.await
    });
    sharing.await.map_err(Error::internal)?.map_err(Error::internal)?
}

/// As `finish`, also when whoever does it for the others goes away meanwhile.
#[expect(clippy::disallowed_methods, reason = "others rely on this commit: it does not end with its request")]
async fn finish_for_all(db: &Db, batch: Batch) -> Result<()> {
    let db = db.clone();
    tokio::spawn(async move { finish(&db, batch).await }).await.map_err(Error::internal)
}

/// Commits what several share. Each of those who wait is told the outcome.
async fn finish(db: &Db, batch: Batch) {
    if let Err(error) = batch.finish(db).await {
        tracing::error!(?error, "a shared commit failed");
    }
}

impl Drop for Tx {
    /// A sharing writer who gives up leaves the others' work as it was.
    fn drop(&mut self) {
        if let (true, Some(mut batch)) = (self.shares, self.batch.take())
            && !batch.waiting.is_empty()
        {
            batch.spoil();
            self.lane.leave(batch);
        }
    }
}

impl Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.batch.as_ref().expect("a transaction has its batch until it ends").conn
    }
}
impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.batch().conn
    }
}
