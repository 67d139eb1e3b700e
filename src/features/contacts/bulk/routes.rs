use axum::{extract::State, response::Response};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{BulkChange, BulkChangeDetail, BulkChangeId, BulkQuery, LeadChange, NewBulkChange, store::SORTS};
use crate::{
    access::Permission,
    app::App,
    error::{Error, Result},
    features::contacts::ContactId,
    http::{Answer, Change, Filters, Listed, PageQuery, PathId, Valid, View},
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
/// The leads are selected at the moment of the request. A job changes them, each as a request of its own would:
/// `bulk:progress` and `bulk:done` report on it. A deletion starts ten seconds later; until then `undo` cancels it.
#[utoipa::path(post, path = "/api/leads/bulk", tag = "bulk changes", request_body = NewBulkChange,
    responses((status = 201, body = Answer<BulkChange>), (status = 409, description = "`too_many_bulk_changes`")))]
async fn start(State(app): State<App>, change: Change, Valid(new): Valid<NewBulkChange>) -> Result<Response> {
    let (selection, edit) = new.into_parts();
    edit.edit()?.check_permission(change.actor())?;
    // A retry may be answered already, whatever is running by now.
    if !change.has_key() {
        super::ensure_few_unfinished(&mut change.transaction().await?).await?;
    }
    let ids = super::select(&app.db, change.actor(), &selection).await?;
    let (id, company_id) = (BulkChangeId::new(), change.actor().company_id());
    let stored = super::store_first_parts(&app.db, company_id, id, &ids).await?;
    let started = begin(change, id, &edit, &ids, stored).await;
    if started.is_err() && stored > 0 {
        super::discard(&app.db, company_id, id).await?;
    }
    started
}

async fn begin(
    change: Change,
    id: BulkChangeId,
    edit: &LeadChange,
    ids: &[ContactId],
    stored: usize,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let bulk = super::start(&mut work, id, edit, ids, stored).await?;
    work.created(&format!("/api/bulk-changes/{id}"), "Bulk change started", &bulk).await
}

/// Bulk changes, newest first: one's own, or with `leads.manage` every one.
#[utoipa::path(get, path = "/api/bulk-changes", tag = "bulk changes", params(PageQuery, BulkQuery),
    responses((status = 200, body = Listed<BulkChange>)))]
async fn list(mut view: View, Filters(page, query): Filters<BulkQuery>) -> Result<Response> {
    view.actor.must(Permission::LeadsWork)?;
    let changes = super::list(&mut view.conn, &view.actor, &query, &page.paging(SORTS)?).await?;
    view.list(&changes)
}

/// One bulk change: how far it is, and why some leads could not be changed.
#[utoipa::path(get, path = "/api/bulk-changes/{id}", tag = "bulk changes", params(("id" = BulkChangeId, Path)),
    responses((status = 200, body = Answer<BulkChangeDetail>)))]
async fn read(mut view: View, PathId(id): PathId<BulkChange>) -> Result<Response> {
    view.actor.must(Permission::LeadsWork)?;
    let bulk = super::find(&mut view.conn, view.actor.company_id(), id).await?;
    if !super::can_see(&view.actor, &bulk) {
        return Err(Error::NotFound("bulk change"));
    }
    let failures = super::failures(&mut view.conn, view.actor.company_id(), id).await?;
    view.record(&BulkChangeDetail { bulk, failures })
}

/// Undo a bulk change.
///
/// Leads that have not been changed yet stay as they are. Leads that have been are changed back, where the field
/// still has the value that the bulk change gave it. Deleted leads cannot be restored.
#[utoipa::path(post, path = "/api/bulk-changes/{id}/undo", tag = "bulk changes", params(("id" = BulkChangeId, Path)),
    responses((status = 200, body = Answer<BulkChange>), (status = 409, description = "`invalid_transition`")))]
async fn undo(change: Change, PathId(id): PathId<BulkChange>) -> Result<Response> {
    let mut work = change.begin().await?;
    let bulk = super::undo(&mut work, id).await?;
    work.done("Bulk change is being undone", &bulk).await
}
