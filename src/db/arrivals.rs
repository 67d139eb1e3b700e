//! What arrives by itself, such as a form that somebody sent: to write it nothing needs to be read, so whatever arrives
//! while one commit is under way shares the next, and a burst costs little more than a single arrival.

use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::{Db, Tx, effects::Effects};
use crate::{
    access::Actor,
    error::{Error, Result},
};

/// Rows to be written in one company, and what comes with them. Nothing is true until `commit` succeeds.
#[derive(Clone)]
pub struct Arrival {
    db: Db,
    effects: Effects,
}

impl Arrival {
    pub fn new(db: &Db, actor: Actor) -> Self {
        Self { db: db.clone(), effects: Effects::new(actor, db.clock.now()) }
    }
    /// Makes it true, together with whatever else arrives until the company's turn comes.
    #[expect(
        clippy::disallowed_methods,
        reason = "others rely on this commit: it does not end with its request"
    )]
    pub async fn commit(self) -> Result<()> {
        let (db, lane) = (self.db.clone(), self.db.lane(self.company_id()));
        let (done, outcome) = oneshot::channel();
        lane.arrived().push(Arrived { arrival: self, done });
        tokio::spawn(async move { take_in(&db, &lane).await });
        outcome.await.map_err(Error::internal)?
    }
}

impl Deref for Arrival {
    type Target = Effects;
    fn deref(&self) -> &Effects {
        &self.effects
    }
}
impl DerefMut for Arrival {
    fn deref_mut(&mut self) -> &mut Effects {
        &mut self.effects
    }
}

impl Tx {
    /// Writes in this transaction what else is written with other arrivals.
    pub async fn take_in(&mut self, arrival: Arrival) -> Result<()> {
        self.effects.absorb(arrival.effects);
        self.flush().await
    }
}

/// The turns of one company's writers on this node, and what waits for the next.
pub(super) struct Lane {
    turn: Arc<Semaphore>,
    arrived: Mutex<Vec<Arrived>>,
}

impl Default for Lane {
    fn default() -> Self {
        Self { turn: Arc::new(Semaphore::new(1)), arrived: Mutex::default() }
    }
}

/// An arrival, and who waits for its outcome.
struct Arrived {
    arrival: Arrival,
    done: oneshot::Sender<Result<()>>,
}

impl Arrived {
    /// Whoever does not wait any more has lost their connection, not their change.
    fn tell(self, outcome: Result<()>) {
        let _ = self.done.send(outcome);
    }
}

impl Lane {
    pub(super) async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        Arc::clone(&self.turn).acquire_owned().await.map_err(Error::internal)
    }
    fn arrived(&self) -> MutexGuard<'_, Vec<Arrived>> {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes what has arrived. Where the database refuses that, each is written by itself: one takes nobody along.
async fn take_in(db: &Db, lane: &Lane) {
    let Ok(turn) = lane.turn().await else { return };
    // None, if somebody's turn before took it along.
    let arrived = std::mem::take(&mut *lane.arrived());
    let all = arrived.iter().map(|one| one.arrival.clone()).reduce(|mut all, one| {
        all.effects.absorb(one.effects);
        all
    });
    let Some(all) = all else { return };
    let outcome = write(db, turn, all).await;
    let is_refused = matches!(outcome, Err(Error::Database(_))) && arrived.len() > 1;
    for one in arrived {
        let outcome = match &outcome {
            Err(_) if is_refused => write_alone(db, lane, one.arrival.clone()).await,
            Err(error) => Err(error.for_another()),
            Ok(()) => Ok(()),
        };
        one.tell(outcome);
    }
}

async fn write_alone(db: &Db, lane: &Lane, arrival: Arrival) -> Result<()> {
    write(db, lane.turn().await?, arrival).await
}

async fn write(db: &Db, turn: OwnedSemaphorePermit, arrival: Arrival) -> Result<()> {
    let mut tx = Tx::in_turn(db, turn, arrival.actor().clone()).await?;
    tx.take_in(arrival).await?;
    tx.commit().await
}
