//! Tracking of opens, clicks and unsubscribing by signed URLs in e-mails. All hits are stored, but only those
//! that are likely by a person count.

mod store;
mod visitor;

pub use self::visitor::Visitor;
pub use super::address::{Target, Tracker};
use super::{
    emails::{self, EmailId},
    events,
};
use crate::{
    access::Actor,
    db::{Db, Tx},
    error::{Error, Result},
    features::{
        contacts::{self, Contact, Stage},
        pipeline::stages,
    },
    id::CompanyId,
};

/// Records that the tracking pixel was loaded.
pub async fn opened(db: &Db, id: EmailId, visitor: &Visitor) -> Result<()> {
    let mut tx = begin(db, id).await?;
    let contact_id = emails::store::contact_of(&mut tx, id).await?;
    let contact = tx.find_for_update::<Contact>(contact_id).await?;
    let human = visitor.is_likely_open();
    store::record_hit(&mut tx, id, None, visitor, human).await?;
    let count = emails::store::Count { opens: human.into(), clicks: 0, machine_hits: (!human).into() };
    let email = emails::store::add(&mut tx, id, &count).await?;
    if human {
        tx.emit(events::OPENED.of(&contact.related(email)));
    }
    tx.commit().await
}

/// Records a click, and returns the URL of the link. A click that is likely by a person moves a LEAD to MQL.
pub async fn clicked(db: &Db, id: EmailId, link: i64, visitor: &Visitor) -> Result<String> {
    let mut tx = begin(db, id).await?;
    let url = store::url(&mut tx, id, link).await?.ok_or(Error::NotFound("page"))?;
    let contact_id = emails::store::contact_of(&mut tx, id).await?;
    let contact = tx.find_for_update::<Contact>(contact_id).await?;
    let human = visitor.is_likely_click() && !store::follows_every_link(&mut tx, id, link, visitor).await?;
    store::record_hit(&mut tx, id, Some(link), visitor, human).await?;
    let count = emails::store::Count { opens: 0, clicks: human.into(), machine_hits: (!human).into() };
    let email = emails::store::add(&mut tx, id, &count).await?;
    if human {
        let subject = email.subject.clone();
        tx.emit(events::CLICKED.of(&contact.related(email)));
        if contact.stage == Stage::Lead {
            stages::advance(&mut tx, &contact, Stage::Mql, &format!("clicked a link in “{subject}”")).await?;
        }
    }
    tx.commit().await?;
    Ok(url)
}

/// Unsubscribes the contact of an e-mail.
pub async fn unsubscribed(db: &Db, id: EmailId) -> Result<()> {
    let mut tx = begin(db, id).await?;
    let contact_id = emails::store::contact_of(&mut tx, id).await?;
    contacts::unsubscribe(&mut tx, contact_id).await?;
    tx.commit().await
}

/// Begins a transaction in the company of the e-mail.
async fn begin(db: &Db, id: EmailId) -> Result<Tx> {
    let company_id: CompanyId =
        store::company_of(&mut db.read().await?, id).await?.ok_or(Error::NotFound("page"))?;
    Tx::begin(db, Actor::system(company_id, "tracking")).await
}
