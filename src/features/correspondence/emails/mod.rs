//! E-mails: written by an employee to a contact, queued with the change that causes them, sent once.

mod model;
pub mod store;

use std::collections::BTreeSet;

pub use self::{
    model::{Email, EmailId, EmailStatus, EmailWithBody, NewEmail, Transport},
    store::list,
};
use super::tracking::{Tracker, page};
use crate::{
    access::Actor,
    db::{Conn, Db, Tx},
    error::{Error, Result},
    events::Fact,
    features::contacts::{self, activities},
    id::{CompanyId, RecordId},
    jobs::{self, Job},
    mail::{Mailer, Message, Undelivered},
};

/// Queues an e-mail to a contact. The job that sends it is written in the same transaction.
pub async fn queue(tx: &mut Tx, new: NewEmail) -> Result<EmailWithBody> {
    let contact = contacts::find_for_work(tx, new.contact_id).await?;
    let Some(to) = contact.email.clone() else {
        return Err(Error::invalid("contactId", "is a contact without an e-mail address"));
    };
    if contact.unsubscribed_at.is_some() {
        return Err(Error::conflict(
            "unsubscribed",
            format!("{} has unsubscribed from e-mail", contact.name),
        ));
    }
    let body = page::cleaned(&new.body);
    let links = page::links(&body);
    let draft = store::Draft { to, cc: new.cc, subject: new.subject, body: &body };
    let email = store::insert(tx, &contact, draft).await?;
    store::insert_links(tx, email.id, &links).await?;
    jobs::enqueue(tx, &Job::Email(email.id.record())).await?;
    Ok(EmailWithBody { email, body })
}

/// One e-mail with its body, for those who may see its contact.
pub async fn find_visible(conn: &mut Conn, actor: &Actor, id: EmailId) -> Result<EmailWithBody> {
    let email = store::find(conn, actor.company_id(), id).await?.ok_or(Error::NotFound("e-mail"))?;
    match contacts::find_visible(conn, actor, email.email.contact_id).await {
        // That the e-mail exists is not disclosed either.
        Err(Error::NotFound(_)) => Err(Error::NotFound("e-mail")),
        Err(other) => Err(other),
        Ok(_) => Ok(email),
    }
}

/// What sending takes: the way out, and the addresses by which a reader's doings are noticed.
#[derive(Clone)]
pub struct Post {
    pub mailer: Mailer,
    pub tracker: Tracker,
}

/// Whether an e-mail still waits for its delivery.
pub async fn is_queued(db: &Db, company_id: CompanyId, id: RecordId) -> Result<bool> {
    let mut conn = db.read().await?;
    Ok(store::find_queued(&mut conn, company_id, id.uuid().into()).await?.is_some())
}

/// Sends a queued e-mail, and notes that it is sent or why not. One that is sent already stays as it is. One whose author
/// has been deactivated, or works on leads no more, goes out in nobody's name: it fails.
///
/// An error means: try again. A refusal for good, and the last attempt, make it FAILED.
pub async fn deliver(db: &Db, post: &Post, company_id: CompanyId, id: RecordId, is_last: bool) -> Result<()> {
    let id: EmailId = id.uuid().into();
    let mut conn = db.read().await?;
    let Some(queued) = store::find_queued(&mut conn, company_id, id).await? else { return Ok(()) };
    let links = store::links(&mut conn, company_id, id).await?;
    drop(conn);
    if let Some(reason) = queued.refusal() {
        return note(db, company_id, id, EmailStatus::Failed, Some(reason.into())).await;
    }
    let outcome = post.mailer.deliver(&message(&queued, &links, &post.tracker)).await;
    match outcome {
        Ok(()) => note(db, company_id, id, EmailStatus::Sent, None).await,
        Err(Undelivered { permanent, reason }) if permanent || is_last => {
            note(db, company_id, id, EmailStatus::Failed, Some(reason)).await
        }
        Err(Undelivered { reason, .. }) => Err(Error::internal(reason)),
    }
}

fn message(queued: &store::Queued, links: &[String], tracker: &Tracker) -> Message {
    let unsubscribe = tracker.unsubscribe(queued.id);
    let html = page::tracked(&queued.body, queued.id, links, tracker);
    Message {
        id: queued.id.to_string(),
        from_name: queued.employee_name.clone(),
        reply_to: queued.employee_email.clone(),
        to: queued.to_address.clone(),
        cc: queued.cc.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect(),
        subject: queued.subject.clone(),
        text: page::plain(&html),
        html,
        unsubscribe,
    }
}

async fn note(
    db: &Db,
    company_id: CompanyId,
    id: EmailId,
    to: EmailStatus,
    error: Option<String>,
) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::company(company_id)).await?;
    let contact_id = store::contact_of(&mut tx, id).await?;
    let contact = contacts::find_for_update(&mut tx, contact_id).await?;
    let Some(email) = store::settle(&mut tx, id, to, error).await? else { return Ok(()) };
    if to == EmailStatus::Sent {
        tx.tally("emails.sent", Some(email.employee.id), 1);
        let (sender, record) = (email.employee.id, email.id.record());
        activities::log_email(&mut tx, &contact, sender, record, email.subject.clone()).await?;
        tx.emit(Fact::EmailSent(contact.about(email)));
    } else {
        tx.emit(Fact::EmailFailed(contact.about(email)));
    }
    tx.commit().await
}
