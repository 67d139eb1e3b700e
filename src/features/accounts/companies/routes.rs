use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Company, CompanyPatch, Confirmation, MailStatus, NewCompany};
use crate::{
    access::Permission,
    app::App,
    config::OpenRegistration,
    db::{Slice, Tx},
    error::{Error, Result},
    features::accounts::links::Links,
    http::{Answer, Listed, Nothing, PathId, Query, RequestRead, Valid, Write, created},
    id::CompanyTag,
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, update, delete))
        .routes(routes!(mail))
}

/// List the caller's company, as a list of one.
#[utoipa::path(get, path = "/api/companies", tag = "companies", responses((status = 200, body = Listed<Company>)))]
async fn list(mut read: RequestRead) -> Result<Listed<Company>> {
    let company = super::find_own(&mut read).await?;
    read.list(&Slice { rows: vec![company], total: Some((1, 1)), next: None, limit: 1 })
}

/// Create another company on this server and invite its senior admin, if sign-up is open.
#[utoipa::path(post, path = "/api/companies", tag = "companies", request_body = NewCompany,
    extensions(("x-permission" = json!(Permission::CompanyManage))),
    responses((status = 201, body = Answer<Company>), (status = 409, description = "`company_exists`, `email_taken`")))]
async fn create(
    State(app): State<App>,
    write: Write,
    Valid(input): Valid<NewCompany>,
) -> Result<Answer<Company>> {
    if app.config.registration != OpenRegistration::Yes {
        return Err(Error::Refused {
            code: "registration_closed",
            message: "This server does not accept new companies",
        });
    }
    // Each request sends a mail to an arbitrary address.
    app.limits.check_account(write.actor().employee()?.id)?;
    let mut tx = Tx::begin(&app.db, super::founding()).await?;
    let actor = write.actor_in(&mut tx).await?;
    let own = super::find(&mut tx, actor.company_id()).await?;
    if own.awaits_confirmation {
        return Err(Error::Refused {
            code: "confirmation_required",
            message: "Confirm your e-mail address first; the link is in your welcome e-mail",
        });
    }
    let company = super::found_for(&mut tx, &Links::of(&app.config), &actor, input).await?;
    tx.commit().await?;
    created(&format!("/api/companies/{}", company.id), "Company created", &company)
}

/// Read the caller's company.
#[utoipa::path(get, path = "/api/companies/{id}", tag = "companies", params(("id" = crate::id::CompanyId, Path)),
    responses((status = 200, body = Answer<Company>)))]
async fn read(mut read: RequestRead, PathId(id): PathId<CompanyTag>) -> Result<Answer<Company>> {
    super::ensure_own(&read, id)?;
    let company = super::find_own(&mut read).await?;
    read.record(&company)
}

/// Read the status of the company's mail: how it is delivered, and how many e-mails wait.
#[utoipa::path(get, path = "/api/companies/{id}/mail", tag = "companies", params(("id" = crate::id::CompanyId, Path)),
    responses((status = 200, body = Answer<MailStatus>)))]
async fn mail(
    State(app): State<App>,
    mut read: RequestRead,
    PathId(id): PathId<CompanyTag>,
) -> Result<Answer<MailStatus>> {
    super::ensure_own(&read, id)?;
    let status = super::mail_status(&mut read, &app.config.mail).await?;
    read.record(&status)
}

/// Change the company: name, currency, time zone, country, locale, settings.
#[utoipa::path(patch, path = "/api/companies/{id}", tag = "companies", params(("id" = crate::id::CompanyId, Path)),
    request_body = CompanyPatch,
    extensions(("x-permission" = json!(Permission::CompanyManage))),
    responses((status = 200, body = Answer<Company>)))]
async fn update(
    write: Write,
    PathId(id): PathId<CompanyTag>,
    Valid(patch): Valid<CompanyPatch>,
) -> Result<Answer<Company>> {
    let mut tx = write.begin().await?;
    let company = super::update(&mut tx, id, patch).await?;
    tx.commit_ok("Company updated", &company).await
}

/// Delete the company with all its data. This cannot be undone; the slug confirms it.
#[utoipa::path(delete, path = "/api/companies/{id}", tag = "companies", params(("id" = crate::id::CompanyId, Path), Confirmation),
    extensions(("x-permission" = json!(Permission::CompanyManage))),
    responses((status = 200, body = Answer<Nothing>)))]
async fn delete(
    State(app): State<App>,
    write: Write,
    PathId(id): PathId<CompanyTag>,
    Query(confirmation): Query<Confirmation>,
) -> Result<Answer<Nothing>> {
    let mut tx = write.begin().await?;
    super::delete(&mut tx, id, &confirmation.slug).await?;
    let answer = tx.commit_ok("Company deleted", &Nothing {}).await?;
    app.hub.disconnect_company(id);
    Ok(answer)
}
