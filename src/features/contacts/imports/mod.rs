//! Imports: a CSV file of contacts, taken in by a job, in pieces that are each done whole or not at all.
//!
//! The file lies in the database until it is done, so that any node can go on with it after any crash, exactly where
//! the last committed piece ended. An import can be undone while nothing that it touched was changed since.

mod cells;
mod encoding;
mod file_kind;
mod findings;
mod known_names;
mod mapping;
mod model;
mod owners;
mod preview;
mod quota;
mod reading;
pub mod routes;
mod row_errors;
mod rows;
mod store;
mod undoing;

use std::time::{Duration, Instant};

use serde_json::json;

use self::{
    encoding::Encoding,
    mapping::{Mapping, MappingInput},
    reading::Rows,
    rows::Seen,
};
pub use self::{
    findings::errors,
    model::{
        Import, ImportColumn, ImportId, ImportLimits, ImportStatus, MatchPolicy, PreviewInput, PreviewRow,
        Rerun, UploadOptions,
    },
    preview::{columns, preview},
    quota::read as limits,
    store::{find, list},
};
use crate::{
    access::{Actor, Permission},
    config,
    db::{Db, Tx},
    error::{Error, Result},
    events::Fact,
    features::accounts::employees,
    id::{CompanyId, RecordId},
    jobs::{self, Job, Outcome},
};

/// Rows that are taken in with one commit: few enough that nobody who works meanwhile waits long.
const ROWS: usize = 200;
/// After so long a job lets others have their turn.
const SLICE: Duration = Duration::from_secs(20);
/// Progress is told at most four times a second.
const TELLING: Duration = Duration::from_millis(250);
/// An upload without a new piece for so long has been cut off. The server itself ends those that take too long.
const ABANDONED: chrono::Duration = chrono::Duration::minutes(15);

/// Begins an upload.
pub async fn begin(tx: &mut Tx, options: &UploadOptions, max: &config::Imports) -> Result<Import> {
    tx.actor().must(Permission::LeadsWork)?;
    MappingInput::parse(options.mapping.as_deref())?;
    quota::check_uploads(tx, max).await?;
    store::insert(tx, options).await
}

/// Adds a piece of the file.
pub async fn add_piece(
    tx: &mut Tx,
    id: ImportId,
    begins_at: i64,
    content: Vec<u8>,
    max: &config::Imports,
) -> Result<()> {
    tx.actor().must(Permission::LeadsWork)?;
    store::insert_piece(tx, id, begins_at, content).await?;
    quota::check_stored(tx, max).await
}

/// The file is whole: its columns are understood and the job may begin, or somebody says first which is which field.
pub async fn start(
    tx: &mut Tx,
    id: ImportId,
    bytes: i64,
    encoding: Encoding,
    options: &UploadOptions,
) -> Result<Import> {
    tx.actor().must(Permission::LeadsWork)?;
    let import = store::find_for_update(tx, id).await?;
    let first = store::bytes(tx, import.company_id, id, 0, reading::HEADER_LIMIT).await?;
    let header = reading::header(&first, encoding)?;
    let (suggested, input) =
        (Mapping::suggested(&header.names), MappingInput::parse(options.mapping.as_deref())?);
    let waits = options.review.unwrap_or(false) || (input.is_empty() && !suggested.has_name());
    let mapping = if input.is_empty() { suggested } else { suggested.with(input, &header.names)? };
    let status = if waits { ImportStatus::Mapping } else { ImportStatus::Queued };
    let (headers, delimiter) = (header.names, header.delimiter.to_string());
    let import = Import { bytes, encoding, headers, delimiter, status, ..import };
    prepared(tx, import, mapping, header.ends_at).await
}

/// Deletes an upload, or an import that has written nothing, with its file.
pub async fn discard(tx: &mut Tx, id: ImportId) -> Result<()> {
    store::delete(tx, id).await
}

/// Deletes an import that has not written anything, and does not.
pub async fn delete(tx: &mut Tx, id: ImportId) -> Result<Import> {
    let import = own(tx, id).await?;
    tx.must_match(import.version)?;
    if import.status.is_at_work() || findings::has_changes(tx, id).await? {
        return Err(Error::conflict(
            "invalid_transition",
            format!(
                "An import that is {} cannot be deleted; only one that has changed no leads",
                import.status
            ),
        ));
    }
    discard(tx, id).await?;
    Ok(import)
}

