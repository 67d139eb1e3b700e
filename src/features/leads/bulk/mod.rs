//! Bulk changes: a change to many leads, run by a job in several transactions.
//!
//! The selection is stored when a bulk change starts, so that any node can resume it after a crash where the
//! last transaction ended. Each lead is changed by the verb for a single lead, with the current permissions
//! of the employee who started the bulk change.

mod applying;
pub mod jobs;
mod model;
mod results;
pub mod routes;
mod selection;
mod store;
mod undoing;

use self::jobs::RunBulkChange;
use crate::{
    access::{Actor, Permission},
    db::{Conn, Db, Read, Tx},
    error::{Error, Result},
    features::{
        accounts::employees,
        contacts::{self, ContactId},
        leads::events,
        notifications::{self, Subject},
    },
    id::{CompanyId, RecordId},
    jobs::{Outcome, enqueue, enqueue_at},
};

use std::time::{Duration, Instant};

pub use self::{
    model::{
        BulkChange, BulkChangeDetail, BulkChangeId, BulkQuery, BulkStatus, Edit, LeadChange, LeadFailure,
        LeadFilter, LeadSelection, NewBulkChange,
    },
    selection::{discard, select, store_first_parts},
    store::list,
};

/// The maximum number of leads per transaction.
const BATCH_SIZE: usize = 100;
/// The maximum number of unfinished bulk changes per employee.
const MAX_UNFINISHED: i64 = 5;
/// How long a bulk change runs before other jobs get their turn.
const TIME_SLICE: Duration = Duration::from_secs(2);
/// Progress events are emitted at most four times per second.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(250);
/// How long a deletion is delayed, so that it can be cancelled. It cannot be undone.
const DELETION_DELAY: chrono::Duration = chrono::Duration::seconds(10);
/// How long a bulk change can be undone.
const UNDO_PERIOD: chrono::Duration = chrono::Duration::days(30);

/// Starts a bulk change of the selected leads. The first `stored` ids are stored already.
pub async fn start(
    tx: &mut Tx,
    id: BulkChangeId,
    change: &LeadChange,
    ids: &[ContactId],
    stored: usize,
) -> Result<BulkChange> {
    let edit = change.validate()?;
    edit.check_permission(tx.actor())?;
    if let Edit::Owner(Some(owner)) = edit {
        contacts::lead_worker(tx, owner, "change.assign.employeeId").await?;
    }
    let actor = tx.actor().clone();
    ensure_few_unfinished(tx, &actor).await?;
    let delay = if edit == Edit::Delete { DELETION_DELAY } else { chrono::Duration::zero() };
    let starts_at = tx.now().plus(delay);
    let total = i64::try_from(ids.len()).map_err(Error::internal)?;
    let bulk = store::insert(tx, id, change, total, starts_at).await?;
    selection::store(tx, id, stored, &ids[stored..]).await?;
    enqueue_at(tx, &RunBulkChange(id.record()), starts_at).await?;
    tx.emit(events::BULK_PROGRESS.of(&bulk));
    Ok(bulk)
}

/// Fails with 409 `too_many_bulk_changes` if the actor has too many unfinished bulk changes.
pub async fn ensure_few_unfinished(conn: &mut Conn, actor: &Actor) -> Result<()> {
    if store::unfinished(conn, actor.company_id(), actor.employee()?.id).await? < MAX_UNFINISHED {
        return Ok(());
    }
    let message = format!("You have {MAX_UNFINISHED} bulk changes running; wait for one of them to finish");
    Err(Error::conflict("too_many_bulk_changes", message))
}

/// Stops a bulk change, and reverts changed leads that were not changed since.
pub async fn undo(tx: &mut Tx, id: BulkChangeId) -> Result<BulkChange> {
    tx.actor().require(Permission::LeadsWork)?;
    let bulk = tx.find_for_update::<BulkChange>(id).await?;
    if !can_see(tx.actor(), &bulk) {
        return Err(Error::NotFound("bulk change"));
    }
    check_undo(tx, &bulk)?;
    selection::delete(tx, id).await?;
    results::delete_failures(tx, id).await?;
    let undoing = BulkChange {
        status: BulkStatus::Undoing,
        undone_by: tx.actor().person().cloned(),
        error: None,
        finished_at: None,
        ..bulk
    };
    let undoing = store::update(tx, &undoing).await?;
    enqueue(tx, &RunBulkChange(id.record())).await?;
    tx.emit(events::BULK_PROGRESS.of(&undoing));
    Ok(undoing)
}

fn check_undo(tx: &Tx, bulk: &BulkChange) -> Result<()> {
    let invalid = |message: &str| Err(Error::conflict("invalid_transition", message));
    match bulk.status {
        BulkStatus::Queued | BulkStatus::Running => Ok(()),
        BulkStatus::Undoing => invalid("This bulk change is already being undone"),
        BulkStatus::Undone => invalid("This bulk change has already been undone"),
        BulkStatus::Done | BulkStatus::Failed if bulk.change.validate()? == Edit::Delete => {
            invalid("Deleted leads cannot be restored")
        }
        BulkStatus::Done | BulkStatus::Failed if bulk.changed == bulk.undone + bulk.kept => {
            invalid("This bulk change has nothing left to undo")
        }
        BulkStatus::Done | BulkStatus::Failed if tx.now().since(bulk.created_at) > UNDO_PERIOD => {
            invalid(&format!("A bulk change can be undone only within {} days", UNDO_PERIOD.num_days()))
        }
        BulkStatus::Done | BulkStatus::Failed => Ok(()),
    }
}

/// Deletes results that can no longer be undone, and unused selections.
pub async fn prune(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    results::delete_old(tx, now.plus(-UNDO_PERIOD)).await?;
    selection::delete_abandoned(tx, now.plus(-chrono::Duration::days(1))).await
}

