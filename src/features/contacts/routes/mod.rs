//! Routes of contacts (seed 000) and customers (seed 004). Those of leads are in `leads`.

mod contacts;
mod customers;

use utoipa_axum::router::OpenApiRouter;

use super::{Contact, ContactQuery, SORTS};
use crate::{
    app::App,
    error::Result,
    http::{Filters, Listed, RequestRead},
};

pub fn router() -> OpenApiRouter<App> {
    contacts::router().merge(customers::router())
}

/// Lists the matching contacts that the actor may see.
pub async fn listed(
    mut read: RequestRead,
    Filters(page, query): Filters<ContactQuery>,
) -> Result<Listed<Contact>> {
    let contacts = super::list(&mut read, &query, page.q.as_deref(), &page.paging(SORTS)?).await?;
    read.list(&contacts)
}
