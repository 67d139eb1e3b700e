use axum::response::Response;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Feedback, NewFeedback, Summary};
use crate::{
    app::App,
    error::Result,
    features::contacts::{self, Contact, ContactId},
    http::{Answer, Change, Listed, PathId, Valid, View},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(give)).routes(routes!(of_contact)).routes(routes!(summary))
}

/// Write down a customer's feedback.
#[utoipa::path(post, path = "/api/feedback", tag = "feedback", request_body = NewFeedback,
    responses((status = 201, body = Answer<Feedback>), (status = 409, description = "`wrong_stage`")))]
async fn give(change: Change, Valid(input): Valid<NewFeedback>) -> Result<Response> {
    let mut work = change.begin().await?;
    let feedback = super::give(&mut work, input).await?;
    work.created(&format!("/api/feedback/contact/{}", feedback.contact_id), "Feedback added", &feedback).await
}

/// A customer's feedback, newest first.
#[utoipa::path(get, path = "/api/feedback/contact/{id}", tag = "feedback", params(("id" = ContactId, Path)),
    responses((status = 200, body = Listed<Feedback>)))]
async fn of_contact(mut view: View, PathId(id): PathId<Contact>) -> Result<Response> {
    contacts::find_visible(&mut view.conn, &view.actor, id).await?;
    let feedback = super::list(&mut view.conn, view.actor.company_id(), id).await?;
    view.whole_list(feedback)
}

/// A customer's feedback in a few figures.
#[utoipa::path(get, path = "/api/feedback/contact/{id}/summary", tag = "feedback", params(("id" = ContactId, Path)),
    responses((status = 200, body = Answer<Summary>)))]
async fn summary(mut view: View, PathId(id): PathId<Contact>) -> Result<Response> {
    contacts::find_visible(&mut view.conn, &view.actor, id).await?;
    let summary = super::summary(&mut view.conn, view.actor.company_id(), id).await?;
    view.record(&summary)
}
