//! Companies: founded by a sign-up, set up by those with `company.manage`, deleted with everything in them.

mod mail;
mod model;
pub mod routes;
mod store;

pub use self::{
    mail::{MailStatus, Outgoing, admit_mail, forget_mail_usage, mail_status},
    model::{
        Company, CompanyPatch, CompanySettings, Confirmation, NewCompany, Region, SettingsPatch, slug_of,
    },
    store::{any, country, find, find_by_slug, find_only, lock},
};
use crate::{
    access::{Actor, Permission, Role},
    db::Tx,
    error::{Error, Result},
    events::Fact,
    features::accounts::{invites, links::Links},
    id::{CompanyId, Id},
    jobs::{self, Wait},
    region,
};

const CURRENCY: &str = "INR";
const TIMEZONE: &str = "Asia/Kolkata";
const COUNTRY: &str = "IN";
const LOCALE: &str = "en-IN";

/// How a company comes to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// As the first one of an empty server.
    First,
    /// By open sign-up: its mail waits until its founder's address is confirmed.
    Unconfirmed,
    /// By somebody who is known here.
    Known,
}

/// Founds a company in a transaction that was begun for its new id.
pub async fn found(tx: &mut Tx, name: String, at: Region, origin: Origin) -> Result<Company> {
    let locale = at.locale.as_deref().and_then(region::canonical_locale);
    let country = at.country.or_else(|| locale.as_deref().and_then(region::country_of));
    let local_currency = country.as_deref().and_then(region::currency_of);
    let founding = store::Founding {
        slug: slug_of(&name),
        name,
        currency: at.currency.unwrap_or_else(|| local_currency.unwrap_or(CURRENCY).into()),
        timezone: at.timezone.unwrap_or_else(|| TIMEZONE.into()),
        country: country.unwrap_or_else(|| COUNTRY.into()),
        locale: locale.unwrap_or_else(|| LOCALE.into()),
        origin,
    };
    store::insert(tx, founding).await
}

/// Founds another company and invites its founder. Whoever does so stays in their own.
pub async fn found_for(tx: &mut Tx, links: &Links, founder: &Actor, input: NewCompany) -> Result<Company> {
    founder.must(Permission::CompanyManage)?;
    let NewCompany { name, currency, timezone, country, locale, admin_email } = input;
    let company = found(tx, name, Region { currency, timezone, country, locale }, Origin::Known).await?;
    invites::send(tx, links, &admin_email, Role::SeniorAdmin).await?;
    Ok(company)
}

/// Changes one's own company: its name, where it does business, and its thresholds.
pub async fn update(tx: &mut Tx, id: CompanyId, patch: CompanyPatch) -> Result<Company> {
    let mut company = own(tx, id).await?;
    tx.actor().must(Permission::CompanyManage)?;
    tx.must_match(company.version)?;
    company.name = patch.name.unwrap_or(company.name);
    company.currency = patch.currency.unwrap_or(company.currency);
    company.timezone = patch.timezone.unwrap_or(company.timezone);
    company.country = patch.country.unwrap_or(company.country);
    company.locale = patch.locale.and_then(|tag| region::canonical_locale(&tag)).unwrap_or(company.locale);
    company.settings = company.settings.patched(&patch.settings.unwrap_or_default())?;
    let company = store::update(tx, &company).await?;
    tx.emit(Fact::CompanyUpdated(company.clone()));
    Ok(company)
}

/// Notes that the founder's address is theirs: the mail that waited for it goes out.
pub async fn confirm(tx: &mut Tx) -> Result<Company> {
    let company = store::confirm(tx).await?;
    jobs::release(tx, Wait::Confirmation).await?;
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
    store::find_for_update(tx).await
}
