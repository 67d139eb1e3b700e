//! The routes of imports: upload, mapping and preview, run, undo.

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
        Answer, Change, Filters, Listed, NoFilter, PageQuery, PathId, Query, Valid, View, created,
        partial_list,
    },
};

/// Rows with errors that are read and written at a time.
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
/// The columns may be separated by commas, semicolons or tabs; the text may be UTF-8, UTF-16 or Windows-1252. An import
/// whose columns are known is a job: `import:progress` and `import:done` tell how it goes. A row is taken in whole or not
/// at all. Without a known column for the name it is in MAPPING, and waits for `/api/imports/{id}/run`.
#[utoipa::path(post, path = "/api/leads/import", tag = "imports", params(UploadOptions),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 201, body = Answer<Import>),
        (status = 400, description = "`invalid`: the file is no CSV, or the mapping does not fit it"),
        (status = 409, description = "`import_storage_full`, `too_many_uploads`"), (status = 413, description = "`too_large`")))]
async fn upload(
    State(app): State<App>,
    change: Change,
    headers: HeaderMap,
    Query(options): Query<UploadOptions>,
    body: Body,
) -> Result<Response> {
    change.actor().must(Permission::LeadsWork)?;
    if !is_csv(&headers) {
        return Err(Error::UnsupportedMediaType);
    }
    let import = uploads::receive(&app, &change, &headers, &options, body).await?;
    let message = if import.status == ImportStatus::Mapping { "File uploaded" } else { "Import started" };
    created(&format!("/api/imports/{}", import.id), message, &import)
}

fn is_csv(headers: &HeaderMap) -> bool {
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_lowercase();
    let known = [
        "text/csv",
        "text/plain",
        "text/tab-separated-values",
        "application/csv",
        "application/vnd.ms-excel",
    ];
    known.contains(&media_type.as_str())
}

/// Imports, newest first: one's own, or with `leads.manage` every one.
#[utoipa::path(get, path = "/api/imports", tag = "imports", params(PageQuery), responses((status = 200, body = Listed<Import>)))]
async fn list(mut view: View, Filters(page, NoFilter {}): Filters<NoFilter>) -> Result<Response> {
    view.actor.must(Permission::LeadsWork)?;
    let imports = super::list(&mut view.conn, &view.actor, &page.paging(SORTS)?).await?;
    view.list(&imports)
}

async fn find(view: &mut View, id: ImportId) -> Result<Import> {
    view.actor.must(Permission::LeadsWork)?;
    let import = super::find(&mut view.conn, view.actor.company_id(), id).await?;
    if super::may_see(&view.actor, &import) { Ok(import) } else { Err(Error::NotFound("import")) }
}

/// One import: how far it is, and what became of its rows.
#[utoipa::path(get, path = "/api/imports/{id}", tag = "imports", params(("id" = ImportId, Path)),
    responses((status = 200, body = Answer<Import>)))]
async fn read(mut view: View, PathId(id): PathId<Import>) -> Result<Response> {
    let import = find(&mut view, id).await?;
    view.record(&import)
}

/// How much may be kept of files to import, and how much the company keeps.
#[utoipa::path(get, path = "/api/imports/limits", tag = "imports", responses((status = 200, body = Answer<ImportLimits>)))]
async fn limits(State(app): State<App>, mut view: View) -> Result<Response> {
    view.actor.must(Permission::LeadsWork)?;
    let limits = super::limits(&mut view.conn, view.actor.company_id(), &app.config.imports).await?;
    view.record(&limits)
}

/// The columns of an uploaded file, each with some of its values.
#[utoipa::path(get, path = "/api/imports/{id}/columns", tag = "imports", params(("id" = ImportId, Path)),
    responses((status = 200, body = Listed<ImportColumn>)))]
async fn columns(mut view: View, PathId(id): PathId<Import>) -> Result<Response> {
    let import = find(&mut view, id).await?;
    let columns = super::columns(&mut view.conn, &import).await?;
    view.whole_list(columns)
}

