use crate::{
    access::Permission,
    app::App,
    error::{Error, Result},
    features::contacts::{self, Contact, ContactId, ContactQuery, NewContact},
    http::{Answer, Filters, Listed, PageQuery, PathId, RequestRead, Valid, Write},
};

use utoipa_axum::{router::OpenApiRouter, routes};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(read))
}

/// List customers (contacts at CUSTOMER or EVANGELIST) that the caller may see, newest first.
#[utoipa::path(get, path = "/api/customers", tag = "customers", params(PageQuery, ContactQuery),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Listed<Contact>)))]
async fn list(read: RequestRead, Filters(page, mut query): Filters<ContactQuery>) -> Result<Listed<Contact>> {
    query.customers = true;
    super::listed(read, Filters(page, query)).await
}

/// Create a contact at stage CUSTOMER.
#[utoipa::path(post, path = "/api/customers", tag = "customers", request_body = NewContact,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 201, body = Answer<Contact>), (status = 409, description = "`duplicate_contact`")))]
async fn create(write: Write, Valid(input): Valid<NewContact>) -> Result<Answer<Contact>> {
    let mut tx = write.begin().await?;
    let contact = contacts::create_customer(&mut tx, input).await?;
    tx.commit_created(&format!("/api/customers/{}", contact.id), "Customer created", &contact).await
}

/// Read a customer.
#[utoipa::path(get, path = "/api/customers/{id}", tag = "customers", params(("id" = ContactId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Contact>)))]
async fn read(mut read: RequestRead, PathId(id): PathId<Contact>) -> Result<Answer<Contact>> {
    let contact = contacts::find_visible(&mut read, id).await?;
    if !contact.is_customer() {
        return Err(Error::NotFound("customer"));
    }
    read.record(&contact)
}
