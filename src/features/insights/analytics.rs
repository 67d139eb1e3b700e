//! Analytics: the dashboard, the funnel, who did how much (seeds 000 and 003). Counters and daily figures only.

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
    /// What happened in the range.
    pub period: Period,
    /// What happened in as many days before.
    pub previous: Period,
    /// Day by day; a day on which nothing happened is left out.
    pub trend: Vec<Day>,
}

/// What happened in some days.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Period {
    pub enquiries_received: i64,
    pub contacts_created: i64,
    /// Contacts that came to each stage.
    pub entered: BTreeMap<&'static str, i64>,
    pub opportunities_opened: i64,
    pub opportunities_lost: i64,
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

/// A step of the funnel.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FunnelStage {
    pub stage: Stage,
    /// Contacts at this stage now.
    pub now: i64,
    /// Contacts that came here in the range.
    pub entered: i64,
    /// Those that came to the next stage in the range, for each that came here: 0.25 is a quarter. `null` when none
    /// came, and at the end.
    pub conversion: Option<f64>,
}

/// How contacts come from stage to stage.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Funnel {
    pub range: Range,
    pub stages: Vec<FunnelStage>,
    /// Contacts that went DORMANT in the range.
    pub dormant: i64,
    /// Customers won in the range, for each lead that came in it.
    pub lead_to_customer: Option<f64>,
}

const WAY: [Stage; 6] =
    [Stage::Lead, Stage::Mql, Stage::Sql, Stage::Opportunity, Stage::Customer, Stage::Evangelist];

pub async fn funnel(conn: &mut Conn, company_id: CompanyId, range: Range) -> Result<Funnel> {
    let counters = counters::read(conn, company_id).await?;
    let figures = figures::total(conn, company_id, range).await?;
    let entered = |stage: Stage| figures.get(&stage.figure());
    let step = |(i, stage): (usize, &Stage)| FunnelStage {
        stage: *stage,
        now: counters.contacts[stage.name()],
        entered: entered(*stage),
        conversion: WAY.get(i + 1).and_then(|next| share(entered(*next), entered(*stage))),
    };
    Ok(Funnel {
        range,
        stages: WAY.iter().enumerate().map(step).collect(),
        dormant: entered(Stage::Dormant),
        lead_to_customer: share(entered(Stage::Customer), entered(Stage::Lead)),
    })
}

#[expect(clippy::cast_precision_loss, reason = "a share, not a sum")]
fn share(part: i64, whole: i64) -> Option<f64> {
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
