//! Work after a commit: written in the transaction that causes it, done at least once, tried again with patience.
//!
//! The queue is a table of our own rather than apalis', because a job must be enqueued inside the very transaction
//! of its cause, through the one door to both databases.

mod store;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

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

/// Does what waits, until the server stops. A job in the middle of it is handed back for whoever runs next.
pub async fn work(db: Db, mailer: Mailer, metrics: Metrics, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match work_once(&db, &mailer, &metrics, &stop).await {
            Ok(true) => {}
            Ok(false) => wait(&db, &stop).await,
            Err(error) => {
                tracing::error!(?error, "the job queue cannot be worked on now; trying again");
                wait(&db, &stop).await;
            }
        }
    }
}

async fn wait(db: &Db, stop: &CancellationToken) {
    // A time-out is as good as news: the queue is looked at either way.
    let news = tokio::time::timeout(IDLE, db.wake.job_waits());
    stop.run_until_cancelled(news).await;
}

/// Takes one due job and does it; false when none is due.
async fn work_once(db: &Db, mailer: &Mailer, metrics: &Metrics, stop: &CancellationToken) -> Result<bool> {
    let Some(held) = store::take(db, db.clock.now().plus(HOLD)).await? else { return Ok(false) };
    let Some(outcome) = stop.run_until_cancelled(run(&held, mailer)).await else {
        store::put_back(db, &held, db.clock.now(), "cut short by a stop").await?;
        return Ok(true);
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

async fn run(held: &store::Held, mailer: &Mailer) -> Result<()> {
    match held.job().map_err(Error::internal)? {
        Job::Mail(letter) => mailer.send(&letter).await,
    }
}

/// 2 s, 4 s, 8 s … and at most an hour.
fn back_off(attempts: i64) -> chrono::Duration {
    let doublings = u32::try_from(attempts.clamp(1, 12)).expect("clamped");
    chrono::Duration::seconds(2_i64.pow(doublings).min(3_600))
}
