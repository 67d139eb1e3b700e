use axum::response::Response;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Activity, ActivityId, ActivityQuery, LoggedActivity, NewActivity, Task, TaskPatch, TaskQuery,
    store::{TASKS, TIMELINE},
};
use crate::{
    access::Permission,
    app::App,
    error::Result,
    features::contacts::{self, Contact, ContactId},
    http::{Answer, Change, Filters, Listed, PageQuery, PathId, Valid, View},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(log))
        .routes(routes!(timeline))
        .routes(routes!(tasks))
        .routes(routes!(change_task))
}

/// Write a note, a call, a meeting or a task into a contact's timeline.
#[utoipa::path(post, path = "/api/leads/{id}/activity", tag = "leads", params(("id" = ContactId, Path)),
    request_body = NewActivity, responses((status = 201, body = Answer<LoggedActivity>)))]
async fn log(
    change: Change,
    PathId(id): PathId<Contact>,
    Valid(input): Valid<NewActivity>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let logged = super::log(&mut work, id, input).await?;
    work.created(&format!("/api/leads/{id}/activities"), "Activity added", &logged).await
}

/// A contact's timeline, newest first.
#[utoipa::path(get, path = "/api/leads/{id}/activities", tag = "leads",
    params(("id" = ContactId, Path), PageQuery, ActivityQuery),
    responses((status = 200, body = Listed<Activity>)))]
async fn timeline(
    mut view: View,
    PathId(id): PathId<Contact>,
    Filters(page, query): Filters<ActivityQuery>,
) -> Result<Response> {
    contacts::find_visible(&mut view.conn, &view.actor, id).await?;
    let paging = page.paging_from("-occurredAt", TIMELINE)?;
    let kinds = query.kinds()?;
    let activities = super::list(&mut view.conn, view.actor.company_id(), id, &kinds, &paging).await?;
    view.list(&activities)
}

/// Tasks about contacts that one may see: one's own, the one that is due first in front.
#[utoipa::path(get, path = "/api/tasks", tag = "tasks", params(PageQuery, TaskQuery),
    responses((status = 200, body = Listed<Task>)))]
async fn tasks(mut view: View, Filters(page, query): Filters<TaskQuery>) -> Result<Response> {
    view.actor.must(Permission::LeadsWork)?;
    let me = view.actor.signed_in()?.id;
    let assignee = query.assignee_id.unwrap_or(me);
    if assignee != me {
        view.actor.must(Permission::LeadsManage)?;
    }
    let paging = page.paging_from("dueAt", TASKS)?;
    let now = view.now();
    let tasks = super::tasks(&mut view.conn, &view.actor, assignee, query.state, now, &paging).await?;
    view.list(&tasks)
}

/// Change a task: done or not, another time, another assignee.
#[utoipa::path(patch, path = "/api/tasks/{id}", tag = "tasks", params(("id" = ActivityId, Path)),
    request_body = TaskPatch, responses((status = 200, body = Answer<Activity>)))]
async fn change_task(
    change: Change,
    PathId(id): PathId<Activity>,
    Valid(patch): Valid<TaskPatch>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let task = super::change_task(&mut work, id, patch).await?;
    work.done("Task changed", &task).await
}
