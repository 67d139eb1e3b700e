use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Feedback, NewFeedback, Summary};
use crate::{
    access::Permission,
    app::App,
    error::Result,
    features::contacts::{Contact, ContactId},
    http::{Answer, Listed, PathId, RequestRead, Valid, Write},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(give)).routes(routes!(of_contact)).routes(routes!(summary))
}

/// Record a customer's feedback.
#[utoipa::path(post, path = "/api/feedback", tag = "feedback", request_body = NewFeedback,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 201, body = Answer<Feedback>), (status = 409, description = "`wrong_stage`")))]
async fn give(write: Write, Valid(input): Valid<NewFeedback>) -> Result<Answer<Feedback>> {
    let mut tx = write.begin().await?;
    let feedback = super::give(&mut tx, input).await?;
    tx.commit_created(&format!("/api/feedback/contact/{}", feedback.contact_id), "Feedback added", &feedback)
        .await
}

/// List a customer's feedback, newest first.
#[utoipa::path(get, path = "/api/feedback/contact/{id}", tag = "feedback", params(("id" = ContactId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Listed<Feedback>)))]
async fn of_contact(mut read: RequestRead, PathId(id): PathId<Contact>) -> Result<Listed<Feedback>> {
    let feedback = super::list(&mut read, id).await?;
    read.whole_list(feedback)
}

/// Summarise a customer's feedback.
#[utoipa::path(get, path = "/api/feedback/contact/{id}/summary", tag = "feedback", params(("id" = ContactId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Summary>)))]
async fn summary(mut read: RequestRead, PathId(id): PathId<Contact>) -> Result<Answer<Summary>> {
    let summary = super::summary(&mut read, id).await?;
    read.record(&summary)
}
