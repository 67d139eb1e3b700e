//! What happened on a day: added to by each transaction, so that no report counts rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Conn, Rows};
use crate::{
    args,
    error::Result,
    id::{CompanyId, EmployeeId},
    sql,
    time::{Time, Zone},
};

/// When something counts. Which day an instant falls on is known at the commit, which reads the company's time zone
/// with its event number, so that no writer reads it by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum When {
    At(Time),
    On(NaiveDate),
}

/// What is to be added to the figures of days: when, whose, and to which.
#[derive(Debug, Clone, Default)]
pub(super) struct Figures(BTreeMap<(When, EmployeeId, String), i64>);

impl Figures {
    /// Adds to the company's figure, and to the employee's.
    pub fn add(&mut self, when: When, name: &str, employee: Option<EmployeeId>, by: i64) {
        for whose in [Some(the_company()), employee].into_iter().flatten() {
            *self.0.entry((when, whose, name.to_owned())).or_default() += by;
        }
    }
    pub fn absorb(&mut self, other: Self) {
        for (figure, by) in other.0 {
            *self.0.entry(figure).or_default() += by;
        }
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Whether something counts for an instant before this one: it was counted, or would have been, back then.
    pub fn reach_behind(&self, now: Time) -> bool {
        self.0.keys().any(|(when, ..)| matches!(when, When::At(at) if *at < now))
    }
    /// What adds them up, in the order in which transactions lock them.
    pub fn rows(self, company_id: CompanyId, calendar: &Calendar) -> Rows {
        let mut days: BTreeMap<(EmployeeId, String, String), i64> = BTreeMap::new();
        for ((when, whose, name), by) in self.0 {
            let day = match when {
                When::At(at) => calendar.day_of(at),
                When::On(day) => day,
            };
            *days.entry((whose, day.to_string(), name)).or_default() += by;
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

/// The days of a company: those of its time zone, and before a change of it, those of the zone that it had.
#[derive(Debug)]
pub(super) struct Calendar {
    zone: Zone,
    /// Until when it had others, the earliest first.
    past: Vec<(Time, Zone)>,
}

impl Calendar {
    fn day_of(&self, at: Time) -> NaiveDate {
        let past = self.past.iter().find(|(until, _)| at <= *until);
        past.map_or(self.zone, |(_, zone)| *zone).day_of(at)
    }
}

/// In the place of an employee: the company as a whole.
pub fn the_company() -> EmployeeId {
    Uuid::nil().into()
}

impl Conn {
    /// The calendar for figures that count from an instant on, with this time zone by now.
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
    /// The time zone whose days a company's figures, ranges and filters are in.
    pub async fn zone(&mut self, company_id: CompanyId) -> Result<Zone> {
        let sql = "select timezone from companies where id = $1";
        let company: Option<(String,)> = self.optional(sql!(sql, company_id)).await?;
        Ok(Zone::named(company.as_ref().map_or("UTC", |(timezone,)| timezone)))
    }
}
