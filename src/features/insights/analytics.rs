//! Analytics: the dashboard and team performance (seeds 000 and 003), from counters and daily statistics.
//!
//! Deleting a contact, merging it into another, or undoing its import subtracts it from the statistics of the
//! days on which it was created and changed stage, and on which its opportunities and deals were opened and
//! closed. Statistics of work on it (sessions, activities, e-mails, claims) are unchanged.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    counters::{self, Counters, Worth},
    daily_stats::{self, DailyStats, Range, RangeQuery},
};
use crate::{
    access::{Permission, Person},
    db::Read,
    error::Result,
    features::{
        accounts::employees,
        contacts::{Stage, Status},
        pipeline::MoneyTotals,
    },
    realtime::log::{self, StoredEvent},
};

/// The dashboard.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dashboard {
    pub range: Range,
    /// The current counters.
    pub counters: Counters,
    /// Statistics of the range. Days are in the time zone that the company had at the time.
    pub period: Period,
    /// Statistics of the preceding range of the same length.
    pub previous: Period,
    /// Statistics per day. Days without activity are omitted.
    pub trend: Vec<Day>,
}

/// Statistics of a range of days.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Period {
    pub enquiries_received: i64,
    /// Contacts created that still exist.
    pub contacts_created: i64,
    /// Contacts that entered each stage. If a contact entered it more than once, only the last time counts.
    pub entered: BTreeMap<&'static str, i64>,
    pub opportunities_opened: i64,
    pub opportunities_lost: i64,
    /// Counted on the day on which the deal was closed.
    pub deals_won: Worth,
    pub sessions: i64,
    pub activities: i64,
    pub emails_sent: i64,
}

/// Statistics of one day.
#[derive(Debug, Serialize, ToSchema)]
pub struct Day {
    pub day: String,
    #[serde(flatten)]
    pub period: Period,
}

impl Period {
    fn of(stats: &DailyStats) -> Self {
        Self {
            enquiries_received: stats.get("enquiries.received"),
            contacts_created: stats.get("contacts.created"),
            entered: Stage::ALL.iter().map(|stage| (stage.name(), stats.get(&stage.daily_stat()))).collect(),
            opportunities_opened: stats.get("opportunities.opened"),
            opportunities_lost: stats.get("opportunities.lost"),
            deals_won: won(stats),
            sessions: stats.get("sessions"),
            activities: stats.get("activities"),
            emails_sent: stats.get("emails.sent"),
        }
    }
}

fn won(stats: &DailyStats) -> Worth {
    Worth {
        count: stats.get(MoneyTotals::WonDeals.counter()),
        value: stats.under(MoneyTotals::WonDeals.values()),
    }
}

/// The latest events that the actor may see, newest first.
pub async fn activities(read: &mut Read, limit: i64) -> Result<Vec<StoredEvent>> {
    read.actor().require(Permission::AnalyticsRead)?;
    log::newest(read, limit).await
}

pub async fn dashboard(read: &mut Read, query: &RangeQuery) -> Result<Dashboard> {
    read.actor().require(Permission::AnalyticsRead)?;
    let (company_id, range) = (read.company_id(), query.range(read).await?);
    let counters = counters::read(read, company_id).await?;
    let days = daily_stats::by_day(read, company_id, range).await?;
    let mut total: BTreeMap<String, i64> = BTreeMap::new();
    for (name, n) in days.values().flat_map(|stats| &stats.0) {
        *total.entry(name.clone()).or_default() += n;
    }
    let previous = daily_stats::total(read, company_id, range.before()).await?;
    Ok(Dashboard {
        range,
        counters,
        period: Period::of(&DailyStats(total)),
        previous: Period::of(&previous),
        trend: days.into_iter().map(|(day, stats)| Day { day, period: Period::of(&stats) }).collect(),
    })
}

#[expect(clippy::cast_precision_loss, reason = "a ratio needs no exact integers")]
pub(super) fn ratio(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Statistics of one employee.
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

/// Statistics of the employees with activity in the range, by number of won deals, descending.
pub async fn performance(read: &mut Read, query: &RangeQuery) -> Result<Vec<Performance>> {
    read.actor().require(Permission::AnalyticsRead)?;
    let (company_id, range) = (read.company_id(), query.range(read).await?);
    let stats = daily_stats::by_employee(read, company_id, range).await?;
    let names = employees::names(read, company_id).await?;
    let mut people: Vec<_> = stats
        .into_iter()
        .filter_map(|(id, stats)| {
            let employee = Person { id, name: names.get(&id)?.clone() };
            Some(Performance {
                employee,
                enquiries_claimed: stats.get("enquiries.claimed"),
                enquiries_converted: stats.get("enquiries.converted"),
                contacts_created: stats.get("contacts.created"),
                activities: stats.get("activities"),
                sessions: stats.get("sessions"),
                emails_sent: stats.get("emails.sent"),
                opportunities_opened: stats.get("opportunities.opened"),
                deals_won: won(&stats),
            })
        })
        .collect();
    people.sort_by_key(|person| (-person.deals_won.count, -person.activities, person.employee.id));
    Ok(people)
}

/// Statistics of leads (seed 003).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    pub total_leads: i64,
    pub new_leads: i64,
    pub contacted_leads: i64,
    pub qualified_leads: i64,
    pub won_leads: i64,
    pub lost_leads: i64,
    /// The share of WON among WON and LOST leads.
    pub conversion_rate: Option<f64>,
    pub open_opportunities: Worth,
    pub won_deals: Worth,
}

pub async fn stats(read: &mut Read) -> Result<Stats> {
    read.actor().require(Permission::AnalyticsRead)?;
    let company_id = read.company_id();
    let counters = counters::read(read, company_id).await?;
    let count = |status: Status| counters.statuses[status.name()];
    let (won, lost) = (count(Status::Won), count(Status::Lost));
    Ok(Stats {
        total_leads: counters.contacts.values().sum(),
        new_leads: count(Status::New),
        contacted_leads: count(Status::Contacted),
        qualified_leads: count(Status::Qualified),
        won_leads: won,
        lost_leads: lost,
        conversion_rate: ratio(won, won + lost),
        open_opportunities: counters.opportunities,
        won_deals: counters.deals,
    })
}

/// The number of leads with a status (seed 003).
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusCount {
    pub status: Status,
    pub count: i64,
}

pub async fn by_status(read: &mut Read) -> Result<Vec<StatusCount>> {
    read.actor().require(Permission::AnalyticsRead)?;
    let company_id = read.company_id();
    let counters = counters::read(read, company_id).await?;
    let count = |status: &Status| StatusCount { status: *status, count: counters.statuses[status.name()] };
    Ok(Status::ALL.iter().map(count).collect())
}
