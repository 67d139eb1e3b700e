//! Durable background jobs: enqueued in a transaction, run at least once after it commits, retried with
//! exponential back-off.
//!
//! The queue is a table of its own instead of apalis, because jobs must be enqueued in the transaction of
//! their cause and apalis' SQLite and PostgreSQL back ends use their own connection pools. Its other features
//! (schedules, a dashboard) are not needed.

mod store;

use std::{any::Any, panic::AssertUnwindSafe, time::Duration};

use futures::{FutureExt, future::BoxFuture};
use serde::{Serialize, de::DeserializeOwned};
use tokio_util::sync::CancellationToken;

pub use self::store::{ClaimedJob, postpone, release, waiting};
use crate::{
    db::{Db, Tx},
    error::{Error, Result},
    string_enum,
    telemetry::Metrics,
    time::Time,
};

/// The payload of a job kind. Declared with `jobs!`, together with the function that runs it.
pub trait Job: Serialize + DeserializeOwned {
    const KIND: &'static str;
}

/// A job kind and the function that runs it. `C` is the context passed to jobs: the state of the server.
pub struct Kind<C: 'static> {
    pub name: &'static str,
    pub queue: Queue,
    pub run: fn(C, ClaimedJob) -> BoxFuture<'static, Result<Outcome>>,
}

string_enum! {
    /// Why a job is not due, apart from its time.
    Wait { Confirmation = "confirmation", HourlyLimit = "hourly_limit" }
}

/// A queue of jobs. The queues are independent: when the mail server is down, reminders still run, and a long
/// import does not delay e-mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    Mail,
    /// Notifications at a time, such as of due tasks.
    Reminders,
    Bulk,
    /// Bulk changes, whose progress users watch, so that they do not wait for long imports.
    BulkChanges,
}

impl Queue {
    /// Each queue with the number of its jobs that a node runs concurrently.
    pub const ALL: [(Self, usize); 4] =
        [(Self::Mail, 4), (Self::Reminders, 1), (Self::Bulk, 1), (Self::BulkChanges, 1)];
}

/// The outcome of a successful attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Part of the work is done; run the job again after other due jobs.
    Requeue,
    /// The job must wait. This does not count as an attempt.
    Wait {
        until: Time,
        reason: Wait,
    },
}

/// After this many attempts, in about two days, a job fails for good. It is kept with its error.
const MAX_ATTEMPTS: i64 = 60;
/// How long a claim is valid. Then another runner may claim the job.
const CLAIM_TIMEOUT: chrono::Duration = chrono::Duration::minutes(2);
/// How often the queue is polled without a notification.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Enqueues a job to run once the transaction has committed.
pub async fn enqueue<J: Job>(tx: &mut Tx, job: &J) -> Result<()> {
    let now = tx.now();
    enqueue_at(tx, job, now).await
}

/// Enqueues a job to run at the given time.
pub async fn enqueue_at<J: Job>(tx: &mut Tx, job: &J, at: Time) -> Result<()> {
    store::insert(tx, job, at).await?;
    tx.enqueued();
    Ok(())
}

/// Runs the jobs of one queue.
#[derive(Clone)]
pub struct JobRunner<C: 'static> {
    pub db: Db,
    /// The job kinds of the queue.
    pub kinds: Vec<&'static Kind<C>>,
    pub context: C,
    pub metrics: Metrics,
}

impl<C: Clone + Send + Sync> JobRunner<C> {
    /// Runs jobs until `stop`. An interrupted job is put back into the queue.
    pub async fn run(self, stop: CancellationToken) {
        let mut commits = self.db.commits.subscribe_jobs();
        while !stop.is_cancelled() {
            commits.mark_unchanged();
            match self.run_next(&stop).await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::error!(?error, "cannot read the job queue; retrying"),
            }
            // Polls after the timeout, because another node may have enqueued a job.
            stop.run_until_cancelled(tokio::time::timeout(POLL_INTERVAL, commits.changed())).await;
        }
    }

    /// Claims a due job and runs it. Returns false if none is due.
    async fn run_next(&self, stop: &CancellationToken) -> Result<bool> {
        let db = &self.db;
        let names: Vec<&str> = self.kinds.iter().map(|kind| kind.name).collect();
        let Some(job) = store::claim(db, &names, db.clock.now().plus(CLAIM_TIMEOUT)).await? else {
            return Ok(false);
        };
        if job.attempts > MAX_ATTEMPTS {
            store::give_up(db, &job, "the server stopped during the last attempt").await?;
            return Ok(true);
        }
        let Some(outcome) = stop.run_until_cancelled(self.attempt(job.clone())).await else {
            store::put_back(db, &job, db.clock.now(), "interrupted by a stop").await?;
            return Ok(true);
        };
        self.metrics.job_done(&job.kind, outcome.is_ok());
        settle(db, &job, outcome).await?;
        Ok(true)
    }

    /// Runs a job once. Catches panics, so that the worker continues with the next job.
    async fn attempt(&self, job: ClaimedJob) -> Result<Outcome> {
        let kind = self.kinds.iter().find(|kind| kind.name == job.kind);
        let kind = kind.ok_or_else(|| Error::internal(format!("no feature runs {}", job.kind)))?;
        let running = AssertUnwindSafe((kind.run)(self.context.clone(), job));
        running.catch_unwind().await.unwrap_or_else(|panic| Err(Error::internal(message_of(&*panic))))
    }
}

/// Stores the outcome of an attempt.
async fn settle(db: &Db, job: &ClaimedJob, outcome: Result<Outcome>) -> Result<()> {
    match outcome {
        Ok(Outcome::Done) => store::finish(db, job).await,
        Ok(Outcome::Requeue) => store::requeue(db, job, db.clock.now()).await,
        Ok(Outcome::Wait { until, reason }) => store::wait(db, job, until, reason).await,
        Err(error) if job.is_last_attempt() => {
            tracing::error!(job = %job.id, kind = job.kind, error = ?error, "job failed for good");
            store::give_up(db, job, &format!("{error:?}")).await
        }
        Err(error) => {
            let retry_at = db.clock.now().plus(back_off(job.attempts));
            let attempt = job.attempts;
            tracing::warn!(job = %job.id, kind = job.kind, attempt, ?error, %retry_at, "job failed; retrying");
            store::put_back(db, job, retry_at, &format!("{error:?}")).await
        }
    }
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref().map(String::as_str));
    format!("panicked: {}", text.unwrap_or("without a message"))
}

/// Puts back the jobs that were running when the server was killed. Only for a server that does not share the
/// queue, at startup. In a cluster the claims time out.
pub async fn recover(db: &Db) -> Result<()> {
    for job in store::claimed(db).await? {
        let retry_at = db.clock.now().plus(back_off(job.attempts));
        store::put_back(db, &job, retry_at, "the server stopped during this attempt").await?;
    }
    Ok(())
}

/// The delay before the next attempt: 2 s, 4 s, 8 s …, at most 1 hour.
fn back_off(attempts: i64) -> chrono::Duration {
    let doublings = u32::try_from(attempts.clamp(1, 12)).expect("clamped");
    chrono::Duration::seconds(2_i64.pow(doublings).min(3_600))
}
