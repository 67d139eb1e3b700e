use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Notification, NotificationQuery, ReadMarks, store::SORTS};
use crate::{
    app::App,
    error::Result,
    http::{Answer, Filters, Listed, PageQuery, RequestRead, Valid, Write},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(read))
}

/// List the caller's notifications, newest first.
#[utoipa::path(get, path = "/api/notifications", tag = "notifications", params(PageQuery, NotificationQuery),
    responses((status = 200, body = Listed<Notification>)))]
async fn list(
    mut read: RequestRead,
    Filters(page, query): Filters<NotificationQuery>,
) -> Result<Listed<Notification>> {
    let notifications = super::list(&mut read, &query, &page.paging(SORTS)?).await?;
    read.list(&notifications)
}

/// The number of notifications that were marked as read.
#[derive(Serialize, ToSchema)]
struct Marked {
    read: u64,
}

/// Mark notifications as read: the given ones, or all.
#[utoipa::path(post, path = "/api/notifications/read", tag = "notifications", request_body = ReadMarks,
    responses((status = 200, body = Answer<Marked>)))]
async fn read(write: Write, Valid(marks): Valid<ReadMarks>) -> Result<Answer<Marked>> {
    let mut tx = write.begin().await?;
    let read = super::mark_read(&mut tx, marks.ids).await?;
    tx.commit_ok("Notifications marked as read", &Marked { read }).await
}
