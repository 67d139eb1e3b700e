use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use futures::{StreamExt, TryStreamExt, stream};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Import, ImportId, Rerun, UploadOptions, store::SORTS};
use crate::{
    access::{Actor, Permission},
    app::App,
    db::Tx,
    error::{Error, Result},
    features::contacts::exports::csv,
    http::{Answer, Change, Filters, Listed, NoFilter, PageQuery, PathId, Query, Valid, View, created},
};

/// The longest file that is taken.
const LONGEST: usize = 64 * 1024 * 1024;
/// The file is stored in pieces of about this size.
const PIECE: usize = 256 * 1024;
/// Rows with errors that are read and written at a time.
const BATCH: i64 = 500;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(upload))
        .routes(routes!(list))
        .routes(routes!(read))
        .routes(routes!(run_again))
        .routes(routes!(undo))
        .routes(routes!(errors))
}

/// Import contacts from a CSV file, sent as the body.
///
/// The import is a job: `import:progress` and `import:done` tell how it goes. A row is taken in whole or not at all.
#[utoipa::path(post, path = "/api/leads/import", tag = "imports", params(UploadOptions),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 201, body = Answer<Import>)))]
async fn upload(
    State(app): State<App>,
    view: View,
    headers: HeaderMap,
    Query(options): Query<UploadOptions>,
    body: Body,
) -> Result<Response> {
    let actor = view.actor.clone();
    drop(view);
    actor.must(Permission::LeadsWork)?;
    if !is_csv(&headers) {
        return Err(Error::UnsupportedMediaType);
    }
    let mut tx = Tx::begin(&app.db, actor.clone()).await?;
    let import = super::begin(&mut tx, &options).await?;
    tx.commit().await?;
    match taken_in(&app, &actor, import.id, body).await {
        Ok(import) => created(&format!("/api/imports/{}", import.id), "Import started", &import),
        Err(error) => {
            let mut tx = Tx::begin(&app.db, actor).await?;
            super::discard(&mut tx, import.id).await?;
            tx.commit().await?;
            Err(error)
        }
    }
}

async fn taken_in(app: &App, actor: &Actor, id: ImportId, body: Body) -> Result<Import> {
    let bytes = store_body(app, actor, id, body).await?;
    let mut tx = Tx::begin(&app.db, actor.clone()).await?;
    let import = super::start(&mut tx, id, bytes).await?;
    tx.commit().await?;
    Ok(import)
}

fn is_csv(headers: &HeaderMap) -> bool {
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_lowercase();
    ["text/csv", "text/plain", "application/csv", "application/vnd.ms-excel"].contains(&media_type.as_str())
}

/// Each piece in a transaction of its own: whoever sends slowly holds up nobody.
async fn store_body(app: &App, actor: &Actor, id: ImportId, body: Body) -> Result<i64> {
    let (mut stream, mut piece, mut stored) = (body.into_data_stream(), Vec::with_capacity(PIECE), 0);
    loop {
        let chunk = stream.next().await.transpose().map_err(|error| Error::Malformed(error.to_string()))?;
        let ended = chunk.is_none();
        piece.extend_from_slice(&chunk.unwrap_or_default());
        if stored + piece.len() > LONGEST {
            return Err(Error::TooLarge(LONGEST));
        }
        if piece.len() >= PIECE || (ended && !piece.is_empty()) {
            let mut tx = Tx::begin(&app.db, actor.clone()).await?;
            let begins_at = i64::try_from(stored).map_err(Error::internal)?;
            stored += piece.len();
            super::add_piece(&mut tx, id, begins_at, std::mem::take(&mut piece)).await?;
            tx.commit().await?;
        }
        if ended {
            return i64::try_from(stored).map_err(Error::internal);
        }
    }
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

/// Run an uploaded file again: for real after a dry run, or with other columns.
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
    drop(view);
    let mut header = vec!["line".to_owned(), "errors".to_owned()];
    header.extend(import.headers);
    let head = stream::once(async move { csv([header]) });
    let rows = stream::try_unfold((app, 0), move |(app, after)| async move {
        let rows = super::errors(&mut app.db.read().await?, import.company_id, id, after, BATCH).await?;
        let Some(last) = rows.last().map(|row| row.line) else { return Ok(None) };
        let bytes = csv(rows.into_iter().map(|row| {
            let why = row.errors.iter().map(|reason| format!("{} {}", reason.field, reason.message));
            [row.line.to_string(), why.collect::<Vec<_>>().join("; ")].into_iter().chain(row.fields).collect()
        }))?;
        Ok::<_, Error>(Some((bytes, (app, last))))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"errors.csv\""),
    ];
    Ok((headers, Body::from_stream(head.chain(rows).map_err(std::io::Error::other))).into_response())
}
