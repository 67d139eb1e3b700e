//! What happened in a range of days: summed up from the daily figures, never from the records.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    db::{Conn, the_company},
    error::{Error, Result},
    id::{CompanyId, EmployeeId},
    sql,
    time::within_calendar,
};

/// Days in a range, if nobody says otherwise.
const USUAL: u64 = 30;
/// The longest range: ten years.
const LONGEST: i64 = 3_660;

/// Which days of the company's calendar, both included; the last thirty unless said otherwise.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RangeQuery {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

/// The days that figures are of, both included, in the company's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Range {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl RangeQuery {
    pub fn range(&self, today: NaiveDate) -> Result<Range> {
        let to = within_calendar(self.to.unwrap_or(today));
        let from = within_calendar(self.from.unwrap_or_else(|| to - Days::new(USUAL - 1)));
        if from > to {
            return Err(Error::invalid("from", "must not be after to"));
        }
        if (to - from).num_days() > LONGEST {
            return Err(Error::invalid("from", "must be at most ten years before to"));
        }
        Ok(Range { from, to })
    }
}

impl Range {
    /// As many days, just before.
    pub fn before(self) -> Self {
        let days = u64::try_from((self.to - self.from).num_days()).unwrap_or(0) + 1;
        Self { from: self.from - Days::new(days), to: self.to - Days::new(days) }
    }
}

/// Figures by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Figures(pub BTreeMap<String, i64>);

impl Figures {
    pub fn get(&self, name: &str) -> i64 {
        self.0.get(name).copied().unwrap_or(0)
    }
    /// The figures under a prefix, by what follows it: values per currency.
    pub fn under(&self, prefix: &str) -> BTreeMap<String, i64> {
        let found = self.0.iter().filter_map(|(name, n)| Some((name.strip_prefix(prefix)?.to_owned(), *n)));
        found.collect()
    }
}

/// The company's figures of each day on which something happened.
pub async fn by_day(
    conn: &mut Conn,
    company_id: CompanyId,
    range: Range,
) -> Result<BTreeMap<String, Figures>> {
    let sql = sql!(
        "select day, name, value from daily_figures where company_id = $1 and employee_id = $2 and day >= $3 and day <= $4",
        company_id,
        the_company(),
        range.from.to_string(),
        range.to.to_string()
    );
    let mut days: BTreeMap<String, Figures> = BTreeMap::new();
    for (day, name, value) in conn.all::<(String, String, i64)>(sql).await? {
        days.entry(day).or_default().0.insert(name, value);
    }
    Ok(days)
}

/// The company's figures of the whole range.
pub async fn total(conn: &mut Conn, company_id: CompanyId, range: Range) -> Result<Figures> {
    let sql = sql!(
        "select name, cast(sum(value) as bigint) from daily_figures
         where company_id = $1 and employee_id = $2 and day >= $3 and day <= $4 group by name",
        company_id,
        the_company(),
        range.from.to_string(),
        range.to.to_string()
    );
    Ok(Figures(conn.all::<(String, i64)>(sql).await?.into_iter().collect()))
}

/// The figures of each employee who did something in the range.
pub async fn by_employee(
    conn: &mut Conn,
    company_id: CompanyId,
    range: Range,
) -> Result<BTreeMap<EmployeeId, Figures>> {
    let sql = sql!(
        "select employee_id, name, cast(sum(value) as bigint) from daily_figures
         where company_id = $1 and employee_id <> $2 and day >= $3 and day <= $4 group by employee_id, name",
        company_id,
        the_company(),
        range.from.to_string(),
        range.to.to_string()
    );
    let mut people: BTreeMap<EmployeeId, Figures> = BTreeMap::new();
    for (id, name, value) in conn.all::<(EmployeeId, String, i64)>(sql).await? {
        people.entry(id).or_default().0.insert(name, value);
    }
    Ok(people)
}
