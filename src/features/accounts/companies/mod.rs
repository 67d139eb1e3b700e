//! Companies (tenants): founding, settings, deletion.

mod mail;
mod model;
pub mod routes;
mod store;

pub use self::{
    mail::{MailLimit, MailStatus, delete_past_mail_usage, mail_status, reserve_mail},
    model::{
        Company, CompanyPatch, CompanySettings, Confirmation, NewCompany, Region, SettingsPatch, slug_of,
    },
    store::{any, country, find, find_by_slug, find_only, lock},
};
use super::events;
use crate::{
    access::{Actor, Permission, Role},
    db::{Read, Tx},
    error::{Error, Result},
    features::accounts::{invites, links::Links},
    id::{CompanyId, Id},
    jobs::{self, Wait},
    region,
};

const CURRENCY: &str = "INR";
const TIMEZONE: &str = "Asia/Kolkata";
const COUNTRY: &str = "IN";
const LOCALE: &str = "en-IN";

/// How a company was founded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// As the first company of an empty server.
    First,
    /// By open sign-up. Mail is held until the founder confirms their e-mail address.
    Unconfirmed,
    /// By a known employee, or where no confirmation is required.
    Known,
}

/// Founds a company, in a transaction with the actor from `founding`.
pub async fn found(tx: &mut Tx, name: String, region: Region, origin: Origin) -> Result<Company> {
    let locale = region.locale.as_deref().and_then(region::canonical_locale);
    let country = region.country.or_else(|| locale.as_deref().and_then(region::country_of));
    let local_currency = country.as_deref().and_then(region::currency_of);
    let founding = store::Founding {
        slug: slug_of(&name),
        name,
        currency: region.currency.unwrap_or_else(|| local_currency.unwrap_or(CURRENCY).into()),
        timezone: region.timezone.unwrap_or_else(|| TIMEZONE.into()),
        country: country.unwrap_or_else(|| COUNTRY.into()),
        locale: locale.unwrap_or_else(|| LOCALE.into()),
        origin,
    };
    store::insert(tx, founding).await
}

/// The actor's company.
pub async fn find_own(read: &mut Read) -> Result<Company> {
    let company_id = read.company_id();
    store::find(read, company_id).await
}

/// Fails with 404 for the id of another company.
pub fn ensure_own(read: &Read, id: CompanyId) -> Result<()> {
    if id == read.company_id() { Ok(()) } else { Err(Error::NotFound("company")) }
}

/// Founds another company and invites its senior admin.
pub async fn found_for(tx: &mut Tx, links: &Links, founder: &Actor, input: NewCompany) -> Result<Company> {
    founder.require(Permission::CompanyManage)?;
    let NewCompany { name, currency, timezone, country, locale, admin_email } = input;
    let company = found(tx, name, Region { currency, timezone, country, locale }, Origin::Known).await?;
    invites::send(tx, links, &admin_email, Role::SeniorAdmin).await?;
    Ok(company)
}

/// Changes the actor's company.
pub async fn update(tx: &mut Tx, id: CompanyId, patch: CompanyPatch) -> Result<Company> {
    let mut company = own_for_update(tx, id).await?;
    tx.actor().require(Permission::CompanyManage)?;
    tx.check_version(company.version)?;
    company.name = patch.name.unwrap_or(company.name);
    company.currency = patch.currency.unwrap_or(company.currency);
    company.timezone = patch.timezone.unwrap_or(company.timezone);
    company.country = patch.country.unwrap_or(company.country);
    company.locale = patch.locale.and_then(|tag| region::canonical_locale(&tag)).unwrap_or(company.locale);
    company.settings = company.settings.patched(&patch.settings.unwrap_or_default())?;
    let company = store::update(tx, &company).await?;
    tx.emit(events::COMPANY_UPDATED.of(&company));
    Ok(company)
}

/// Confirms the founder's e-mail address, and releases the mail that waited for it.
pub async fn confirm(tx: &mut Tx) -> Result<Company> {
    let company = store::confirm(tx).await?;
    jobs::release(tx, Wait::Confirmation).await?;
    tx.emit(events::COMPANY_UPDATED.of(&company));
    Ok(company)
}

/// Deletes the actor's company with all its data. The slug must match, as a confirmation.
pub async fn delete(tx: &mut Tx, id: CompanyId, slug: &str) -> Result<()> {
    let company = own_for_update(tx, id).await?;
    tx.actor().require(Permission::CompanyManage)?;
    tx.check_version(company.version)?;
    if company.slug != slug {
        return Err(Error::invalid("slug", "must be the slug of the company to delete"));
    }
    store::delete(tx).await
}

/// The actor for founding a company, with a new company id.
pub fn founding() -> Actor {
    Actor::system(Id::new(), "sign-up")
}

/// Locks the actor's company. Fails with 404 for the id of another company.
async fn own_for_update(tx: &mut Tx, id: CompanyId) -> Result<Company> {
    if id != tx.company_id() {
        return Err(Error::NotFound("company"));
    }
    store::find_for_update(tx).await
}
