//! Companies: founded by a sign-up, set up by those with `company.manage`, deleted with everything in them.

mod model;
pub mod routes;
mod store;

pub use self::{
    model::{Company, CompanyPatch, CompanySettings, Confirmation, NewCompany, SettingsPatch, slug_of},
    store::{any, find, find_by_slug, find_only},
};
use crate::{
    access::{Actor, Permission, Role},
    db::Tx,
    error::{Error, Result},
    events::Fact,
    features::accounts::invites,
    id::{CompanyId, Id},
};

const CURRENCY: &str = "INR";
const TIMEZONE: &str = "Asia/Kolkata";

/// Founds a company in a transaction that was begun for its new id.
pub async fn found(
    tx: &mut Tx,
    name: String,
    currency: Option<String>,
    timezone: Option<String>,
) -> Result<Company> {
    let founding = store::Founding {
        slug: slug_of(&name),
        name,
        currency: currency.unwrap_or_else(|| CURRENCY.into()),
        timezone: timezone.unwrap_or_else(|| TIMEZONE.into()),
    };
    store::insert(tx, founding).await
}

/// Founds another company and invites its admin. Whoever does so stays in their own.
pub async fn found_for(tx: &mut Tx, founder: &Actor, input: NewCompany) -> Result<Company> {
    founder.must(Permission::CompanyManage)?;
    let company = found(tx, input.name, input.currency, input.timezone).await?;
    invites::send(tx, &company, &input.admin_email, Role::Admin).await?;
    Ok(company)
}

/// Changes one's own company: its name, currency, time zone and thresholds.
pub async fn update(tx: &mut Tx, id: CompanyId, patch: CompanyPatch) -> Result<Company> {
    let mut company = own(tx, id).await?;
    tx.actor().must(Permission::CompanyManage)?;
    tx.must_match(company.version)?;
    company.name = patch.name.unwrap_or(company.name);
    company.currency = patch.currency.unwrap_or(company.currency);
    company.timezone = patch.timezone.unwrap_or(company.timezone);
    let (thresholds, settings) = (patch.settings.unwrap_or_default(), &mut company.settings);
    settings.sql_rating = thresholds.sql_rating.unwrap_or(settings.sql_rating);
    settings.evangelist_rating = thresholds.evangelist_rating.unwrap_or(settings.evangelist_rating);
    settings.max_sessions_per_stage =
        thresholds.max_sessions_per_stage.unwrap_or(settings.max_sessions_per_stage);
    let company = store::update(tx, &company).await?;
    tx.emit(Fact::CompanyUpdated(company.clone()));
    Ok(company)
}

/// Deletes one's own company and all that is in it. The slug is said twice, because nothing brings it back.
pub async fn delete(tx: &mut Tx, id: CompanyId, slug: &str) -> Result<()> {
    let company = own(tx, id).await?;
    tx.actor().must(Permission::CompanyManage)?;
    tx.must_match(company.version)?;
    if company.slug != slug {
        return Err(Error::invalid("slug", "must be the slug of the company to delete"));
    }
    store::delete(tx).await
}

/// A fresh id for a company that is about to be founded, and who founds it.
pub fn founding() -> Actor {
    Actor::company(Id::new())
}

/// Another company's id is as good as none.
async fn own(tx: &mut Tx, id: CompanyId) -> Result<Company> {
    if id != tx.company_id() {
        return Err(Error::NotFound("company"));
    }
    store::find(tx, id).await
}
