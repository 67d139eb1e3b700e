//! Bulk inserts.

use std::iter::Peekable;

use super::{Arg, Conn, Dialect, Sql};

/// Rows for one `insert`, each with a value for every named column.
#[derive(Debug, Clone)]
pub struct Rows {
    insert: String,
    on_conflict: &'static str,
    rows: Vec<Vec<Arg>>,
}

impl Rows {
    /// `insert into links (company_id, number, url)`.
    pub fn new(insert: impl Into<String>) -> Self {
        Self { insert: insert.into(), on_conflict: "", rows: vec![] }
    }
    /// Sets the conflict clause: `on conflict (…) do update set …`.
    pub fn on_conflict(mut self, clause: &'static str) -> Self {
        self.on_conflict = clause;
        self
    }
    pub fn push(&mut self, values: Vec<Arg>) {
        self.rows.push(values);
    }
    /// Whether both have the same `insert` and conflict clause, so that one can absorb the other.
    pub(super) fn is_compatible(&self, other: &Self) -> bool {
        self.insert == other.insert && self.on_conflict == other.on_conflict
    }
    pub(super) fn absorb(&mut self, other: Self) {
        self.rows.extend(other.rows);
    }
    fn statement(&self, rows: Vec<Vec<Arg>>) -> Sql {
        let mut insert = Sql::new(format!("{} values ", self.insert), vec![]);
        for (i, values) in rows.into_iter().enumerate() {
            insert.push(if i == 0 { "(" } else { ", (" });
            for (i, value) in values.into_iter().enumerate() {
                insert.push(if i == 0 { "" } else { ", " }).bind(value);
            }
            insert.push(")");
        }
        insert.push(" ").push(self.on_conflict);
        insert
    }
}

impl Conn {
    /// Inserts the rows, in as many statements as the dialect needs.
    pub async fn write(&mut self, mut rows: Rows) -> Result<(), sqlx::Error> {
        let mut remaining = std::mem::take(&mut rows.rows).into_iter().peekable();
        while remaining.peek().is_some() {
            let chunk = next_chunk(&mut remaining, self.dialect());
            self.exec(rows.statement(chunk)).await?;
        }
        Ok(())
    }
}

/// Takes as many rows as one statement may have, and at least one.
fn next_chunk(rows: &mut Peekable<impl Iterator<Item = Vec<Arg>>>, dialect: Dialect) -> Vec<Vec<Arg>> {
    let (mut chunk, mut bytes): (Vec<_>, usize) = (vec![], 0);
    let size = |row: &[Arg]| row.iter().map(Arg::size).sum::<usize>();
    let fits = |rows: usize, bytes: usize| {
        rows == 0 || (rows < dialect.rows_per_statement() && bytes <= dialect.bytes_per_statement())
    };
    while let Some(row) = rows.next_if(|row| fits(chunk.len(), bytes + size(row))) {
        bytes += size(&row);
        chunk.push(row);
    }
    chunk
}
