//! Lists narrowed by rows of another table.

use super::{Arg, Conn, Dialect, FEW, Listing, Sql};
use crate::error::Result;

/// Rows of another table, which has no `id` of its own, that name a record. Each condition is a column with its operator:
/// `tag =`.
#[derive(Debug)]
pub struct Related {
    pub table: &'static str,
    pub key: &'static str,
    pub conditions: Vec<(&'static str, Arg)>,
}

impl Listing {
    /// Narrows the list to the records that at least one of the rows names.
    ///
    /// How many rows there are decides how they are found, because a database without statistics, as after an import,
    /// compares every record with every row: few are read first, of many each record looks for its own.
    pub async fn find_related(&mut self, conn: &mut Conn, related: &Related) -> Result<()> {
        let (table, key) = (related.table, related.key);
        let mut hits = Sql::new(format!("select count(*) from (select 1 from {table} r where "), vec![]);
        related.push_conditions(&mut hits, self.company_id().into());
        hits.push(" limit ").bind(FEW + 1).push(") as hits");
        let (hits,): (i64,) = conn.one(hits).await?;
        let company_id = Arg::from(self.company_id());
        if hits > FEW {
            // The inner `limit` makes the record's own rows come first, by the index of the key.
            let own = format!("(select * from {table} where {key} = id limit 1000) r");
            self.push(&format!(" and (select true from {own} where "));
            related.push_conditions(self.conditions(), company_id);
            self.push(" limit 1)");
        } else {
            // PostgreSQL makes a join of `in (select …)`; an array is read first, whatever it expects.
            let (open, close) = match conn.dialect() {
                Dialect::Sqlite => (" and id in (", ")"),
                Dialect::Postgres => (" and id = any(array(", "))"),
            };
            self.push(&format!("{open}select r.{key} from {table} r where "));
            related.push_conditions(self.conditions(), company_id);
            self.push(close);
        }
        Ok(())
    }
}

impl Related {
    fn push_conditions(&self, sql: &mut Sql, company_id: Arg) {
        sql.push("r.company_id = ").bind(company_id);
        for (condition, value) in &self.conditions {
            sql.push(&format!(" and r.{condition} ")).bind(value.clone());
        }
    }
}
