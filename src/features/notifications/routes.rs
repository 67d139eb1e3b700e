use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Notification, NotificationQuery, ReadMarks, store::SORTS};
use crate::{
    app::App,
    error::Result,
    http::{Answer, Change, Filters, Listed, PageQuery, Valid, View},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(read))
}

/// One's notifications, newest first.
#[utoipa::path(get, path = "/api/notifications", tag = "notifications", params(PageQuery, NotificationQuery),
    responses((status = 200, body = Listed<Notification>)))]
async fn list(mut view: View, Filters(page, query): Filters<NotificationQuery>) -> Result<Response> {
    let (company_id, me) = (view.actor.company_id(), view.actor.signed_in()?.id);
    let paging = page.paging(SORTS)?;
    let unread = query.unread.unwrap_or(false);
    let notifications = super::list(&mut view.conn, company_id, me, unread, &paging).await?;
    view.list(&notifications)
}

/// How many notifications were marked.
#[derive(Serialize, ToSchema)]
struct Marked {
    read: u64,
}

/// Mark notifications as read: those named, or all.
#[utoipa::path(post, path = "/api/notifications/read", tag = "notifications", request_body = ReadMarks,
    responses((status = 200, body = Answer<Marked>)))]
async fn read(change: Change, Valid(marks): Valid<ReadMarks>) -> Result<Response> {
    let mut work = change.begin().await?;
    let me = work.actor().signed_in()?.id;
    let read = super::mark_read(&mut work, me, marks.ids).await?;
    work.done("Notifications read", &Marked { read }).await
}
