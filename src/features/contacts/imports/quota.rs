//! How much may be kept of files to import: bytes and files of a company, and uploads of an employee at a time.

use serde_json::json;

use super::{ImportLimits, store};
use crate::{
    config,
    db::{Conn, Tx},
    error::{Error, Result},
    features::accounts::companies,
    id::CompanyId,
};

/// Uploads of one employee at the same time.
const MAX_UPLOADS: i64 = 3;

pub async fn read(conn: &mut Conn, company_id: CompanyId, max: &config::Imports) -> Result<ImportLimits> {
    let (stored_files, stored_bytes) = store::stored(conn, company_id).await?;
    Ok(ImportLimits {
        max_file_bytes: max.file_bytes,
        max_stored_bytes: max.stored_bytes,
        stored_bytes,
        max_stored_files: max.stored_files,
        stored_files,
    })
}

/// Refuses another upload.
pub async fn check_uploads(tx: &mut Tx, max: &config::Imports) -> Result<()> {
    // Uploads that begin at the same time, on whichever node, see each other.
    companies::lock(tx).await?;
    let me = tx.actor().signed_in()?.id;
    if store::uploading(tx, me).await? >= MAX_UPLOADS {
        let message = format!("You have {MAX_UPLOADS} uploads under way; wait until one of them has ended");
        return Err(Error::conflict("too_many_uploads", message));
    }
    let company_id = tx.company_id();
    let limits = read(tx, company_id, max).await?;
    if limits.stored_files >= limits.max_stored_files || limits.stored_bytes >= limits.max_stored_bytes {
        return Err(full(&limits));
    }
    Ok(())
}

/// Refuses a piece that is too much.
pub async fn check_stored(tx: &mut Tx, max: &config::Imports) -> Result<()> {
    let company_id = tx.company_id();
    let limits = read(tx, company_id, max).await?;
    if limits.stored_bytes > limits.max_stored_bytes || limits.stored_files > limits.max_stored_files {
        return Err(full(&limits));
    }
    Ok(())
}

fn full(limits: &ImportLimits) -> Error {
    Error::Conflict {
        code: "import_storage_full",
        message: format!(
            "Your company keeps {} of at most {} files to import, with {} of at most {} bytes; \
             finish or delete some of its imports first",
            limits.stored_files, limits.max_stored_files, limits.stored_bytes, limits.max_stored_bytes
        ),
        data: json!(limits),
    }
}
