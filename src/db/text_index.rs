//! Finding records by a part of any word: trigrams, by FTS5 on SQLite and `pg_trgm` on PostgreSQL.
//!
//! A table that can be searched has a column `search_text`, in lower case. PostgreSQL's index follows it by itself;
//! SQLite's is told with `note_text` and `forget_text`.

use super::{Conn, Dialect, FEW, Listing, Tx, containing};
use crate::{error::Result, id::RecordId, sql};

// In both statements `cross join` holds SQLite to the order: the other way round it looks each record of the company up
// in the index, which takes half a minute where 10,000 were imported.

impl Listing {
    /// Narrows the list to the records in which every word of `q` occurs.
    pub async fn find_text(&mut self, conn: &mut Conn, q: &str) -> Result<()> {
        let words: Vec<String> = q.to_lowercase().split_whitespace().map(str::to_owned).collect();
        if conn.dialect() == Dialect::Sqlite && words.iter().any(|word| word.chars().count() >= 3) {
            let hits = sql!(
                "select count(*) from (
                   select 1 from text_index t cross join text_index_rows r on r.number = t.rowid
                   where text_index match $1 and r.company_id = $2 limit $3) as hits",
                trigrams(&words),
                self.company_id(),
                FEW + 1
            );
            let (hits,): (i64,) = conn.one(hits).await?;
            if hits <= FEW {
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
    /// Notes the text by which a record is found.
    pub async fn note_text(&mut self, record: RecordId, text: String) -> Result<()> {
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
    /// Forgets a record that is to be deleted.
    pub async fn forget_text(&mut self, record: RecordId) -> Result<()> {
        self.forget_texts(Some(record)).await
    }
    /// Forgets every record of the company, which is to be deleted.
    pub async fn forget_all_texts(&mut self) -> Result<()> {
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

/// The words as FTS5 looks for them: every three letters in a row. That the threes follow each other is checked
/// afterwards, which lets the index do without positions.
fn trigrams(words: &[String]) -> String {
    let mut trigrams = vec![];
    for word in words {
        let letters: Vec<char> = word.chars().collect();
        trigrams.extend(letters.windows(3).map(|three| {
            let text: String = three.iter().collect();
            format!("\"{}\"", text.replace('"', "\"\""))
        }));
    }
    trigrams.join(" AND ")
}
