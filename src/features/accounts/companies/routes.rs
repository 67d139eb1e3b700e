use axum::{extract::State, response::Response};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Company, CompanyPatch, Confirmation, MailStatus, NewCompany};
use crate::{
    app::App,
    config::OpenRegistration,
    db::{Slice, Tx},
    error::{Error, Result},
    http::{Answer, Change, Listed, Nothing, PathId, Query, Valid, View, created},
    id::CompanyTag,
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, update, delete))
        .routes(routes!(mail))
}

/// One's own company, as a list of one.
#[utoipa::path(get, path = "/api/companies", tag = "companies", responses((status = 200, body = Listed<Company>)))]
async fn list(mut view: View) -> Result<Response> {
    let company = super::find(&mut view.conn, view.actor.company_id()).await?;
    view.list(&Slice { rows: vec![company], total: Some((1, 1)), next: None, limit: 1 })
}

/// Found another company on this server and invite its founder, where sign-up is open.
#[utoipa::path(post, path = "/api/companies", tag = "companies", request_body = NewCompany,
    responses((status = 201, body = Answer<Company>), (status = 409, description = "`company_exists`, `email_taken`")))]
async fn create(State(app): State<App>, change: Change, Valid(input): Valid<NewCompany>) -> Result<Response> {
    if app.config.registration != OpenRegistration::Yes {
        return Err(Error::Refused {
            code: "registration_closed",
            message: "This server accepts no new companies",
        });
    }
    // Each sends a mail to an address of somebody's choice.
    app.limits.account(change.actor().signed_in()?.id)?;
    let mut tx = Tx::begin(&app.db, super::founding()).await?;
    let actor = change.actor_in(&mut tx).await?;
    let own = super::find(&mut tx, actor.company_id()).await?;
    if own.awaits_confirmation {
        return Err(Error::Refused {
            code: "confirmation_required",
            message: "Confirm your e-mail address first; the welcome mail has the link",
        });
    }
    let company = super::found_for(&mut tx, &app.links, &actor, input).await?;
    tx.commit().await?;
    created(&format!("/api/companies/{}", company.id), "Company founded", &company)
}

/// One's own company.
#[utoipa::path(get, path = "/api/companies/{id}", tag = "companies", params(("id" = crate::id::CompanyId, Path)),
    responses((status = 200, body = Answer<Company>)))]
async fn read(mut view: View, PathId(id): PathId<CompanyTag>) -> Result<Response> {
    if id != view.actor.company_id() {
        return Err(Error::NotFound("company"));
    }
    let company = super::find(&mut view.conn, id).await?;
    view.record(&company)
}

/// Where one's own company's mail goes, and what of it waits: for the founder's address to be confirmed, or for the
/// next hour.
#[utoipa::path(get, path = "/api/companies/{id}/mail", tag = "companies", params(("id" = crate::id::CompanyId, Path)),
    responses((status = 200, body = Answer<MailStatus>)))]
async fn mail(State(app): State<App>, mut view: View, PathId(id): PathId<CompanyTag>) -> Result<Response> {
    if id != view.actor.company_id() {
        return Err(Error::NotFound("company"));
    }
    let (now, settings) = (app.db.clock.now(), &app.config.mail);
    let has_server = settings.smtp.is_some();
    let status = super::mail_status(&mut view.conn, id, now, has_server, settings.max_per_hour).await?;
    view.record(&status)
}

/// Change one's own company: name, currency, time zone, country, locale, thresholds.
#[utoipa::path(patch, path = "/api/companies/{id}", tag = "companies", params(("id" = crate::id::CompanyId, Path)),
    request_body = CompanyPatch, responses((status = 200, body = Answer<Company>)))]
async fn update(
    change: Change,
    PathId(id): PathId<CompanyTag>,
    Valid(patch): Valid<CompanyPatch>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let company = super::update(&mut work, id, patch).await?;
    work.done("Company updated", &company).await
}

/// Delete one's own company and everything in it. Nothing brings it back; the slug is said again.
#[utoipa::path(delete, path = "/api/companies/{id}", tag = "companies", params(("id" = crate::id::CompanyId, Path), Confirmation),
    responses((status = 200, body = Answer<Nothing>)))]
async fn delete(
    State(app): State<App>,
    change: Change,
    PathId(id): PathId<CompanyTag>,
    Query(confirmation): Query<Confirmation>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    super::delete(&mut work, id, &confirmation.slug).await?;
    let answer = work.done("Company deleted", &Nothing {}).await?;
    app.hub.end_company(id);
    Ok(answer)
}
