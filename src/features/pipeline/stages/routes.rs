use utoipa_axum::{router::OpenApiRouter, routes};

use super::{self as stages, Qualification, Step};
use crate::{
    access::Permission,
    app::App,
    error::Result,
    features::contacts::{Contact, ContactId},
    http::{Answer, Listed, PathId, RequestRead, Valid, Write},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(history))
        .routes(routes!(promote_mql))
        .routes(routes!(promote_sql))
        .routes(routes!(evangelist))
        .routes(routes!(reopen))
}

/// List a contact's stage history, oldest first.
#[utoipa::path(get, path = "/api/contacts/{id}/history", tag = "contacts", params(("id" = ContactId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Listed<Step>)))]
async fn history(mut read: RequestRead, PathId(id): PathId<Contact>) -> Result<Listed<Step>> {
    let history = stages::history(&mut read, id).await?;
    read.whole_list(history)
}

/// Move a contact from LEAD to MQL manually, for a reason. Requires the company setting `manualQualification`.
#[utoipa::path(patch, path = "/api/contacts/{id}/promote-mql", tag = "contacts", params(("id" = ContactId, Path)),
    request_body = Qualification,
    extensions(("x-permission" = json!(Permission::LeadsManage))),
    responses((status = 200, body = Answer<Contact>), (status = 409, description = "`invalid_transition`, `manual_qualification_off`")))]
async fn promote_mql(
    write: Write,
    PathId(id): PathId<Contact>,
    Valid(input): Valid<Qualification>,
) -> Result<Answer<Contact>> {
    let mut tx = write.begin().await?;
    let contact = stages::promote_to_mql(&mut tx, id, &input.reason).await?;
    tx.commit_ok("Contact is now marketing qualified", &contact).await
}

/// Move a contact from MQL to SQL. Requires a sufficient average rating of its sessions.
#[utoipa::path(patch, path = "/api/contacts/{id}/promote-sql", tag = "contacts", params(("id" = ContactId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Contact>), (status = 409, description = "`invalid_transition`, `rating_too_low`")))]
async fn promote_sql(write: Write, PathId(id): PathId<Contact>) -> Result<Answer<Contact>> {
    let mut tx = write.begin().await?;
    let contact = stages::promote_to_sql(&mut tx, id).await?;
    tx.commit_ok("Contact is now sales qualified", &contact).await
}

/// Move a contact from CUSTOMER to EVANGELIST. Requires a sufficient average rating of its feedback.
#[utoipa::path(post, path = "/api/contacts/{id}/evangelist", tag = "contacts", params(("id" = ContactId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Contact>), (status = 409, description = "`invalid_transition`, `rating_too_low`")))]
async fn evangelist(write: Write, PathId(id): PathId<Contact>) -> Result<Answer<Contact>> {
    let mut tx = write.begin().await?;
    let contact = stages::promote_to_evangelist(&mut tx, id).await?;
    tx.commit_ok("Contact is now an evangelist", &contact).await
}

/// Reopen a contact: move it from DORMANT to LEAD.
#[utoipa::path(post, path = "/api/contacts/{id}/reopen", tag = "contacts", params(("id" = ContactId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Contact>), (status = 409, description = "`invalid_transition`")))]
async fn reopen(write: Write, PathId(id): PathId<Contact>) -> Result<Answer<Contact>> {
    let mut tx = write.begin().await?;
    let contact = stages::reopen(&mut tx, id).await?;
    tx.commit_ok("Contact reopened", &contact).await
}
