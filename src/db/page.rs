//! Lists a page at a time: by number with a total, or by cursor at the same cost at any depth.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::DateTime;
use serde::{Deserialize, Serialize};

use super::{Arg, Conn, Listing, Row};
use crate::{
    error::{Error, Result},
    id::RecordId,
};

/// A field that a list may be sorted by.
#[derive(Debug, Clone, Copy)]
pub struct SortField {
    /// As the client names it: `createdAt`.
    pub field: &'static str,
    /// A column that is never null.
    pub column: &'static str,
    pub kind: SortKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortKind {
    Time,
    Text,
}

impl SortField {
    pub const fn time(field: &'static str, column: &'static str) -> Self {
        Self { field, column, kind: SortKind::Time }
    }
    pub const fn text(field: &'static str, column: &'static str) -> Self {
        Self { field, column, kind: SortKind::Text }
    }
}

/// Which part of a list is wanted, in which order.
#[derive(Debug, Clone)]
pub struct Paging {
    pub by: SortField,
    pub descending: bool,
    pub limit: i64,
    pub at: Position,
}

#[derive(Debug, Clone)]
pub enum Position {
    /// The page with this number, from 1.
    Page(i64),
    /// What follows the row that the cursor names; without one, the beginning.
    After(Option<Cursor>),
}

/// The last row that the client has: its value in the sorted column, and its id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cursor {
    sort: String,
    value: String,
    id: RecordId,
}

impl Cursor {
    fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).expect("a cursor serialises"))
    }
    pub fn decode(text: &str) -> Result<Self> {
        let wrong = || Error::invalid("cursor", "must be a nextCursor of this list");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong())?;
        let cursor: Self = serde_json::from_slice(&bytes).map_err(|_| wrong())?;
        // No row has such a value, and PostgreSQL does not take a NUL.
        if cursor.value.contains('\0') { Err(wrong()) } else { Ok(cursor) }
    }
}

/// A part of a list.
#[derive(Debug)]
pub struct Slice<T> {
    pub rows: Vec<T>,
    /// With a page number: how many rows there are in all, and the number.
    pub total: Option<(i64, i64)>,
    /// With a cursor: where the next part begins, if there is one.
    pub next: Option<String>,
    pub limit: i64,
}

impl<T> Slice<T> {
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Slice<U> {
        Slice {
            rows: self.rows.into_iter().map(change).collect(),
            total: self.total,
            next: self.next,
            limit: self.limit,
        }
    }
}

impl Paging {
    /// The newest twenty, without a total.
    pub fn newest(by: SortField) -> Self {
        Self { by, descending: true, limit: 20, at: Position::After(None) }
    }
    /// Whether the part comes with how many rows there are in all.
    pub fn wants_total(&self) -> bool {
        matches!(self.at, Position::Page(_))
    }

    /// Reads the part. Every row has a column `id`.
    pub async fn read<T: Row + Serialize>(
        &self,
        conn: &mut Conn,
        columns: &str,
        listing: Listing,
    ) -> Result<Slice<T>> {
        let total = if self.wants_total() { conn.one::<(i64,)>(listing.count()).await?.0 } else { 0 };
        self.read_counted(conn, columns, listing, total).await
    }

    /// As `read`, where the total is known without counting.
    pub async fn read_counted<T: Row + Serialize>(
        &self,
        conn: &mut Conn,
        columns: &str,
        listing: Listing,
        total: i64,
    ) -> Result<Slice<T>> {
        match &self.at {
            Position::Page(page) => self.read_page(conn, columns, &listing, *page, total).await,
            Position::After(cursor) => self.read_after(conn, columns, &listing, cursor.as_ref()).await,
        }
    }

    async fn read_page<T: Row>(
        &self,
        conn: &mut Conn,
        columns: &str,
        listing: &Listing,
        page: i64,
        total: i64,
    ) -> Result<Slice<T>> {
        let skip = (page - 1) * self.limit;
        let rows = if skip < total {
            conn.all(listing.part(columns, self, None, skip, self.limit)).await?
        } else {
            vec![]
        };
        Ok(Slice { rows, total: Some((total, page)), next: None, limit: self.limit })
    }

    async fn read_after<T: Row + Serialize>(
        &self,
        conn: &mut Conn,
        columns: &str,
        listing: &Listing,
        cursor: Option<&Cursor>,
    ) -> Result<Slice<T>> {
        let beyond = match cursor {
            Some(cursor) => Some((self.value_of(cursor)?, cursor.id.into())),
            None => None,
        };
        let mut rows: Vec<T> = conn.all(listing.part(columns, self, beyond, 0, self.limit + 1)).await?;
        let limit = usize::try_from(self.limit).expect("limits are small");
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|last| self.cursor_at(last)).transpose()?;
        Ok(Slice { rows, total: None, next, limit: self.limit })
    }

    pub(super) fn order(&self) -> String {
        let (column, direction) = (self.by.column, if self.descending { "desc" } else { "asc" });
        format!(" order by {column} {direction}, id {direction}")
    }
    fn sort(&self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.by.field)
    }
    fn cursor_at(&self, row: &impl Serialize) -> Result<String> {
        let json = serde_json::to_value(row).map_err(Error::internal)?;
        let text = |field: &str| {
            json[field]
                .as_str()
                .map(str::to_owned)
                .ok_or_else(|| Error::internal(format!("no {field} to sort by")))
        };
        let id = text("id")?.parse().map_err(Error::internal)?;
        Ok(Cursor { sort: self.sort(), value: text(self.by.field)?, id }.encode())
    }
    fn value_of(&self, cursor: &Cursor) -> Result<Arg> {
        if cursor.sort != self.sort() {
            return Err(Error::invalid("cursor", "belongs to a list with another sort order"));
        }
        match self.by.kind {
            SortKind::Text => Ok(cursor.value.as_str().into()),
            SortKind::Time => DateTime::parse_from_rfc3339(&cursor.value)
                .map(|at| crate::time::Time::from(at.to_utc()).into())
                .map_err(|_| Error::invalid("cursor", "must be a nextCursor of this list")),
        }
    }
}
