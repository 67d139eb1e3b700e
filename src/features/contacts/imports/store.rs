use std::collections::BTreeMap;

use serde_json::json;

use super::{
    Import, ImportId, ImportStatus, MatchPolicy, UploadOptions, encoding::Encoding, mapping::Mapping,
};
use crate::{
    access::{Actor, Permission, Person},
    db::{Conn, Listing, Paging, Slice, SortField, Tx},
    error::{Error, Result},
    id::{CompanyId, EmployeeId},
    sql,
    time::Time,
};

const COLUMNS: &str = "*, (select e.name from employees e where e.id = imports.started_by) as starter_name";

pub const SORTS: &[SortField] = &[SortField::time("createdAt", "created_at")];

#[derive(sqlx::FromRow, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct ImportRow {
    id: ImportId,
    company_id: CompanyId,
    started_by: EmployeeId,
    starter_name: String,
    file_name: Option<String>,
    #[sqlx(try_from = "String")]
    status: ImportStatus,
    dry_run: bool,
    #[sqlx(try_from = "String")]
    match_policy: MatchPolicy,
    #[sqlx(json)]
    fields: BTreeMap<String, Vec<String>>,
    #[sqlx(json)]
    constants: BTreeMap<String, String>,
    #[sqlx(json)]
    headers: Vec<String>,
    delimiter: String,
    #[sqlx(try_from = "String")]
    encoding: Encoding,
    bytes: i64,
    position: i64,
    rows_read: i64,
    created: i64,
    updated: i64,
    skipped: i64,
    failed: i64,
    undone: i64,
    kept: i64,
    error: Option<String>,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

impl From<ImportRow> for Import {
    fn from(row: ImportRow) -> Self {
        let mapping = Mapping { fields: row.fields, constants: row.constants };
        Self {
            mapping: mapping.by_column(&row.headers),
            fields: mapping.fields,
            constants: mapping.constants,
            id: row.id,
            company_id: row.company_id,
            started_by: Person { id: row.started_by, name: row.starter_name },
            file_name: row.file_name,
            status: row.status,
            dry_run: row.dry_run,
            r#match: row.match_policy,
            headers: row.headers,
            delimiter: row.delimiter,
            encoding: row.encoding,
            bytes: row.bytes,
            position: row.position,
            rows: row.rows_read,
            created: row.created,
            updated: row.updated,
            skipped: row.skipped,
            failed: row.failed,
            undone: row.undone,
            kept: row.kept,
            error: row.error,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

pub async fn insert(tx: &mut Tx, options: &UploadOptions) -> Result<Import> {
    let (company_id, now, me) = (tx.company_id(), tx.now(), tx.actor().signed_in()?.id);
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
    Ok(tx.one::<ImportRow>(sql).await?.into())
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

/// The file's bytes from a place on, at most as many as asked for, however the pieces were cut.
pub async fn bytes(
    conn: &mut Conn,
    company_id: CompanyId,
    id: ImportId,
    from: i64,
    most: i64,
) -> Result<Vec<u8>> {
    let sql = "select begins_at, content from import_pieces where company_id = $1 and import_id = $2
               and begins_at >= (select max(begins_at) from import_pieces where company_id = $1 and import_id = $2 and begins_at <= $3)
               and begins_at < $4 order by begins_at";
    let pieces: Vec<(i64, Vec<u8>)> = conn.all(sql!(sql, company_id, id, from, from + most)).await?;
    let begins_at = pieces.first().map_or(0, |(begins_at, _)| *begins_at);
    let mut bytes: Vec<u8> = pieces.into_iter().flat_map(|(_, content)| content).collect();
    let skip = usize::try_from(from - begins_at).map_err(Error::internal)?;
    bytes.drain(..skip.min(bytes.len()));
    bytes.truncate(usize::try_from(most).map_err(Error::internal)?);
    Ok(bytes)
}

pub async fn find(conn: &mut Conn, company_id: CompanyId, id: ImportId) -> Result<Import> {
    let text = format!("select {COLUMNS} from imports where company_id = $1 and id = $2");
    let row: Option<ImportRow> = conn.optional(sql!(text, company_id, id)).await?;
    row.map(Import::from).ok_or(Error::NotFound("import"))
}

pub async fn find_for_update(tx: &mut Tx, id: ImportId) -> Result<Import> {
    let (company_id, lock) = (tx.company_id(), tx.dialect().for_update());
    let text = format!("select {COLUMNS} from imports where company_id = $1 and id = $2{lock}");
    let row: Option<ImportRow> = tx.optional(sql!(text, company_id, id)).await?;
    row.map(Import::from).ok_or(Error::NotFound("import"))
}

/// One's own imports; with `leads.manage` every one.
pub async fn list(conn: &mut Conn, actor: &Actor, paging: &Paging) -> Result<Slice<Import>> {
    let mut listing = Listing::of("imports", actor.company_id());
    if !actor.may(Permission::LeadsManage) {
        listing.push(" and started_by = ").bind(actor.signed_in()?.id);
    }
    let slice: Slice<ImportRow> = paging.read(conn, COLUMNS, listing).await?;
    Ok(slice.map(Import::from))
}

/// Writes how an import is to be run, from the beginning, and the status in which it waits for that.
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
    Ok(tx.one::<ImportRow>(sql).await?.into())
}

/// Writes how far an import has come.
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
    Ok(tx.one::<ImportRow>(sql).await?.into())
}

pub async fn stand(
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
    Ok(tx.one::<ImportRow>(sql!(text, status, error, now, company_id, import.id)).await?.into())
}

pub async fn delete(tx: &mut Tx, id: ImportId) -> Result<()> {
    let company_id = tx.company_id();
    tx.exec(sql!("delete from imports where company_id = $1 and id = $2", company_id, id)).await?;
    Ok(())
}

/// Uploads without a piece since then, and files that nobody has mapped since then.
pub async fn delete_abandoned(tx: &mut Tx, uploading: Time, mapping: Time) -> Result<()> {
    let company_id = tx.company_id();
    let sql = "delete from imports where company_id = $1
               and ((status = 'UPLOADING' and updated_at < $2) or (status = 'MAPPING' and updated_at < $3))";
    tx.exec(sql!(sql, company_id, uploading, mapping)).await?;
    Ok(())
}

/// Deletes the file of an import that will not be read again.
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

/// Deletes the rejected rows of imports that nobody has used since then.
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

/// Those whose file nobody has used since then.
pub async fn with_unused_file(tx: &mut Tx, before: Time) -> Result<Vec<ImportId>> {
    let company_id = tx.company_id();
    let sql = "select id from imports where company_id = $1 and stored_bytes > 0 and updated_at < $2";
    let ids: Vec<(ImportId,)> = tx.all(sql!(sql, company_id, before)).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// How many files the company keeps, and the bytes of them and of rejected rows.
pub async fn stored(conn: &mut Conn, company_id: CompanyId) -> Result<(i64, i64)> {
    let sql = "select count(*) filter (where stored_bytes > 0), cast(coalesce(sum(stored_bytes + kept_bytes), 0) as bigint)
               from imports where company_id = $1";
    Ok(conn.one(sql!(sql, company_id)).await?)
}

/// How many uploads of an employee are under way.
pub async fn uploading(tx: &mut Tx, employee_id: EmployeeId) -> Result<i64> {
    let company_id = tx.company_id();
    let sql =
        "select count(*) from imports where company_id = $1 and status = 'UPLOADING' and started_by = $2";
    let (count,): (i64,) = tx.one(sql!(sql, company_id, employee_id)).await?;
    Ok(count)
}
