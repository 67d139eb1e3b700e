//! Companies, employees, accounts, invites, and mails about them.

pub mod companies;
pub mod employees;
pub mod events;
pub mod invites;
pub mod jobs;
pub mod links;
pub mod passwords;
pub mod phones;
pub mod system_emails;
pub mod users;

use crate::{
    app::{App, Feature},
    db::Tx,
    error::Result,
};

use utoipa_axum::router::OpenApiRouter;

pub const FEATURE: Feature = Feature {
    tables: &["account_links", "companies", "employees", "invites", "mail_usage"],
    events: events::ALL,
    jobs: jobs::ALL,
    prune: Some(|tx| Box::pin(prune(tx))),
    ..Feature::new("accounts", router)
};

fn router() -> OpenApiRouter<App> {
    companies::routes::router().merge(invites::routes::router()).merge(users::routes::router())
}

async fn prune(tx: &mut Tx) -> Result<()> {
    links::delete_expired(tx).await?;
    companies::delete_past_mail_usage(tx).await
}
