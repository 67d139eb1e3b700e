//! Routes of imports: upload, preview, run, undo.

mod uploads;

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use futures::{StreamExt, TryStreamExt, stream};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Import, ImportColumn, ImportId, ImportLimits, ImportStatus, PreviewInput, PreviewRow, Rerun,
    UploadOptions, row_errors, store::SORTS,
};
use crate::{
    access::Permission,
    app::App,
    error::{Error, Result},
    features::contacts::exports::csv,
    http::{
        Answer, Filters, Listed, NoFilter, PageQuery, PathId, Query, RequestRead, Valid, Write, created,
        partial_list,
    },
};

/// The number of rejected rows per batch.
const BATCH: i64 = 500;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(upload))
        .routes(routes!(list))
        .routes(routes!(limits))
        .routes(routes!(read, delete))
        .routes(routes!(columns))
        .routes(routes!(preview))
        .routes(routes!(run_again))
        .routes(routes!(undo))
        .routes(routes!(errors))
}

/// Import contacts from a CSV file, sent as the body.
///
/// The delimiter can be a comma, semicolon or tab; the encoding UTF-8, UTF-16 or Windows-1252. A job runs the
/// import and reports by `import:progress` and `import:done`. Each row is imported completely or not at all.
/// If no column for the name is recognised, the import stops in MAPPING and waits for
/// `/api/imports/{id}/run`.
#[utoipa::path(post, path = "/api/leads/import", tag = "imports", params(UploadOptions),
    request_body(content = String, content_type = "text/csv"),
    extensions(("x-permission" = json!(Permission::LeadsWork)), ("x-without-stored-response" = json!(true))),
    responses((status = 201, body = Answer<Import>),
        (status = 400, description = "`invalid`: the file is not CSV, or the mapping is invalid"),
        (status = 409, description = "`import_storage_full`, `too_many_uploads`"), (status = 413, description = "`too_large`")))]
async fn upload(
    State(app): State<App>,
    write: Write,
    headers: HeaderMap,
    Query(options): Query<UploadOptions>,
    body: Body,
) -> Result<Answer<Import>> {
    write.actor().require(Permission::LeadsWork)?;
    if !is_csv(&headers) {
        return Err(Error::UnsupportedMediaType);
    }
    let import = uploads::receive(&app, &write, &headers, &options, body).await?;
    let message = if import.status == ImportStatus::Mapping { "File uploaded" } else { "Import started" };
    created(&format!("/api/imports/{}", import.id), message, &import)
}

fn is_csv(headers: &HeaderMap) -> bool {
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_lowercase();
    let accepted = [
        "text/csv",
        "text/plain",
        "text/tab-separated-values",
        "application/csv",
        "application/vnd.ms-excel",
    ];
    accepted.contains(&media_type.as_str())
}

/// List imports, newest first: the caller's own, or all with `leads.manage`.
#[utoipa::path(get, path = "/api/imports", tag = "imports", params(PageQuery),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Listed<Import>)))]
async fn list(
    mut read: RequestRead,
    Filters(page, NoFilter {}): Filters<NoFilter>,
) -> Result<Listed<Import>> {
    let imports = super::list(&mut read, &page.paging(SORTS)?).await?;
    read.list(&imports)
}

/// Read an import, with its progress.
#[utoipa::path(get, path = "/api/imports/{id}", tag = "imports", params(("id" = ImportId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Import>)))]
async fn read(mut read: RequestRead, PathId(id): PathId<Import>) -> Result<Answer<Import>> {
    let import = super::find(&mut read, id).await?;
    read.record(&import)
}

/// Read the limits and usage of stored import files.
#[utoipa::path(get, path = "/api/imports/limits", tag = "imports",
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<ImportLimits>)))]
async fn limits(State(app): State<App>, mut read: RequestRead) -> Result<Answer<ImportLimits>> {
    let limits = super::limits(&mut read, &app.config.imports).await?;
    read.record(&limits)
}

