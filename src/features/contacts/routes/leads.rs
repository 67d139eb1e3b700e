use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use futures::Stream;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::App,
    error::Result,
    features::contacts::{
        self, Contact, ContactId, ContactPatch, ContactQuery, NewContact, NewOwner, NewStatus,
        activities::{self, Activity},
        bulk::{self, LeadSelection},
        exports,
    },
    http::{Answer, Change, Filters, Listed, PageQuery, PathId, Valid, View},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(export, export_selected))
        .routes(routes!(read, update, delete))
        .routes(routes!(set_status))
        .routes(routes!(assign))
}

/// Leads, newest first: all of them with `leads.manage`, otherwise one's own and those that nobody owns.
#[utoipa::path(get, path = "/api/leads", tag = "leads", params(PageQuery, ContactQuery),
    responses((status = 200, body = Listed<Contact>)))]
async fn list(view: View, filters: Filters<ContactQuery>) -> Result<Response> {
    super::listed(view, filters).await
}

/// Enter a lead.
#[utoipa::path(post, path = "/api/leads", tag = "leads", request_body = NewContact,
    responses((status = 201, body = Answer<Contact>), (status = 409, description = "`duplicate_contact`")))]
async fn create(change: Change, Valid(input): Valid<NewContact>) -> Result<Response> {
    let mut work = change.begin().await?;
    let contact = contacts::create(&mut work, input).await?;
    work.created(&format!("/api/leads/{}", contact.id), "Lead created", &contact).await
}

/// The leads of the list as CSV, every one of them, oldest first. Cells that a spreadsheet would take for a formula
/// begin with `'`.
#[utoipa::path(get, path = "/api/leads/export.csv", tag = "leads", params(PageQuery, ContactQuery),
    responses((status = 200, description = "The leads", content_type = "text/csv")))]
async fn export(
    State(app): State<App>,
    mut view: View,
    Filters(page, query): Filters<ContactQuery>,
) -> Result<Response> {
    // What is wrong with the query is said before the first row.
    contacts::chosen(&mut view.conn, &view.actor, &query, page.q.as_deref()).await?;
    // The export takes its own connections, one for each batch.
    Ok(csv_file(exports::stream(app.db.clone(), view.into_session(), query, page.q)))
}

/// The selected leads as CSV, by their ids or by a filter.
#[utoipa::path(post, path = "/api/leads/export.csv", tag = "leads", request_body = LeadSelection,
    responses((status = 200, description = "The leads", content_type = "text/csv")))]
async fn export_selected(
    State(app): State<App>,
    change: Change,
    Valid(selection): Valid<LeadSelection>,
) -> Result<Response> {
    let session = change.into_session();
    let ids = bulk::select(&app.db, session.actor(), &selection).await?;
    Ok(csv_file(exports::stream_selected(app.db.clone(), session, ids)))
}

fn csv_file(rows: impl Stream<Item = Result<Bytes>> + Send + 'static) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"leads.csv\""),
    ];
    (headers, Body::from_stream(rows)).into_response()
}

/// A lead with the newest twenty lines of its timeline.
#[derive(Serialize, ToSchema)]
struct Lead {
    #[serde(flatten)]
    contact: Contact,
    /// Newest first; the rest at `/api/leads/{id}/activities`.
    activities: Vec<Activity>,
}

/// One lead, with the first page of its timeline.
#[utoipa::path(get, path = "/api/leads/{id}", tag = "leads", params(("id" = ContactId, Path)),
    responses((status = 200, body = Answer<Lead>)))]
async fn read(mut view: View, PathId(id): PathId<Contact>) -> Result<Response> {
    let contact = contacts::find_visible(&mut view.conn, &view.actor, id).await?;
    let activities = activities::newest(&mut view.conn, &contact).await?;
    view.record(&Lead { contact, activities })
}

/// Change what is known of a lead. A field that is left out stays; `null` empties it.
#[utoipa::path(patch, path = "/api/leads/{id}", tag = "leads", params(("id" = ContactId, Path)),
    request_body = ContactPatch,
    responses((status = 200, body = Answer<Contact>), (status = 409, description = "`duplicate_contact`")))]
async fn update(
    change: Change,
    PathId(id): PathId<Contact>,
    Valid(patch): Valid<ContactPatch>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let contact = contacts::update(&mut work, id, patch).await?;
    work.done("Lead updated", &contact).await
}

/// Delete a lead with everything that belongs to it.
#[utoipa::path(delete, path = "/api/leads/{id}", tag = "leads", params(("id" = ContactId, Path)),
    responses((status = 200, body = Answer<Contact>)))]
async fn delete(change: Change, PathId(id): PathId<Contact>) -> Result<Response> {
    let mut work = change.begin().await?;
    let contact = contacts::delete(&mut work, id).await?;
    work.done("Lead deleted", &contact).await
}

/// Move the work with a lead on; its timeline says so.
#[utoipa::path(patch, path = "/api/leads/{id}/status", tag = "leads", params(("id" = ContactId, Path)),
    request_body = NewStatus,
    responses((status = 200, body = Answer<Contact>), (status = 409, description = "`invalid_transition`")))]
async fn set_status(
    change: Change,
    PathId(id): PathId<Contact>,
    Valid(input): Valid<NewStatus>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let contact = contacts::set_status(&mut work, id, input.status).await?;
    work.done("Status updated", &contact).await
}

/// Give a lead to somebody, or to everybody. Without `leads.manage`: take one that nobody owns, or release one's own.
/// Of several who take the same lead one wins; the others get 409 with the winner.
#[utoipa::path(post, path = "/api/leads/{id}/assign", tag = "leads", params(("id" = ContactId, Path)),
    request_body = NewOwner,
    responses((status = 200, body = Answer<Contact>), (status = 409, description = "`already_owned`")))]
async fn assign(
    change: Change,
    PathId(id): PathId<Contact>,
    Valid(input): Valid<NewOwner>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let contact = contacts::assign(&mut work, id, input.employee_id).await?;
    work.done("Lead assigned", &contact).await
}
