//! Imports: a CSV file of contacts, taken in by a job, in pieces that are each done whole or not at all.
//!
//! The file lies in the database until it is done, so that any node can go on with it after any crash, exactly where
//! the last committed piece ended. An import can be undone while nothing that it touched was changed since.

mod columns;
mod findings;
mod model;
mod reading;
pub mod routes;
mod rows;
mod store;
mod undoing;

use std::time::{Duration, Instant};

use serde_json::json;

pub use self::{
    columns::Mapping,
    findings::errors,
    model::{Import, ImportId, ImportStatus, MatchPolicy, Rerun, UploadOptions},
    store::{find, list},
};
use self::{
    reading::{Header, Rows},
    rows::Seen,
};
use crate::{
    access::{Actor, Permission},
    db::{Db, Tx},
    error::{Error, Result},
    events::Fact,
    features::accounts::employees::{self, EmployeeStatus},
    id::{CompanyId, RecordId},
    jobs::{self, Job, Outcome},
};

/// Rows that are taken in with one commit: few enough that nobody who works meanwhile waits long.
const ROWS: usize = 200;
/// After so long a job lets others have their turn.
const SLICE: Duration = Duration::from_secs(20);
/// Progress is told at most four times a second.
const TELLING: Duration = Duration::from_millis(250);

/// Begins an upload.
pub async fn begin(tx: &mut Tx, options: &UploadOptions) -> Result<Import> {
    tx.actor().must(Permission::LeadsWork)?;
    let mapping = Mapping::parse(options.mapping.as_deref())?;
    store::insert(tx, options, &mapping).await
}

/// Adds a piece of the file.
pub async fn add_piece(tx: &mut Tx, id: ImportId, begins_at: i64, content: Vec<u8>) -> Result<()> {
    store::insert_piece(tx, id, begins_at, content).await
}

/// The file is whole: its columns are understood, and the job may begin.
pub async fn start(tx: &mut Tx, id: ImportId, bytes: i64) -> Result<Import> {
    let import = store::find_for_update(tx, id).await?;
    let first = store::bytes(tx, id, 0, reading::HEADER_LIMIT).await?;
    queued(tx, Import { bytes, ..import }, reading::header(&first)?).await
}

/// Forgets an upload that is no file of contacts.
pub async fn discard(tx: &mut Tx, id: ImportId) -> Result<()> {
    store::delete(tx, id).await
}

/// Forgets uploads that never ended, and the files of imports that ended a month ago.
pub async fn tidy_up(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    store::forget_unfinished(tx, now.plus(-chrono::Duration::days(1))).await?;
    store::forget_files(tx, now.plus(-chrono::Duration::days(30))).await
}

/// Runs an uploaded file again: for real after a dry run, or with other columns.
pub async fn rerun(tx: &mut Tx, id: ImportId, rerun: Rerun) -> Result<Import> {
    let import = own(tx, id).await?;
    if import.status.is_at_work() || !(import.dry_run || import.status == ImportStatus::Failed) {
        return Err(Error::conflict(
            "invalid_transition",
            format!("an import that is {} is not run again", import.status),
        ));
    }
    let mapping = rerun.mapping.map_or(import.mapping, Mapping);
    let first = store::bytes(tx, id, 0, reading::HEADER_LIMIT).await?;
    if first.is_empty() {
        return Err(Error::conflict("invalid_transition", "the file of this import is not kept any more"));
    }
    findings::forget_errors(tx, id).await?;
    let again = Import {
        mapping,
        r#match: rerun.r#match.unwrap_or(import.r#match),
        dry_run: rerun.dry_run,
        ..import
    };
    queued(tx, again, reading::header(&first)?).await
}

async fn queued(tx: &mut Tx, import: Import, header: Header) -> Result<Import> {
    let mapping = import.mapping.completed(&header.names)?;
    let (headers, delimiter) = (header.names, header.delimiter.to_string());
    let import = store::queue(tx, &Import { mapping, headers, delimiter, ..import }, header.ends_at).await?;
    jobs::enqueue(tx, &Job::Import(import.id.record())).await?;
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
            format!("an import that is {} cannot be undone", import.status),
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
pub async fn go_on(db: &Db, company_id: CompanyId, id: RecordId) -> Result<Outcome> {
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
    let Some(actor) = starter(db, company_id, id).await? else { return Ok(None) };
    let mut tx = Tx::begin(db, actor).await?;
    let import = store::find_for_update(&mut tx, id).await?;
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
    let bytes = store::bytes(tx, import.id, import.position, reading::PIECE_LIMIT).await?;
    let at_end = import.position + i64::try_from(bytes.len()).map_err(Error::internal)? >= import.bytes;
    let delimiter = import.delimiter.bytes().next().unwrap_or(b',');
    let Rows { rows, read } = reading::rows(&bytes, delimiter, at_end, ROWS)?;
    let done = at_end && read == bytes.len();
    let after = rows::take_in(tx, import, rows, seen).await?;
    let position = after.position + i64::try_from(read).map_err(Error::internal)?;
    let status = if done { ImportStatus::Done } else { ImportStatus::Running };
    store::advance(tx, &Import { position, status, ..after }).await
}

/// Whoever started it, with what their role allows by now. One who has left, or works on no leads any more, takes in
/// nothing; what they took in can still be taken back, by the company.
async fn starter(db: &Db, company_id: CompanyId, id: ImportId) -> Result<Option<Actor>> {
    let mut conn = db.read().await?;
    let import = match store::find(&mut conn, company_id, id).await {
        Ok(import) => import,
        Err(Error::NotFound(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let employee = employees::find(&mut conn, company_id, import.started_by.id).await?;
    let worker = employee
        .filter(|employee| employee.status == EmployeeStatus::Active)
        .filter(|employee| employee.role.allows(Permission::LeadsWork));
    match worker {
        Some(employee) => Ok(Some(Actor::employee(company_id, employee.person(), employee.role))),
        None if import.status == ImportStatus::Undoing => Ok(Some(Actor::company(company_id))),
        None => Err(Error::invalid("startedBy", "works on no leads here any more")),
    }
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
