//! Runs and undoes imports, a transaction at a time, as a job.

use std::time::{Duration, Instant};

use super::{
    Import, ImportId, ImportStatus, events,
    reading::{self, Rows},
    rows::{self, SeenKeys},
    store, undoing,
};
use crate::{
    access::{Actor, Permission},
    db::{Db, Tx},
    error::{Error, Result},
    features::accounts::employees,
    id::{CompanyId, RecordId},
    jobs::Outcome,
};

/// The maximum number of rows per transaction, so that it does not block other writers for long.
const ROWS_PER_TRANSACTION: usize = 200;
/// How long an import runs before other jobs get their turn.
const TIME_SLICE: Duration = Duration::from_secs(20);
/// Progress events are emitted at most four times per second.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(250);

/// Resumes an import for a limited time.
///
/// The job is retried after an error. After the last attempt the import fails, so that it can be undone.
pub async fn resume(db: &Db, company_id: CompanyId, id: RecordId, is_last: bool) -> Result<Outcome> {
    let id: ImportId = id.uuid().into();
    let (start, mut last_announced, mut seen) = (Instant::now(), None::<Instant>, SeenKeys::default());
    loop {
        let announce = last_announced.is_none_or(|at| at.elapsed() >= PROGRESS_INTERVAL);
        if announce {
            last_announced = Some(Instant::now());
        }
        let message = match step(db, company_id, id, announce, &mut seen).await {
            // A dry run is not interrupted, because `seen` is only in memory.
            Ok(Step::Unfinished) if start.elapsed() > TIME_SLICE && seen.is_empty() => {
                return Ok(Outcome::Requeue);
            }
            Ok(Step::Unfinished) => continue,
            Ok(Step::Finished) => return Ok(Outcome::Done),
            Ok(Step::Abandoned) => ABANDONED.to_owned(),
            // An invalid file is not retried.
            Err(Error::Invalid(errors)) => {
                errors.first().map(|error| format!("{} {}", error.field, error.message)).unwrap_or_default()
            }
            Err(other) if is_last => {
                tracing::error!(import = %id, error = ?other, "import failed");
                "The import stopped because of a server error".to_owned()
            }
            Err(other) => return Err(other),
        };
        return fail(db, company_id, id, message).await;
    }
}

/// The result of one transaction.
enum Step {
    Unfinished,
    /// Also if the import no longer exists.
    Finished,
    Abandoned,
}

/// The error of an import whose starter may no longer import.
const ABANDONED: &str =
    "The employee who started this import is no longer active or no longer works on leads";

/// Runs one transaction of an import.
async fn step(
    db: &Db,
    company_id: CompanyId,
    id: ImportId,
    announce: bool,
    seen: &mut SeenKeys,
) -> Result<Step> {
    let mut tx = Tx::begin(db, Actor::system(company_id, "jobs")).await?;
    let import = match tx.find_for_update::<Import>(id).await {
        Err(Error::NotFound(_)) => return Ok(Step::Finished),
        result => result?,
    };
    if import.status.is_active() && !act_for_starter(&mut tx, &import).await? {
        return Ok(Step::Abandoned);
    }
    let import = match import.status {
        ImportStatus::Undoing => undoing::undo_batch(&mut tx, import, ROWS_PER_TRANSACTION).await?,
        ImportStatus::Queued | ImportStatus::Running => import_batch(&mut tx, import, seen).await?,
        _ => return Ok(Step::Finished),
    };
    if !import.status.is_active() {
        tx.emit(events::DONE.of(&import));
    } else if announce {
        tx.emit(events::PROGRESS.of(&import));
    }
    tx.commit().await?;
    Ok(if import.status.is_active() { Step::Unfinished } else { Step::Finished })
}

async fn import_batch(tx: &mut Tx, import: Import, seen: &mut SeenKeys) -> Result<Import> {
    let bytes = store::bytes(tx, import.company_id, import.id, import.position, reading::PIECE_LIMIT).await?;
    let at_end = import.position + i64::try_from(bytes.len()).map_err(Error::internal)? >= import.bytes;
    let delimiter = import.delimiter.bytes().next().unwrap_or(b',');
    let Rows { rows, read } = reading::rows(&bytes, delimiter, at_end, ROWS_PER_TRANSACTION)?;
    let done = at_end && read == bytes.len();
    let after = rows::apply(tx, import, rows, seen).await?;
    let position = after.position + i64::try_from(read).map_err(Error::internal)?;
    let status = if done { ImportStatus::Done } else { ImportStatus::Running };
    if done && !after.dry_run {
        // The import cannot be run again, and the file counts against the quota.
        store::delete_file(tx, after.id).await?;
    }
    store::advance(tx, &Import { position, status, ..after }).await
}

/// Acts as the employee who started the import, with their current role. Returns false if they are no longer
/// active or no longer have `leads.work`; an undo then runs on behalf of the system.
async fn act_for_starter(tx: &mut Tx, import: &Import) -> Result<bool> {
    let is_active = employees::act_for(tx, import.started_by.id).await?;
    if is_active && tx.actor().can(Permission::LeadsWork) {
        return Ok(true);
    }
    let is_undo = import.status == ImportStatus::Undoing;
    if is_undo {
        tx.act_as(Actor::system(import.company_id, "jobs"));
    }
    Ok(is_undo)
}

async fn fail(db: &Db, company_id: CompanyId, id: ImportId, message: String) -> Result<Outcome> {
    let mut tx = Tx::begin(db, Actor::system(company_id, "jobs")).await?;
    let import = tx.find_for_update::<Import>(id).await?;
    let failed = store::set_state(&mut tx, &import, ImportStatus::Failed, Some(message)).await?;
    tx.emit(events::DONE.of(&failed));
    tx.commit().await?;
    Ok(Outcome::Done)
}