/// Finds a bulk change that the actor may see, with its failures.
pub async fn find(read: &mut Read, id: BulkChangeId) -> Result<BulkChangeDetail> {
    read.actor().require(Permission::LeadsWork)?;
    let company_id = read.company_id();
    let bulk = read.find::<BulkChange>(company_id, id).await?;
    if !can_see(read.actor(), &bulk) {
        return Err(Error::NotFound("bulk change"));
    }
    let failures = results::failures(read, company_id, id).await?;
    Ok(BulkChangeDetail { bulk, failures })
}

/// Employees see their own bulk changes; with `leads.manage`, all.
fn can_see(actor: &Actor, bulk: &BulkChange) -> bool {
    actor.employee_id() == Some(bulk.started_by.id) || actor.can(Permission::LeadsManage)
}

/// Resumes a bulk change for a limited time.
///
/// The job is retried after an error. After the last attempt the bulk change fails.
pub async fn resume(db: &Db, company_id: CompanyId, id: RecordId, is_last: bool) -> Result<Outcome> {
    let (start, mut last_announced) = (Instant::now(), None::<Instant>);
    while start.elapsed() < TIME_SLICE {
        let announce = last_announced.is_none_or(|at| at.elapsed() >= PROGRESS_INTERVAL);
        if announce {
            last_announced = Some(Instant::now());
        }
        let id = id.uuid().into();
        let bulk = match step(db, company_id, id, announce).await {
            // The employee who started it has lost the permission.
            Err(Error::Forbidden) => fail(db, company_id, id, Failure::Permission).await?,
            Err(other) if is_last => {
                tracing::error!(bulk_change = %id, error = ?other, "bulk change failed");
                fail(db, company_id, id, Failure::Server).await?
            }
            other => other?,
        };
        if !bulk.is_some_and(|bulk| bulk.status.is_active()) {
            return Ok(Outcome::Done);
        }
    }
    Ok(Outcome::Requeue)
}

/// Runs one transaction of a bulk change. Returns `None` if the bulk change no longer exists.
async fn step(
    db: &Db,
    company_id: CompanyId,
    id: BulkChangeId,
    announce: bool,
) -> Result<Option<BulkChange>> {
    let mut tx = Tx::begin(db, Actor::system(company_id, "jobs")).await?;
    let bulk = match tx.find_for_update::<BulkChange>(id).await {
        Err(Error::NotFound(_)) => return Ok(None),
        result => result?,
    };
    if bulk.status.is_active() {
        act_for_starter(&mut tx, &bulk).await?;
    }
    let (bulk, next) = match bulk.status {
        BulkStatus::Undoing => {
            let (bulk, is_last) = undoing::undo_batch(&mut tx, bulk).await?;
            (bulk, if is_last { BulkStatus::Undone } else { BulkStatus::Undoing })
        }
        BulkStatus::Queued | BulkStatus::Running => {
            let bulk = applying::apply_batch(&mut tx, bulk).await?;
            let is_last = bulk.processed() >= bulk.total;
            (bulk, if is_last { BulkStatus::Done } else { BulkStatus::Running })
        }
        _ => return Ok(Some(bulk)),
    };
    let bulk = BulkChange { status: next, ..bulk };
    let bulk =
        if next.is_active() { store::update(&mut tx, &bulk).await? } else { end(&mut tx, bulk).await? };
    if next.is_active() && announce {
        tx.emit(events::BULK_PROGRESS.of(&bulk));
    }
    tx.commit().await?;
    Ok(Some(bulk))
}

/// Ends a bulk change, and notifies each new owner once.
async fn end(tx: &mut Tx, mut bulk: BulkChange) -> Result<BulkChange> {
    let about = Subject { entity_type: "bulk_change", entity_id: bulk.id.record(), name: String::new() };
    for (owner, leads) in std::mem::take(&mut bulk.new_owners) {
        notifications::assigned_many(tx, owner, leads, &about).await?;
    }
    if bulk.status == BulkStatus::Undone {
        // Includes deletions, and leads that an earlier undo has not reverted.
        bulk.kept = bulk.changed - bulk.undone;
    }
    selection::delete(tx, bulk.id).await?;
    bulk.finished_at = Some(tx.now());
    let ended = store::update(tx, &bulk).await?;
    tx.emit(events::BULK_DONE.of(&ended));
    Ok(ended)
}

/// Acts as the employee who started or undid the bulk change, with their current role.
async fn act_for_starter(tx: &mut Tx, bulk: &BulkChange) -> Result<()> {
    let starter = bulk.undone_by.as_ref().unwrap_or(&bulk.started_by);
    let is_active = employees::act_for(tx, starter.id).await?;
    if is_active { bulk.change.validate()?.check_permission(tx.actor()) } else { Err(Error::Forbidden) }
}

/// Why a bulk change failed.
enum Failure {
    Permission,
    Server,
}

async fn fail(
    db: &Db,
    company_id: CompanyId,
    id: BulkChangeId,
    failure: Failure,
) -> Result<Option<BulkChange>> {
    let mut tx = Tx::begin(db, Actor::system(company_id, "jobs")).await?;
    let bulk = tx.find_for_update::<BulkChange>(id).await?;
    let starter = bulk.undone_by.as_ref().unwrap_or(&bulk.started_by);
    let error = match failure {
        Failure::Permission => format!("{} is no longer allowed to make this change", starter.name),
        Failure::Server => "The bulk change stopped because of a server error".to_owned(),
    };
    let failed = end(&mut tx, BulkChange { status: BulkStatus::Failed, error: Some(error), ..bulk }).await?;
    tx.commit().await?;
    Ok(Some(failed))
}
