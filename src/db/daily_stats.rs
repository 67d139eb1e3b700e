//! Daily statistics, which each transaction updates, so that reports need not count rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Conn, Rows};
use crate::{
    args,
    error::Result,
    id::{CompanyId, EmployeeId},
    sql,
    time::{Time, Zone},
};

/// The time that a statistic counts for.
///
/// The day of an instant is determined at commit, which reads the company's time zone together with its event
/// number. This saves each writer a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum When {
    At(Time),
    On(NaiveDate),
}

/// Pending additions to daily statistics, by time, employee and name.
#[derive(Debug, Clone, Default)]
pub(super) struct DailyStats(BTreeMap<(When, EmployeeId, String), i64>);

impl DailyStats {
    /// Adds to the company's statistic and, if given, the employee's.
    pub fn add(&mut self, when: When, name: &str, employee: Option<EmployeeId>, by: i64) {
        for employee_id in [Some(COMPANY_WIDE), employee].into_iter().flatten() {
            *self.0.entry((when, employee_id, name.to_owned())).or_default() += by;
        }
    }
    pub fn absorb(&mut self, other: Self) {
        for (key, by) in other.0 {
            *self.0.entry(key).or_default() += by;
        }
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Whether an addition is for an instant before `now`, when the company may have had another time zone.
    pub fn has_past(&self, now: Time) -> bool {
        self.0.keys().any(|(when, ..)| matches!(when, When::At(at) if *at < now))
    }
    /// The upserts, in the order in which all transactions lock the rows.
    pub fn rows(self, company_id: CompanyId, calendar: &Calendar) -> Rows {
        let mut days: BTreeMap<(EmployeeId, String, String), i64> = BTreeMap::new();
        for ((when, employee_id, name), by) in self.0 {
            let day = match when {
                When::At(at) => calendar.day_of(at),
                When::On(day) => day,
            };
            *days.entry((employee_id, day.to_string(), name)).or_default() += by;
        }
        let mut rows = Rows::new("insert into daily_figures (company_id, employee_id, day, name, value)").on_conflict(
            "on conflict (company_id, employee_id, day, name) do update set value = daily_figures.value + excluded.value",
        );
        for ((employee_id, day, name), by) in days.into_iter().filter(|(_, by)| *by != 0) {
            rows.push(args![company_id, employee_id, day, name, by]);
        }
        rows
    }
}

/// Maps instants to a company's days, in the time zone that applied at the instant.
#[derive(Debug)]
pub(super) struct Calendar {
    zone: Zone,
    /// Former time zones and when each ended, earliest first.
    past: Vec<(Time, Zone)>,
}

impl Calendar {
    fn day_of(&self, at: Time) -> NaiveDate {
        let past = self.past.iter().find(|(until, _)| at <= *until);
        past.map_or(self.zone, |(_, zone)| *zone).day_of(at)
    }
}

/// Stands for the whole company in a statistic's employee column.
pub const COMPANY_WIDE: EmployeeId = EmployeeId::NIL;

impl Conn {
    /// The company's calendar with its current time zone, and with its former ones if `past`.
    pub(super) async fn calendar(
        &mut self,
        company_id: CompanyId,
        zone: Zone,
        past: bool,
    ) -> Result<Calendar> {
        if !past {
            return Ok(Calendar { zone, past: vec![] });
        }
        let sql = "select until, timezone from past_time_zones where company_id = $1 order by until";
        let past: Vec<(Time, String)> = self.all(sql!(sql, company_id)).await?;
        Ok(Calendar {
            zone,
            past: past.into_iter().map(|(until, name)| (until, Zone::named(&name))).collect(),
        })
    }
    /// The company's time zone, which decides the days of its statistics, date ranges and filters.
    pub async fn zone(&mut self, company_id: CompanyId) -> Result<Zone> {
        let sql = "select timezone from companies where id = $1";
        let company: Option<(String,)> = self.optional(sql!(sql, company_id)).await?;
        Ok(Zone::named(company.as_ref().map_or("UTC", |(timezone,)| timezone)))
    }
}
