//! Group commit for inserts that need no reads, such as submitted forms. Batches that arrive during a commit
//! share the next one, so that a burst costs little more than a single insert.

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

/// Rows to insert in one company, with their side effects. Nothing is written until `commit`.
#[derive(Clone)]
pub struct InsertBatch {
    db: Db,
    effects: Effects,
}

impl InsertBatch {
    pub fn new(db: &Db, actor: Actor) -> Self {
        Self { db: db.clone(), effects: Effects::new(actor, db.clock.now()) }
    }
    /// Commits the batch, together with all others that are queued for the company.
    #[expect(
        clippy::disallowed_methods,
        reason = "other batches share this commit, so it must outlive its request"
    )]
    pub async fn commit(self) -> Result<()> {
        let (db, queue) = (self.db.clone(), self.db.queue(self.company_id()));
        let (sender, outcome) = oneshot::channel();
        queue.pending().push(PendingBatch { batch: self, outcome: sender });
        tokio::spawn(async move { apply(&db, &queue).await });
        outcome.await.map_err(Error::internal)?
    }
}

impl Deref for InsertBatch {
    type Target = Effects;
    fn deref(&self) -> &Effects {
        &self.effects
    }
}
impl DerefMut for InsertBatch {
    fn deref_mut(&mut self) -> &mut Effects {
        &mut self.effects
    }
}

impl Tx {
    /// Writes the batch in this transaction instead of a group commit.
    pub async fn apply(&mut self, batch: InsertBatch) -> Result<()> {
        self.effects.absorb(batch.effects);
        self.flush().await
    }
}

/// Serialises one company's writers on this node, and holds the batches for the next commit.
pub(super) struct CompanyQueue {
    semaphore: Arc<Semaphore>,
    pending: Mutex<Vec<PendingBatch>>,
}

impl Default for CompanyQueue {
    fn default() -> Self {
        Self { semaphore: Arc::new(Semaphore::new(1)), pending: Mutex::default() }
    }
}

/// A batch, and the channel for its outcome.
struct PendingBatch {
    batch: InsertBatch,
    outcome: oneshot::Sender<Result<()>>,
}

impl PendingBatch {
    fn complete(self, outcome: Result<()>) {
        // A request that was dropped no longer waits; its batch is committed all the same.
        let _ = self.outcome.send(outcome);
    }
}

impl CompanyQueue {
    pub(super) async fn acquire(&self) -> Result<OwnedSemaphorePermit> {
        Arc::clone(&self.semaphore).acquire_owned().await.map_err(Error::internal)
    }
    fn pending(&self) -> MutexGuard<'_, Vec<PendingBatch>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Commits the pending batches together. If the database rejects that, commits each on its own, so that a bad
/// batch does not fail the others.
async fn apply(db: &Db, queue: &CompanyQueue) {
    let Ok(permit) = queue.acquire().await else { return };
    // Empty if an earlier commit has taken the batches.
    let pending = std::mem::take(&mut *queue.pending());
    let merged = pending.iter().map(|pending| pending.batch.clone()).reduce(|mut merged, batch| {
        merged.effects.absorb(batch.effects);
        merged
    });
    let Some(merged) = merged else { return };
    let outcome = write(db, permit, merged).await;
    let retry_each = matches!(outcome, Err(Error::Database(_))) && pending.len() > 1;
    for pending in pending {
        let outcome = match &outcome {
            Err(_) if retry_each => write_alone(db, queue, pending.batch.clone()).await,
            Err(error) => Err(error.duplicate()),
            Ok(()) => Ok(()),
        };
        pending.complete(outcome);
    }
}

async fn write_alone(db: &Db, queue: &CompanyQueue, batch: InsertBatch) -> Result<()> {
    write(db, queue.acquire().await?, batch).await
}

async fn write(db: &Db, permit: OwnedSemaphorePermit, batch: InsertBatch) -> Result<()> {
    let mut tx = Tx::with_permit(db, permit, batch.actor().clone()).await?;
    tx.apply(batch).await?;
    tx.commit().await
}
