//! The routes of contacts: the same records as leads (seed 003), as contacts (seed 000) and as customers (seed 004).

mod contacts;
mod customers;
mod leads;

use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;

use super::{ContactQuery, SORTS};
use crate::{
    app::App,
    error::Result,
    http::{Filters, View},
};

pub fn router() -> OpenApiRouter<App> {
    leads::router().merge(contacts::router()).merge(customers::router())
}

/// A list of those that the employee may see.
async fn listed(mut view: View, Filters(page, query): Filters<ContactQuery>) -> Result<Response> {
    let paging = page.paging(SORTS)?;
    let contacts = super::list(&mut view.conn, &view.actor, &query, page.q.as_deref(), &paging).await?;
    view.list(&contacts)
}
