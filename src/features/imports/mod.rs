//! Imports of contacts from CSV files, run by a job in several transactions.
//!
//! The file is stored in the database until the import is done, so that any node can resume it after a crash
//! where the last transaction ended. An import can be undone if none of its contacts was changed since.

mod cells;
mod encoding;
pub mod events;
mod file_kind;
pub mod jobs;
mod known_names;
mod mapping;
mod model;
mod owners;
mod preview;
mod quota;
mod reading;
mod results;
pub mod routes;
mod row_errors;
mod rows;
mod running;
mod store;
mod undoing;

use self::{
    encoding::Encoding,
    jobs::RunImport,
    mapping::{Mapping, MappingInput},
};
use crate::{
    access::{Actor, Permission},
    app::Feature,
    config,
    db::{Read, Tx},
    error::{Error, Result},
    jobs::enqueue,
};

use serde_json::json;

pub use self::{
    model::{
        Import, ImportColumn, ImportId, ImportLimits, ImportStatus, MatchPolicy, PreviewInput, PreviewRow,
        Rerun, UploadOptions,
    },
    preview::{columns, preview},
    quota::limits,
    results::errors,
    running::resume,
    store::list,
};

pub const FEATURE: Feature = Feature {
    tables: &["import_changes", "import_errors", "import_pieces", "imports"],
    events: events::ALL,
    jobs: jobs::ALL,
    prune: Some(|tx| Box::pin(prune(tx))),
    ..Feature::new("imports", routes::router)
};

/// An upload without a new piece for this long is considered aborted.
const UPLOAD_TIMEOUT: chrono::Duration = chrono::Duration::minutes(15);

/// Starts an upload.
pub async fn begin(tx: &mut Tx, options: &UploadOptions, max: &config::Imports) -> Result<Import> {
    tx.actor().require(Permission::LeadsWork)?;
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
    tx.actor().require(Permission::LeadsWork)?;
    store::insert_piece(tx, id, begins_at, content).await?;
    quota::check_stored(tx, max).await
}

/// Completes an upload. Starts the import, or waits in MAPPING if the mapping needs review.
pub async fn start(
    tx: &mut Tx,
    id: ImportId,
    bytes: i64,
    encoding: Encoding,
    options: &UploadOptions,
) -> Result<Import> {
    tx.actor().require(Permission::LeadsWork)?;
    let import = tx.find_for_update::<Import>(id).await?;
    let first = store::bytes(tx, import.company_id, id, 0, reading::HEADER_LIMIT).await?;
    let header = reading::header(&first, encoding)?;
    let (suggested, input) =
        (Mapping::suggested(&header.names), MappingInput::parse(options.mapping.as_deref())?);
    let needs_mapping = options.review.unwrap_or(false) || (input.is_empty() && !suggested.has_name());
    let mapping = if input.is_empty() { suggested } else { suggested.with(input, &header.names)? };
    let status = if needs_mapping { ImportStatus::Mapping } else { ImportStatus::Queued };
    let (headers, delimiter) = (header.names, header.delimiter.to_string());
    let import = Import { bytes, encoding, headers, delimiter, status, ..import };
    prepare(tx, import, mapping, header.ends_at).await
}

/// Deletes an import with its file, without checks.
pub async fn discard(tx: &mut Tx, id: ImportId) -> Result<()> {
    store::delete(tx, id).await
}

/// Deletes an import that is not running and has changed no contacts.
pub async fn delete(tx: &mut Tx, id: ImportId) -> Result<Import> {
    let import = own(tx, id).await?;
    tx.check_version(import.version)?;
    if import.status.is_active() || results::has_changes(tx, id).await? {
        let reason = if import.status.is_active() { import.status.phrase() } else { "has changed leads" };
        return Err(Error::conflict(
            "invalid_transition",
            format!("This import {reason} and cannot be deleted"),
        ));
    }
    discard(tx, id).await?;
    Ok(import)
}

