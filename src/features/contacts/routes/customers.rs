use axum::response::Response;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::App,
    error::{Error, Result},
    features::contacts::{self, Contact, ContactId, ContactQuery, NewContact},
    http::{Answer, Change, Filters, Listed, PageQuery, PathId, Valid, View},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(read))
}

/// Customers, newest first: contacts at CUSTOMER or EVANGELIST that one may see.
#[utoipa::path(get, path = "/api/customers", tag = "customers", params(PageQuery, ContactQuery),
    responses((status = 200, body = Listed<Contact>)))]
async fn list(view: View, Filters(page, query): Filters<ContactQuery>) -> Result<Response> {
    super::listed(view, Filters(page, ContactQuery { customers: true, ..query })).await
}

/// Enter somebody who has bought before: a CUSTOMER from the start.
#[utoipa::path(post, path = "/api/customers", tag = "customers", request_body = NewContact,
    responses((status = 201, body = Answer<Contact>), (status = 409, description = "`duplicate_contact`")))]
async fn create(change: Change, Valid(input): Valid<NewContact>) -> Result<Response> {
    let mut work = change.begin().await?;
    let contact = contacts::create_customer(&mut work, input).await?;
    work.created(&format!("/api/customers/{}", contact.id), "Customer created", &contact).await
}

/// One customer.
#[utoipa::path(get, path = "/api/customers/{id}", tag = "customers", params(("id" = ContactId, Path)),
    responses((status = 200, body = Answer<Contact>)))]
async fn read(mut view: View, PathId(id): PathId<Contact>) -> Result<Response> {
    let contact = contacts::find_visible(&mut view.conn, &view.actor, id).await?;
    if !contact.is_customer() {
        return Err(Error::NotFound("customer"));
    }
    view.record(&contact)
}
