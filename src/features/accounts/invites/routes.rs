use axum::response::Response;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Invite, InviteId, NewInvite};
use crate::{
    access::Permission,
    app::App,
    db::SortField,
    error::Result,
    http::{Answer, Change, Listed, Nothing, PageQuery, PathId, Query, Valid, View},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(withdraw))
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
async fn create(change: Change, Valid(input): Valid<NewInvite>) -> Result<Response> {
    let mut work = change.begin().await?;
    let invite = super::invite(&mut work, input).await?;
    work.created(&format!("/api/invites/{}", invite.id), "Invite sent", &invite).await
}

/// Take an invite back.
#[utoipa::path(delete, path = "/api/invites/{id}", tag = "invites", params(("id" = InviteId, Path)),
    responses((status = 200, body = Answer<Nothing>)))]
async fn withdraw(change: Change, PathId(id): PathId<Invite>) -> Result<Response> {
    let mut work = change.begin().await?;
    super::withdraw(&mut work, id).await?;
    work.done("Invite withdrawn", &Nothing {}).await
}
