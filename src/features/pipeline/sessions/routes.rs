use axum::extract::Path;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{CallStage, NewSession, Session, SessionId, SessionPatch};
use crate::{
    access::Permission,
    app::App,
    error::{Error, Result},
    features::contacts::{Contact, ContactId},
    http::{Answer, Listed, PathId, RequestRead, Valid, Write},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(log))
        .routes(routes!(of_contact))
        .routes(routes!(of_stage))
        .routes(routes!(correct))
}

/// Log a rated call with a contact at MQL or SQL.
#[utoipa::path(post, path = "/api/sessions", tag = "sessions", request_body = NewSession,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 201, body = Answer<Session>), (status = 409, description = "`wrong_stage`, `too_many_sessions`")))]
async fn log(write: Write, Valid(input): Valid<NewSession>) -> Result<Answer<Session>> {
    let mut tx = write.begin().await?;
    let session = super::log(&mut tx, input).await?;
    tx.commit_created(&format!("/api/sessions/contact/{}", session.contact_id), "Session logged", &session)
        .await
}

/// List a contact's sessions, oldest first.
#[utoipa::path(get, path = "/api/sessions/contact/{id}", tag = "sessions", params(("id" = ContactId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Listed<Session>)))]
async fn of_contact(mut read: RequestRead, PathId(id): PathId<Contact>) -> Result<Listed<Session>> {
    let sessions = super::list(&mut read, id, None).await?;
    read.whole_list(sessions)
}

/// List a contact's sessions at one stage, oldest first.
#[utoipa::path(get, path = "/api/sessions/contact/{id}/{stage}", tag = "sessions",
    params(("id" = ContactId, Path), ("stage" = inline(CallStage), Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Listed<Session>)))]
async fn of_stage(
    mut read: RequestRead,
    Path((id, stage)): Path<(String, String)>,
) -> Result<Listed<Session>> {
    let id: ContactId = id.parse().map_err(|_| Error::NotFound("contact"))?;
    let stage = CallStage::try_from(stage.to_uppercase())
        .map_err(|_| Error::invalid("stage", "must be MQL or SQL"))?;
    let sessions = super::list(&mut read, id, Some(stage)).await?;
    read.whole_list(sessions)
}

/// Correct a session. Omitted fields are unchanged.
#[utoipa::path(patch, path = "/api/sessions/{id}", tag = "sessions", params(("id" = SessionId, Path)),
    request_body = SessionPatch,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Session>), (status = 409, description = "`wrong_stage`")))]
async fn correct(
    write: Write,
    PathId(id): PathId<Session>,
    Valid(patch): Valid<SessionPatch>,
) -> Result<Answer<Session>> {
    let mut tx = write.begin().await?;
    let session = super::correct(&mut tx, id, patch).await?;
    tx.commit_ok("Session updated", &session).await
}
