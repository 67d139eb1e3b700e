use axum::{extract::State, response::Response};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{NewUser, UserPatch};
use crate::{
    access::Permission,
    app::App,
    error::{Error, Result},
    features::accounts::{
        employees::{self, Employee, Filter, SORTS},
        links::AccessLink,
        sign_in::check_strength,
    },
    http::{Answer, Change, Listed, Nothing, PageQuery, PathId, Query, Valid, View, done},
    id::EmployeeTag,
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, update, close))
        .routes(routes!(reset_link))
}

/// The accounts of the company.
#[utoipa::path(get, path = "/api/users", tag = "users", params(PageQuery), responses((status = 200, body = Listed<Employee>)))]
async fn list(mut view: View, Query(page): Query<PageQuery>) -> Result<Response> {
    view.actor.must(Permission::UsersManage)?;
    let filter = Filter { q: page.q.clone(), accounts_only: true, ..Filter::default() };
    let users =
        employees::list(&mut view.conn, view.actor.company_id(), &filter, &page.paging(SORTS)?).await?;
    view.list(&users)
}

/// Open an account. Without a password its owner is mailed a link to set one.
#[utoipa::path(post, path = "/api/users", tag = "users", request_body = NewUser,
    responses((status = 201, body = Answer<Employee>), (status = 409, description = "`email_taken`")))]
async fn create(State(app): State<App>, change: Change, Valid(input): Valid<NewUser>) -> Result<Response> {
    change.actor().must(Permission::UsersManage)?;
    let mut hash = None;
    if let Some(password) = &input.password {
        check_strength("password", password, &[&input.name, &input.email])?;
        hash = Some(app.passwords.hash(password.clone()).await?);
    }
    let mut work = change.begin().await?;
    let user = super::open(&mut work, &app.links, input, hash).await?;
    work.created(&format!("/api/users/{}", user.id), "Account opened", &user).await
}

/// One account.
#[utoipa::path(get, path = "/api/users/{id}", tag = "users", params(("id" = crate::id::EmployeeId, Path)),
    responses((status = 200, body = Answer<Employee>)))]
async fn read(mut view: View, PathId(id): PathId<EmployeeTag>) -> Result<Response> {
    view.actor.must(Permission::UsersManage)?;
    let user =
        employees::find(&mut view.conn, view.actor.company_id(), id).await?.ok_or(Error::NotFound("user"))?;
    view.record(&user)
}

/// Change an account: name, role, status, forced reset. Acts at once on its tokens and sockets.
#[utoipa::path(patch, path = "/api/users/{id}", tag = "users", params(("id" = crate::id::EmployeeId, Path)),
    request_body = UserPatch, responses((status = 200, body = Answer<Employee>), (status = 409, description = "`last_admin`")))]
async fn update(
    State(app): State<App>,
    change: Change,
    PathId(id): PathId<EmployeeTag>,
    Valid(patch): Valid<UserPatch>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let user = super::update(&mut work, &app.links, id, patch).await?;
    work.done("Account updated", &user).await
}

/// A new link to set a password, to pass it on by another way than by mail. It works once, within an hour; older ones
/// are void. The log notes who asked for it.
#[utoipa::path(post, path = "/api/users/{id}/reset-link", tag = "users", params(("id" = crate::id::EmployeeId, Path)),
    responses((status = 200, body = Answer<AccessLink>), (status = 409, description = "`account_inactive`")))]
async fn reset_link(
    State(app): State<App>,
    change: Change,
    PathId(id): PathId<EmployeeTag>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let url = super::reset_link(&mut work, &app.links, id).await?;
    work.commit().await?;
    done("Link to set a password", &AccessLink { url: url.into() })
}

/// Close an account. The employee's record stays.
#[utoipa::path(delete, path = "/api/users/{id}", tag = "users", params(("id" = crate::id::EmployeeId, Path)),
    responses((status = 200, body = Answer<Nothing>), (status = 409, description = "`last_admin`")))]
async fn close(change: Change, PathId(id): PathId<EmployeeTag>) -> Result<Response> {
    let mut work = change.begin().await?;
    super::close(&mut work, id).await?;
    work.done("Account closed", &Nothing {}).await
}
