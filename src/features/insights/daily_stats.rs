//! Daily statistics of a range of days.

use std::collections::BTreeMap;

use crate::{
    db::{COMPANY_WIDE, Conn, Read},
    error::{Error, Result},
    id::{CompanyId, EmployeeId},
    sql,
    time::within_calendar,
};

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The default number of days in a range.
const DEFAULT_DAYS: u64 = 30;
/// The maximum number of days in a range: ten years.
const MAX_DAYS: i64 = 3_660;

/// A range of days in the company's time zone, inclusive. Defaults to the last 30 days.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RangeQuery {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

/// A range of days in the company's time zone, inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Range {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl RangeQuery {
    /// Resolves the range in the company's time zone.
    pub async fn range(&self, read: &mut Read) -> Result<Range> {
        let company_id = read.company_id();
        let zone = read.zone(company_id).await?;
        self.range_until(zone.day_of(read.now()))
    }
    fn range_until(&self, today: NaiveDate) -> Result<Range> {
        let to = within_calendar(self.to.unwrap_or(today));
        let from = within_calendar(self.from.unwrap_or_else(|| to - Days::new(DEFAULT_DAYS - 1)));
        if from > to {
            return Err(Error::invalid("from", "must not be after to"));
        }
        if (to - from).num_days() > MAX_DAYS {
            return Err(Error::invalid("from", "must be at most ten years before to"));
        }
        Ok(Range { from, to })
    }
}

impl Range {
    /// The preceding range of the same length.
    pub fn before(self) -> Self {
        let days = u64::try_from((self.to - self.from).num_days()).unwrap_or(0) + 1;
        Self { from: self.from - Days::new(days), to: self.to - Days::new(days) }
    }
}

/// Statistics by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct DailyStats(pub BTreeMap<String, i64>);

impl DailyStats {
    pub fn get(&self, name: &str) -> i64 {
        self.0.get(name).copied().unwrap_or(0)
    }
    /// The statistics with a prefix, by the rest of their names: values per currency.
    pub fn under(&self, prefix: &str) -> BTreeMap<String, i64> {
        let matches = self.0.iter().filter_map(|(name, n)| Some((name.strip_prefix(prefix)?.to_owned(), *n)));
        matches.collect()
    }
}

/// The company's statistics per day. Days without activity are omitted.
pub async fn by_day(
    conn: &mut Conn,
    company_id: CompanyId,
    range: Range,
) -> Result<BTreeMap<String, DailyStats>> {
    let sql = sql!(
        "select day, name, value from daily_figures where company_id = $1 and employee_id = $2 and day >= $3 and day <= $4",
        company_id,
        COMPANY_WIDE,
        range.from.to_string(),
        range.to.to_string()
    );
    let mut days: BTreeMap<String, DailyStats> = BTreeMap::new();
    for (day, name, value) in conn.all::<(String, String, i64)>(sql).await? {
        days.entry(day).or_default().0.insert(name, value);
    }
    Ok(days)
}

/// The company's totals over the range.
pub async fn total(conn: &mut Conn, company_id: CompanyId, range: Range) -> Result<DailyStats> {
    let sql = sql!(
        "select name, cast(sum(value) as bigint) from daily_figures
         where company_id = $1 and employee_id = $2 and day >= $3 and day <= $4 group by name",
        company_id,
        COMPANY_WIDE,
        range.from.to_string(),
        range.to.to_string()
    );
    Ok(DailyStats(conn.all::<(String, i64)>(sql).await?.into_iter().collect()))
}

/// The totals per employee over the range. Employees without activity are omitted.
pub async fn by_employee(
    conn: &mut Conn,
    company_id: CompanyId,
    range: Range,
) -> Result<BTreeMap<EmployeeId, DailyStats>> {
    let sql = sql!(
        "select employee_id, name, cast(sum(value) as bigint) from daily_figures
         where company_id = $1 and employee_id <> $2 and day >= $3 and day <= $4 group by employee_id, name",
        company_id,
        COMPANY_WIDE,
        range.from.to_string(),
        range.to.to_string()
    );
    let mut people: BTreeMap<EmployeeId, DailyStats> = BTreeMap::new();
    for (id, name, value) in conn.all::<(EmployeeId, String, i64)>(sql).await? {
        people.entry(id).or_default().0.insert(name, value);
    }
    Ok(people)
}
