use serde_json::json;

use super::{Import, ImportId, ImportStatus, MatchPolicy, UploadOptions, encoding::Encoding};
use crate::{
    access::Permission,
    db::{Conn, Listing, Paging, Read, Record, Slice, SortField, Tx},
    error::{Error, Result},
    id::{CompanyId, EmployeeId},
    person, sql,
    time::Time,
};

impl Record for Import {
    const TABLE: &str = "imports";
    const COLUMNS: &str = concat!("*, ", person!("imports.started_by" as "starter"));
    const NOUN: &str = "import";
}

const COLUMNS: &str = Import::COLUMNS;

pub const SORTS: &[SortField] = &[SortField::time("createdAt", "created_at")];

pub async fn insert(tx: &mut Tx, options: &UploadOptions) -> Result<Import> {
    let (company_id, now, me) = (tx.company_id(), tx.now(), tx.actor().employee()?.id);
    let text = format!(
        "insert into imports (id, company_id, started_by, file_name, status, dry_run, match_policy, fields, constants, headers, delimiter, encoding,
                              bytes, stored_bytes, position, rows_read, created, updated, skipped, failed, undone, kept, created_at, updated_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, ',', $10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, $11, $11, 1) returning {COLUMNS}"
    );
    let sql = sql!(
        text,
        ImportId::new(),
        company_id,
        me,
        options.file_name.clone(),
        ImportStatus::Uploading,
        options.dry_run.unwrap_or(false),
        options.r#match.unwrap_or(MatchPolicy::Skip),
        json!({}),
        json!([]),
        Encoding::Utf8,
        now
    );
    Ok(tx.one(sql).await?)
}

pub async fn insert_piece(tx: &mut Tx, id: ImportId, begins_at: i64, content: Vec<u8>) -> Result<()> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let length = i64::try_from(content.len()).map_err(Error::internal)?;
    let insert =
        "insert into import_pieces (import_id, company_id, begins_at, content) values ($1, $2, $3, $4)";
    tx.exec(sql!(insert, id, company_id, begins_at, content)).await?;
    let update = "update imports set stored_bytes = stored_bytes + $1, updated_at = $2 where company_id = $3 and id = $4";
    tx.exec(sql!(update, length, now, company_id, id)).await?;
    Ok(())
}

/// Reads at most `limit` bytes of the file from an offset.
pub async fn bytes(
    conn: &mut Conn,
    company_id: CompanyId,
    id: ImportId,
    from: i64,
    limit: i64,
) -> Result<Vec<u8>> {
    let sql = "select begins_at, content from import_pieces where company_id = $1 and import_id = $2
               and begins_at >= (select max(begins_at) from import_pieces where company_id = $1 and import_id = $2 and begins_at <= $3)
               and begins_at < $4 order by begins_at";
    let pieces: Vec<(i64, Vec<u8>)> = conn.all(sql!(sql, company_id, id, from, from + limit)).await?;
    let begins_at = pieces.first().map_or(0, |(begins_at, _)| *begins_at);
    let mut bytes: Vec<u8> = pieces.into_iter().flat_map(|(_, content)| content).collect();
    let skip = usize::try_from(from - begins_at).map_err(Error::internal)?;
    bytes.drain(..skip.min(bytes.len()));
    bytes.truncate(usize::try_from(limit).map_err(Error::internal)?);
    Ok(bytes)
}

/// Lists the actor's own imports; with `leads.manage`, all.
pub async fn list(read: &mut Read, paging: &Paging) -> Result<Slice<Import>> {
    read.actor().require(Permission::LeadsWork)?;
    let mut listing = Listing::of("imports", read.company_id());
    if !read.actor().can(Permission::LeadsManage) {
        listing.push(" and started_by = ").bind(read.actor().employee()?.id);
    }
    paging.read(read, COLUMNS, listing).await
}

/// Stores the mapping, options and status for a new run, and resets the counts.
pub async fn prepare(tx: &mut Tx, import: &Import, position: i64) -> Result<Import> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update imports set status = $1, dry_run = $2, match_policy = $3, fields = $4, constants = $5, headers = $6, delimiter = $7, encoding = $8,
                bytes = $9, position = $10, rows_read = 0, created = 0, updated = 0, skipped = 0, failed = 0, error = null, updated_at = $11,
                version = version + 1
         where company_id = $12 and id = $13 returning {COLUMNS}"
    );
    let sql = sql!(
        text,
        import.status,
        import.dry_run,
        import.r#match,
        json!(import.fields),
        json!(import.constants),
        json!(import.headers),
        &import.delimiter,
        import.encoding,
        import.bytes,
        position,
        now,
        company_id,
        import.id
    );
    Ok(tx.one(sql).await?)
}

