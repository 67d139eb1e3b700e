//! E-mails from employees to contacts, sent by a job.

mod model;
pub mod store;

use super::{address::Tracker, events, jobs::SendEmail, page};
use crate::{
    access::Actor,
    db::{Db, Read, Tx},
    error::{Error, Result},
    features::{
        contacts::{self, Contact},
        timeline,
    },
    id::{CompanyId, RecordId},
    jobs::enqueue,
    mail::{Mailer, Message, Undelivered},
};

use std::collections::BTreeSet;

pub use self::{
    model::{Email, EmailId, EmailStatus, EmailWithBody, NewEmail, Transport},
    store::{list, reassign},
};

/// Queues an e-mail to a contact, and enqueues the job that sends it.
pub async fn queue(tx: &mut Tx, new: NewEmail) -> Result<EmailWithBody> {
    let contact = contacts::find_for_work(tx, new.contact_id).await?;
    let Some(to) = contact.email.clone() else {
        return Err(Error::invalid("contactId", "must refer to a contact with an e-mail address"));
    };
    if contact.unsubscribed_at.is_some() {
        return Err(Error::conflict(
            "unsubscribed",
            format!("{} has unsubscribed from e-mail", contact.name),
        ));
    }
    let body = page::sanitize(&new.body);
    let links = page::links(&body);
    let draft = store::Draft { to, cc: new.cc, subject: new.subject, body: &body };
    let email = store::insert(tx, &contact, draft).await?;
    store::insert_links(tx, email.id, &links).await?;
    enqueue(tx, &SendEmail(email.id.record())).await?;
    Ok(EmailWithBody { email, body })
}

/// Finds an e-mail with its body, if the actor may see its contact.
pub async fn find_visible(read: &mut Read, id: EmailId) -> Result<EmailWithBody> {
    contacts::Scope::of(read.actor())?;
    let company_id = read.company_id();
    let email = store::find(read, company_id, id).await?.ok_or(Error::NotFound("e-mail"))?;
    match contacts::find_visible(read, email.email.contact_id).await {
        // That the e-mail exists is not disclosed either.
        Err(Error::NotFound(_)) => Err(Error::NotFound("e-mail")),
        Err(other) => Err(other),
        Ok(_) => Ok(email),
    }
}

/// Sends e-mails with tracking URLs.
#[derive(Clone)]
pub struct EmailSender {
    pub mailer: Mailer,
    pub tracker: Tracker,
}

/// Whether the e-mail is still QUEUED.
pub async fn is_queued(db: &Db, company_id: CompanyId, id: RecordId) -> Result<bool> {
    let mut conn = db.read().await?;
    Ok(store::find_queued(&mut conn, company_id, id.uuid().into()).await?.is_some())
}

/// Sends a QUEUED e-mail and stores the outcome. Does nothing if it is not QUEUED. Fails it if its author is
/// no longer active or no longer has `leads.work`.
///
/// The job is retried after an error. A permanent error, or the last attempt, makes the e-mail FAILED.
pub async fn deliver(
    db: &Db,
    sender: &EmailSender,
    company_id: CompanyId,
    id: RecordId,
    is_last: bool,
) -> Result<()> {
    let id: EmailId = id.uuid().into();
    let mut conn = db.read().await?;
    let Some(queued) = store::find_queued(&mut conn, company_id, id).await? else { return Ok(()) };
    let links = store::links(&mut conn, company_id, id).await?;
    drop(conn);
    if let Some(reason) = queued.rejection() {
        return finish(db, company_id, id, EmailStatus::Failed, Some(reason.into())).await;
    }
    let outcome = sender.mailer.deliver(&message(&queued, &links, &sender.tracker)).await;
    match outcome {
        Ok(()) => finish(db, company_id, id, EmailStatus::Sent, None).await,
        Err(Undelivered { permanent, reason }) if permanent || is_last => {
            finish(db, company_id, id, EmailStatus::Failed, Some(reason)).await
        }
        Err(Undelivered { reason, .. }) => Err(Error::internal(reason)),
    }
}

fn message(queued: &store::Queued, links: &[String], tracker: &Tracker) -> Message {
    let unsubscribe = tracker.unsubscribe(queued.id);
    let html = page::add_tracking(&queued.body, queued.id, links, tracker);
    Message {
        id: queued.id.to_string(),
        from_name: queued.employee_name.clone(),
        reply_to: queued.employee_email.clone(),
        to: queued.to_address.clone(),
        cc: queued.cc.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect(),
        subject: queued.subject.clone(),
        text: page::to_text(&html),
        html,
        unsubscribe,
    }
}

async fn finish(
    db: &Db,
    company_id: CompanyId,
    id: EmailId,
    status: EmailStatus,
    error: Option<String>,
) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::system(company_id, "jobs")).await?;
    let contact_id = store::contact_of(&mut tx, id).await?;
    let contact = tx.find_for_update::<Contact>(contact_id).await?;
    let Some(email) = store::settle(&mut tx, id, status, error).await? else { return Ok(()) };
    if status == EmailStatus::Sent {
        tx.record_daily("emails.sent", Some(email.employee.id), 1);
        let (sender, record) = (email.employee.id, email.id.record());
        timeline::log_email(&mut tx, &contact, sender, record, email.subject.clone()).await?;
        tx.emit(events::SENT.of(&contact.related(email)));
    } else {
        tx.emit(events::FAILED.of(&contact.related(email)));
    }
    tx.commit().await
}
