//! A year of data. Each prospect has a journey of steps, each at its time. The clock is set back by a year and follows
//! the steps, so that records and events have the ages of real ones, and what is unfinished today is in progress.

mod enquiry;
mod journey;
mod lead;
mod plan;
mod sale;

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Duration};

use self::journey::{Journey, Next, Step};
use super::{
    calendar::Calendar,
    people::{Channel, Prospects},
    random::{between, chance, weighted},
    team::Member,
};
use crate::{
    access::Actor,
    config::{Config, Mail},
    db::Db,
    error::{Error, Result},
    features::correspondence::{EmailSender, tracking::Tracker},
    mail::Mailer,
    time::Time,
};

pub const DAYS: i64 = 365;
/// The ages in minutes of the enquiries that nobody has claimed yet. Companies have a warning after 15 minutes and an
/// alarm after 60 by default.
const WAITING: [i64; 9] = [1, 4, 8, 13, 17, 26, 48, 66, 95];

/// What the steps have in common.
struct World<'a> {
    db: &'a Db,
    sender: EmailSender,
    calendar: Calendar,
    sellers: Vec<Seller>,
    /// The time at which the year ends, which is the present.
    end: Time,
}

/// An employee who owns leads, with a weight for how many.
#[derive(Clone)]
struct Seller {
    actor: Actor,
    weight: u32,
}

/// What is planned, by time.
type Agenda = BTreeMap<(Time, usize), Entry>;

#[derive(Debug, Clone, Copy)]
enum Entry {
    /// The next step of the journey with this index.
    Journey(usize, Step),
    /// The seller with this index plans the tasks of the coming days.
    Planning(usize),
}

pub async fn simulate(db: &Db, config: &Config, team: &[Member]) -> Result<()> {
    let mail = Mail { smtp: None, ..config.mail.clone() };
    let sender = EmailSender {
        mailer: Mailer::discarding(&mail, config.frontend_url.clone()),
        tracker: Tracker::new(&config.encryption_key, config.app_url.clone()),
    };
    let (start, year) = (db.clock.now(), Duration::days(DAYS));
    let world =
        World { db, sender, calendar: Calendar::new(), sellers: sellers(team), end: start.plus(year) };
    let mut shifted = Duration::zero();
    let mut journeys = world.prospects(start);
    let mut agenda = world.agenda(&journeys);
    let mut planned = agenda.len();
    while let Some(((at, _), entry)) = agenda.pop_first() {
        if at > world.end {
            break;
        }
        let ahead = at.since(db.clock.now()).max(Duration::zero());
        db.clock.shift(ahead);
        shifted += ahead;
        match entry {
            Entry::Planning(seller) => world.plan_tasks(&world.sellers[seller], &journeys).await?,
            Entry::Journey(index, step) => {
                let journey = &mut journeys[index];
                journey.next = world.take(step, journey).await?;
                if let Some(next) = journey.next {
                    planned += 1;
                    agenda.insert((next.at, planned), Entry::Journey(index, next.step));
                }
            }
        }
    }
    db.clock.shift(year - shifted);
    Ok(())
}

fn sellers(team: &[Member]) -> Vec<Seller> {
    let sellers = team.iter().filter(|member| member.leads > 0);
    sellers.map(|member| Seller { actor: member.actor(), weight: member.leads }).collect()
}

impl World<'_> {
    /// The prospects of the year, each with the first step of its journey.
    fn prospects(&self, start: Time) -> Vec<Journey> {
        let (first_day, mut prospects) = (self.calendar.day_of(start), Prospects::default());
        let mut journeys = vec![];
        let mut begin = |at: Time, step, channel| {
            let owner = weighted(&self.sellers, |seller| seller.weight).actor;
            journeys.push(Journey::new(prospects.next(channel), owner, Next { at, step }));
        };
        for n in 0..=DAYS {
            let day = first_day + Days::new(n.unsigned_abs());
            for _ in 0..enquiries_on(day, n) {
                let at = self
                    .calendar
                    .at(day, if chance(0.75) { between(540, 1_170) } else { between(400, 1_360) });
                // The latest ones follow below.
                if at > start && self.end.since(at) > Duration::hours(3) {
                    begin(at, Step::Submit, Channel::Form);
                }
            }
            if Calendar::is_workday(day) && chance(0.4) {
                begin(self.calendar.at(day, between(600, 1_080)), Step::Create, Channel::Rep);
            }
        }
        for age in WAITING {
            begin(self.end.plus(-Duration::minutes(age)), Step::SubmitOnly, Channel::Form);
        }
        journeys
    }

    fn agenda(&self, journeys: &[Journey]) -> Agenda {
        let mut agenda = Agenda::new();
        for (index, journey) in journeys.iter().enumerate() {
            let entry = journey.next.map(|next| (next.at, Entry::Journey(index, next.step)));
            agenda.extend(entry.map(|(at, entry)| ((at, index), entry)));
        }
        let planning = self.end.plus(-Duration::hours(72));
        let sellers = 0..self.sellers.len();
        agenda.extend(sellers.map(|seller| ((planning, journeys.len() + seller), Entry::Planning(seller))));
        agenda
    }

    /// Takes the step of a journey, and returns the next one. A journey that a rule stops ends.
    async fn take(&self, step: Step, journey: &mut Journey) -> Result<Option<Next>> {
        let next = match step {
            Step::Submit => self.submit(journey).await.map(Some),
            Step::SubmitOnly => self.submit(journey).await.map(|_| None),
            Step::Claim => self.claim(journey).await.map(Some),
            Step::Contact => self.contact(journey).await.map(Some),
            Step::Decide => self.decide(journey).await,
            Step::Create => self.create(journey).await,
            Step::Introduce => self.introduce(journey).await.map(Some),
            Step::Read { email, clicks } => self.read(email, clicks).await.map(Some),
            Step::Remind => self.remind(journey).await,
            Step::Qualify => self.qualify(journey).await,
            Step::Offer => self.offer(journey).await,
            Step::Pursue => self.pursue(journey).await.map(Some),
            Step::Close => self.close(journey).await,
            Step::Review => self.review(journey).await,
            Step::Extend => self.extend(journey).await.map(Some),
            Step::Reopen => self.reopen(journey).await.map(Some),
        };
        match next {
            Err(Error::Conflict { .. }) => Ok(None),
            other => other,
        }
    }
}

/// More on working days, before the intakes of January and July, and in the last weeks, when campaigns run.
fn enquiries_on(day: chrono::NaiveDate, n: i64) -> i64 {
    let intake = if matches!(day.month(), 1 | 6 | 7) { 0.25 } else { 0.0 };
    let further = i64::from(chance(0.17 + intake)) + i64::from(chance(0.1 + intake));
    match (Calendar::is_workday(day), DAYS - n) {
        (true, ..21) => between(2, 5),
        (true, ..56) => between(1, 4),
        (true, _) => 1 + further,
        (false, ..56) => between(0, 2),
        (false, _) => further,
    }
}
