//! Quotas of imports: stored files and bytes per company, and concurrent uploads per employee.

use serde_json::json;

use super::{ImportLimits, store};
use crate::{
    access::Permission,
    config,
    db::{Conn, Read, Tx},
    error::{Error, Result},
    features::accounts::companies,
    id::CompanyId,
};

/// The maximum number of concurrent uploads per employee.
const MAX_UPLOADS: i64 = 3;

/// The company's limits and usage.
pub async fn limits(read: &mut Read, max: &config::Imports) -> Result<ImportLimits> {
    read.actor().require(Permission::LeadsWork)?;
    let company_id = read.company_id();
    usage(read, company_id, max).await
}

async fn usage(conn: &mut Conn, company_id: CompanyId, max: &config::Imports) -> Result<ImportLimits> {
    let (stored_files, stored_bytes) = store::stored(conn, company_id).await?;
    Ok(ImportLimits {
        max_file_bytes: max.file_bytes,
        max_stored_bytes: max.stored_bytes,
        stored_bytes,
        max_stored_files: max.stored_files,
        stored_files,
    })
}

/// Fails with 409 if the actor has too many uploads, or the storage is full.
pub async fn check_uploads(tx: &mut Tx, max: &config::Imports) -> Result<()> {
    // Serialises concurrent uploads on all nodes.
    companies::lock(tx).await?;
    let me = tx.actor().employee()?.id;
    if store::uploading(tx, me).await? >= MAX_UPLOADS {
        let message = format!("You have {MAX_UPLOADS} uploads in progress; wait for one of them to finish");
        return Err(Error::conflict("too_many_uploads", message));
    }
    let company_id = tx.company_id();
    let limits = usage(tx, company_id, max).await?;
    if limits.stored_files >= limits.max_stored_files || limits.stored_bytes >= limits.max_stored_bytes {
        return Err(full(&limits));
    }
    Ok(())
}

/// Fails with 409 if the storage is exceeded.
pub async fn check_stored(tx: &mut Tx, max: &config::Imports) -> Result<()> {
    let company_id = tx.company_id();
    let limits = usage(tx, company_id, max).await?;
    if limits.stored_bytes > limits.max_stored_bytes || limits.stored_files > limits.max_stored_files {
        return Err(full(&limits));
    }
    Ok(())
}

fn full(limits: &ImportLimits) -> Error {
    Error::Conflict {
        code: "import_storage_full",
        message: format!(
            "Your company has stored {} of at most {} import files and {} of at most {} bytes; \
             finish or delete some imports first",
            limits.stored_files, limits.max_stored_files, limits.stored_bytes, limits.max_stored_bytes
        ),
        data: json!(limits),
    }
}
