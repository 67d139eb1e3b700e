//! Which rows a list has, and the statements that read a part of them.

use chrono::NaiveDate;

use super::{Arg, Conn, Paging, Sql};
use crate::{error::Result, id::CompanyId};

/// Up to so many hits are found through an index and then put in order. What more records have is so common that walking
/// the list in its order meets the page's rows soon.
pub(super) const FEW: i64 = 2_000;

/// The rows of a table that a list shows: those of one company that fit every condition, and one of the alternatives
/// where there are any.
#[derive(Debug, Clone)]
pub struct Listing {
    table: &'static str,
    company_id: CompanyId,
    conditions: Sql,
    either: Vec<String>,
}

impl Listing {
    /// The rows of a company.
    pub fn of(table: &'static str, company_id: CompanyId) -> Self {
        let mut conditions = Sql::new(" where company_id = ", vec![]);
        conditions.bind(company_id);
        Self { table, company_id, conditions, either: vec![] }
    }
    pub fn table(&self) -> &'static str {
        self.table
    }
    pub fn company_id(&self) -> CompanyId {
        self.company_id
    }
    pub(super) fn conditions(&mut self) -> &mut Sql {
        &mut self.conditions
    }
    /// Appends text of a condition that the program wrote: ` and status = `.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.conditions.push(text);
        self
    }
    /// Appends a placeholder and binds a value to it.
    pub fn bind(&mut self, arg: impl Into<Arg>) -> &mut Self {
        self.conditions.bind(arg);
        self
    }
    /// The row's column has this value, or is empty. Each of the two walks an index of its own, in the list's order,
    /// so that a rep with few records among a million reads few.
    pub fn is_or_is_null(&mut self, column: &str, arg: impl Into<Arg>) -> &mut Self {
        let placeholder = self.conditions.hold(arg);
        self.either = vec![format!(" and {column} = {placeholder}"), format!(" and {column} is null")];
        self
    }

    /// The time in a column lies on one of these days of the company, both included.
    pub async fn between_days(
        &mut self,
        conn: &mut Conn,
        column: &str,
        (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    ) -> Result<&mut Self> {
        if from.is_none() && to.is_none() {
            return Ok(self);
        }
        let zone = conn.zone(self.company_id).await?;
        if let Some(from) = from {
            self.push(&format!(" and {column} >= ")).bind(zone.start_of(from));
        }
        if let Some(to) = to {
            self.push(&format!(" and {column} < ")).bind(zone.end_of(to));
        }
        Ok(self)
    }

    /// How many rows there are. Alternatives exclude each other, and are counted one by one.
    pub(super) fn count(&self) -> Sql {
        let mut sql = self.conditions.clone();
        let (table, conditions) = (self.table, sql.take_text());
        let counts: Vec<_> = self
            .alternatives()
            .iter()
            .map(|one| format!("(select count(*) from {table}{conditions}{one})"))
            .collect();
        sql.push(&format!("select {}", counts.join(" + ")));
        sql
    }

    /// A statement over the rows, which it calls `chosen`: their id and these columns.
    pub fn summed(&self, columns: &str, text: &str) -> Sql {
        let mut sql = self.conditions.clone();
        let (table, conditions) = (self.table, sql.take_text());
        let rows: Vec<_> = self
            .alternatives()
            .iter()
            .map(|one| format!("select id, {columns} from {table}{conditions}{one}"))
            .collect();
        sql.push(&format!("with chosen as ({}) {text}", rows.join(" union all ")));
        sql
    }

    /// A column of the row whose id is `key`, null where the list lacks it: an expression, and the statement that it
    /// goes into. Each row is looked up by its id and then compared with the conditions, which is what `limit` is for: a
    /// database without statistics, as after an import, would rather compare every row with every row.
    pub fn lookup(&self, column: &str, key: &str) -> (String, Sql) {
        let mut sql = self.conditions.clone();
        let (table, conditions) = (self.table, sql.take_text());
        let rows: Vec<_> = self
            .alternatives()
            .iter()
            .map(|one| {
                let row = format!("(select * from {table} where id = {key} limit 1) as found");
                format!("(select {column} from {row}{conditions}{one})")
            })
            .collect();
        (format!("coalesce({}, null)", rows.join(", ")), sql)
    }

    /// How many rows there are for each value of a column.
    pub fn count_by(&self, column: &str) -> Sql {
        self.summed(column, &format!("select {column}, count(*) from chosen group by {column}"))
    }

    /// What the row fits one of.
    fn alternatives(&self) -> &[String] {
        const ALL: &[String] = &[String::new()];
        if self.either.is_empty() { ALL } else { &self.either }
    }

    /// The part's rows: their ids first, which an index knows alone, then the rows themselves. `beyond` is what
    /// follows the cursor's row; `skip` passes over the pages before.
    pub(super) fn part(
        &self,
        columns: &str,
        paging: &Paging,
        beyond: Option<(Arg, Arg)>,
        skip: i64,
        limit: i64,
    ) -> Sql {
        let mut sql = self.conditions.clone();
        let mut conditions = sql.take_text();
        if let Some((value, id)) = beyond {
            let than = if paging.descending { "<" } else { ">" };
            let (value, id) = (sql.hold(value), sql.hold(id));
            conditions.push_str(&format!(" and ({}, id) {than} ({value}, {id})", paging.by.column));
        }
        let (table, column, order) = (self.table, paging.by.column, paging.order());
        let ids = if self.either.is_empty() {
            let (limit, skip) = (sql.hold(limit), sql.hold(skip));
            format!("select id from {table}{conditions}{order} limit {limit} offset {skip}")
        } else {
            let (reach, limit, skip) = (sql.hold(skip + limit), sql.hold(limit), sql.hold(skip));
            let branch = |(i, one): (usize, &String)| {
                format!(
                    "select * from (select id, {column} from {table}{conditions}{one}{order} limit {reach}) as part_{i}"
                )
            };
            let branches: Vec<_> = self.either.iter().enumerate().map(branch).collect();
            format!(
                "select id from ({}) as found{order} limit {limit} offset {skip}",
                branches.join(" union all ")
            )
        };
        sql.push(&format!("select {columns} from {table} where id in ({ids}){order}"));
        sql
    }
}
