use axum::response::Response;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::App,
    error::Result,
    features::contacts::{
        self, Contact, ContactId, ContactQuery, Merge, NewContact, Qualification,
        stages::{self, Step},
    },
    http::{Answer, Change, Filters, Listed, PageQuery, PathId, Valid, View},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read))
        .routes(routes!(history))
        .routes(routes!(promote_mql))
        .routes(routes!(promote_sql))
        .routes(routes!(evangelist))
        .routes(routes!(reopen))
        .routes(routes!(merge))
}

/// Contacts, newest first: all of them with `leads.manage`, otherwise one's own and those that nobody owns.
#[utoipa::path(get, path = "/api/contacts", tag = "contacts", params(PageQuery, ContactQuery),
    responses((status = 200, body = Listed<Contact>)))]
async fn list(view: View, filters: Filters<ContactQuery>) -> Result<Response> {
    super::listed(view, filters).await
}

/// Enter a contact, as a LEAD.
#[utoipa::path(post, path = "/api/contacts", tag = "contacts", request_body = NewContact,
    responses((status = 201, body = Answer<Contact>), (status = 409, description = "`duplicate_contact`")))]
async fn create(change: Change, Valid(input): Valid<NewContact>) -> Result<Response> {
    let mut work = change.begin().await?;
    let contact = contacts::create(&mut work, input).await?;
    work.created(&format!("/api/contacts/{}", contact.id), "Contact created", &contact).await
}

/// One contact.
#[utoipa::path(get, path = "/api/contacts/{id}", tag = "contacts", params(("id" = ContactId, Path)),
    responses((status = 200, body = Answer<Contact>)))]
async fn read(mut view: View, PathId(id): PathId<Contact>) -> Result<Response> {
    let contact = contacts::find_visible(&mut view.conn, &view.actor, id).await?;
    view.record(&contact)
}

/// How a contact came to its stage: every step, oldest first, never rewritten.
#[utoipa::path(get, path = "/api/contacts/{id}/history", tag = "contacts", params(("id" = ContactId, Path)),
    responses((status = 200, body = Listed<Step>)))]
async fn history(mut view: View, PathId(id): PathId<Contact>) -> Result<Response> {
    contacts::find_visible(&mut view.conn, &view.actor, id).await?;
    let history = stages::history(&mut view.conn, view.actor.company_id(), id).await?;
    view.whole_list(history)
}

/// LEAD → MQL without a click, for a reason that the history keeps. The company's `manualQualification` may forbid it.
#[utoipa::path(patch, path = "/api/contacts/{id}/promote-mql", tag = "contacts", params(("id" = ContactId, Path)),
    request_body = Qualification,
    responses((status = 200, body = Answer<Contact>), (status = 409, description = "`invalid_transition`, `manual_qualification_off`")))]
async fn promote_mql(
    change: Change,
    PathId(id): PathId<Contact>,
    Valid(input): Valid<Qualification>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let contact = stages::promote_to_mql(&mut work, id, &input.reason).await?;
    work.done("Contact is marketing qualified", &contact).await
}

/// MQL → SQL, when its sessions are rated high enough on average.
#[utoipa::path(patch, path = "/api/contacts/{id}/promote-sql", tag = "contacts", params(("id" = ContactId, Path)),
    responses((status = 200, body = Answer<Contact>), (status = 409, description = "`invalid_transition`, `rating_too_low`")))]
async fn promote_sql(change: Change, PathId(id): PathId<Contact>) -> Result<Response> {
    let mut work = change.begin().await?;
    let contact = stages::promote_to_sql(&mut work, id).await?;
    work.done("Contact is sales qualified", &contact).await
}

/// CUSTOMER → EVANGELIST, when the feedback is good enough on average.
#[utoipa::path(post, path = "/api/contacts/{id}/evangelist", tag = "contacts", params(("id" = ContactId, Path)),
    responses((status = 200, body = Answer<Contact>), (status = 409, description = "`invalid_transition`, `rating_too_low`")))]
async fn evangelist(change: Change, PathId(id): PathId<Contact>) -> Result<Response> {
    let mut work = change.begin().await?;
    let contact = stages::promote_to_evangelist(&mut work, id).await?;
    work.done("Contact is an evangelist", &contact).await
}

/// DORMANT → LEAD: another try.
#[utoipa::path(post, path = "/api/contacts/{id}/reopen", tag = "contacts", params(("id" = ContactId, Path)),
    responses((status = 200, body = Answer<Contact>), (status = 409, description = "`invalid_transition`")))]
async fn reopen(change: Change, PathId(id): PathId<Contact>) -> Result<Response> {
    let mut work = change.begin().await?;
    let contact = stages::reopen(&mut work, id).await?;
    work.done("Contact reopened", &contact).await
}

/// Make another contact a part of this one. Everything of the other moves here.
#[utoipa::path(post, path = "/api/contacts/{id}/merge", tag = "contacts", params(("id" = ContactId, Path)),
    request_body = Merge,
    responses((status = 200, body = Answer<Contact>), (status = 409, description = "`merge_the_other_way`")))]
async fn merge(change: Change, PathId(id): PathId<Contact>, Valid(input): Valid<Merge>) -> Result<Response> {
    let mut work = change.begin().await?;
    let contact = contacts::merge(&mut work, id, input.contact_id).await?;
    work.done("Contacts merged", &contact).await
}
