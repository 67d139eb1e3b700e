use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Assignment, CLAIMED_BY, Enquiry, EnquiryId, EnquiryQuery, EnquiryStatus, NewEnquiry, NewNote, Note,
    Receipt, SORTS, STATUS, StatusChange,
};
use crate::{
    access::{Actor, Permission},
    app::App,
    db::InsertBatch,
    error::{Error, Result},
    features::accounts::companies,
    http::{
        Answer, Filters, IdempotencyKey, Listed, PageQuery, PathId, RequestRead, RequestTx, Valid, Write,
    },
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, submit))
        .routes(routes!(unclaimed))
        .routes(routes!(mine))
        .routes(routes!(read))
        .routes(routes!(claim))
        .routes(routes!(release))
        .routes(routes!(assign))
        .routes(routes!(set_status))
        .routes(routes!(reopen))
        .routes(routes!(add_note))
}

/// Submit an enquiry. This public form needs no token.
#[utoipa::path(post, path = "/api/enquiries", tag = "enquiries", request_body = NewEnquiry, security(()),
    responses((status = 201, body = Answer<Receipt>)))]
async fn submit(
    State(app): State<App>,
    idempotency_key: IdempotencyKey,
    Valid(input): Valid<NewEnquiry>,
) -> Result<Answer<Receipt>> {
    let mut conn = app.db.read().await?;
    let company = match &input.company {
        Some(slug) => companies::find_by_slug(&mut conn, slug)
            .await?
            .ok_or_else(|| Error::invalid("company", "is not the slug of a company on this server"))?,
        None => companies::find_only(&mut conn)
            .await?
            .ok_or_else(|| Error::invalid("company", "is required; send the slug of the company"))?,
    };
    drop(conn);
    let mut batch = InsertBatch::new(&app.db, Actor::system(company.id, "public form"));
    let enquiry = super::submit(&mut batch, input.with_normalized_phone(&company.country));
    let location = format!("/api/enquiries/{}", enquiry.id);
    let message = "Enquiry received; our team will contact you soon";
    RequestTx::apply(&app, batch, idempotency_key, &location, message, &Receipt::from(&enquiry)).await
}

/// List enquiries, newest first.
#[utoipa::path(get, path = "/api/enquiries", tag = "enquiries", params(PageQuery, EnquiryQuery),
    extensions(("x-permission" = json!(Permission::EnquiriesWork))),
    responses((status = 200, body = Listed<Enquiry>)))]
async fn list(read: RequestRead, filters: Filters<EnquiryQuery>) -> Result<Listed<Enquiry>> {
    answer_list(read, filters).await
}

/// List unclaimed enquiries.
#[utoipa::path(get, path = "/api/enquiries/unclaimed", tag = "enquiries", params(PageQuery, EnquiryQuery),
    extensions(("x-permission" = json!(Permission::EnquiriesWork))),
    responses((status = 200, body = Listed<Enquiry>)))]
async fn unclaimed(
    read: RequestRead,
    Filters(page, mut query): Filters<EnquiryQuery>,
) -> Result<Listed<Enquiry>> {
    query.set(&STATUS, EnquiryStatus::Unclaimed);
    answer_list(read, Filters(page, query)).await
}

/// List enquiries that the caller has claimed.
#[utoipa::path(get, path = "/api/enquiries/my-enquiries", tag = "enquiries", params(PageQuery, EnquiryQuery),
    extensions(("x-permission" = json!(Permission::EnquiriesWork))),
    responses((status = 200, body = Listed<Enquiry>)))]
async fn mine(read: RequestRead, Filters(page, mut query): Filters<EnquiryQuery>) -> Result<Listed<Enquiry>> {
    query.set(&CLAIMED_BY, read.actor().employee()?.id);
    answer_list(read, Filters(page, query)).await
}

async fn answer_list(
    mut read: RequestRead,
    Filters(page, query): Filters<EnquiryQuery>,
) -> Result<Listed<Enquiry>> {
    let enquiries = super::list(&mut read, &query, page.q.as_deref(), &page.paging(SORTS)?).await?;
    read.list(&enquiries)
}

/// Read an enquiry with all its notes.
#[utoipa::path(get, path = "/api/enquiries/{id}", tag = "enquiries", params(("id" = EnquiryId, Path)),
    extensions(("x-permission" = json!(Permission::EnquiriesWork))),
    responses((status = 200, body = Answer<Enquiry>)))]
async fn read(mut read: RequestRead, PathId(id): PathId<Enquiry>) -> Result<Answer<Enquiry>> {
    let enquiry = super::find_visible(&mut read, id).await?;
    read.record(&enquiry)
}

