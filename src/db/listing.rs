//! The rows of a list, and the statements that read, count and aggregate them.

use chrono::NaiveDate;

use super::{Arg, Conn, Dialect, Paging, Sql};
use crate::{error::Result, id::CompanyId, time::Zone};

/// Up to this many hits are read through an index and then sorted. With more hits, scanning the list in its
/// order soon finds a page of them.
pub(super) const MAX_INDEXED_HITS: i64 = 2_000;

/// Up to this many values of a column get an index scan each; more are compared row by row.
const MAX_ALTERNATIVES: usize = 8;

/// A condition: the column has one of the values, or with `or_null` is null.
#[derive(Debug)]
pub struct AnyOf {
    pub column: &'static str,
    pub values: Vec<Arg>,
    pub or_null: bool,
    /// Whether an index has each value's rows in the list's order.
    pub indexed: bool,
}

/// The rows of a list: those of one company that match all conditions and, where there are alternatives, one
/// of them.
#[derive(Debug, Clone)]
pub struct Listing {
    table: &'static str,
    company_id: CompanyId,
    /// How the conditions name the company's column, which comes before them.
    company_column: &'static str,
    conditions: Sql,
    either: Vec<String>,
}

impl Listing {
    /// All of a company's rows.
    pub fn of(table: &'static str, company_id: CompanyId) -> Self {
        let mut conditions = Sql::new(" = ", vec![]);
        conditions.bind(company_id);
        Self { table, company_id, company_column: "company_id", conditions, either: vec![] }
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
    /// Appends trusted text of a condition: ` and status = `.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.conditions.push(text);
        self
    }
    /// Appends a placeholder and binds a value to it.
    pub fn bind(&mut self, arg: impl Into<Arg>) -> &mut Self {
        self.conditions.bind(arg);
        self
    }
    /// Appends a list of placeholders and binds the values to them.
    pub fn bind_list<T: Into<Arg> + Clone>(&mut self, values: &[T]) -> &mut Self {
        self.conditions.bind_list(values);
        self
    }
    /// Requires one of the values in the column. Without values, no row matches.
    ///
    /// A few values of an indexed column become alternatives, each an index scan in the list's order, so that
    /// a rep with few records among a million reads few rows. Only one column can have alternatives.
    pub fn is_any_of(&mut self, AnyOf { column, values, or_null, indexed }: AnyOf) -> &mut Self {
        let alternatives = values.len() + usize::from(or_null);
        if indexed && self.either.is_empty() && (2..=MAX_ALTERNATIVES).contains(&alternatives) {
            for value in values {
                let placeholder = self.conditions.bind_placeholder(value);
                self.either.push(format!(" and {column} = {placeholder}"));
            }
            self.either.extend(or_null.then(|| format!(" and {column} is null")));
            return self;
        }
        match (values.as_slice(), or_null) {
            ([], true) => return self.push(&format!(" and {column} is null")),
            (values, true) => {
                self.conditions.push(" and (").push_any_of(column, values);
                self.conditions.push(&format!(" or {column} is null)"));
            }
            (values, false) => {
                self.conditions.push(" and ").push_any_of(column, values);
            }
        }
        self
    }