/// Updates the progress of an import.
pub async fn advance(tx: &mut Tx, import: &Import) -> Result<Import> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update imports set status = $1, position = $2, rows_read = $3, created = $4, updated = $5, skipped = $6, failed = $7,
                undone = $8, kept = $9, updated_at = $10, version = version + 1
         where company_id = $11 and id = $12 returning {COLUMNS}"
    );
    let sql = sql!(
        text,
        import.status,
        import.position,
        import.rows,
        import.created,
        import.updated,
        import.skipped,
        import.failed,
        import.undone,
        import.kept,
        now,
        company_id,
        import.id
    );
    Ok(tx.one(sql).await?)
}

pub async fn set_state(
    tx: &mut Tx,
    import: &Import,
    status: ImportStatus,
    error: Option<String>,
) -> Result<Import> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update imports set status = $1, error = $2, updated_at = $3, version = version + 1
         where company_id = $4 and id = $5 returning {COLUMNS}"
    );
    Ok(tx.one(sql!(text, status, error, now, company_id, import.id)).await?)
}

pub async fn delete(tx: &mut Tx, id: ImportId) -> Result<()> {
    let company_id = tx.company_id();
    tx.exec(sql!("delete from imports where company_id = $1 and id = $2", company_id, id)).await?;
    Ok(())
}

/// Deletes uploads and imports in MAPPING that were not updated since these times.
pub async fn delete_abandoned(tx: &mut Tx, uploading: Time, mapping: Time) -> Result<()> {
    let company_id = tx.company_id();
    let sql = "delete from imports where company_id = $1
               and ((status = 'UPLOADING' and updated_at < $2) or (status = 'MAPPING' and updated_at < $3))";
    tx.exec(sql!(sql, company_id, uploading, mapping)).await?;
    Ok(())
}

/// Deletes the file of an import, but not its rejected rows.
pub async fn delete_file(tx: &mut Tx, id: ImportId) -> Result<()> {
    let company_id = tx.company_id();
    tx.exec(sql!("delete from import_pieces where company_id = $1 and import_id = $2", company_id, id))
        .await?;
    let update = "update imports set stored_bytes = 0, kept_bytes = (
                    select cast(coalesce(sum(octet_length(cast(e.fields as text))), 0) as bigint)
                    from import_errors e where e.company_id = $1 and e.import_id = $2)
                  where company_id = $1 and id = $2";
    tx.exec(sql!(update, company_id, id)).await?;
    Ok(())
}

/// Deletes the rejected rows of imports that were not updated since this time.
pub async fn delete_rejected_rows(tx: &mut Tx, before: Time) -> Result<()> {
    let company_id = tx.company_id();
    let rows = "delete from import_errors where company_id = $1 and import_id in (
                  select id from imports where company_id = $1 and kept_bytes > 0 and updated_at < $2)";
    tx.exec(sql!(rows, company_id, before)).await?;
    let update =
        "update imports set kept_bytes = 0 where company_id = $1 and kept_bytes > 0 and updated_at < $2";
    tx.exec(sql!(update, company_id, before)).await?;
    Ok(())
}

/// Finds imports with a file that were not updated since this time.
pub async fn with_unused_file(tx: &mut Tx, before: Time) -> Result<Vec<ImportId>> {
    let company_id = tx.company_id();
    let sql = "select id from imports where company_id = $1 and stored_bytes > 0 and updated_at < $2";
    let ids: Vec<(ImportId,)> = tx.all(sql!(sql, company_id, before)).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// The number of the company's stored files, and the bytes of these and of rejected rows.
pub async fn stored(conn: &mut Conn, company_id: CompanyId) -> Result<(i64, i64)> {
    let sql = "select count(*) filter (where stored_bytes > 0), cast(coalesce(sum(stored_bytes + kept_bytes), 0) as bigint)
               from imports where company_id = $1";
    Ok(conn.one(sql!(sql, company_id)).await?)
}

/// Counts an employee's uploads in progress.
pub async fn uploading(tx: &mut Tx, employee_id: EmployeeId) -> Result<i64> {
    let company_id = tx.company_id();
    let sql =
        "select count(*) from imports where company_id = $1 and status = 'UPLOADING' and started_by = $2";
    let (count,): (i64,) = tx.one(sql!(sql, company_id, employee_id)).await?;
    Ok(count)
}
