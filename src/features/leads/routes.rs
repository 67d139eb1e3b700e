use crate::{
    access::Permission,
    app::App,
    error::Result,
    features::{
        contacts::{self, Contact, ContactId, ContactPatch, ContactQuery, NewContact, exports},
        leads::{
            self, Merge, NewOwner, NewStatus,
            bulk::{self, LeadSelection},
        },
        timeline::{self, Activity},
    },
    http::{Answer, Filters, Listed, PageQuery, PathId, RequestRead, Valid, Write},
};

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

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(export, export_selected))
        .routes(routes!(read, update, delete))
        .routes(routes!(set_status))
        .routes(routes!(assign))
        .routes(routes!(merge))
}

/// List leads, newest first: with `leads.manage` all, otherwise the caller's own and unowned ones.
#[utoipa::path(get, path = "/api/leads", tag = "leads", params(PageQuery, ContactQuery),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Listed<Contact>)))]
async fn list(read: RequestRead, filters: Filters<ContactQuery>) -> Result<Listed<Contact>> {
    contacts::routes::listed(read, filters).await
}

/// Create a lead.
#[utoipa::path(post, path = "/api/leads", tag = "leads", request_body = NewContact,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 201, body = Answer<Contact>), (status = 409, description = "`duplicate_contact`")))]
async fn create(write: Write, Valid(input): Valid<NewContact>) -> Result<Answer<Contact>> {
    let mut tx = write.begin().await?;
    let contact = contacts::create(&mut tx, input).await?;
    tx.commit_created(&format!("/api/leads/{}", contact.id), "Lead created", &contact).await
}

/// Export all leads of the list as CSV, oldest first. Cells that a spreadsheet would interpret as a formula
/// are prefixed with `'`.
#[utoipa::path(get, path = "/api/leads/export.csv", tag = "leads", params(PageQuery, ContactQuery),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, description = "The leads", content_type = "text/csv")))]
async fn export(
    State(app): State<App>,
    mut read: RequestRead,
    Filters(page, query): Filters<ContactQuery>,
) -> Result<Response> {
    // Reports errors in the query before the response starts.
    contacts::matching(&mut read, &query, page.q.as_deref()).await?;
    // The export acquires a connection for each batch.
    Ok(csv_file(exports::stream(app.db.clone(), read.into_session(), query, page.q)))
}

/// Export the selected leads as CSV, by their ids or by a filter.
#[utoipa::path(post, path = "/api/leads/export.csv", tag = "leads", request_body = LeadSelection,
    extensions(("x-permission" = json!(Permission::LeadsWork)), ("x-without-stored-response" = json!(true))),
    responses((status = 200, description = "The leads", content_type = "text/csv")))]
async fn export_selected(
    State(app): State<App>,
    write: Write,
    Valid(selection): Valid<LeadSelection>,
) -> Result<Response> {
    let session = write.into_session();
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

/// A lead with the latest 20 activities.
#[derive(Serialize, ToSchema)]
struct Lead {
    #[serde(flatten)]
    contact: Contact,
    /// Newest first. The others are at `/api/leads/{id}/activities`.
    activities: Vec<Activity>,
}

/// Read a lead, with the first page of its timeline.
#[utoipa::path(get, path = "/api/leads/{id}", tag = "leads", params(("id" = ContactId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Lead>)))]
async fn read(mut read: RequestRead, PathId(id): PathId<Contact>) -> Result<Answer<Lead>> {
    let contact = contacts::find_visible(&mut read, id).await?;
    let activities = timeline::newest(&mut read, &contact).await?;
    read.record(&Lead { contact, activities })
}

/// Change the fields of a lead. Omitted fields are unchanged; `null` clears a field.
#[utoipa::path(patch, path = "/api/leads/{id}", tag = "leads", params(("id" = ContactId, Path)),
    request_body = ContactPatch,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Contact>), (status = 409, description = "`duplicate_contact`")))]
async fn update(
    write: Write,
    PathId(id): PathId<Contact>,
    Valid(patch): Valid<ContactPatch>,
) -> Result<Answer<Contact>> {
    let mut tx = write.begin().await?;
    let contact = contacts::update(&mut tx, id, patch).await?;
    tx.commit_ok("Lead updated", &contact).await
}

/// Delete a lead with all related records.
#[utoipa::path(delete, path = "/api/leads/{id}", tag = "leads", params(("id" = ContactId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsManage))),
    responses((status = 200, body = Answer<Contact>)))]
async fn delete(write: Write, PathId(id): PathId<Contact>) -> Result<Answer<Contact>> {
    let mut tx = write.begin().await?;
    let contact = leads::delete(&mut tx, id).await?;
    tx.commit_ok("Lead deleted", &contact).await
}

/// Change the status of a lead. Adds an activity to its timeline.
#[utoipa::path(patch, path = "/api/leads/{id}/status", tag = "leads", params(("id" = ContactId, Path)),
    request_body = NewStatus,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Contact>), (status = 409, description = "`invalid_transition`")))]
async fn set_status(
    write: Write,
    PathId(id): PathId<Contact>,
    Valid(input): Valid<NewStatus>,
) -> Result<Answer<Contact>> {
    let mut tx = write.begin().await?;
    let contact = leads::set_status(&mut tx, id, input.status).await?;
    tx.commit_ok("Status updated", &contact).await
}

/// Assign a lead to an employee, or remove its owner. Without `leads.manage`: claim an unowned lead, or release
/// your own. Of several concurrent claims one succeeds; the others fail with 409 and the owner.
#[utoipa::path(post, path = "/api/leads/{id}/assign", tag = "leads", params(("id" = ContactId, Path)),
    request_body = NewOwner,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Contact>), (status = 409, description = "`already_owned`")))]
async fn assign(
    write: Write,
    PathId(id): PathId<Contact>,
    Valid(input): Valid<NewOwner>,
) -> Result<Answer<Contact>> {
    let mut tx = write.begin().await?;
    let contact = leads::assign(&mut tx, id, input.employee_id).await?;
    tx.commit_ok("Lead assigned", &contact).await
}

/// Merge another contact into this one. Its related records move here, and it is deleted.
#[utoipa::path(post, path = "/api/contacts/{id}/merge", tag = "contacts", params(("id" = ContactId, Path)),
    request_body = Merge,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Contact>), (status = 409, description = "`merge_the_other_way`")))]
async fn merge(
    write: Write,
    PathId(id): PathId<Contact>,
    Valid(input): Valid<Merge>,
) -> Result<Answer<Contact>> {
    let mut tx = write.begin().await?;
    let contact = leads::merge(&mut tx, id, input.contact_id).await?;
    tx.commit_ok("Contacts merged", &contact).await
}
