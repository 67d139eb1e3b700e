//! Work after a commit: written in the transaction that causes it, done at least once, tried again with patience.
//!
//! The queue is a table of our own rather than apalis': a job must be written inside the very transaction of its cause,
//! through the one door to both databases, while apalis' SQLite and PostgreSQL back ends write through pools of their
//! own. What they would add (schedules, a dashboard) is not needed here.

mod store;

use std::{any::Any, panic::AssertUnwindSafe, time::Duration};

use futures::FutureExt;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

pub use self::store::{Held, postpone_mail, release, waiting};
use crate::{
    db::{Db, Tx},
    error::{Error, Result},
    id::{EmployeeId, RecordId},
    telemetry::Metrics,
    time::Time,
    words,
};

/// What can be done later.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "payload", rename_all = "snake_case")]
pub enum Job {
    /// A mail of the server itself: a welcome, an invite, a new password.
    Mail(SystemMail),
    /// An e-mail of an employee to a contact.
    Email(RecordId),
    /// A task is due.
    TaskDue(RecordId),
    /// A file of contacts is to be taken in, or taken back.
    Import(RecordId),
    /// Telephone numbers from before they were kept as E.164 are to be rewritten: those of the contacts after this one.
    NormalizePhones(Option<RecordId>),
    /// Somebody has signed up and waits for an administrator's approval.
    ApprovalRequested(EmployeeId),
    /// A bulk change of leads is to be made, or undone.
    BulkChange(RecordId),
}

/// A mail of the server itself, by what it is about. It is written when it is sent, so that no token is queued.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(tag = "mail", content = "id", rename_all = "snake_case")]
pub enum SystemMail {
    Welcome(EmployeeId),
    Approved(EmployeeId),
    /// An invite.
    Invite(RecordId),
    /// The link to set a new password.
    Reset(RecordId),
    /// The link to confirm the founder's address.
    Confirm(RecordId),
}

words! {
    /// What a job waits for besides its time.
    Wait { Confirmation = "confirmation", HourlyLimit = "hourly_limit" }
}

/// Jobs that wait for each other. A mail server that is down holds up no task, and a long import no mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    Mail,
    Time,
    Bulk,
    /// Bulk changes: whoever started one is watching it, and does not wait for a long import.
    Change,
}

impl Lane {
    /// Each lane with how many jobs of it a node does at once.
    pub const ALL: [(Self, usize); 4] =
        [(Self::Mail, 4), (Self::Time, 1), (Self::Bulk, 1), (Self::Change, 1)];

    fn kinds(self) -> &'static str {
        match self {
            Self::Mail => "'mail', 'email'",
            Self::Time => "'task_due', 'approval_requested'",
            Self::Bulk => "'import', 'normalize_phones'",
            Self::Change => "'bulk_change'",
        }
    }
}

/// What became of an attempt that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// A part is done; the rest as soon as others had their turn.
    GoOn,
    /// It may not be done yet. This was no attempt.
    Wait {
        until: Time,
        reason: Wait,
    },
}

/// A job is given up, and kept with its error, after so many attempts: about two days.
const MAX_ATTEMPTS: i64 = 60;
/// A worker that died gives its job back after this time.
const HOLD: chrono::Duration = chrono::Duration::minutes(2);
/// How long the worker waits for news before it looks for itself.
const IDLE: Duration = Duration::from_secs(1);

/// Promises to do a job once this transaction has committed.
pub async fn enqueue(tx: &mut Tx, job: &Job) -> Result<()> {
    let now = tx.now();
    enqueue_at(tx, job, now).await
}

/// Promises to do a job when its time has come.
pub async fn enqueue_at(tx: &mut Tx, job: &Job, at: Time) -> Result<()> {
    store::insert(tx, job, at).await?;
    tx.enqueued();
    Ok(())
}

/// Does what waits in a lane, until the server stops. A job in the middle of it is handed back for whoever runs next.
pub async fn work<F>(db: Db, lane: Lane, metrics: Metrics, stop: CancellationToken, run: impl Fn(Held) -> F)
where
    F: Future<Output = Result<Outcome>>,
{
    let mut news = db.wake.job_news();
    while !stop.is_cancelled() {
        news.mark_unchanged();
        match work_once(&db, lane, &metrics, &stop, &run).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!(?error, "the job queue cannot be worked on now; trying again"),
        }
        // A time-out is as good as news: the queue is looked at either way.
        stop.run_until_cancelled(tokio::time::timeout(IDLE, news.changed())).await;
    }
}

/// Takes one due job and does it; false when none is due.
async fn work_once<F>(
    db: &Db,
    lane: Lane,
    metrics: &Metrics,
    stop: &CancellationToken,
    run: &impl Fn(Held) -> F,
) -> Result<bool>
where
    F: Future<Output = Result<Outcome>>,
{
    let Some(held) = store::take(db, lane, db.clock.now().plus(HOLD)).await? else { return Ok(false) };
    if held.attempts > MAX_ATTEMPTS {
        store::give_up(db, &held, "the server stopped during the last attempt").await?;
        return Ok(true);
    }
    let Some(outcome) = stop.run_until_cancelled(attempt(run, held.clone())).await else {
        store::put_back(db, &held, db.clock.now(), "cut short by a stop").await?;
        return Ok(true);
    };
    metrics.job_done(&held.kind, outcome.is_ok());
    match outcome {
        Ok(Outcome::Done) => store::finish(db, &held).await?,
        Ok(Outcome::GoOn) => store::go_on(db, &held, db.clock.now()).await?,
        Ok(Outcome::Wait { until, reason }) => store::wait(db, &held, until, reason).await?,
        Err(error) if held.is_last_attempt() => {
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

/// Runs a job once. A panic is an error like any other, so that its worker goes on with the next job.
async fn attempt<F>(run: &impl Fn(Held) -> F, held: Held) -> Result<Outcome>
where
    F: Future<Output = Result<Outcome>>,
{
    let running = AssertUnwindSafe(async { run(held).await });
    running.catch_unwind().await.unwrap_or_else(|panic| Err(Error::internal(message_of(&*panic))))
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref().map(String::as_str));
    format!("panicked: {}", text.unwrap_or("without a message"))
}

/// Puts back the jobs that a server was doing when it was killed. To be called at the start where no other server
/// shares the queue; where one may, a job is free again when its hold ends.
pub async fn recover(db: &Db) -> Result<()> {
    for held in store::held(db).await? {
        let again = db.clock.now().plus(back_off(held.attempts));
        store::put_back(db, &held, again, "the server stopped during this attempt").await?;
    }
    Ok(())
}

/// 2 s, 4 s, 8 s … and at most an hour.
fn back_off(attempts: i64) -> chrono::Duration {
    let doublings = u32::try_from(attempts.clamp(1, 12)).expect("clamped");
    chrono::Duration::seconds(2_i64.pow(doublings).min(3_600))
}
