//! Bulk changes: one change of many leads, made by a job in pieces that are each committed whole.
//!
//! What is selected is fixed when a bulk change begins and stored with it, so that any node can resume it after any
//! crash, exactly where the last committed piece ended. Each lead is changed by the verb that changes a single one, with
//! what the role of whoever started it allows by then.

mod applying;
mod model;
mod results;
pub mod routes;
mod selection;
mod store;
mod undoing;

use std::time::{Duration, Instant};

pub use self::{
    model::{
        BulkChange, BulkChangeDetail, BulkChangeId, BulkQuery, BulkStatus, Edit, LeadChange, LeadFailure,
        LeadFilter, LeadSelection, NewBulkChange,
    },
    results::failures,
    selection::{discard, select, store_first_parts},
    store::{find, list},
};
use crate::{
    access::{Actor, Permission},
    db::{Db, Tx},
    error::{Error, Result},
    events::Fact,
    features::{
        accounts::employees,
        contacts::{self, ContactId},
        notifications::{self, About},
    },
    id::{CompanyId, RecordId},
    jobs::{self, Job, Outcome},
};

/// Leads that are changed in one transaction at most.
const PIECE: usize = 100;
/// Bulk changes that an employee may have unfinished.
const MAX_UNFINISHED: i64 = 5;
/// After so long a bulk change lets others have their turn.
const SLICE: Duration = Duration::from_secs(2);
/// Progress is announced at most four times a second.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(250);
/// A deletion waits so long, because nothing brings deleted leads back.
const DELETION_DELAY: chrono::Duration = chrono::Duration::seconds(10);
/// How long a bulk change can be undone.
const UNDO_PERIOD: chrono::Duration = chrono::Duration::days(30);

/// Begins a bulk change of the selected leads. The parts of the selection before `stored` are stored already.
pub async fn start(
    tx: &mut Tx,
    id: BulkChangeId,
    change: &LeadChange,
    ids: &[ContactId],
    stored: usize,
) -> Result<BulkChange> {
    let edit = change.edit()?;
    edit.check_permission(tx.actor())?;
    if let Edit::Owner(Some(owner)) = edit {
        contacts::worker(tx, owner, "change.assign.employeeId").await?;
    }
    ensure_few_unfinished(tx).await?;
    let delay = if edit == Edit::Delete { DELETION_DELAY } else { chrono::Duration::zero() };
    let starts_at = tx.now().plus(delay);
    let total = i64::try_from(ids.len()).map_err(Error::internal)?;
    let bulk = store::insert(tx, id, change, total, starts_at).await?;
    selection::store(tx, id, stored, &ids[stored..]).await?;
    jobs::enqueue_at(tx, &Job::BulkChange(id.record()), starts_at).await?;
    tx.emit(Fact::BulkProgress(bulk.clone()));
    Ok(bulk)
}

/// Refuses one more bulk change of an employee who has many running: 409 `too_many_bulk_changes`.
pub async fn ensure_few_unfinished(tx: &mut Tx) -> Result<()> {
    let me = tx.actor().signed_in()?.id;
    if store::unfinished(tx, me).await? < MAX_UNFINISHED {
        return Ok(());
    }
    let message = format!("You have {MAX_UNFINISHED} bulk changes running. Wait until one of them ends.");
    Err(Error::conflict("too_many_bulk_changes", message))
}

/// Stops what has not been changed yet, and changes back what has been, where nobody has changed it since.
pub async fn undo(tx: &mut Tx, id: BulkChangeId) -> Result<BulkChange> {
    tx.actor().must(Permission::LeadsWork)?;
    let bulk = store::find_for_update(tx, id).await?;
    if !can_see(tx.actor(), &bulk) {
        return Err(Error::NotFound("bulk change"));
    }
    check_undo(tx, &bulk)?;
    selection::delete(tx, id).await?;
    results::forget_failures(tx, id).await?;
    let undoing = BulkChange {
        status: BulkStatus::Undoing,
        undone_by: tx.actor().person().cloned(),
        error: None,
        finished_at: None,
        ..bulk
    };
    let undoing = store::update(tx, &undoing).await?;
    jobs::enqueue(tx, &Job::BulkChange(id.record())).await?;
    tx.emit(Fact::BulkProgress(undoing.clone()));
    Ok(undoing)
}

fn check_undo(tx: &Tx, bulk: &BulkChange) -> Result<()> {
    let refused = |message: &str| Err(Error::conflict("invalid_transition", message));
    match bulk.status {
        BulkStatus::Queued | BulkStatus::Running => Ok(()),
        BulkStatus::Undoing | BulkStatus::Undone => refused("This bulk change has been undone already"),
        BulkStatus::Done | BulkStatus::Failed if bulk.change.edit()? == Edit::Delete => {
            refused("Deleted leads cannot be restored")
        }
        BulkStatus::Done | BulkStatus::Failed if bulk.changed == bulk.undone + bulk.kept => {
            refused("This bulk change has changed no leads that could be changed back")
        }
        BulkStatus::Done | BulkStatus::Failed if tx.now().since(bulk.created_at) > UNDO_PERIOD => {
            refused(&format!("A bulk change can be undone for {} days", UNDO_PERIOD.num_days()))
        }
        BulkStatus::Done | BulkStatus::Failed => Ok(()),
    }
}

