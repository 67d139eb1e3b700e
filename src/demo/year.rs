//! A year of data. The clock is set back and advanced step by step, so that records and events spread over
//! the year.

use super::{
    BROWSER,
    words::{self, between, chance, pick},
};
use crate::{
    access::Actor,
    config::{Config, Mail},
    db::{Db, InsertBatch, Tx},
    error::{Error, Result},
    features::{
        accounts::employees::Employee,
        contacts::{self, Contact, ContactId, NewContact, Stage, Status, Tag},
        correspondence::{
            self, EmailId, EmailSender, NewEmail,
            tracking::{self, Tracker, Visitor},
        },
        enquiries::{self, EnquiryStatus, NewEnquiry, Priority, StatusChange},
        leads,
        pipeline::{
            self, OpportunityId, Terms, Won,
            feedback::{self, NewFeedback},
            sessions::{self, CallStage, NewSession},
            stages,
        },
        timeline::{self, ActivityKind, NewActivity, TaskPatch},
    },
    mail::Mailer,
};

pub const DAYS: i64 = 365;
/// The number of steps per day.
const STEPS: i64 = 3;

/// The state of the simulation.
struct Simulation<'a> {
    db: &'a Db,
    sender: EmailSender,
    reps: Vec<&'a Employee>,
    contacts: Vec<ActiveContact>,
}

/// A contact that a rep is working on.
struct ActiveContact {
    id: ContactId,
    owner: Actor,
    opportunity: Option<OpportunityId>,
}

pub async fn simulate(db: &Db, config: &Config, team: &[Employee]) -> Result<()> {
    let mail = Mail { smtp: None, ..config.mail.clone() };
    let sender = EmailSender {
        mailer: Mailer::discarding(&mail, config.frontend_url.clone()),
        tracker: Tracker::new(&config.encryption_key, config.app_url.clone()),
    };
    let mut simulation = Simulation { db, sender, reps: super::reps(team)?, contacts: vec![] };
    for _ in 0..DAYS * STEPS {
        simulation.maybe_add_contact().await?;
        for _ in 0..between(0, 4) {
            simulation.work_on_recent_contact().await?;
        }
        db.clock.shift(chrono::Duration::minutes(24 * 60 / STEPS));
    }
    Ok(())
}

