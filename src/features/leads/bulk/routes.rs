use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{BulkChange, BulkChangeDetail, BulkChangeId, BulkQuery, LeadChange, NewBulkChange, store::SORTS};
use crate::{
    access::Permission,
    app::App,
    error::Result,
    features::contacts::ContactId,
    http::{Answer, Filters, Listed, PageQuery, PathId, RequestRead, Valid, Write},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(start))
        .routes(routes!(list))
        .routes(routes!(read))
        .routes(routes!(undo))
}

/// Change many leads at once, by their ids or by a filter.
///
/// The leads are selected at the time of the request. A job changes each lead as a separate request would,
/// and reports by `bulk:progress` and `bulk:done`. A deletion starts after 10 seconds; until then `undo`
/// cancels it.
#[utoipa::path(post, path = "/api/leads/bulk", tag = "bulk changes", request_body = NewBulkChange,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 201, body = Answer<BulkChange>), (status = 409, description = "`too_many_bulk_changes`")))]
async fn start(
    State(app): State<App>,
    write: Write,
    Valid(new): Valid<NewBulkChange>,
) -> Result<Answer<BulkChange>> {
    let (selection, change) = new.into_parts();
    change.validate()?.check_permission(write.actor())?;
    let checked = super::ensure_few_unfinished(&mut *write.read().await?, write.actor()).await;
    write.replay().await?;
    checked?;
    let ids = super::select(&app.db, write.actor(), &selection).await?;
    let (id, company_id) = (BulkChangeId::new(), write.actor().company_id());
    let stored = super::store_first_parts(&app.db, company_id, id, &ids).await?;
    let started = begin(write, id, &change, &ids, stored).await;
    if started.is_err() && stored > 0 {
        super::discard(&app.db, company_id, id).await?;
    }
    started
}

async fn begin(
    write: Write,
    id: BulkChangeId,
    change: &LeadChange,
    ids: &[ContactId],
    stored: usize,
) -> Result<Answer<BulkChange>> {
    let mut tx = write.begin().await?;
    let bulk = super::start(&mut tx, id, change, ids, stored).await?;
    tx.commit_created(&format!("/api/bulk-changes/{id}"), "Bulk change started", &bulk).await
}

/// List bulk changes, newest first: the caller's own, or all with `leads.manage`.
#[utoipa::path(get, path = "/api/bulk-changes", tag = "bulk changes", params(PageQuery, BulkQuery),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Listed<BulkChange>)))]
async fn list(mut read: RequestRead, Filters(page, query): Filters<BulkQuery>) -> Result<Listed<BulkChange>> {
    let changes = super::list(&mut read, &query, &page.paging(SORTS)?).await?;
    read.list(&changes)
}

/// Read a bulk change: its progress, and the leads that could not be changed.
#[utoipa::path(get, path = "/api/bulk-changes/{id}", tag = "bulk changes", params(("id" = BulkChangeId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<BulkChangeDetail>)))]
async fn read(mut read: RequestRead, PathId(id): PathId<BulkChange>) -> Result<Answer<BulkChangeDetail>> {
    let detail = super::find(&mut read, id).await?;
    read.record(&detail)
}

/// Undo a bulk change.
///
/// Stops the bulk change if it is running, and reverts changed leads whose field still has the value that the
/// bulk change set. Deleted leads cannot be restored.
#[utoipa::path(post, path = "/api/bulk-changes/{id}/undo", tag = "bulk changes", params(("id" = BulkChangeId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<BulkChange>), (status = 409, description = "`invalid_transition`")))]
async fn undo(write: Write, PathId(id): PathId<BulkChange>) -> Result<Answer<BulkChange>> {
    let mut tx = write.begin().await?;
    let bulk = super::undo(&mut tx, id).await?;
    tx.commit_ok("Bulk change is being undone", &bulk).await
}