/// Deletes what an undo would need once its time is over, and selections that were never used.
pub async fn tidy_up(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    results::delete_old(tx, now.plus(-UNDO_PERIOD)).await?;
    selection::delete_abandoned(tx, now.plus(-chrono::Duration::days(1))).await
}

/// Whether the bulk change is one's own; those with `leads.manage` see every one.
pub fn can_see(actor: &Actor, bulk: &BulkChange) -> bool {
    actor.employee_id() == Some(bulk.started_by.id) || actor.may(Permission::LeadsManage)
}

/// Resumes a bulk change where it stands, for a while.
///
/// An error means: try again. With the last attempt the bulk change has failed, and gives its place to others.
pub async fn resume(db: &Db, company_id: CompanyId, id: RecordId, is_last: bool) -> Result<Outcome> {
    let (begun, mut announced) = (Instant::now(), None::<Instant>);
    while begun.elapsed() < SLICE {
        let announce = announced.is_none_or(|at| at.elapsed() >= PROGRESS_INTERVAL);
        if announce {
            announced = Some(Instant::now());
        }
        let id = id.uuid().into();
        let bulk = match step(db, company_id, id, announce).await {
            // Whoever started it has lost the permission in the meantime.
            Err(Error::Forbidden) => fail(db, company_id, id, Failure::Permission).await?,
            Err(other) if is_last => {
                tracing::error!(bulk_change = %id, error = ?other, "a bulk change is given up");
                fail(db, company_id, id, Failure::Server).await?
            }
            other => other?,
        };
        if !bulk.is_some_and(|bulk| bulk.status.is_at_work()) {
            return Ok(Outcome::Done);
        }
    }
    Ok(Outcome::GoOn)
}

/// One piece, in one transaction. None when the bulk change does not exist any more.
async fn step(
    db: &Db,
    company_id: CompanyId,
    id: BulkChangeId,
    announce: bool,
) -> Result<Option<BulkChange>> {
    let mut tx = Tx::begin(db, Actor::company(company_id)).await?;
    let bulk = match store::find_for_update(&mut tx, id).await {
        Err(Error::NotFound(_)) => return Ok(None),
        found => found?,
    };
    if bulk.status.is_at_work() {
        act_for_starter(&mut tx, &bulk).await?;
    }
    let (bulk, next) = match bulk.status {
        BulkStatus::Undoing => {
            let (bulk, is_last) = undoing::piece(&mut tx, bulk).await?;
            (bulk, if is_last { BulkStatus::Undone } else { BulkStatus::Undoing })
        }
        BulkStatus::Queued | BulkStatus::Running => {
            let bulk = applying::piece(&mut tx, bulk).await?;
            let is_last = bulk.processed() >= bulk.total;
            (bulk, if is_last { BulkStatus::Done } else { BulkStatus::Running })
        }
        _ => return Ok(Some(bulk)),
    };
    let bulk = BulkChange { status: next, ..bulk };
    let bulk =
        if next.is_at_work() { store::update(&mut tx, &bulk).await? } else { end(&mut tx, bulk).await? };
    if next.is_at_work() && announce {
        tx.emit(Fact::BulkProgress(bulk.clone()));
    }
    tx.commit().await?;
    Ok(Some(bulk))
}

/// Writes the end of a bulk change, and notifies each new owner once.
async fn end(tx: &mut Tx, mut bulk: BulkChange) -> Result<BulkChange> {
    let about = About { entity_type: "bulk_change", entity_id: bulk.id.record(), name: String::new() };
    for (owner, leads) in std::mem::take(&mut bulk.new_owners) {
        notifications::assigned_many(tx, owner, leads, &about).await?;
    }
    if bulk.status == BulkStatus::Undone {
        // Deletions, and what an earlier attempt has not changed back.
        bulk.kept = bulk.changed - bulk.undone;
    }
    selection::delete(tx, bulk.id).await?;
    bulk.finished_at = Some(tx.now());
    let ended = store::update(tx, &bulk).await?;
    tx.emit(Fact::BulkDone(ended.clone()));
    Ok(ended)
}

/// Goes on as whoever started or undid it, with the role that they have by now.
async fn act_for_starter(tx: &mut Tx, bulk: &BulkChange) -> Result<()> {
    let who = bulk.undone_by.as_ref().unwrap_or(&bulk.started_by);
    let is_active = employees::act_for(tx, who.id).await?;
    if is_active { bulk.change.edit()?.check_permission(tx.actor()) } else { Err(Error::Forbidden) }
}

/// Why a bulk change ends before its last lead.
enum Failure {
    Permission,
    Server,
}

async fn fail(db: &Db, company_id: CompanyId, id: BulkChangeId, why: Failure) -> Result<Option<BulkChange>> {
    let mut tx = Tx::begin(db, Actor::company(company_id)).await?;
    let bulk = store::find_for_update(&mut tx, id).await?;
    let who = bulk.undone_by.as_ref().unwrap_or(&bulk.started_by);
    let error = match why {
        Failure::Permission => format!("{} is no longer allowed to make this change", who.name),
        Failure::Server => "The server could not finish it".to_owned(),
    };
    let failed = end(&mut tx, BulkChange { status: BulkStatus::Failed, error: Some(error), ..bulk }).await?;
    tx.commit().await?;
    Ok(Some(failed))
}
