//! The dashboard's counters: kept by each transaction's deltas, read without counting, checked by a recount.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::Conn,
    error::Result,
    features::{
        contacts::{self, Purse, Stage, Status},
        enquiries::{self, EnquiryStatus},
        sales,
    },
    id::CompanyId,
    sql,
    time::Time,
};

/// How many records stand where, by now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Counters {
    /// Enquiries per status.
    pub enquiries: BTreeMap<&'static str, i64>,
    /// Since when the oldest unclaimed enquiry waits.
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

/// How many there are, and what they are worth.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Worth {
    pub count: i64,
    /// Per currency, in its minor unit.
    pub value: BTreeMap<String, i64>,
}

/// The counters as the transactions kept them.
pub async fn read(conn: &mut Conn, company_id: CompanyId) -> Result<Counters> {
    let rows = conn
        .all::<(String, i64)>(sql!("select name, value from counters where company_id = $1", company_id))
        .await?;
    let kept: BTreeMap<String, i64> = rows.into_iter().collect();
    let value = |name: &str| kept.get(name).copied().unwrap_or(0);
    let worth = |purse: Purse| Worth {
        count: value(purse.counter()),
        value: kept
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(purse.values())?.to_owned(), *value)))
            .filter(|(_, value)| *value != 0)
            .collect(),
    };
    Ok(Counters {
        enquiries: each(EnquiryStatus::ALL, |status| (status.name(), value(&status.counter()))),
        oldest_unclaimed_at: enquiries::oldest_unclaimed(conn, company_id).await?,
        contacts: each(Stage::ALL, |stage| (stage.name(), value(&stage.counter()))),
        statuses: each(Status::ALL, |status| (status.name(), value(&status.counter()))),
        opportunities: worth(Purse::OpenOpportunities),
        deals: worth(Purse::WonDeals),
    })
}

fn each<T: Copy>(all: &[T], counted: impl Fn(T) -> (&'static str, i64)) -> BTreeMap<&'static str, i64> {
    all.iter().map(|word| counted(*word)).collect()
}

/// The counters as the records say.
pub async fn recount(conn: &mut Conn, company_id: CompanyId) -> Result<Counters> {
    let mut counters = Counters {
        enquiries: each(EnquiryStatus::ALL, |status| (status.name(), 0)),
        oldest_unclaimed_at: enquiries::oldest_unclaimed(conn, company_id).await?,
        contacts: each(Stage::ALL, |stage| (stage.name(), 0)),
        statuses: each(Status::ALL, |status| (status.name(), 0)),
        opportunities: worth(sales::count_open(conn, company_id).await?),
        deals: worth(sales::count_deals(conn, company_id).await?),
    };
    for (status, n) in enquiries::count(conn, company_id).await? {
        counters.enquiries.insert(status.name(), n);
    }
    for (stage, status, n) in contacts::count(conn, company_id).await? {
        *counters.contacts.entry(stage.name()).or_default() += n;
        *counters.statuses.entry(status.name()).or_default() += n;
    }
    Ok(counters)
}

fn worth(rows: Vec<(String, i64, i64)>) -> Worth {
    Worth {
        count: rows.iter().map(|(_, n, _)| n).sum(),
        value: rows.into_iter().map(|(currency, _, value)| (currency, value)).collect(),
    }
}

impl Counters {
    /// Each counter by its name, as `tandem check` compares them.
    pub fn named(&self) -> BTreeMap<String, i64> {
        let under = |prefix: &'static str, counts: &BTreeMap<&'static str, i64>| -> Vec<(String, i64)> {
            counts.iter().map(|(name, n)| (format!("{prefix}{name}"), *n)).collect()
        };
        let worth = |purse: Purse, worth: &Worth| -> Vec<(String, i64)> {
            let values =
                worth.value.iter().map(|(currency, n)| (format!("{}{currency}", purse.values()), *n));
            [(purse.counter().to_owned(), worth.count)].into_iter().chain(values).collect()
        };
        [
            under("enquiries.", &self.enquiries),
            under("contacts.", &self.contacts),
            under("contacts.status.", &self.statuses),
            worth(Purse::OpenOpportunities, &self.opportunities),
            worth(Purse::WonDeals, &self.deals),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
