//! Analytics: the dashboard and who did how much (seeds 000 and 003). Counters and daily figures only.
//!
//! The records behind a figure are those that exist: a contact that is deleted, merged away or taken back by the undo of
//! its import leaves the figures of the days on which it was created, moved, offered to and won. What employees did with
//! it (sessions, activities, e-mails, claims) stays counted.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    counters::{self, Counters, Worth},
    figures::{self, Figures, Range},
};
use crate::{
    access::Person,
    db::Conn,
    error::Result,
    features::{
        accounts::employees,
        contacts::{Purse, Stage, Status},
    },
    id::CompanyId,
};

/// What a manager looks at all day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dashboard {
    pub range: Range,
    /// How it stands now.
    pub counters: Counters,
    /// What happened in the range. Days are those of the time zone that the company had on them.
    pub period: Period,
    /// What happened in as many days before.
    pub previous: Period,
    /// Day by day; a day on which nothing happened is left out.
    pub trend: Vec<Day>,
}

/// What happened on some days of the company's calendar.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Period {
    pub enquiries_received: i64,
    /// Contacts created that still exist.
    pub contacts_created: i64,
    /// Contacts that entered each stage. Each counts on the day on which it last entered the stage.
    pub entered: BTreeMap<&'static str, i64>,
    pub opportunities_opened: i64,
    pub opportunities_lost: i64,
    /// By the day on which they were closed.
    pub deals_won: Worth,
    pub sessions: i64,
    pub activities: i64,
    pub emails_sent: i64,
}

/// A day and what happened on it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Day {
    pub day: String,
    #[serde(flatten)]
    pub period: Period,
}

impl Period {
    fn of(figures: &Figures) -> Self {
        Self {
            enquiries_received: figures.get("enquiries.received"),
            contacts_created: figures.get("contacts.created"),
            entered: Stage::ALL.iter().map(|stage| (stage.name(), figures.get(&stage.figure()))).collect(),
            opportunities_opened: figures.get("opportunities.opened"),
            opportunities_lost: figures.get("opportunities.lost"),
            deals_won: won(figures),
            sessions: figures.get("sessions"),
            activities: figures.get("activities"),
            emails_sent: figures.get("emails.sent"),
        }
    }
}

fn won(figures: &Figures) -> Worth {
    Worth { count: figures.get(Purse::WonDeals.counter()), value: figures.under(Purse::WonDeals.values()) }
}

pub async fn dashboard(conn: &mut Conn, company_id: CompanyId, range: Range) -> Result<Dashboard> {
    let counters = counters::read(conn, company_id).await?;
    let days = figures::by_day(conn, company_id, range).await?;
    let mut total: BTreeMap<String, i64> = BTreeMap::new();
    for (name, n) in days.values().flat_map(|figures| &figures.0) {
        *total.entry(name.clone()).or_default() += n;
    }
    let previous = figures::total(conn, company_id, range.before()).await?;
    Ok(Dashboard {
        range,
        counters,
        period: Period::of(&Figures(total)),
        previous: Period::of(&previous),
        trend: days.into_iter().map(|(day, figures)| Day { day, period: Period::of(&figures) }).collect(),
    })
}

#[expect(clippy::cast_precision_loss, reason = "a share, not a sum")]
pub(super) fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// What one employee did in the range.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Performance {
    pub employee: Person,
    pub enquiries_claimed: i64,
    pub enquiries_converted: i64,
    pub contacts_created: i64,
    pub activities: i64,
    pub sessions: i64,
    pub emails_sent: i64,
    pub opportunities_opened: i64,
    pub deals_won: Worth,
}

/// Everybody who did something, those who won most deals first.
pub async fn performance(conn: &mut Conn, company_id: CompanyId, range: Range) -> Result<Vec<Performance>> {
    let figures = figures::by_employee(conn, company_id, range).await?;
    let names = employees::names(conn, company_id).await?;
    let mut people: Vec<_> = figures
        .into_iter()
        .filter_map(|(id, figures)| {
            let employee = Person { id, name: names.get(&id)?.clone() };
            Some(Performance {
                employee,
                enquiries_claimed: figures.get("enquiries.claimed"),
                enquiries_converted: figures.get("enquiries.converted"),
                contacts_created: figures.get("contacts.created"),
                activities: figures.get("activities"),
                sessions: figures.get("sessions"),
                emails_sent: figures.get("emails.sent"),
                opportunities_opened: figures.get("opportunities.opened"),
                deals_won: won(&figures),
            })
        })
        .collect();
    people.sort_by_key(|person| (-person.deals_won.count, -person.activities, person.employee.id));
    Ok(people)
}

/// Seed 003's figures.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    pub total_leads: i64,
    pub new_leads: i64,
    pub contacted_leads: i64,
    pub qualified_leads: i64,
    pub won_leads: i64,
    pub lost_leads: i64,
    /// WON for each that is WON or LOST.
    pub conversion_rate: Option<f64>,
    pub open_opportunities: Worth,
    pub won_deals: Worth,
}

pub async fn stats(conn: &mut Conn, company_id: CompanyId) -> Result<Stats> {
    let counters = counters::read(conn, company_id).await?;
    let with = |status: Status| counters.statuses[status.name()];
    let (won, lost) = (with(Status::Won), with(Status::Lost));
    Ok(Stats {
        total_leads: counters.contacts.values().sum(),
        new_leads: with(Status::New),
        contacted_leads: with(Status::Contacted),
        qualified_leads: with(Status::Qualified),
        won_leads: won,
        lost_leads: lost,
        conversion_rate: share(won, won + lost),
        open_opportunities: counters.opportunities,
        won_deals: counters.deals,
    })
}

/// A slice of seed 003's pie.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusCount {
    pub status: Status,
    pub count: i64,
}

pub async fn by_status(conn: &mut Conn, company_id: CompanyId) -> Result<Vec<StatusCount>> {
    let counters = counters::read(conn, company_id).await?;
    let count = |status: &Status| StatusCount { status: *status, count: counters.statuses[status.name()] };
    Ok(Status::ALL.iter().map(count).collect())
}
