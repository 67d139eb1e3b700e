//! The dashboard's counters, which each transaction updates, so that reading them needs no counting.

use std::collections::BTreeMap;

use crate::{
    db::Conn,
    error::Result,
    features::{
        contacts::{Stage, Status},
        enquiries::{self, EnquiryStatus},
        pipeline::MoneyTotals,
    },
    id::CompanyId,
    sql,
    time::Time,
};

use serde::Serialize;
use utoipa::ToSchema;

/// The current number of records by status and stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Counters {
    /// Enquiries per status.
    pub enquiries: BTreeMap<&'static str, i64>,
    /// When the oldest unclaimed enquiry was received.
    pub oldest_unclaimed_at: Option<Time>,
    /// Contacts per stage.
    pub contacts: BTreeMap<&'static str, i64>,
    /// Contacts per status.
    pub statuses: BTreeMap<&'static str, i64>,
    /// Open opportunities.
    pub opportunities: Worth,
    /// Won deals.
    pub deals: Worth,
}

/// A number of records and their total value.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Worth {
    pub count: i64,
    /// Per currency, in its minor unit.
    pub value: BTreeMap<String, i64>,
}

/// Reads the counters.
pub async fn read(conn: &mut Conn, company_id: CompanyId) -> Result<Counters> {
    let rows = conn
        .all::<(String, i64)>(sql!("select name, value from counters where company_id = $1", company_id))
        .await?;
    let counters: BTreeMap<String, i64> = rows.into_iter().collect();
    let value = |name: &str| counters.get(name).copied().unwrap_or(0);
    let worth = |totals: MoneyTotals| Worth {
        count: value(totals.counter()),
        value: counters
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(totals.values())?.to_owned(), *value)))
            .filter(|(_, value)| *value != 0)
            .collect(),
    };
    Ok(Counters {
        enquiries: each(EnquiryStatus::ALL, |status| (status.name(), value(&status.counter()))),
        oldest_unclaimed_at: enquiries::oldest_unclaimed(conn, company_id).await?,
        contacts: each(Stage::ALL, |stage| (stage.name(), value(&stage.counter()))),
        statuses: each(Status::ALL, |status| (status.name(), value(&status.counter()))),
        opportunities: worth(MoneyTotals::OpenOpportunities),
        deals: worth(MoneyTotals::WonDeals),
    })
}

fn each<T: Copy>(values: &[T], count: impl Fn(T) -> (&'static str, i64)) -> BTreeMap<&'static str, i64> {
    values.iter().map(|value| count(*value)).collect()
}
