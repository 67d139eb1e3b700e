//! Steps from an opportunity to a customer.

use chrono::{Days, NaiveDate};

use super::{
    World,
    journey::{Journey, Next, OpenOpportunity, Step},
    lead::call,
    plan,
};
use crate::{
    db::Tx,
    demo::{
        calendar::Calendar,
        courses,
        random::{between, chance, pick},
        texts,
    },
    error::{Error, Result},
    features::{
        contacts::Status,
        leads,
        pipeline::{
            self, OpportunityPatch, Terms, Won,
            feedback::{self, NewFeedback},
            sessions::CallStage,
            stages,
        },
        timeline::ActivityKind,
    },
    time::Time,
};

impl World<'_> {
    /// Opens an opportunity after another call. Some leads stop answering instead.
    pub(super) async fn offer(&self, journey: &mut Journey) -> Result<Option<Next>> {
        let mut tx = Tx::begin(self.db, journey.owner.clone()).await?;
        if chance(0.05) {
            plan::finish_task(&mut tx, journey).await?;
            leads::set_status(&mut tx, journey.contact()?, Status::Unqualified).await?;
            tx.commit().await?;
            return Ok(None);
        }
        call(&mut tx, journey, CallStage::Sql, between(6, 10)).await?;
        self.open(tx, journey).await.map(Some)
    }

    /// Another opportunity with a customer.
    pub(super) async fn extend(&self, journey: &mut Journey) -> Result<Next> {
        let tx = Tx::begin(self.db, journey.owner.clone()).await?;
        let course =
            if journey.prospect.seats.is_some() { courses::for_team() } else { courses::for_person() };
        journey.prospect.course = course;
        self.open(tx, journey).await
    }

    async fn open(&self, mut tx: Tx, journey: &mut Journey) -> Result<Next> {
        let (now, value) = (tx.now(), courses::value(&journey.prospect));
        // Teams decide more slowly.
        let days = match journey.prospect.seats {
            _ if journey.is_eager => between(3, 8),
            Some(_) => between(20, 60),
            None => between(9, 28),
        };
        let close_on = workday(self.calendar.day_of(now), days);
        let terms = Terms {
            title: courses::title(&journey.prospect),
            expected_value: value,
            currency: None,
            expected_close_on: Some(close_on),
        };
        let id = pipeline::open(&mut tx, journey.contact()?, terms).await?.id;
        let opportunity = OpenOpportunity { id, value, close_on, has_proposal: false };
        let next = self.after_contact(now, &opportunity);
        journey.opportunity = Some(opportunity);
        plan::replace_task(self, &mut tx, journey, next).await?;
        tx.commit().await?;
        Ok(next)
    }

    /// The next call, or the decision near the close date.
    fn after_contact(&self, now: Time, opportunity: &OpenOpportunity) -> Next {
        let call = self.calendar.days_later(now, 5, 12);
        let decision = self.calendar.at(opportunity.close_on, between(600, 1_090));
        let decision = self.calendar.in_office_hours(decision.plus(chrono::Duration::days(between(-4, 2))));
        if call < decision {
            Next { at: call, step: Step::Pursue }
        } else {
            Next { at: decision.max(self.calendar.days_later(now, 1, 2)), step: Step::Close }
        }
    }

    /// Calls, meets or writes between the opening and the decision.
    pub(super) async fn pursue(&self, journey: &mut Journey) -> Result<Next> {
        let mut tx = Tx::begin(self.db, journey.owner.clone()).await?;
        let now = tx.now();
        let Some(opportunity) = &mut journey.opportunity else { return Err(no_opportunity()) };
        let sends_proposal = !opportunity.has_proposal && chance(0.4);
        opportunity.has_proposal |= sends_proposal;
        let next = self.after_contact(now, opportunity);
        plan::replace_task(self, &mut tx, journey, next).await?;
        if sends_proposal {
            self.send(tx, journey, &texts::PROPOSALS).await?;
            return Ok(next);
        }
        let (kind, lines) = pick(&[
            (ActivityKind::Call, &texts::CALLS),
            (ActivityKind::Call, &texts::CALLS),
            (ActivityKind::Meeting, &texts::MEETINGS),
            (ActivityKind::Note, &texts::NOTES),
        ]);
        plan::log(&mut tx, journey, kind, lines).await?;
        tx.commit().await?;
        Ok(next)
    }

    /// Wins, loses or postpones the opportunity.
    pub(super) async fn close(&self, journey: &mut Journey) -> Result<Option<Next>> {
        if chance(0.15) {
            return self.postpone(journey).await.map(Some);
        }
        let mut tx = Tx::begin(self.db, journey.owner.clone()).await?;
        let now = tx.now();
        let Some(opportunity) = journey.opportunity.take() else { return Err(no_opportunity()) };
        plan::finish_task(&mut tx, journey).await?;
        let next = if chance(0.45) {
            let won = Won { value: Some(courses::agreed(opportunity.value)), closed_at: None };
            pipeline::win(&mut tx, opportunity.id, won).await?;
            let review = Next { at: self.calendar.days_later(now, 20, 45), step: Step::Review };
            plan::replace_task(self, &mut tx, journey, review).await?;
            Some(review)
        } else {
            let reason = texts::LOST_OPPORTUNITIES.about(&journey.prospect);
            pipeline::lose(&mut tx, opportunity.id, Some(reason)).await?;
            chance(0.12).then(|| Next { at: self.calendar.days_later(now, 40, 110), step: Step::Reopen })
        };
        tx.commit().await?;
        Ok(next)
    }

    async fn postpone(&self, journey: &mut Journey) -> Result<Next> {
        let mut tx = Tx::begin(self.db, journey.owner.clone()).await?;
        let now = tx.now();
        let Some(opportunity) = &mut journey.opportunity else { return Err(no_opportunity()) };
        opportunity.close_on = workday(self.calendar.day_of(now), between(10, 25));
        let patch = OpportunityPatch {
            title: None,
            expected_value: None,
            currency: None,
            expected_close_on: Some(opportunity.close_on),
            owner_id: None,
        };
        pipeline::change(&mut tx, opportunity.id, patch).await?;
        let next = self.after_contact(now, opportunity);
        plan::replace_task(self, &mut tx, journey, next).await?;
        tx.commit().await?;
        Ok(next)
    }

    /// A customer's feedback, which may make them an evangelist. Some order again.
    pub(super) async fn review(&self, journey: &mut Journey) -> Result<Option<Next>> {
        let mut tx = Tx::begin(self.db, journey.owner.clone()).await?;
        let (now, contact_id) = (tx.now(), journey.contact()?);
        plan::finish_task(&mut tx, journey).await?;
        let rating = if chance(0.75) { between(8, 10) } else { between(4, 7) };
        let lines = if rating >= 8 { &texts::GOOD_FEEDBACK } else { &texts::MIXED_FEEDBACK };
        let comment = Some(lines.about(&journey.prospect));
        feedback::give(&mut tx, NewFeedback { contact_id, rating, comment }).await?;
        if rating >= 8 && chance(0.45) {
            stages::promote_to_evangelist(&mut tx, contact_id).await?;
        }
        tx.commit().await?;
        let next = Next { at: self.calendar.days_later(now, 30, 120), step: Step::Extend };
        Ok(chance(0.2).then_some(next))
    }
}

/// The working day that many days later, or the next one.
fn workday(from: NaiveDate, days: i64) -> NaiveDate {
    let mut day = from + Days::new(days.unsigned_abs());
    while !Calendar::is_workday(day) {
        day = day + Days::new(1);
    }
    day
}

fn no_opportunity() -> Error {
    Error::internal("the journey has no opportunity")
}