/// Deletes uploads that never ended, files that nobody has mapped for a week, and files and rejected rows that nobody
/// has used for a month.
pub async fn tidy_up(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    store::delete_abandoned(tx, now.plus(-ABANDONED), now.plus(-chrono::Duration::days(7))).await?;
    let month_ago = now.plus(-chrono::Duration::days(30));
    for id in store::with_unused_file(tx, month_ago).await? {
        store::delete_file(tx, id).await?;
    }
    store::delete_rejected_rows(tx, month_ago).await
}

/// Runs an uploaded file: from MAPPING, for real after a dry run, or with other columns.
pub async fn rerun(tx: &mut Tx, id: ImportId, rerun: Rerun) -> Result<Import> {
    let import = own(tx, id).await?;
    // A dry run would forget how much the failed run before it has done.
    let undoes_nothing = rerun.dry_run && findings::has_changes(tx, id).await?;
    if !import.can_run() || undoes_nothing {
        return Err(Error::conflict(
            "invalid_transition",
            format!("An import that is {} cannot be run again", import.status),
        ));
    }
    let first = store::bytes(tx, import.company_id, id, 0, reading::HEADER_LIMIT).await?;
    if first.is_empty() {
        return Err(Error::conflict(
            "invalid_transition",
            "The file of this import is no longer kept; upload it again",
        ));
    }
    let header = reading::header(&first, import.encoding)?;
    findings::forget_errors(tx, id).await?;
    let import = Import {
        r#match: rerun.r#match.unwrap_or(import.r#match),
        dry_run: rerun.dry_run,
        status: ImportStatus::Queued,
        ..import
    };
    let mapping = import.as_mapped().with(rerun.into(), &import.headers)?;
    prepared(tx, import, mapping, header.ends_at).await
}

/// Writes how an import is to be run, and begins unless it waits for its mapping.
async fn prepared(tx: &mut Tx, import: Import, mapping: Mapping, position: i64) -> Result<Import> {
    owners::check_constant(tx, mapping.constants.get("owner")).await?;
    let Mapping { fields, constants } = mapping;
    let import = store::prepare(tx, &Import { fields, constants, ..import }, position).await?;
    if import.status == ImportStatus::Queued {
        jobs::enqueue(tx, &Job::Import(import.id.record())).await?;
    }
    Ok(import)
}

/// Takes back what an import did: contacts that it made go, those that it changed are as before. 409 `changed_since`
/// when somebody has worked with one of them.
pub async fn undo(tx: &mut Tx, id: ImportId) -> Result<Import> {
    let import = own(tx, id).await?;
    // One that failed halfway has taken in what came before.
    if !matches!(import.status, ImportStatus::Done | ImportStatus::Failed) || import.dry_run {
        return Err(Error::conflict(
            "invalid_transition",
            format!("An import that is {} cannot be undone", import.status),
        ));
    }
    let changed = undoing::store::changed_since(tx, id).await?;
    if changed > 0 {
        return Err(Error::Conflict {
            code: "changed_since",
            message: format!("{changed} of its contacts were changed since"),
            data: json!({ "changed": changed }),
        });
    }
    let undoing = store::stand(tx, &import, ImportStatus::Undoing, None).await?;
    jobs::enqueue(tx, &Job::Import(id.record())).await?;
    Ok(undoing)
}

/// Goes on with an import where it stands, for a while.
///
/// An error means: try again. With the last attempt the import has failed, so that its owner can undo what it did.
pub async fn go_on(db: &Db, company_id: CompanyId, id: RecordId, is_last: bool) -> Result<Outcome> {
    let (begun, mut told, mut seen) = (Instant::now(), None::<Instant>, Seen::default());
    loop {
        let tell = told.is_none_or(|at| at.elapsed() >= TELLING);
        if tell {
            told = Some(Instant::now());
        }
        let import = match step(db, company_id, id.uuid().into(), tell, &mut seen).await {
            Ok(import) => import,
            // What is wrong with the file is its owner's to know, and no better a second time.
            Err(Error::Invalid(wrong)) => {
                let why = wrong
                    .first()
                    .map(|wrong| format!("{} {}", wrong.field, wrong.message))
                    .unwrap_or_default();
                return fail(db, company_id, id.uuid().into(), why).await;
            }
            Err(other) if is_last => {
                tracing::error!(import = %id, error = ?other, "an import is given up");
                return fail(db, company_id, id.uuid().into(), "The server could not finish it".into()).await;
            }
            Err(other) => return Err(other),
        };
        match import {
            Some(import) if import.status.is_at_work() => {}
            _ => return Ok(Outcome::Done),
        }
        // A dry run remembers what it has seen, and does not stop halfway.
        if begun.elapsed() > SLICE && seen.is_empty() {
            return Ok(Outcome::GoOn);
        }
    }
}

