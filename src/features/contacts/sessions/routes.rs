use axum::{extract::Path, response::Response};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{CallStage, NewSession, Session, SessionId, SessionPatch};
use crate::{
    app::App,
    error::{Error, Result},
    features::contacts::{self, Contact, ContactId},
    http::{Answer, Change, Listed, PathId, Valid, View},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(log))
        .routes(routes!(of_contact))
        .routes(routes!(of_stage))
        .routes(routes!(correct))
}

/// Log a rated call with a contact who is at MQL or SQL.
#[utoipa::path(post, path = "/api/sessions", tag = "sessions", request_body = NewSession,
    responses((status = 201, body = Answer<Session>), (status = 409, description = "`wrong_stage`, `too_many_sessions`")))]
async fn log(change: Change, Valid(input): Valid<NewSession>) -> Result<Response> {
    let mut work = change.begin().await?;
    let session = super::log(&mut work, input).await?;
    work.created(&format!("/api/sessions/contact/{}", session.contact_id), "Session logged", &session).await
}

/// A contact's sessions, oldest first.
#[utoipa::path(get, path = "/api/sessions/contact/{id}", tag = "sessions", params(("id" = ContactId, Path)),
    responses((status = 200, body = Listed<Session>)))]
async fn of_contact(mut view: View, PathId(id): PathId<Contact>) -> Result<Response> {
    contacts::find_visible(&mut view.conn, &view.actor, id).await?;
    let sessions = super::list(&mut view.conn, view.actor.company_id(), id, None).await?;
    view.whole_list(sessions)
}

/// A contact's sessions at one stage, oldest first.
#[utoipa::path(get, path = "/api/sessions/contact/{id}/{stage}", tag = "sessions",
    params(("id" = ContactId, Path), ("stage" = inline(CallStage), Path)),
    responses((status = 200, body = Listed<Session>)))]
async fn of_stage(mut view: View, Path((id, stage)): Path<(String, String)>) -> Result<Response> {
    let id: ContactId = id.parse().map_err(|_| Error::NotFound("contact"))?;
    contacts::find_visible(&mut view.conn, &view.actor, id).await?;
    let stage = CallStage::try_from(stage.to_uppercase())
        .map_err(|_| Error::invalid("stage", "must be MQL or SQL"))?;
    let sessions = super::list(&mut view.conn, view.actor.company_id(), id, Some(stage)).await?;
    view.whole_list(sessions)
}

/// Correct a session. A field that is left out stays.
#[utoipa::path(patch, path = "/api/sessions/{id}", tag = "sessions", params(("id" = SessionId, Path)),
    request_body = SessionPatch,
    responses((status = 200, body = Answer<Session>), (status = 409, description = "`wrong_stage`")))]
async fn correct(
    change: Change,
    PathId(id): PathId<Session>,
    Valid(patch): Valid<SessionPatch>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let session = super::correct(&mut work, id, patch).await?;
    work.done("Session corrected", &session).await
}
