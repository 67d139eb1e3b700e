//! Filtering a list by rows of another table.

use super::{Arg, Conn, Dialect, Listing, MAX_INDEXED_HITS, Sql};
use crate::error::Result;

/// Rows of another table that refer to a record by `key`. The table has no `id` column. Each condition is a
/// column, an operator and a list of values, as for `in`.
#[derive(Debug)]
pub struct Related {
    pub table: &'static str,
    pub key: &'static str,
    pub conditions: Vec<(&'static str, &'static str, Vec<Arg>)>,
    /// Includes records that no row of the table refers to.
    pub or_none: bool,
}

impl Listing {
    /// Requires at least one of the rows to refer to the record.
    ///
    /// The number of rows decides the query plan, because without statistics, as after an import, the planner
    /// compares every record with every row: a few rows are read first; with many, each record looks up its
    /// own.
    pub async fn find_related(&mut self, conn: &mut Conn, related: &Related) -> Result<()> {
        let (table, key) = (related.table, related.key);
        let mut hits = Sql::new(format!("select count(*) from (select 1 from {table} r where "), vec![]);
        related.push_conditions(&mut hits, self.company_id().into());
        hits.push(" limit ").bind(MAX_INDEXED_HITS + 1).push(") as hits");
        let (hits,): (i64,) = conn.one(hits).await?;
        let company_id = Arg::from(self.company_id());
        self.push(if related.or_none { " and (" } else { " and " });
        if hits > MAX_INDEXED_HITS {
            // The inner `limit` forces an index scan on the key.
            let own = format!("(select * from {table} where {key} = id limit 1000) r");
            self.push(&format!("(select true from {own} where "));
            related.push_conditions(self.conditions(), company_id);
            self.push(" limit 1)");
        } else {
            // PostgreSQL turns `in (select …)` into a join; an array is always read first.
            let (open, close) = match conn.dialect() {
                Dialect::Sqlite => ("id in (", ")"),
                Dialect::Postgres => ("id = any(array(", "))"),
            };
            self.push(&format!("{open}select r.{key} from {table} r where "));
            related.push_conditions(self.conditions(), company_id);
            self.push(close);
        }
        if related.or_none {
            // The `limit` forces an index scan on the key for each record.
            self.push(&format!(" or (select true from {table} where {key} = id limit 1) is null)"));
        }
        Ok(())
    }
}

impl Related {
    fn push_conditions(&self, sql: &mut Sql, company_id: Arg) {
        sql.push("r.company_id = ").bind(company_id);
        for (column, operator, values) in &self.conditions {
            sql.push(&format!(" and r.{column} {operator} ")).bind_list(values);
        }
    }
}
