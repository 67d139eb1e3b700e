//! The funnel: of the contacts that entered a stage, how many have gone further since. Daily figures only.

use serde::Serialize;
use utoipa::ToSchema;

use super::{
    analytics::share,
    counters,
    figures::{self, Range},
};
use crate::{
    db::Conn,
    error::Result,
    features::contacts::{Stage, stages::entries::BECAME_CUSTOMER},
    id::CompanyId,
};

/// A step of the funnel: a cohort, and beside it how many stand there now.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FunnelStage {
    pub stage: Stage,
    /// Contacts at this stage now, whenever they entered it.
    pub now: i64,
    /// Contacts that entered this stage in the range. Each counts on the day on which it last did so: a reopened lead
    /// belongs to its new attempt.
    pub entered: i64,
    /// Those of them that have gone further since, by today: at most `entered`. At the last stage 0.
    pub advanced: i64,
    /// `advanced` for each that entered: 0.25 is a quarter. `null` when none entered, and at the last stage.
    pub conversion: Option<f64>,
}

/// How contacts go from stage to stage.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Funnel {
    pub range: Range,
    pub stages: Vec<FunnelStage>,
    /// Contacts that went DORMANT in the range.
    pub dormant: i64,
    /// Of the contacts that entered as a LEAD in the range, the share that are customers by today. `null` when none
    /// entered.
    pub lead_to_customer: Option<f64>,
}

const STEPS: [Stage; 6] =
    [Stage::Lead, Stage::Mql, Stage::Sql, Stage::Opportunity, Stage::Customer, Stage::Evangelist];

pub async fn funnel(conn: &mut Conn, company_id: CompanyId, range: Range) -> Result<Funnel> {
    let counters = counters::read(conn, company_id).await?;
    let figures = figures::total(conn, company_id, range).await?;
    let step = |stage: &Stage| {
        let (entered, advanced) = (figures.get(&stage.figure()), figures.get(&stage.advanced_figure()));
        let is_last = *stage == Stage::Evangelist;
        FunnelStage {
            stage: *stage,
            now: counters.contacts[stage.name()],
            entered,
            advanced,
            conversion: if is_last { None } else { share(advanced, entered) },
        }
    };
    Ok(Funnel {
        range,
        stages: STEPS.iter().map(step).collect(),
        dormant: figures.get(&Stage::Dormant.figure()),
        lead_to_customer: share(figures.get(BECAME_CUSTOMER), figures.get(&Stage::Lead.figure())),
    })
}
