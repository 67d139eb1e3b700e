//! Work after a commit: written in the transaction that causes it, done at least once, tried again with patience.
//!
//! The queue is a table of our own rather than apalis', because a job must be enqueued inside the very transaction
//! of its cause, through the one door to both databases.

mod store;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    db::{Db, Tx},
    error::{Error, Result},
    mail::{Letter, Mailer},
    telemetry::Metrics,
};

/// What can be done later.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload", rename_all = "snake_case")]
pub enum Job {
    Mail(Letter),
}

/// A job is given up, and kept with its error, after so many attempts: about two days.
const MAX_ATTEMPTS: i64 = 60;
/// A worker that died gives its job back after this time.
const HOLD: chrono::Duration = chrono::Duration::minutes(2);
/// How long the worker waits for news before it looks for itself.
const IDLE: Duration = Duration::from_secs(1);

/// Promises to do a job once this transaction has committed.
pub async fn enqueue(tx: &mut Tx, job: &Job) -> Result<()> {
    store::insert(tx, job).await?;
    tx.enqueued();
    Ok(())
}

/// Does what waits, until it is cancelled. A job cut short by a stop is handed back by its hold's end at the latest.
pub async fn work(db: Db, mailer: Mailer, metrics: Metrics) {
    loop {
        match work_once(&db, &mailer, &metrics).await {
            Ok(true) => {}
            Ok(false) => wait(&db).await,
            Err(error) => {
                tracing::error!(%error, "cannot read the job queue");
                wait(&db).await;
            }
        }
    }
}

async fn wait(db: &Db) {
    // A time-out is as good as news: the queue is looked at either way.
    let _ = tokio::time::timeout(IDLE, db.wake.job_waits()).await;
}

/// Takes one due job and does it; false when none is due.
async fn work_once(db: &Db, mailer: &Mailer, metrics: &Metrics) -> Result<bool> {
    let Some(held) = store::take(db, db.clock.now().plus(HOLD)).await? else { return Ok(false) };
    let outcome = match held.job() {
        Ok(Job::Mail(letter)) => mailer.send(&letter).await,
        Err(error) => Err(Error::internal(error)),
    };
    metrics.job_done(&held.kind, outcome.is_ok());
    match outcome {
        Ok(()) => store::finish(db, &held).await?,
        Err(error) if held.attempts >= MAX_ATTEMPTS => {
            tracing::error!(job = %held.id, kind = held.kind, error = ?error, "a job is given up");
            store::give_up(db, &held, &format!("{error:?}")).await?;
        }
        Err(error) => {
            let again = db.clock.now().plus(back_off(held.attempts));
            tracing::warn!(job = %held.id, kind = held.kind, attempt = held.attempts, error = ?error, %again, "a job failed");
            store::put_back(db, &held, again, &format!("{error:?}")).await?;
        }
    }
    Ok(true)
}

/// 2 s, 4 s, 8 s … and at most an hour.
fn back_off(attempts: i64) -> chrono::Duration {
    let doublings = u32::try_from(attempts.clamp(1, 12)).expect("clamped");
    chrono::Duration::seconds(2_i64.pow(doublings).min(3_600))
}
