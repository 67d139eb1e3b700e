//! A year of work: the clock is set back and walks up to now, so that every record and event has its own day.

use super::words::{self, between, chance, pick};
use crate::{
    access::Actor,
    config::{Config, Mail},
    db::{Arrival, Db, Tx},
    error::{Error, Result},
    features::{
        accounts::employees::Employee,
        contacts::{
            self, Contact, ContactId, NewContact, Stage, Status, Tag,
            activities::{self, ActivityKind, NewActivity, TaskPatch},
            feedback::{self, NewFeedback},
            sessions::{self, CallStage, NewSession},
            stages,
        },
        correspondence::{
            self, EmailId, NewEmail, Post,
            tracking::{self, Tracker, Visitor},
        },
        enquiries::{self, EnquiryStatus, NewEnquiry, Priority, StatusChange},
        sales::{self, OpportunityId, Terms, Won},
    },
    mail::Mailer,
};

pub const DAYS: i64 = 365;
/// Steps of a day: morning, noon, afternoon.
const STEPS: i64 = 3;
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";

/// The company as it is played.
struct World<'a> {
    db: &'a Db,
    post: Post,
    reps: Vec<&'a Employee>,
    /// Contacts that somebody works on.
    playing: Vec<Playing>,
}

struct Playing {
    id: ContactId,
    owner: Actor,
    opportunity: Option<OpportunityId>,
}

pub async fn pass(db: &Db, config: &Config, team: &[Employee]) -> Result<()> {
    let nobody = Mail { smtp: None, ..config.mail.clone() };
    let post = Post {
        mailer: Mailer::to_nobody(&nobody, config.frontend_url.clone()),
        tracker: Tracker::new(&config.encryption_key, config.app_url.clone()),
    };
    let mut world = World { db, post, reps: super::reps(team)?, playing: vec![] };
    for _ in 0..DAYS * STEPS {
        world.somebody_comes().await?;
        for _ in 0..between(0, 4) {
            world.somebody_is_worked_on().await?;
        }
        db.clock.shift(chrono::Duration::minutes(24 * 60 / STEPS));
    }
    Ok(())
}

impl World<'_> {
    fn rep(&self) -> Actor {
        let rep = pick(&self.reps);
        Actor::employee(rep.company_id, rep.person(), rep.role)
    }

    /// Through the form, or met by a rep; not in each step.
    async fn somebody_comes(&mut self) -> Result<()> {
        let owner = self.rep();
        let came = if chance(0.42) {
            self.asks(&owner).await?
        } else if chance(0.3) {
            Some(self.is_met(&owner).await?)
        } else {
            None
        };
        self.playing.extend(came.map(|id| Playing { id, owner, opportunity: None }));
        Ok(())
    }

    async fn asks(&self, rep: &Actor) -> Result<Option<ContactId>> {
        let mut arrival = Arrival::new(self.db, Actor::company(rep.company_id()));
        let enquiry = enquiries::submit(&mut arrival, enquiry().with_number_of("IN"));
        arrival.commit().await?;
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

    async fn is_met(&self, rep: &Actor) -> Result<ContactId> {
        let somebody = words::somebody();
        let new = NewContact {
            name: somebody.name,
            email: Some(somebody.email),
            phone: Some(somebody.phone),
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

    /// One of the last eighty, a step further.
    async fn somebody_is_worked_on(&mut self) -> Result<()> {
        let Some(last) = self.playing.len().checked_sub(1) else { return Ok(()) };
        let back = usize::try_from(between(0, 80)).unwrap_or(0).min(last);
        let place = last - back;
        let Playing { id, owner, opportunity } = &self.playing[place];
        let contact = contacts::find(&mut self.db.read().await?, owner.company_id(), *id).await?;
        let opened = self.work(&contact, owner, *opportunity).await?;
        self.playing[place].opportunity = opened.or(self.playing[place].opportunity);
        Ok(())
    }

    /// What a rep would do next. What a rule refuses is left for another day.
    async fn work(
        &self,
        contact: &Contact,
        rep: &Actor,
        opportunity: Option<OpportunityId>,
    ) -> Result<Option<OpportunityId>> {
        if contact.stage == Stage::Lead {
            self.write_to(contact, rep).await?;
            return Ok(None);
        }
        let mut tx = Tx::begin(self.db, rep.clone()).await?;
        talk(&mut tx, contact).await?;
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

    /// A mail with a link, and more often than not a click.
    async fn write_to(&self, contact: &Contact, rep: &Actor) -> Result<()> {
        if contact.email.is_none() || contact.unsubscribed_at.is_some() {
            return Ok(());
        }
        let mut tx = Tx::begin(self.db, rep.clone()).await?;
        if contact.status == Status::New {
            contacts::set_status(&mut tx, contact.id, Status::Contacted).await?;
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
        correspondence::deliver(self.db, &self.post, contact.company_id, email.record(), true).await?;
        self.is_read(email).await
    }

    async fn is_read(&self, email: EmailId) -> Result<()> {
        let reader = Visitor { user_agent: Some(BROWSER.into()), only_looks: false };
        if chance(0.8) {
            tracking::opened(self.db, email, &reader).await?;
        }
        if chance(0.55) {
            tracking::clicked(self.db, email, 0, &reader).await?;
        }
        Ok(())
    }
}

/// A line in the timeline now and then; tasks are done, but for a few of the last days.
async fn talk(tx: &mut Tx, contact: &Contact) -> Result<()> {
    if chance(0.5) {
        return Ok(());
    }
    let task = chance(0.25);
    let due_at = task.then(|| tx.now().plus(chrono::Duration::days(between(1, 7))));
    let kind = if task {
        ActivityKind::Task
    } else {
        *pick(&[ActivityKind::Note, ActivityKind::Call, ActivityKind::Meeting])
    };
    let new = NewActivity { kind, text: words::note().into(), occurred_at: None, due_at, assignee_id: None };
    let activity = activities::log(tx, contact.id, new).await?.activity;
    if task && chance(0.97) {
        let done = TaskPatch { done: Some(true), due_at: None, assignee_id: None, text: None };
        activities::change_task(tx, activity.id, done).await?;
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
    Ok(sales::open(tx, contact.id, terms).await?.id)
}

async fn end(tx: &mut Tx, opportunity: Option<OpportunityId>) -> Result<()> {
    let Some(opportunity) = opportunity else { return Ok(()) };
    if chance(0.6) {
        sales::win(tx, opportunity, Won::default()).await?;
    } else {
        sales::lose(tx, opportunity, Some(words::reason_to_lose().into())).await?;
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
    let somebody = words::somebody();
    NewEnquiry {
        company: None,
        name: somebody.name,
        email: somebody.email,
        phone: Some(somebody.phone),
        course_interest: Some(words::course().into()),
        message: Some(words::message().into()),
        source: Some(words::source().into()),
        priority: Some(*pick(Priority::ALL)),
    }
}