/// List the columns of an uploaded file, with sample values.
#[utoipa::path(get, path = "/api/imports/{id}/columns", tag = "imports", params(("id" = ImportId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Listed<ImportColumn>)))]
async fn columns(mut read: RequestRead, PathId(id): PathId<Import>) -> Result<Listed<ImportColumn>> {
    let import = super::find(&mut read, id).await?;
    let columns = super::columns(&mut read, &import).await?;
    read.whole_list(columns)
}

/// Preview the outcome of the first rows with a mapping. Changes nothing.
#[utoipa::path(post, path = "/api/imports/{id}/preview", tag = "imports", params(("id" = ImportId, Path)),
    request_body = PreviewInput,
    extensions(("x-permission" = json!(Permission::LeadsWork)), ("x-without-stored-response" = json!(true))),
    responses((status = 200, body = Listed<PreviewRow>), (status = 409, description = "`invalid_transition`")))]
async fn preview(
    write: Write,
    PathId(id): PathId<Import>,
    Valid(input): Valid<PreviewInput>,
) -> Result<Listed<PreviewRow>> {
    // Applies the rows as an import would, without committing.
    let mut tx = write.begin().await?;
    let rows = super::preview(&mut tx, id, input).await?;
    Ok(partial_list(&rows))
}

/// Delete an import that has changed no leads, with its file.
#[utoipa::path(delete, path = "/api/imports/{id}", tag = "imports", params(("id" = ImportId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Import>), (status = 409, description = "`invalid_transition`")))]
async fn delete(write: Write, PathId(id): PathId<Import>) -> Result<Answer<Import>> {
    let mut tx = write.begin().await?;
    let import = super::delete(&mut tx, id).await?;
    tx.commit_ok("Import deleted", &import).await
}

/// Run an uploaded file: from MAPPING, after a dry run, or again after a failure.
#[utoipa::path(post, path = "/api/imports/{id}/run", tag = "imports", params(("id" = ImportId, Path)), request_body = Rerun,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Import>), (status = 409, description = "`invalid_transition`")))]
async fn run_again(
    write: Write,
    PathId(id): PathId<Import>,
    Valid(input): Valid<Rerun>,
) -> Result<Answer<Import>> {
    let mut tx = write.begin().await?;
    let import = super::rerun(&mut tx, id, input).await?;
    tx.commit_ok("Import started", &import).await
}

/// Undo an import. Fails if any of its contacts was changed since.
#[utoipa::path(post, path = "/api/imports/{id}/undo", tag = "imports", params(("id" = ImportId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Import>), (status = 409, description = "`invalid_transition`, `changed_since`")))]
async fn undo(write: Write, PathId(id): PathId<Import>) -> Result<Answer<Import>> {
    let mut tx = write.begin().await?;
    let import = super::undo(&mut tx, id).await?;
    tx.commit_ok("Import is being undone", &import).await
}

/// Export the rejected rows as CSV, with line numbers and errors.
#[utoipa::path(get, path = "/api/imports/{id}/errors.csv", tag = "imports", params(("id" = ImportId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, description = "The rows", content_type = "text/csv")))]
async fn errors(
    State(app): State<App>,
    mut read: RequestRead,
    PathId(id): PathId<Import>,
) -> Result<Response> {
    let import = super::find(&mut read, id).await?;
    let session = read.into_session();
    let mut header = vec!["line".to_owned(), "errors".to_owned()];
    header.extend(import.headers);
    let head = stream::once(async move { csv([header]) });
    let rows = stream::try_unfold((app, session, 0), move |(app, session, after)| async move {
        let mut conn = app.db.read().await?;
        let rows = super::errors(&mut conn, import.company_id, id, after, BATCH).await?;
        session.check(&mut conn, app.db.clock.now()).await?;
        let Some(last) = rows.last().map(|row| row.line) else { return Ok(None) };
        let bytes = csv(rows.into_iter().map(|row| {
            let errors = row.errors.iter().map(|reason| (reason.field.as_str(), reason.message.as_str()));
            [row.line.to_string(), row_errors::line(errors)].into_iter().chain(row.fields).collect()
        }))?;
        Ok::<_, Error>(Some((bytes, (app, session, last))))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"errors.csv\""),
    ];
    Ok((headers, Body::from_stream(head.chain(rows).map_err(std::io::Error::other))).into_response())
}
