use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Activity, ActivityId, ActivityQuery, LoggedActivity, NewActivity, Task, TaskPatch, TaskQuery,
    store::{TASKS, TIMELINE},
};
use crate::{
    access::Permission,
    app::App,
    error::Result,
    features::contacts::{Contact, ContactId},
    http::{Answer, Filters, Listed, PageQuery, PathId, RequestRead, Valid, Write},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(log))
        .routes(routes!(timeline))
        .routes(routes!(tasks))
        .routes(routes!(change_task))
}

/// Add a note, call, meeting, e-mail or task to a contact's timeline.
#[utoipa::path(post, path = "/api/leads/{id}/activity", tag = "leads", params(("id" = ContactId, Path)),
    request_body = NewActivity,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 201, body = Answer<LoggedActivity>)))]
async fn log(
    write: Write,
    PathId(id): PathId<Contact>,
    Valid(input): Valid<NewActivity>,
) -> Result<Answer<LoggedActivity>> {
    let mut tx = write.begin().await?;
    let logged = super::log(&mut tx, id, input).await?;
    tx.commit_created(&format!("/api/leads/{id}/activities"), "Activity added", &logged).await
}

/// List a contact's activities, newest first.
#[utoipa::path(get, path = "/api/leads/{id}/activities", tag = "leads",
    params(("id" = ContactId, Path), PageQuery, ActivityQuery),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Listed<Activity>)))]
async fn timeline(
    mut read: RequestRead,
    PathId(id): PathId<Contact>,
    Filters(page, query): Filters<ActivityQuery>,
) -> Result<Listed<Activity>> {
    let paging = page.paging_from("-occurredAt", TIMELINE)?;
    let activities = super::list(&mut read, id, &query.kinds()?, &paging).await?;
    read.list(&activities)
}

/// List tasks about contacts that the caller may see, earliest due time first. Defaults to the caller's own.
#[utoipa::path(get, path = "/api/tasks", tag = "tasks", params(PageQuery, TaskQuery),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Listed<Task>)))]
async fn tasks(mut read: RequestRead, Filters(page, query): Filters<TaskQuery>) -> Result<Listed<Task>> {
    let tasks = super::tasks(&mut read, query, &page.paging_from("dueAt", TASKS)?).await?;
    read.list(&tasks)
}

/// Change a task: its status, due time, assignee or text.
#[utoipa::path(patch, path = "/api/tasks/{id}", tag = "tasks", params(("id" = ActivityId, Path)),
    request_body = TaskPatch,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Activity>)))]
async fn change_task(
    write: Write,
    PathId(id): PathId<Activity>,
    Valid(patch): Valid<TaskPatch>,
) -> Result<Answer<Activity>> {
    let mut tx = write.begin().await?;
    let task = super::change_task(&mut tx, id, patch).await?;
    tx.commit_ok("Task updated", &task).await
}
