//! Tracking: signed addresses in a mail, by which one notices that it was opened, that a link was followed, or that its
//! reader wants no more. Raw hits are kept; only those that look like a person count.

mod address;
pub mod page;
mod store;
mod visitor;

pub use self::{
    address::{Target, Tracker},
    visitor::Visitor,
};
use super::emails::{self, EmailId};
use crate::{
    access::Actor,
    db::{Db, Tx},
    error::{Error, Result},
    events::Fact,
    features::contacts::{self, Stage, stages},
    id::CompanyId,
};

/// A reader opened the mail, or something loaded its pictures.
pub async fn opened(db: &Db, id: EmailId, visitor: &Visitor) -> Result<()> {
    let mut tx = begin(db, id).await?;
    let contact_id = emails::store::contact_of(&mut tx, id).await?;
    let contact = contacts::find_for_update(&mut tx, contact_id).await?;
    let human = visitor.looks_like_a_reader();
    store::note(&mut tx, id, None, visitor, human).await?;
    let count = emails::store::Count { opens: human.into(), clicks: 0, machine_hits: (!human).into() };
    let email = emails::store::add(&mut tx, id, &count).await?;
    if human {
        tx.emit(Fact::EmailOpened(contact.about(email)));
    }
    tx.commit().await
}

/// Somebody, or something, followed a link. Answers where it leads. A person's click makes a LEAD an MQL.
pub async fn clicked(db: &Db, id: EmailId, link: i64, visitor: &Visitor) -> Result<String> {
    let mut tx = begin(db, id).await?;
    let url = store::url(&mut tx, id, link).await?.ok_or(Error::NotFound("page"))?;
    let contact_id = emails::store::contact_of(&mut tx, id).await?;
    let contact = contacts::find_for_update(&mut tx, contact_id).await?;
    let human =
        visitor.looks_like_a_person() && !store::follows_every_link(&mut tx, id, link, visitor).await?;
    store::note(&mut tx, id, Some(link), visitor, human).await?;
    let count = emails::store::Count { opens: 0, clicks: human.into(), machine_hits: (!human).into() };
    let email = emails::store::add(&mut tx, id, &count).await?;
    if human {
        let subject = email.subject.clone();
        tx.emit(Fact::EmailClicked(contact.about(email)));
        if contact.stage == Stage::Lead {
            stages::advance(&mut tx, &contact, Stage::Mql, &format!("clicked a link in “{subject}”")).await?;
        }
    }
    tx.commit().await?;
    Ok(url)
}

/// The reader wants no more mail.
pub async fn unsubscribed(db: &Db, id: EmailId) -> Result<()> {
    let mut tx = begin(db, id).await?;
    let contact_id = emails::store::contact_of(&mut tx, id).await?;
    contacts::unsubscribe(&mut tx, contact_id).await?;
    tx.commit().await
}

/// A transaction of the company whose mail it is.
async fn begin(db: &Db, id: EmailId) -> Result<Tx> {
    let company_id: CompanyId =
        store::company_of(&mut db.read().await?, id).await?.ok_or(Error::NotFound("page"))?;
    Tx::begin(db, Actor::company(company_id)).await
}
