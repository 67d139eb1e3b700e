use axum::{extract::State, response::Response};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Invite, InviteId, NewInvite};
use crate::{
    access::Permission,
    app::App,
    db::SortField,
    error::Result,
    features::accounts::links::AccessLink,
    http::{Answer, Change, Listed, Nothing, PageQuery, PathId, Query, Valid, View, done},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(withdraw)).routes(routes!(link))
}

const SORTS: &[SortField] = &[SortField::time("createdAt", "created_at"), SortField::text("email", "email")];

/// The invites that are still open.
#[utoipa::path(get, path = "/api/invites", tag = "invites", params(PageQuery), responses((status = 200, body = Listed<Invite>)))]
async fn list(mut view: View, Query(page): Query<PageQuery>) -> Result<Response> {
    view.actor.must(Permission::UsersManage)?;
    let invites = super::list(&mut view.conn, view.actor.company_id(), &page.paging(SORTS)?).await?;
    view.list(&invites)
}

/// Invite somebody by mail, with a role.
#[utoipa::path(post, path = "/api/invites", tag = "invites", request_body = NewInvite,
    responses((status = 201, body = Answer<Invite>), (status = 409, description = "`email_taken`")))]
async fn create(State(app): State<App>, change: Change, Valid(input): Valid<NewInvite>) -> Result<Response> {
    let mut work = change.begin().await?;
    let invite = super::invite(&mut work, &app.links, input).await?;
    work.created(&format!("/api/invites/{}", invite.id), "Invite sent", &invite).await
}

/// The link of an invite, to pass it on by another way than by mail. The log notes who asked for it.
#[utoipa::path(post, path = "/api/invites/{id}/link", tag = "invites", params(("id" = InviteId, Path)),
    responses((status = 200, body = Answer<AccessLink>), (status = 409, description = "`link_unavailable`")))]
async fn link(State(app): State<App>, change: Change, PathId(id): PathId<Invite>) -> Result<Response> {
    let mut work = change.begin().await?;
    let url = super::link(&mut work, &app.links, id).await?;
    work.commit().await?;
    done("Invite link", &AccessLink { url: url.into() })
}

/// Take an invite back.
#[utoipa::path(delete, path = "/api/invites/{id}", tag = "invites", params(("id" = InviteId, Path)),
    responses((status = 200, body = Answer<Nothing>)))]
async fn withdraw(change: Change, PathId(id): PathId<Invite>) -> Result<Response> {
    let mut work = change.begin().await?;
    super::withdraw(&mut work, id).await?;
    work.done("Invite withdrawn", &Nothing {}).await
}
