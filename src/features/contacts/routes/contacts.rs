use crate::{
    access::Permission,
    app::App,
    error::Result,
    features::contacts::{self, Contact, ContactId, ContactQuery, NewContact},
    http::{Answer, Filters, Listed, PageQuery, PathId, RequestRead, Valid, Write},
};

use utoipa_axum::{router::OpenApiRouter, routes};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(read))
}

/// List contacts, newest first: with `leads.manage` all, otherwise the caller's own and unowned ones.
#[utoipa::path(get, path = "/api/contacts", tag = "contacts", params(PageQuery, ContactQuery),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Listed<Contact>)))]
async fn list(read: RequestRead, filters: Filters<ContactQuery>) -> Result<Listed<Contact>> {
    super::listed(read, filters).await
}

/// Create a contact at stage LEAD.
#[utoipa::path(post, path = "/api/contacts", tag = "contacts", request_body = NewContact,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 201, body = Answer<Contact>), (status = 409, description = "`duplicate_contact`")))]
async fn create(write: Write, Valid(input): Valid<NewContact>) -> Result<Answer<Contact>> {
    let mut tx = write.begin().await?;
    let contact = contacts::create(&mut tx, input).await?;
    tx.commit_created(&format!("/api/contacts/{}", contact.id), "Contact created", &contact).await
}

/// Read a contact.
#[utoipa::path(get, path = "/api/contacts/{id}", tag = "contacts", params(("id" = ContactId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Contact>)))]
async fn read(mut read: RequestRead, PathId(id): PathId<Contact>) -> Result<Answer<Contact>> {
    let contact = contacts::find_visible(&mut read, id).await?;
    read.record(&contact)
}
