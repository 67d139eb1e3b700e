//! What happened on a day: added to by each transaction, so that no report counts rows.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Rows;
use crate::args;
use crate::id::{CompanyId, EmployeeId};

/// One figure of a day, the company's or an employee's. In the order in which transactions lock them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Figure {
    employee_id: EmployeeId,
    day: String,
    name: String,
}

impl Figure {
    pub(super) fn new(employee_id: Option<EmployeeId>, day: &str, name: &str) -> Self {
        Self {
            employee_id: employee_id.unwrap_or_else(the_company),
            day: day.to_owned(),
            name: name.to_owned(),
        }
    }
}

/// In the place of an employee: the company as a whole.
pub fn the_company() -> EmployeeId {
    Uuid::nil().into()
}

/// What adds to them.
pub(super) fn rows(company_id: CompanyId, figures: BTreeMap<Figure, i64>) -> Rows {
    let mut rows = Rows::new("insert into daily_figures (company_id, employee_id, day, name, value)").on_conflict(
        "on conflict (company_id, employee_id, day, name) do update set value = daily_figures.value + excluded.value",
    );
    for (figure, by) in figures.into_iter().filter(|(_, by)| *by != 0) {
        rows.push(args![company_id, figure.employee_id, figure.day, figure.name, by]);
    }
    rows
}
