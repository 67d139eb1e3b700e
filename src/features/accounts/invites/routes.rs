use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Invite, InviteId, NewInvite};
use crate::{
    access::Permission,
    app::App,
    db::SortField,
    error::Result,
    features::accounts::links::{AccessLink, Links},
    http::{Answer, Listed, Nothing, PageQuery, PathId, Query, RequestRead, Valid, Write, ok},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(withdraw)).routes(routes!(link))
}

const SORTS: &[SortField] = &[SortField::time("createdAt", "created_at"), SortField::text("email", "email")];

/// List open invites.
#[utoipa::path(get, path = "/api/invites", tag = "invites", params(PageQuery),
    extensions(("x-permission" = json!(Permission::UsersManage))),
    responses((status = 200, body = Listed<Invite>)))]
async fn list(mut read: RequestRead, Query(page): Query<PageQuery>) -> Result<Listed<Invite>> {
    let invites = super::list(&mut read, &page.paging(SORTS)?).await?;
    read.list(&invites)
}

/// Send an invite by mail, with a role.
#[utoipa::path(post, path = "/api/invites", tag = "invites", request_body = NewInvite,
    extensions(("x-permission" = json!(Permission::UsersManage))),
    responses((status = 201, body = Answer<Invite>), (status = 409, description = "`email_taken`")))]
async fn create(
    State(app): State<App>,
    write: Write,
    Valid(input): Valid<NewInvite>,
) -> Result<Answer<Invite>> {
    let mut tx = write.begin().await?;
    let invite = super::invite(&mut tx, &Links::of(&app.config), input).await?;
    tx.commit_created(&format!("/api/invites/{}", invite.id), "Invite sent", &invite).await
}

/// Read the link of an invite, to share in another way. The event log records who requested it.
#[utoipa::path(post, path = "/api/invites/{id}/link", tag = "invites", params(("id" = InviteId, Path)),
    extensions(("x-permission" = json!(Permission::UsersManage))),
    responses((status = 200, body = Answer<AccessLink>), (status = 409, description = "`link_unavailable`")))]
async fn link(
    State(app): State<App>,
    write: Write,
    PathId(id): PathId<Invite>,
) -> Result<Answer<AccessLink>> {
    let mut tx = write.begin().await?;
    let url = super::link(&mut tx, &Links::of(&app.config), id).await?;
    tx.commit().await?;
    ok("Invite link", &AccessLink { url: url.into() })
}

/// Withdraw an invite.
#[utoipa::path(delete, path = "/api/invites/{id}", tag = "invites", params(("id" = InviteId, Path)),
    extensions(("x-permission" = json!(Permission::UsersManage))),
    responses((status = 200, body = Answer<Nothing>)))]
async fn withdraw(write: Write, PathId(id): PathId<Invite>) -> Result<Answer<Nothing>> {
    let mut tx = write.begin().await?;
    super::withdraw(&mut tx, id).await?;
    tx.commit_ok("Invite withdrawn", &Nothing {}).await
}
