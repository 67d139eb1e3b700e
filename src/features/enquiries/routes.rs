use axum::{extract::State, response::Response};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Assignment, Enquiry, EnquiryId, EnquiryQuery, EnquiryStatus, NewEnquiry, NewNote, Note, Receipt, SORTS,
    StatusChange,
};
use crate::{
    access::{Actor, Permission},
    app::App,
    db::Arrival,
    error::{Error, Result},
    features::accounts::companies,
    http::{Answer, Change, Filters, Listed, PageQuery, PathId, Retry, Valid, View, Work},
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

/// The public form: anybody may submit an enquiry, without a token.
#[utoipa::path(post, path = "/api/enquiries", tag = "enquiries", request_body = NewEnquiry, security(()),
    responses((status = 201, body = Answer<Receipt>)))]
async fn submit(State(app): State<App>, retry: Retry, Valid(input): Valid<NewEnquiry>) -> Result<Response> {
    let mut conn = app.db.read().await?;
    let company = match &input.company {
        Some(slug) => companies::find_by_slug(&mut conn, slug)
            .await?
            .ok_or_else(|| Error::invalid("company", "is not the slug of a company on this server"))?,
        None => companies::find_only(&mut conn)
            .await?
            .ok_or_else(|| Error::invalid("company", "is required: name the company by its slug"))?,
    };
    drop(conn);
    let mut arrival = Arrival::new(&app.db, Actor::company(company.id));
    let enquiry = super::submit(&mut arrival, input.with_number_of(&company.country));
    let location = format!("/api/enquiries/{}", enquiry.id);
    let message = "Enquiry received; our team will contact you soon";
    Work::take_in(&app, arrival, retry, &location, message, &Receipt::from(&enquiry)).await
}

/// Enquiries, newest first.
#[utoipa::path(get, path = "/api/enquiries", tag = "enquiries", params(PageQuery, EnquiryQuery),
    responses((status = 200, body = Listed<Enquiry>)))]
async fn list(view: View, filters: Filters<EnquiryQuery>) -> Result<Response> {
    answer_list(view, filters).await
}

/// Enquiries that wait for somebody.
#[utoipa::path(get, path = "/api/enquiries/unclaimed", tag = "enquiries", params(PageQuery, EnquiryQuery),
    responses((status = 200, body = Listed<Enquiry>)))]
async fn unclaimed(view: View, Filters(page, mut query): Filters<EnquiryQuery>) -> Result<Response> {
    query.status = Some(EnquiryStatus::Unclaimed);
    answer_list(view, Filters(page, query)).await
}

/// Enquiries that I claimed.
#[utoipa::path(get, path = "/api/enquiries/my-enquiries", tag = "enquiries", params(PageQuery, EnquiryQuery),
    responses((status = 200, body = Listed<Enquiry>)))]
async fn mine(view: View, Filters(page, mut query): Filters<EnquiryQuery>) -> Result<Response> {
    query.claimed_by = view.actor.employee_id();
    answer_list(view, Filters(page, query)).await
}

async fn answer_list(mut view: View, Filters(page, query): Filters<EnquiryQuery>) -> Result<Response> {
    view.actor.must(Permission::EnquiriesWork)?;
    let (company_id, paging) = (view.actor.company_id(), page.paging(SORTS)?);
    let enquiries = super::list(&mut view.conn, company_id, &query, page.q.as_deref(), &paging).await?;
    view.list(&enquiries)
}

/// One enquiry, with all its notes.
#[utoipa::path(get, path = "/api/enquiries/{id}", tag = "enquiries", params(("id" = EnquiryId, Path)),
    responses((status = 200, body = Answer<Enquiry>)))]
async fn read(mut view: View, PathId(id): PathId<Enquiry>) -> Result<Response> {
    view.actor.must(Permission::EnquiriesWork)?;
    let enquiry = super::find(&mut view.conn, view.actor.company_id(), id).await?;
    view.record(&enquiry)
}

/// Claim an enquiry. Of many at once one wins; the others get 409 with the winner's name.
#[utoipa::path(post, path = "/api/enquiries/{id}/claim", tag = "enquiries", params(("id" = EnquiryId, Path)),
    responses((status = 200, body = Answer<Enquiry>), (status = 409, description = "`already_claimed`")))]
async fn claim(State(app): State<App>, change: Change, PathId(id): PathId<Enquiry>) -> Result<Response> {
    if !change.has_key() {
        super::must_be_free(&mut app.db.read().await?, change.actor(), id).await?;
    }
    let mut work = change.begin().await?;
    let enquiry = super::claim(&mut work, id).await?;
    work.done("Enquiry claimed successfully", &enquiry).await
}

/// Give an enquiry back to everybody: its claimer, or somebody with `enquiries.manage`.
#[utoipa::path(post, path = "/api/enquiries/{id}/release", tag = "enquiries", params(("id" = EnquiryId, Path)),
    responses((status = 200, body = Answer<Enquiry>), (status = 409, description = "`invalid_transition`")))]
async fn release(change: Change, PathId(id): PathId<Enquiry>) -> Result<Response> {
    let mut work = change.begin().await?;
    let enquiry = super::release(&mut work, id).await?;
    work.done("Enquiry released", &enquiry).await
}

/// Give an enquiry to an employee.
#[utoipa::path(post, path = "/api/enquiries/{id}/assign", tag = "enquiries", params(("id" = EnquiryId, Path)),
    request_body = Assignment,
    responses((status = 200, body = Answer<Enquiry>), (status = 409, description = "`invalid_transition`")))]
async fn assign(
    change: Change,
    PathId(id): PathId<Enquiry>,
    Valid(input): Valid<Assignment>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let enquiry = super::assign(&mut work, id, input.employee_id).await?;
    work.done("Enquiry assigned", &enquiry).await
}

/// Move an enquiry on: contacted, converted (which creates or links its contact, and carries what was said into its
/// timeline) or lost (with a reason).
#[utoipa::path(put, path = "/api/enquiries/{id}/status", tag = "enquiries", params(("id" = EnquiryId, Path)),
    request_body = StatusChange,
    responses((status = 200, body = Answer<Enquiry>), (status = 409, description = "`invalid_transition`")))]
async fn set_status(
    change: Change,
    PathId(id): PathId<Enquiry>,
    Valid(input): Valid<StatusChange>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let enquiry = super::set_status(&mut work, id, input).await?;
    work.done("Status updated", &enquiry).await
}

/// Take up a lost enquiry again. Its claimer goes on with it; it is unclaimed if they no longer work on enquiries.
#[utoipa::path(post, path = "/api/enquiries/{id}/reopen", tag = "enquiries", params(("id" = EnquiryId, Path)),
    responses((status = 200, body = Answer<Enquiry>), (status = 409, description = "`invalid_transition`")))]
async fn reopen(change: Change, PathId(id): PathId<Enquiry>) -> Result<Response> {
    let mut work = change.begin().await?;
    let enquiry = super::reopen(&mut work, id).await?;
    work.done("Enquiry reopened", &enquiry).await
}

/// Add a note to an enquiry.
#[utoipa::path(post, path = "/api/enquiries/{id}/notes", tag = "enquiries", params(("id" = EnquiryId, Path)),
    request_body = NewNote,
    responses((status = 201, body = Answer<Note>), (status = 409, description = "`too_many_notes`")))]
async fn add_note(
    change: Change,
    PathId(id): PathId<Enquiry>,
    Valid(input): Valid<NewNote>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let note = super::add_note(&mut work, id, input.text).await?;
    work.created(&format!("/api/enquiries/{id}"), "Note added", &note).await
}