/// Claim an enquiry. Of concurrent claims one succeeds; the others fail with 409 and the claimer's name.
#[utoipa::path(post, path = "/api/enquiries/{id}/claim", tag = "enquiries", params(("id" = EnquiryId, Path)),
    extensions(("x-permission" = json!(Permission::EnquiriesWork))),
    responses((status = 200, body = Answer<Enquiry>), (status = 409, description = "`already_claimed`")))]
async fn claim(write: Write, PathId(id): PathId<Enquiry>) -> Result<Answer<Enquiry>> {
    let checked = super::ensure_unclaimed(&mut write.read().await?, id).await;
    write.replay().await?;
    checked?;
    let mut tx = write.begin().await?;
    let enquiry = super::claim(&mut tx, id).await?;
    tx.commit_ok("Enquiry claimed successfully", &enquiry).await
}

/// Release an enquiry, so that it is unclaimed again. For its claimer, or with `enquiries.manage`.
#[utoipa::path(post, path = "/api/enquiries/{id}/release", tag = "enquiries", params(("id" = EnquiryId, Path)),
    extensions(("x-permission" = json!(Permission::EnquiriesWork))),
    responses((status = 200, body = Answer<Enquiry>), (status = 409, description = "`invalid_transition`")))]
async fn release(write: Write, PathId(id): PathId<Enquiry>) -> Result<Answer<Enquiry>> {
    let mut tx = write.begin().await?;
    let enquiry = super::release(&mut tx, id).await?;
    tx.commit_ok("Enquiry released", &enquiry).await
}

/// Assign an enquiry to an employee.
#[utoipa::path(post, path = "/api/enquiries/{id}/assign", tag = "enquiries", params(("id" = EnquiryId, Path)),
    request_body = Assignment,
    extensions(("x-permission" = json!(Permission::EnquiriesManage))),
    responses((status = 200, body = Answer<Enquiry>), (status = 409, description = "`invalid_transition`")))]
async fn assign(
    write: Write,
    PathId(id): PathId<Enquiry>,
    Valid(input): Valid<Assignment>,
) -> Result<Answer<Enquiry>> {
    let mut tx = write.begin().await?;
    let enquiry = super::assign(&mut tx, id, input.employee_id).await?;
    tx.commit_ok("Enquiry assigned", &enquiry).await
}

/// Change the status of an enquiry to contacted, converted or lost. `converted` creates or links its contact,
/// and adds the enquiry and its notes to the contact's timeline. `lost` requires a reason.
#[utoipa::path(put, path = "/api/enquiries/{id}/status", tag = "enquiries", params(("id" = EnquiryId, Path)),
    request_body = StatusChange,
    extensions(("x-permission" = json!(Permission::EnquiriesWork))),
    responses((status = 200, body = Answer<Enquiry>), (status = 409, description = "`invalid_transition`")))]
async fn set_status(
    write: Write,
    PathId(id): PathId<Enquiry>,
    Valid(input): Valid<StatusChange>,
) -> Result<Answer<Enquiry>> {
    let mut tx = write.begin().await?;
    let enquiry = super::set_status(&mut tx, id, input).await?;
    tx.commit_ok("Status updated", &enquiry).await
}

/// Reopen a lost enquiry, for its previous claimer if they still work on enquiries, or else unclaimed.
#[utoipa::path(post, path = "/api/enquiries/{id}/reopen", tag = "enquiries", params(("id" = EnquiryId, Path)),
    extensions(("x-permission" = json!(Permission::EnquiriesManage))),
    responses((status = 200, body = Answer<Enquiry>), (status = 409, description = "`invalid_transition`")))]
async fn reopen(write: Write, PathId(id): PathId<Enquiry>) -> Result<Answer<Enquiry>> {
    let mut tx = write.begin().await?;
    let enquiry = super::reopen(&mut tx, id).await?;
    tx.commit_ok("Enquiry reopened", &enquiry).await
}

/// Add a note to an enquiry.
#[utoipa::path(post, path = "/api/enquiries/{id}/notes", tag = "enquiries", params(("id" = EnquiryId, Path)),
    request_body = NewNote,
    extensions(("x-permission" = json!(Permission::EnquiriesWork))),
    responses((status = 201, body = Answer<Note>), (status = 409, description = "`too_many_notes`")))]
async fn add_note(
    write: Write,
    PathId(id): PathId<Enquiry>,
    Valid(input): Valid<NewNote>,
) -> Result<Answer<Note>> {
    let mut tx = write.begin().await?;
    let note = super::add_note(&mut tx, id, input.text).await?;
    tx.commit_created(&format!("/api/enquiries/{id}"), "Note added", &note).await
}