/// One piece, in one transaction. None when the import is gone.
async fn step(
    db: &Db,
    company_id: CompanyId,
    id: ImportId,
    tell: bool,
    seen: &mut Seen,
) -> Result<Option<Import>> {
    let mut tx = Tx::begin(db, Actor::company(company_id)).await?;
    let import = match store::find_for_update(&mut tx, id).await {
        Err(Error::NotFound(_)) => return Ok(None),
        found => found?,
    };
    if import.status.is_at_work() {
        act_for_starter(&mut tx, &import).await?;
    }
    let import = match import.status {
        ImportStatus::Undoing => undoing::piece(&mut tx, import, ROWS).await?,
        ImportStatus::Queued | ImportStatus::Running => piece(&mut tx, import, seen).await?,
        _ => return Ok(Some(import)),
    };
    if !import.status.is_at_work() {
        tx.emit(Fact::ImportDone(import.clone()));
    } else if tell {
        tx.emit(Fact::ImportProgress(import.clone()));
    }
    tx.commit().await?;
    Ok(Some(import))
}

async fn piece(tx: &mut Tx, import: Import, seen: &mut Seen) -> Result<Import> {
    let bytes = store::bytes(tx, import.company_id, import.id, import.position, reading::PIECE_LIMIT).await?;
    let at_end = import.position + i64::try_from(bytes.len()).map_err(Error::internal)? >= import.bytes;
    let delimiter = import.delimiter.bytes().next().unwrap_or(b',');
    let Rows { rows, read } = reading::rows(&bytes, delimiter, at_end, ROWS)?;
    let done = at_end && read == bytes.len();
    let after = rows::take_in(tx, import, rows, seen).await?;
    let position = after.position + i64::try_from(read).map_err(Error::internal)?;
    let status = if done { ImportStatus::Done } else { ImportStatus::Running };
    if done && !after.dry_run {
        // It is not run again, and its file counts against the quota.
        store::delete_file(tx, after.id).await?;
    }
    store::advance(tx, &Import { position, status, ..after }).await
}

/// Goes on as whoever started it, with the role that they have by now. One who has left, or works on no leads any more,
/// takes in nothing; what they took in can still be taken back, by the company.
async fn act_for_starter(tx: &mut Tx, import: &Import) -> Result<()> {
    let works_here = employees::act_for(tx, import.started_by.id).await?;
    if works_here && tx.actor().may(Permission::LeadsWork) {
        return Ok(());
    }
    if import.status == ImportStatus::Undoing {
        tx.act_as(Actor::company(import.company_id));
        return Ok(());
    }
    Err(Error::invalid("startedBy", "no longer works on leads here"))
}

async fn fail(db: &Db, company_id: CompanyId, id: ImportId, why: String) -> Result<Outcome> {
    let mut tx = Tx::begin(db, Actor::company(company_id)).await?;
    let import = store::find_for_update(&mut tx, id).await?;
    let failed = store::stand(&mut tx, &import, ImportStatus::Failed, Some(why)).await?;
    tx.emit(Fact::ImportDone(failed));
    tx.commit().await?;
    Ok(Outcome::Done)
}

/// The import, if it is one's own; those with `leads.manage` see every one.
pub fn may_see(actor: &Actor, import: &Import) -> bool {
    actor.employee_id() == Some(import.started_by.id) || actor.may(Permission::LeadsManage)
}

async fn own(tx: &mut Tx, id: ImportId) -> Result<Import> {
    tx.actor().must(Permission::LeadsWork)?;
    let import = store::find_for_update(tx, id).await?;
    if may_see(tx.actor(), &import) { Ok(import) } else { Err(Error::NotFound("import")) }
}
