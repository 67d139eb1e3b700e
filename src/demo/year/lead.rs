//! Steps of a lead, until an opportunity is opened.

use chrono::Duration;

use super::{
    World,
    journey::{Journey, Next, Step},
    plan,
};
use crate::{
    db::Tx,
    demo::{
        BROWSER,
        random::{between, chance},
        texts::{self, Lines},
    },
    error::Result,
    features::{
        contacts::Status,
        correspondence::{
            self, EmailId, NewEmail,
            tracking::{self, Visitor},
        },
        leads,
        pipeline::{
            sessions::{self, CallStage, NewSession},
            stages,
        },
        timeline::ActivityKind,
    },
};

/// The number of mails before a rep gives up.
const MAX_MAILS: u8 = 2;

impl World<'_> {
    pub(super) async fn introduce(&self, journey: &mut Journey) -> Result<Next> {
        let mut tx = Tx::begin(self.db, journey.owner.clone()).await?;
        leads::set_status(&mut tx, journey.contact()?, Status::Contacted).await?;
        if chance(0.2) {
            plan::log(&mut tx, journey, ActivityKind::Call, &texts::CALLS).await?;
        }
        self.write_to(tx, journey, &texts::INTRODUCTIONS).await
    }

    /// Sends a mail. Returns when it is read, or when the next attempt follows.
    async fn write_to(&self, mut tx: Tx, journey: &mut Journey, mails: &Lines) -> Result<Next> {
        let now = tx.now();
        let remind = Next { at: self.calendar.days_later(now, 3, 5), step: Step::Remind };
        plan::replace_task(self, &mut tx, journey, remind).await?;
        let email = self.send(tx, journey, mails).await?;
        journey.attempts += 1;
        if chance(0.85) {
            let at = now.plus(Duration::minutes(between(4, 1_800)));
            return Ok(Next { at, step: Step::Read { email, clicks: chance(0.65) } });
        }
        Ok(remind)
    }

    /// Commits, and sends a mail with a link.
    pub(super) async fn send(&self, mut tx: Tx, journey: &Journey, mails: &Lines) -> Result<EmailId> {
        let mail = mails.mail(&journey.prospect, &tx.actor().employee()?.name);
        let contact_id = journey.contact()?;
        let new = NewEmail { contact_id, subject: mail.subject, body: mail.body, cc: vec![] };
        let email = correspondence::queue(&mut tx, new).await?.email.id;
        tx.commit().await?;
        let company_id = journey.owner.company_id();
        correspondence::deliver(self.db, &self.sender, company_id, email.record(), true).await?;
        Ok(email)
    }

    /// The prospect opens a mail. A click makes the lead an MQL.
    pub(super) async fn read(&self, email: EmailId, clicks: bool) -> Result<Next> {
        let reader = Visitor { user_agent: Some(BROWSER.into()), is_prefetch: false };
        let now = self.db.clock.now();
        tracking::opened(self.db, email, &reader).await?;
        if !clicks {
            return Ok(Next { at: self.calendar.days_later(now, 2, 4), step: Step::Remind });
        }
        tracking::clicked(self.db, email, 0, &reader).await?;
        Ok(Next { at: self.calendar.days_later(now, 1, 4), step: Step::Qualify })
    }

    /// Another mail, and a call in the end: a manager qualifies the lead, or nobody does.
    pub(super) async fn remind(&self, journey: &mut Journey) -> Result<Option<Next>> {
        let mut tx = Tx::begin(self.db, journey.owner.clone()).await?;
        if journey.attempts < MAX_MAILS {
            return self.write_to(tx, journey, &texts::FOLLOW_UPS).await.map(Some);
        }
        let (now, contact) = (tx.now(), journey.contact()?);
        plan::finish_task(&mut tx, journey).await?;
        plan::log(&mut tx, journey, ActivityKind::Call, &texts::CALLS).await?;
        let is_qualified = chance(0.6);
        if !is_qualified {
            leads::set_status(&mut tx, contact, Status::Unqualified).await?;
        }
        tx.commit().await?;
        if !is_qualified {
            return Ok(None);
        }
        let mut tx = Tx::begin(self.db, self.manager()?).await?;
        stages::promote_to_mql(&mut tx, contact, &texts::QUALIFIED.about(&journey.prospect)).await?;
        tx.commit().await?;
        Ok(Some(Next { at: self.calendar.days_later(now, 1, 4), step: Step::Qualify }))
    }

    /// Calls an MQL, and promotes it if the calls went well.
    pub(super) async fn qualify(&self, journey: &mut Journey) -> Result<Option<Next>> {
        let mut tx = Tx::begin(self.db, journey.owner.clone()).await?;
        let (now, contact) = (tx.now(), journey.contact()?);
        let rating = if chance(0.78) { between(7, 10) } else { between(4, 6) };
        call(&mut tx, journey, CallStage::Mql, rating).await?;
        journey.ratings.push(rating);
        let is_good =
            journey.ratings.iter().sum::<i64>() >= 7 * i64::try_from(journey.ratings.len()).unwrap_or(1);
        let next = if is_good {
            stages::promote_to_sql(&mut tx, contact).await?;
            if chance(0.7) {
                leads::set_status(&mut tx, contact, Status::Qualified).await?;
            }
            let days = if journey.is_eager { (1, 3) } else { (3, 11) };
            Next { at: self.calendar.days_later(now, days.0, days.1), step: Step::Offer }
        } else if journey.ratings.len() < 3 {
            Next { at: self.calendar.days_later(now, 4, 10), step: Step::Qualify }
        } else {
            plan::finish_task(&mut tx, journey).await?;
            leads::set_status(&mut tx, contact, Status::Unqualified).await?;
            tx.commit().await?;
            return Ok(None);
        };
        plan::replace_task(self, &mut tx, journey, next).await?;
        tx.commit().await?;
        Ok(Some(next))
    }

    pub(super) async fn reopen(&self, journey: &mut Journey) -> Result<Next> {
        let mut tx = Tx::begin(self.db, journey.owner.clone()).await?;
        let now = tx.now();
        stages::reopen(&mut tx, journey.contact()?).await?;
        tx.commit().await?;
        journey.attempts = 0;
        Ok(Next { at: self.calendar.minutes_later(now, 10, 300), step: Step::Introduce })
    }
}

/// Logs a call with a rating, and often what else was said.
pub(super) async fn call(tx: &mut Tx, journey: &Journey, stage: CallStage, rating: i64) -> Result<()> {
    let lines = if rating >= 7 { &texts::GOOD_SESSIONS } else { &texts::LOW_SESSIONS };
    let notes = Some(lines.about(&journey.prospect));
    let contact_id = journey.contact()?;
    sessions::log(tx, NewSession { contact_id, stage, rating, notes, held_at: None }).await?;
    if chance(0.2) {
        plan::log(tx, journey, ActivityKind::Note, &texts::NOTES).await?;
    }
    Ok(())
}
