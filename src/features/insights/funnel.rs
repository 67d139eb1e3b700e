//! The funnel: how many of the contacts that entered a stage have advanced since. Uses only daily statistics.

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    analytics::ratio,
    counters,
    daily_stats::{self, Range, RangeQuery},
};
use crate::{
    access::Permission,
    db::Read,
    error::Result,
    features::contacts::{Stage, stage_entries::BECAME_CUSTOMER},
};

/// A stage of the funnel, with its cohort and current number of contacts.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FunnelStage {
    pub stage: Stage,
    /// Contacts currently at this stage.
    pub now: i64,
    /// Contacts that entered this stage in the range. If a contact entered it more than once, only the last
    /// time counts.
    pub entered: i64,
    /// Those of them that have advanced to a later stage since. 0 at the last stage.
    pub advanced: i64,
    /// `advanced` divided by `entered`. `null` if none entered, and at the last stage.
    pub conversion: Option<f64>,
}

/// The conversion from stage to stage.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Funnel {
    pub range: Range,
    pub stages: Vec<FunnelStage>,
    /// Contacts that became DORMANT in the range.
    pub dormant: i64,
    /// The share of contacts that entered as a LEAD in the range and are customers now. `null` without any.
    pub lead_to_customer: Option<f64>,
}

const STEPS: [Stage; 6] =
    [Stage::Lead, Stage::Mql, Stage::Sql, Stage::Opportunity, Stage::Customer, Stage::Evangelist];

pub async fn funnel(read: &mut Read, query: &RangeQuery) -> Result<Funnel> {
    read.actor().require(Permission::AnalyticsRead)?;
    let (company_id, range) = (read.company_id(), query.range(read).await?);
    let counters = counters::read(read, company_id).await?;
    let stats = daily_stats::total(read, company_id, range).await?;
    let step = |stage: &Stage| {
        let (entered, advanced) = (stats.get(&stage.daily_stat()), stats.get(&stage.advanced_stat()));
        let is_last = *stage == Stage::Evangelist;
        FunnelStage {
            stage: *stage,
            now: counters.contacts[stage.name()],
            entered,
            advanced,
            conversion: if is_last { None } else { ratio(advanced, entered) },
        }
    };
    Ok(Funnel {
        range,
        stages: STEPS.iter().map(step).collect(),
        dormant: stats.get(&Stage::Dormant.daily_stat()),
        lead_to_customer: ratio(stats.get(BECAME_CUSTOMER), stats.get(&Stage::Lead.daily_stat())),
    })
}