/// What would become of the first rows with a mapping. Nothing is written.
#[utoipa::path(post, path = "/api/imports/{id}/preview", tag = "imports", params(("id" = ImportId, Path)),
    request_body = PreviewInput,
    responses((status = 200, body = Listed<PreviewRow>), (status = 409, description = "`invalid_transition`")))]
async fn preview(
    change: Change,
    PathId(id): PathId<Import>,
    Valid(input): Valid<PreviewInput>,
) -> Result<Response> {
    // Not committed: what the rows would do is tried as an import would do it.
    let mut work = change.begin().await?;
    let rows = super::preview(&mut work, id, input).await?;
    Ok(partial_list(&rows))
}

/// Delete an import that has changed no leads, with its file: an upload, a dry run, or one that failed at once.
#[utoipa::path(delete, path = "/api/imports/{id}", tag = "imports", params(("id" = ImportId, Path)),
    responses((status = 200, body = Answer<Import>), (status = 409, description = "`invalid_transition`")))]
async fn delete(change: Change, PathId(id): PathId<Import>) -> Result<Response> {
    let mut work = change.begin().await?;
    let import = super::delete(&mut work, id).await?;
    work.done("Import deleted", &import).await
}

/// Run an uploaded file: for the first time from MAPPING, for real after a dry run, or with other columns.
#[utoipa::path(post, path = "/api/imports/{id}/run", tag = "imports", params(("id" = ImportId, Path)), request_body = Rerun,
    responses((status = 200, body = Answer<Import>), (status = 409, description = "`invalid_transition`")))]
async fn run_again(
    change: Change,
    PathId(id): PathId<Import>,
    Valid(input): Valid<Rerun>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let import = super::rerun(&mut work, id, input).await?;
    work.done("Import started", &import).await
}

/// Take back what an import did, while nothing that it touched was changed since.
#[utoipa::path(post, path = "/api/imports/{id}/undo", tag = "imports", params(("id" = ImportId, Path)),
    responses((status = 200, body = Answer<Import>), (status = 409, description = "`invalid_transition`, `changed_since`")))]
async fn undo(change: Change, PathId(id): PathId<Import>) -> Result<Response> {
    let mut work = change.begin().await?;
    let import = super::undo(&mut work, id).await?;
    work.done("Import is being undone", &import).await
}

/// The rows that could not be taken in, each with its line and what is wrong, as CSV.
#[utoipa::path(get, path = "/api/imports/{id}/errors.csv", tag = "imports", params(("id" = ImportId, Path)),
    responses((status = 200, description = "The rows", content_type = "text/csv")))]
async fn errors(State(app): State<App>, mut view: View, PathId(id): PathId<Import>) -> Result<Response> {
    let import = find(&mut view, id).await?;
    let session = view.into_session();
    let mut header = vec!["line".to_owned(), "errors".to_owned()];
    header.extend(import.headers);
    let head = stream::once(async move { csv([header]) });
    let rows = stream::try_unfold((app, session, 0), move |(app, session, after)| async move {
        let mut conn = app.db.read().await?;
        let rows = super::errors(&mut conn, import.company_id, id, after, BATCH).await?;
        session.check(&mut conn, app.db.clock.now()).await?;
        let Some(last) = rows.last().map(|row| row.line) else { return Ok(None) };
        let bytes = csv(rows.into_iter().map(|row| {
            let why = row.errors.iter().map(|reason| (reason.field.as_str(), reason.message.as_str()));
            [row.line.to_string(), row_errors::line(why)].into_iter().chain(row.fields).collect()
        }))?;
        Ok::<_, Error>(Some((bytes, (app, session, last))))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"errors.csv\""),
    ];
    Ok((headers, Body::from_stream(head.chain(rows).map_err(std::io::Error::other))).into_response())
}
