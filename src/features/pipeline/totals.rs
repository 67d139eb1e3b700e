//! Counters of the number and value of opportunities and deals.

use crate::{db::Tx, id::EmployeeId, time::Time};

/// Counters of a number of records, and of their value per currency.
pub enum MoneyTotals {
    OpenOpportunities,
    WonDeals,
}

impl MoneyTotals {
    /// The counter of the number.
    pub fn counter(&self) -> &'static str {
        match self {
            Self::OpenOpportunities => "opportunities.open",
            Self::WonDeals => "deals.won",
        }
    }
    /// The prefix of the counters of the value, one for each currency.
    pub fn values(&self) -> &'static str {
        match self {
            Self::OpenOpportunities => "opportunities.value.",
            Self::WonDeals => "deals.value.",
        }
    }
    /// Adds a record, or subtracts it if `times` is -1.
    pub fn add(&self, tx: &mut Tx, times: i64, value: i64, currency: &str) {
        tx.adjust_counter(self.counter().into(), times);
        tx.adjust_counter(format!("{}{currency}", self.values()), times * value);
    }
}

/// Adds a won deal, or subtracts it if `times` is -1, also in the statistics of the day of its closing.
pub fn add_deal(
    tx: &mut Tx,
    times: i64,
    (value, currency): (i64, &str),
    closed_at: Time,
    closed_by: Option<EmployeeId>,
) {
    MoneyTotals::WonDeals.add(tx, times, value, currency);
    tx.record_daily_at(closed_at, MoneyTotals::WonDeals.counter(), closed_by, times);
    tx.record_daily_at(
        closed_at,
        format!("{}{currency}", MoneyTotals::WonDeals.values()),
        closed_by,
        times * value,
    );
}
