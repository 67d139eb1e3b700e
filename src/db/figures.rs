//! What happened on a day: added to by each transaction, so that no report counts rows.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Sql;
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

/// The statement that adds them, if there is anything to add.
pub(super) fn upsert(company_id: CompanyId, figures: BTreeMap<Figure, i64>) -> Option<Sql> {
    let mut figures = figures.into_iter().filter(|(_, by)| *by != 0).peekable();
    figures.peek()?;
    let mut upsert =
        Sql::new("insert into daily_figures (company_id, employee_id, day, name, value) values ", vec![]);
    for (i, (figure, by)) in figures.enumerate() {
        upsert.push(if i == 0 { "(" } else { ", (" }).bind(company_id).push(", ").bind(figure.employee_id);
        upsert.push(", ").bind(figure.day).push(", ").bind(figure.name).push(", ").bind(by).push(")");
    }
    upsert.push(
        " on conflict (company_id, employee_id, day, name) do update set value = daily_figures.value + excluded.value",
    );
    Some(upsert)
}
