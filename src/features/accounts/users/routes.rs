use crate::{
    access::Permission,
    app::App,
    auth::check_strength,
    error::Result,
    features::accounts::{
        employees::{Employee, SORTS},
        links::{AccessLink, Links},
    },
    http::{Answer, Listed, Nothing, PageQuery, PathId, Query, RequestRead, Valid, Write, ok},
    id::EmployeeTag,
};

use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{NewUser, UserPatch};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, update, close))
        .routes(routes!(reset_link))
}

/// List the company's accounts.
#[utoipa::path(get, path = "/api/users", tag = "users", params(PageQuery),
    extensions(("x-permission" = json!(Permission::UsersManage))),
    responses((status = 200, body = Listed<Employee>)))]
async fn list(mut read: RequestRead, Query(page): Query<PageQuery>) -> Result<Listed<Employee>> {
    let users = super::list(&mut read, page.q.clone(), &page.paging(SORTS)?).await?;
    read.list(&users)
}

/// Create an account. Without a password, the employee gets an e-mail with a link to set one.
#[utoipa::path(post, path = "/api/users", tag = "users", request_body = NewUser,
    extensions(("x-permission" = json!(Permission::UsersManage))),
    responses((status = 201, body = Answer<Employee>), (status = 409, description = "`email_taken`")))]
async fn create(
    State(app): State<App>,
    write: Write,
    Valid(input): Valid<NewUser>,
) -> Result<Answer<Employee>> {
    write.actor().require(Permission::UsersManage)?;
    let mut hash = None;
    if let Some(password) = &input.password {
        check_strength("password", password, &[&input.name, &input.email])?;
        hash = Some(app.passwords.hash(password.clone()).await?);
    }
    let mut tx = write.begin().await?;
    let user = super::create(&mut tx, &Links::of(&app.config), input, hash).await?;
    tx.commit_created(&format!("/api/users/{}", user.id), "Account created", &user).await
}

/// Read an account.
#[utoipa::path(get, path = "/api/users/{id}", tag = "users", params(("id" = crate::id::EmployeeId, Path)),
    extensions(("x-permission" = json!(Permission::UsersManage))),
    responses((status = 200, body = Answer<Employee>)))]
async fn read(mut read: RequestRead, PathId(id): PathId<EmployeeTag>) -> Result<Answer<Employee>> {
    let user = super::find(&mut read, id).await?;
    read.record(&user)
}

/// Change an account: name, role, status, forced password reset. Takes effect immediately.
#[utoipa::path(patch, path = "/api/users/{id}", tag = "users", params(("id" = crate::id::EmployeeId, Path)),
    request_body = UserPatch,
    extensions(("x-permission" = json!(Permission::UsersManage))),
    responses((status = 200, body = Answer<Employee>), (status = 409, description = "`last_admin`")))]
async fn update(
    State(app): State<App>,
    write: Write,
    PathId(id): PathId<EmployeeTag>,
    Valid(patch): Valid<UserPatch>,
) -> Result<Answer<Employee>> {
    let mut tx = write.begin().await?;
    let user = super::update(&mut tx, &Links::of(&app.config), id, patch).await?;
    tx.commit_ok("Account updated", &user).await
}

/// Create a link to set a password, to share in another way. It is valid once, for one hour, and
/// invalidates older links. The event log records who created it.
#[utoipa::path(post, path = "/api/users/{id}/reset-link", tag = "users", params(("id" = crate::id::EmployeeId, Path)),
    extensions(("x-permission" = json!(Permission::UsersManage))),
    responses((status = 200, body = Answer<AccessLink>), (status = 409, description = "`account_inactive`")))]
async fn reset_link(
    State(app): State<App>,
    write: Write,
    PathId(id): PathId<EmployeeTag>,
) -> Result<Answer<AccessLink>> {
    let mut tx = write.begin().await?;
    let url = super::reset_link(&mut tx, &Links::of(&app.config), id).await?;
    tx.commit().await?;
    ok("Password link created", &AccessLink { url: url.into() })
}

/// Close an account. The employee's record is kept.
#[utoipa::path(delete, path = "/api/users/{id}", tag = "users", params(("id" = crate::id::EmployeeId, Path)),
    extensions(("x-permission" = json!(Permission::UsersManage))),
    responses((status = 200, body = Answer<Nothing>), (status = 409, description = "`last_admin`")))]
async fn close(write: Write, PathId(id): PathId<EmployeeTag>) -> Result<Answer<Nothing>> {
    let mut tx = write.begin().await?;
    super::close_account(&mut tx, id).await?;
    tx.commit_ok("Account closed", &Nothing {}).await
}
