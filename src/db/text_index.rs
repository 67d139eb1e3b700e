//! Substring search with trigrams: FTS5 on SQLite, `pg_trgm` on PostgreSQL.
//!
//! A searchable table has a lower-case column `search_text`. PostgreSQL maintains its index itself; SQLite's
//! is maintained with `index_text` and `unindex_text`.

use super::{Conn, Dialect, Listing, MAX_INDEXED_HITS, Tx, containing};
use crate::{error::Result, id::RecordId, sql};

// In both statements `cross join` fixes SQLite's join order. Otherwise it looks up each of the company's
// records in the index, which takes 30 seconds after an import of 10,000.

impl Listing {
    /// Requires every word of `q` to occur in the record.
    pub async fn find_text(&mut self, conn: &mut Conn, q: &str) -> Result<()> {
        let words: Vec<String> = q.to_lowercase().split_whitespace().map(str::to_owned).collect();
        if conn.dialect() == Dialect::Sqlite && words.iter().any(|word| word.chars().count() >= 3) {
            let hits = sql!(
                "select count(*) from (
                   select 1 from text_index t cross join text_index_rows r on r.number = t.rowid
                   where text_index match $1 and r.company_id = $2 limit $3) as hits",
                trigrams(&words),
                self.company_id(),
                MAX_INDEXED_HITS + 1
            );
            let (hits,): (i64,) = conn.one(hits).await?;
            if hits <= MAX_INDEXED_HITS {
                let company_id = self.company_id();
                self.push(" and id in (select r.record_id from text_index t cross join text_index_rows r on r.number = t.rowid");
                self.push(" where text_index match ").bind(trigrams(&words));
                self.push(" and r.company_id = ").bind(company_id).push(")");
            }
        }
        for word in words {
            self.push(" and search_text like ").bind(containing(&word)).push(" escape '\\'");
        }
        Ok(())
    }
}

impl Tx {
    /// Indexes the text of a record, or replaces it.
    pub async fn index_text(&mut self, record: RecordId, text: String) -> Result<()> {
        if self.dialect() == Dialect::Postgres {
            return Ok(());
        }
        let company_id = self.company_id();
        let number = "insert into text_index_rows (company_id, record_id) values ($1, $2)
                      on conflict (record_id) do update set company_id = excluded.company_id returning number";
        let (number,): (i64,) = self.one(sql!(number, company_id, record)).await?;
        self.exec(sql!("insert or replace into text_index (rowid, text) values ($1, $2)", number, text))
            .await?;
        Ok(())
    }
    /// Removes a record from the index. Call before deleting it.
    pub async fn unindex_text(&mut self, record: RecordId) -> Result<()> {
        self.forget_texts(Some(record)).await
    }
    /// Removes all of the company's records from the index. Call before deleting the company.
    pub async fn unindex_company(&mut self) -> Result<()> {
        self.forget_texts(None).await
    }
    async fn forget_texts(&mut self, record: Option<RecordId>) -> Result<()> {
        if self.dialect() == Dialect::Postgres {
            return Ok(());
        }
        let (company_id, which) =
            (self.company_id(), if record.is_some() { " and record_id = $2" } else { "" });
        let rows = format!("select number from text_index_rows where company_id = $1{which}");
        let texts = format!("delete from text_index where rowid in ({rows})");
        let rows = format!("delete from text_index_rows where company_id = $1{which}");
        for statement in [texts, rows] {
            self.exec(sql!(statement, company_id, record)).await?;
        }
        Ok(())
    }
}

/// An FTS5 query for all trigrams of the words. A `like` condition checks afterwards that they are adjacent,
/// so that the index need not store positions.
fn trigrams(words: &[String]) -> String {
    let mut trigrams = vec![];
    for word in words {
        let chars: Vec<char> = word.chars().collect();
        trigrams.extend(chars.windows(3).map(|trigram| {
            let text: String = trigram.iter().collect();
            format!("\"{}\"", text.replace('"', "\"\""))
        }));
    }
    trigrams.join(" AND ")
}