impl Simulation<'_> {
    fn rep(&self) -> Actor {
        let rep = pick(&self.reps);
        Actor::for_employee(rep.company_id, rep.person(), rep.role)
    }

    /// Adds a contact by the public form or by a rep, in some steps.
    async fn maybe_add_contact(&mut self) -> Result<()> {
        let owner = self.rep();
        let id = if chance(0.42) {
            self.submit_enquiry(&owner).await?
        } else if chance(0.3) {
            Some(self.create_contact(&owner).await?)
        } else {
            None
        };
        self.contacts.extend(id.map(|id| ActiveContact { id, owner, opportunity: None }));
        Ok(())
    }

    async fn submit_enquiry(&self, rep: &Actor) -> Result<Option<ContactId>> {
        let mut batch = InsertBatch::new(self.db, Actor::system(rep.company_id(), "demo"));
        let enquiry = enquiries::submit(&mut batch, enquiry().with_normalized_phone("IN"));
        batch.commit().await?;
        if chance(0.1) {
            return Ok(None);
        }
        let mut tx = Tx::begin(self.db, rep.clone()).await?;
        let mut claimed = enquiries::claim(&mut tx, enquiry.id).await?;
        if chance(0.5) {
            enquiries::add_note(&mut tx, enquiry.id, words::note().into()).await?;
        }
        if chance(0.85) {
            let contacted = StatusChange { status: EnquiryStatus::Contacted, reason: None };
            enquiries::set_status(&mut tx, enquiry.id, contacted).await?;
            let end = if chance(0.6) {
                StatusChange { status: EnquiryStatus::Converted, reason: None }
            } else {
                StatusChange { status: EnquiryStatus::Lost, reason: Some(words::reason_to_lose().into()) }
            };
            claimed = enquiries::set_status(&mut tx, enquiry.id, end).await?;
        }
        tx.commit().await?;
        Ok(claimed.contact_id)
    }

    async fn create_contact(&self, rep: &Actor) -> Result<ContactId> {
        let person = words::person();
        let new = NewContact {
            name: person.name,
            email: Some(person.email),
            phone: Some(person.phone),
            organisation: chance(0.6).then(|| words::organisation().into()),
            title: chance(0.6).then(|| words::title().into()),
            source: Some(words::source().into()),
            tags: if chance(0.5) { vec![Tag(words::tag().into())] } else { vec![] },
            owner_id: chance(0.1).then_some(None),
            allow_duplicate: true,
        };
        let mut tx = Tx::begin(self.db, rep.clone()).await?;
        let contact = contacts::create(&mut tx, new).await?;
        tx.commit().await?;
        Ok(contact.id)
    }

    /// Advances one of the last 80 contacts.
    async fn work_on_recent_contact(&mut self) -> Result<()> {
        let Some(last) = self.contacts.len().checked_sub(1) else { return Ok(()) };
        let back = usize::try_from(between(0, 80)).unwrap_or(0).min(last);
        let index = last - back;
        let ActiveContact { id, owner, opportunity } = &self.contacts[index];
        let contact = self.db.read().await?.find::<Contact>(owner.company_id(), *id).await?;
        let opened = self.work(&contact, owner, *opportunity).await?;
        self.contacts[index].opportunity = opened.or(self.contacts[index].opportunity);
        Ok(())
    }

    /// Takes the next step with a contact. Skips steps that a rule rejects.
    async fn work(
        &self,
        contact: &Contact,
        rep: &Actor,
        opportunity: Option<OpportunityId>,
    ) -> Result<Option<OpportunityId>> {
        if contact.stage == Stage::Lead {
            self.send_mail(contact, rep).await?;
            return Ok(None);
        }
        let mut tx = Tx::begin(self.db, rep.clone()).await?;
        maybe_log_activity(&mut tx, contact).await?;
        let outcome = match contact.stage {
            Stage::Mql => call(&mut tx, contact, CallStage::Mql).await.map(|()| None),
            Stage::Sql => open(&mut tx, contact).await.map(Some),
            Stage::Opportunity => end(&mut tx, opportunity).await.map(|()| None),
            Stage::Customer => praise(&mut tx, contact).await.map(|()| None),
            Stage::Dormant if chance(0.2) => stages::reopen(&mut tx, contact.id).await.map(|_| None),
            Stage::Lead | Stage::Evangelist | Stage::Dormant => Ok(None),
        };
        match outcome {
            Ok(opened) => tx.commit().await.map(|()| opened),
            Err(Error::Conflict { .. }) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// Sends a mail with a link, which is often opened and clicked.
    async fn send_mail(&self, contact: &Contact, rep: &Actor) -> Result<()> {
        if contact.email.is_none() || contact.unsubscribed_at.is_some() {
            return Ok(());
        }
        let mut tx = Tx::begin(self.db, rep.clone()).await?;
        if contact.status == Status::New {
            leads::set_status(&mut tx, contact.id, Status::Contacted).await?;
        }
        let course = words::course();
        let new = NewEmail {
            contact_id: contact.id,
            subject: format!("{course}: the next batch"),
            body: words::mail(&contact.name, course),
            cc: vec![],
        };
        let email = correspondence::queue(&mut tx, new).await?.email.id;
        tx.commit().await?;
        correspondence::deliver(self.db, &self.sender, contact.company_id, email.record(), true).await?;
        self.maybe_open_and_click(email).await
    }

    async fn maybe_open_and_click(&self, email: EmailId) -> Result<()> {
        let reader = Visitor { user_agent: Some(BROWSER.into()), is_prefetch: false };
        if chance(0.8) {
            tracking::opened(self.db, email, &reader).await?;
        }
        if chance(0.55) {
            tracking::clicked(self.db, email, 0, &reader).await?;
        }
        Ok(())
    }
}

/// Adds an activity to the timeline in some steps. Most tasks are done.
async fn maybe_log_activity(tx: &mut Tx, contact: &Contact) -> Result<()> {
    if chance(0.5) {
        return Ok(());
    }
    let is_task = chance(0.25);
    let due_at = is_task.then(|| tx.now().plus(chrono::Duration::days(between(1, 7))));
    let kind = if is_task {
        ActivityKind::Task
    } else {
        *pick(&[ActivityKind::Note, ActivityKind::Call, ActivityKind::Meeting])
    };
    let new = NewActivity { kind, text: words::note().into(), occurred_at: None, due_at, assignee_id: None };
    let activity = timeline::log(tx, contact.id, new).await?.activity;
    if is_task && chance(0.97) {
        let done = TaskPatch { done: Some(true), due_at: None, assignee_id: None, text: None };
        timeline::change_task(tx, activity.id, done).await?;
    }
    Ok(())
}

async fn call(tx: &mut Tx, contact: &Contact, stage: CallStage) -> Result<()> {
    let (rating, notes) = (between(5, 10), Some(words::note().into()));
    let new = NewSession { contact_id: contact.id, stage, rating, notes, held_at: None };
    sessions::log(tx, new).await?;
    if stage == CallStage::Mql && rating >= 7 && chance(0.9) {
        stages::promote_to_sql(tx, contact.id).await?;
    }
    Ok(())
}

async fn open(tx: &mut Tx, contact: &Contact) -> Result<OpportunityId> {
    call(tx, contact, CallStage::Sql).await?;
    let until = tx.today().await? + chrono::Days::new(30);
    let terms = Terms {
        title: words::course().into(),
        expected_value: words::price(),
        currency: None,
        expected_close_on: Some(until),
    };
    Ok(pipeline::open(tx, contact.id, terms).await?.id)
}

async fn end(tx: &mut Tx, opportunity: Option<OpportunityId>) -> Result<()> {
    let Some(opportunity) = opportunity else { return Ok(()) };
    if chance(0.6) {
        pipeline::win(tx, opportunity, Won::default()).await?;
    } else {
        pipeline::lose(tx, opportunity, Some(words::reason_to_lose().into())).await?;
    }
    Ok(())
}

async fn praise(tx: &mut Tx, contact: &Contact) -> Result<()> {
    let comment = Some(words::praise().into());
    feedback::give(tx, NewFeedback { contact_id: contact.id, rating: between(5, 10), comment }).await?;
    if chance(0.4) {
        stages::promote_to_evangelist(tx, contact.id).await?;
    }
    Ok(())
}

fn enquiry() -> NewEnquiry {
    let person = words::person();
    NewEnquiry {
        company: None,
        name: person.name,
        email: person.email,
        phone: Some(person.phone),
        course_interest: Some(words::course().into()),
        message: Some(words::message().into()),
        source: Some(words::source().into()),
        priority: Some(*pick(Priority::ALL)),
    }
}