    /// Requires the time in the column to be between two days in the company's time zone, inclusive.
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
        Ok(self.between_days_of(zone, column, (from, to)))
    }

    /// Like `between_days`, with a known time zone.
    pub fn between_days_of(
        &mut self,
        zone: Zone,
        column: &str,
        (from, to): (Option<NaiveDate>, Option<NaiveDate>),
    ) -> &mut Self {
        if let Some(from) = from {
            self.push(&format!(" and {column} >= ")).bind(zone.start_of(from));
        }
        if let Some(to) = to {
            self.push(&format!(" and {column} < ")).bind(zone.end_of(to));
        }
        self
    }

    /// Requires one of these ids.
    pub fn is_one_of<T: Into<Arg> + Clone>(&mut self, ids: &[T], dialect: Dialect) -> &mut Self {
        self.company_column = dialect.company_column_with_ids();
        self.push(" and id in ").bind_list(ids)
    }

    /// The `where` clause, and the statement that has its bound values and no text yet.
    fn split(&self) -> (Sql, String) {
        let mut sql = self.conditions.clone();
        let text = sql.take_text();
        (sql, format!(" where {}{text}", self.company_column))
    }

    /// Counts the rows. Alternatives are disjoint, so their counts are added.
    pub(super) fn count(&self) -> Sql {
        let (table, (mut sql, conditions)) = (self.table, self.split());
        let counts: Vec<_> = self
            .alternatives()
            .iter()
            .map(|alternative| format!("(select count(*) from {table}{conditions}{alternative})"))
            .collect();
        sql.push(&format!("select {}", counts.join(" + ")));
        sql
    }

    /// A statement over `chosen`, which has the id and these columns of each row.
    pub fn aggregate(&self, columns: &str, text: &str) -> Sql {
        let (table, (mut sql, conditions)) = (self.table, self.split());
        let rows: Vec<_> = self
            .alternatives()
            .iter()
            .map(|alternative| format!("select id, {columns} from {table}{conditions}{alternative}"))
            .collect();
        sql.push(&format!("with chosen as ({}) {text}", rows.join(" union all ")));
        sql
    }

    /// Looks up a column of the row whose id is `key`; null if the row is not in the list. Returns an
    /// expression, and the statement with its bound values.
    ///
    /// The inner `limit` forces a lookup by id: without statistics, as after an import, the planner would
    /// choose a nested loop over all rows.
    pub fn lookup(&self, column: &str, key: &str) -> (String, Sql) {
        let (table, (sql, conditions)) = (self.table, self.split());
        let rows: Vec<_> = self
            .alternatives()
            .iter()
            .map(|alternative| {
                let row = format!("(select * from {table} where id = {key} limit 1) as found");
                format!("(select {column} from {row}{conditions}{alternative})")
            })
            .collect();
        (format!("coalesce({}, null)", rows.join(", ")), sql)
    }

    /// Counts the rows for each value of a column.
    pub fn count_by(&self, column: &str) -> Sql {
        self.aggregate(column, &format!("select {column}, count(*) from chosen group by {column}"))
    }

    /// The alternatives, or one that always holds.
    fn alternatives(&self) -> &[String] {
        const ALL: &[String] = &[String::new()];
        if self.either.is_empty() { ALL } else { &self.either }
    }

    /// Reads one page: `after` is the sort value and id of the cursor's row, `skip` the number of rows before
    /// the page.
    ///
    /// The ids are read first, from an index alone, then the rows.
    pub(super) fn page(
        &self,
        columns: &str,
        paging: &Paging,
        after: Option<(Arg, Arg)>,
        skip: i64,
        limit: i64,
    ) -> Sql {
        let (mut sql, mut conditions) = self.split();
        if let Some((value, id)) = after {
            let operator = if paging.descending { "<" } else { ">" };
            let (value, id) = (sql.bind_placeholder(value), sql.bind_placeholder(id));
            conditions.push_str(&format!(" and ({}, id) {operator} ({value}, {id})", paging.by.column));
        }
        let (table, column, order) = (self.table, paging.by.column, paging.order());
        let ids = if self.either.is_empty() {
            let (limit, skip) = (sql.bind_placeholder(limit), sql.bind_placeholder(skip));
            format!("select id from {table}{conditions}{order} limit {limit} offset {skip}")
        } else {
            let (end, limit, skip) =
                (sql.bind_placeholder(skip + limit), sql.bind_placeholder(limit), sql.bind_placeholder(skip));
            let branch = |(i, alternative): (usize, &String)| {
                format!(
                    "select * from (select id, {column} from {table}{conditions}{alternative}{order} limit {end}) as part_{i}"
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