/// Deletes aborted uploads, imports that were in MAPPING for a week, and files and rejected rows that were
/// unused for 30 days.
pub async fn prune(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    store::delete_abandoned(tx, now.plus(-UPLOAD_TIMEOUT), now.plus(-chrono::Duration::days(7))).await?;
    let month_ago = now.plus(-chrono::Duration::days(30));
    for id in store::with_unused_file(tx, month_ago).await? {
        store::delete_file(tx, id).await?;
    }
    store::delete_rejected_rows(tx, month_ago).await
}

/// Runs an uploaded file: from MAPPING, after a dry run, or again after a failure.
pub async fn rerun(tx: &mut Tx, id: ImportId, rerun: Rerun) -> Result<Import> {
    let import = own(tx, id).await?;
    // A dry run would reset the counts of an earlier run that changed contacts.
    let loses_counts = rerun.dry_run && results::has_changes(tx, id).await?;
    if !import.can_run() || loses_counts {
        let reason = if loses_counts { "has changed leads" } else { import.status.phrase() };
        return Err(Error::conflict(
            "invalid_transition",
            format!("This import {reason} and cannot be run again"),
        ));
    }
    let first = store::bytes(tx, import.company_id, id, 0, reading::HEADER_LIMIT).await?;
    if first.is_empty() {
        return Err(Error::conflict(
            "invalid_transition",
            "The file for this import is no longer stored; upload it again",
        ));
    }
    let header = reading::header(&first, import.encoding)?;
    results::delete_errors(tx, id).await?;
    let import = Import {
        r#match: rerun.r#match.unwrap_or(import.r#match),
        dry_run: rerun.dry_run,
        status: ImportStatus::Queued,
        ..import
    };
    let mapping = import.as_mapped().with(rerun.into(), &import.headers)?;
    prepare(tx, import, mapping, header.ends_at).await
}

/// Stores the mapping and options, and enqueues the job unless the import waits in MAPPING.
async fn prepare(tx: &mut Tx, import: Import, mapping: Mapping, position: i64) -> Result<Import> {
    owners::check_constant(tx, mapping.constants.get("owner")).await?;
    let Mapping { fields, constants } = mapping;
    let import = store::prepare(tx, &Import { fields, constants, ..import }, position).await?;
    if import.status == ImportStatus::Queued {
        enqueue(tx, &RunImport(import.id.record())).await?;
    }
    Ok(import)
}

/// Undoes an import: deletes the contacts that it created, and restores those that it updated.
///
/// # Errors
/// 409 `changed_since` if any of them was changed or worked on since.
pub async fn undo(tx: &mut Tx, id: ImportId) -> Result<Import> {
    let import = own(tx, id).await?;
    // A failed import may have imported some rows.
    if !matches!(import.status, ImportStatus::Done | ImportStatus::Failed) || import.dry_run {
        let reason = if import.dry_run { "is a dry run" } else { import.status.phrase() };
        return Err(Error::conflict(
            "invalid_transition",
            format!("This import {reason} and cannot be undone"),
        ));
    }
    let changed = undoing::store::changed_since(tx, id).await?;
    if changed > 0 {
        return Err(Error::Conflict {
            code: "changed_since",
            message: format!("The import cannot be undone: {changed} of its contacts changed afterwards"),
            data: json!({ "changed": changed }),
        });
    }
    let undoing = store::set_state(tx, &import, ImportStatus::Undoing, None).await?;
    enqueue(tx, &RunImport(id.record())).await?;
    Ok(undoing)
}

/// Finds an import that the actor may see.
pub async fn find(read: &mut Read, id: ImportId) -> Result<Import> {
    read.actor().require(Permission::LeadsWork)?;
    let company_id = read.company_id();
    let import = read.find::<Import>(company_id, id).await?;
    if can_see(read.actor(), &import) { Ok(import) } else { Err(Error::NotFound("import")) }
}

/// Employees see their own imports; with `leads.manage`, all.
fn can_see(actor: &Actor, import: &Import) -> bool {
    actor.employee_id() == Some(import.started_by.id) || actor.can(Permission::LeadsManage)
}

async fn own(tx: &mut Tx, id: ImportId) -> Result<Import> {
    tx.actor().require(Permission::LeadsWork)?;
    let import = tx.find_for_update::<Import>(id).await?;
    if can_see(tx.actor(), &import) { Ok(import) } else { Err(Error::NotFound("import")) }
}
