//! Pagination: by page number with a total, or by cursor (keyset) at constant cost.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::DateTime;
use serde::{Deserialize, Serialize};

use super::{Arg, Listing, Read, Row};
use crate::{
    error::{Error, Result},
    id::RecordId,
};

/// A field that a list may be sorted by.
#[derive(Debug, Clone, Copy)]
pub struct SortField {
    /// The name in the API: `createdAt`.
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

/// The requested page of a list, and its order.
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
    /// The rows after the cursor's row; without a cursor, from the start.
    After(Option<Cursor>),
}

/// The last row of a page: its value in the sorted column, and its id.
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
        let invalid = || Error::invalid("cursor", "must be a nextCursor of this list");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid())?;
        let cursor: Self = serde_json::from_slice(&bytes).map_err(|_| invalid())?;
        // PostgreSQL rejects NUL in text.
        if cursor.value.contains('\0') { Err(invalid()) } else { Ok(cursor) }
    }
}

/// One page of a list.
#[derive(Debug)]
pub struct Slice<T> {
    pub rows: Vec<T>,
    /// The total number of rows and the page number, when paging by number.
    pub total: Option<(i64, i64)>,
    /// The cursor of the next page, if any, when paging by cursor.
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
    /// The newest rows, without a total.
    pub fn newest(by: SortField, limit: i64) -> Self {
        Self { by, descending: true, limit, at: Position::After(None) }
    }
    /// Whether the response includes the total number of rows.
    pub fn wants_total(&self) -> bool {
        matches!(self.at, Position::Page(_))
    }

    /// Reads the page. The columns must include `id` and the sorted field.
    pub async fn read<T: Row + Serialize>(
        &self,
        read: &mut Read,
        columns: &str,
        listing: Listing,
    ) -> Result<Slice<T>> {
        let total = if self.wants_total() { read.one::<(i64,)>(listing.count()).await?.0 } else { 0 };
        self.read_counted(read, columns, listing, total).await
    }

    /// Like `read`, with a known total.
    pub async fn read_counted<T: Row + Serialize>(
        &self,
        read: &mut Read,
        columns: &str,
        listing: Listing,
        total: i64,
    ) -> Result<Slice<T>> {
        match &self.at {
            Position::Page(page) => self.read_page(read, columns, &listing, *page, total).await,
            Position::After(cursor) => self.read_after(read, columns, &listing, cursor.as_ref()).await,
        }
    }

    async fn read_page<T: Row>(
        &self,
        read: &mut Read,
        columns: &str,
        listing: &Listing,
        page: i64,
        total: i64,
    ) -> Result<Slice<T>> {
        let skip = (page - 1) * self.limit;
        let rows = if skip < total {
            read.all(listing.page(columns, self, None, skip, self.limit)).await?
        } else {
            vec![]
        };
        Ok(Slice { rows, total: Some((total, page)), next: None, limit: self.limit })
    }

    async fn read_after<T: Row + Serialize>(
        &self,
        read: &mut Read,
        columns: &str,
        listing: &Listing,
        cursor: Option<&Cursor>,
    ) -> Result<Slice<T>> {
        let after = match cursor {
            Some(cursor) => Some((self.value_of(cursor)?, cursor.id.into())),
            None => None,
        };
        let mut rows: Vec<T> = read.all(listing.page(columns, self, after, 0, self.limit + 1)).await?;
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
            return Err(Error::invalid("cursor", "belongs to a list with a different sort order"));
        }
        match self.by.kind {
            SortKind::Text => Ok(cursor.value.as_str().into()),
            SortKind::Time => DateTime::parse_from_rfc3339(&cursor.value)
                .map(|at| crate::time::Time::from(at.to_utc()).into())
                .map_err(|_| Error::invalid("cursor", "must be a nextCursor of this list")),
        }
    }
}
