//! Steps of an enquiry.

use chrono::Duration;

use super::{
    World,
    journey::{Journey, Next, Step},
};
use crate::{
    access::Actor,
    db::{InsertBatch, Tx},
    demo::{
        random::{between, chance, weighted},
        texts,
    },
    error::{Error, Result},
    features::{
        contacts::{self, ContactId, ContactPatch, NewContact, Tag},
        enquiries::{self, EnquiryId, EnquiryStatus, NewEnquiry, Priority, StatusChange},
    },
};

impl World<'_> {
    pub(super) async fn submit(&self, journey: &mut Journey) -> Result<Next> {
        let mut batch = InsertBatch::new(self.db, Actor::system(journey.owner.company_id(), "demo"));
        let enquiry = enquiries::submit(&mut batch, form(journey).with_normalized_phone("IN"));
        let now = batch.now();
        batch.commit().await?;
        journey.enquiry = Some(enquiry.id);
        let mut at = self.calendar.next_duty(now);
        if self.end.since(at) < Duration::minutes(10) {
            at = now.plus(Duration::minutes(between(5, 60)));
        }
        Ok(Next { at, step: Step::Claim })
    }

    /// Claims the enquiry, and often calls at once.
    pub(super) async fn claim(&self, journey: &mut Journey) -> Result<Next> {
        let id = journey.enquiry()?;
        let mut tx = Tx::begin(self.db, journey.owner.clone()).await?;
        enquiries::claim(&mut tx, id).await?;
        let now = tx.now();
        let is_contacted = chance(0.6);
        if is_contacted {
            self.call_back(&mut tx, journey, id).await?;
        }
        tx.commit().await?;
        Ok(if is_contacted {
            Next { at: self.calendar.days_later(now, 1, 4), step: Step::Decide }
        } else {
            Next { at: self.calendar.minutes_later(now, 20, 600), step: Step::Contact }
        })
    }

    pub(super) async fn contact(&self, journey: &mut Journey) -> Result<Next> {
        let mut tx = Tx::begin(self.db, journey.owner.clone()).await?;
        let now = tx.now();
        self.call_back(&mut tx, journey, journey.enquiry()?).await?;
        tx.commit().await?;
        Ok(Next { at: self.calendar.days_later(now, 1, 4), step: Step::Decide })
    }

    async fn call_back(&self, tx: &mut Tx, journey: &Journey, id: EnquiryId) -> Result<()> {
        if chance(0.45) {
            enquiries::add_note(tx, id, texts::ENQUIRY_NOTES.about(&journey.prospect)).await?;
        }
        let contacted = StatusChange { status: EnquiryStatus::Contacted, reason: None };
        enquiries::set_status(tx, id, contacted).await?;
        Ok(())
    }

    pub(super) async fn decide(&self, journey: &mut Journey) -> Result<Option<Next>> {
        let id = journey.enquiry()?;
        let mut tx = Tx::begin(self.db, journey.owner.clone()).await?;
        let now = tx.now();
        if chance(0.55) {
            let reason = Some(texts::LOST_ENQUIRIES.about(&journey.prospect));
            enquiries::set_status(&mut tx, id, StatusChange { status: EnquiryStatus::Lost, reason }).await?;
            tx.commit().await?;
            return Ok(None);
        }
        let converted = StatusChange { status: EnquiryStatus::Converted, reason: None };
        let enquiry = enquiries::set_status(&mut tx, id, converted).await?;
        let contact =
            enquiry.contact_id.ok_or_else(|| Error::internal("a converted enquiry has no contact"))?;
        complete(&mut tx, journey, contact).await?;
        tx.commit().await?;
        journey.contact = Some(contact);
        Ok(Some(Next { at: self.calendar.minutes_later(now, 15, 900), step: Step::Introduce }))
    }

    /// Creates a lead without an enquiry. Some of the latest have no owner yet.
    pub(super) async fn create(&self, journey: &mut Journey) -> Result<Option<Next>> {
        let mut tx = Tx::begin(self.db, journey.owner.clone()).await?;
        let now = tx.now();
        let is_unowned = self.end.since(now) < Duration::days(12) && chance(0.6);
        let prospect = &journey.prospect;
        let new = NewContact {
            name: prospect.name.clone(),
            email: Some(prospect.email.clone()),
            phone: Some(prospect.phone.clone()),
            organisation: prospect.employer.map(str::to_owned),
            title: Some(prospect.title.into()),
            source: Some(prospect.source.into()),
            tags: prospect.tags.iter().cloned().map(Tag).collect(),
            owner_id: is_unowned.then_some(None),
            allow_duplicate: true,
        };
        journey.contact = Some(contacts::create(&mut tx, new).await?.id);
        tx.commit().await?;
        let next = Next { at: self.calendar.minutes_later(now, 15, 900), step: Step::Introduce };
        Ok((!is_unowned).then_some(next))
    }
}

/// Adds what the form does not ask for.
async fn complete(tx: &mut Tx, journey: &Journey, contact: ContactId) -> Result<()> {
    let prospect = &journey.prospect;
    if prospect.seats.is_none() && chance(0.5) {
        return Ok(());
    }
    let patch = ContactPatch {
        organisation: prospect.employer.map(|employer| Some(employer.into())),
        title: Some(Some(prospect.title.into())),
        tags: Some(prospect.tags.iter().cloned().map(Tag).collect()),
        allow_duplicate: true,
        ..ContactPatch::default()
    };
    contacts::update(tx, contact, patch).await?;
    Ok(())
}

fn form(journey: &Journey) -> NewEnquiry {
    let prospect = &journey.prospect;
    let priorities: [(Priority, u32); 3] = if prospect.seats.is_some() {
        [(Priority::High, 5), (Priority::Medium, 5), (Priority::Low, 0)]
    } else {
        [(Priority::High, 1), (Priority::Medium, 6), (Priority::Low, 3)]
    };
    NewEnquiry {
        company: None,
        name: prospect.name.clone(),
        email: prospect.email.clone(),
        phone: Some(prospect.phone.clone()),
        course_interest: Some(prospect.course.name.into()),
        message: Some(texts::ENQUIRIES.about(prospect)),
        source: Some(prospect.source.into()),
        priority: Some(weighted(&priorities, |(_, weight)| *weight).0),
    }
}
