//! Filters of lists, declared once per noun. The query parameter, the field of a selection, their validation,
//! the SQL condition and the OpenAPI extension (`x-filter`, for clients) are derived from the declaration.
//!
//! Values are separated by commas; a record matches with any of them: `status=NEW,CONTACTED`. A backslash
//! escapes the next character: `source=Fair\, Berlin`. `none` matches records without a value, if the filter
//! is nullable.

mod condition;
mod document;
mod query;

pub use self::query::{HasFilters, Query};

/// A filter of a list.
#[derive(Debug, Clone, Copy)]
pub struct Filter {
    /// The query parameter: `ownerId`.
    name: &'static str,
    kind: Kind,
    column: &'static str,
    /// The path of the value in the record's JSON: `owner.id`.
    field: &'static str,
    nullable: bool,
    indexed: bool,
    description: &'static str,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    /// One of a fixed set of values.
    Choice(&'static [&'static str]),
    /// The id of an employee or another record.
    Reference,
    /// A value in a related table, whose column `key` refers to the record.
    Tag {
        table: &'static str,
        key: &'static str,
    },
    Text {
        lower_case: bool,
    },
    /// Whether the column has a value.
    Flag,
    /// A timestamp, filtered by days in the company's time zone.
    Date,
    /// The id of the record itself. A malformed id matches no record.
    Ids,
}

impl Filter {
    const fn new(name: &'static str, column: &'static str, kind: Kind) -> Self {
        Self { name, kind, column, field: name, nullable: false, indexed: false, description: "" }
    }
    pub const fn choice(name: &'static str, column: &'static str, values: &'static [&'static str]) -> Self {
        Self::new(name, column, Kind::Choice(values))
    }
    pub const fn reference(name: &'static str, column: &'static str) -> Self {
        Self::new(name, column, Kind::Reference)
    }
    pub const fn tag(
        name: &'static str,
        column: &'static str,
        table: &'static str,
        key: &'static str,
    ) -> Self {
        Self::new(name, column, Kind::Tag { table, key })
    }
    pub const fn text(name: &'static str, column: &'static str) -> Self {
        Self::new(name, column, Kind::Text { lower_case: false })
    }
    /// Text that is stored in lower case.
    pub const fn lower_case(name: &'static str, column: &'static str) -> Self {
        Self::new(name, column, Kind::Text { lower_case: true })
    }
    pub const fn flag(name: &'static str, column: &'static str) -> Self {
        Self::new(name, column, Kind::Flag)
    }
    pub const fn date(name: &'static str, column: &'static str) -> Self {
        Self::new(name, column, Kind::Date)
    }
    pub const fn ids(name: &'static str) -> Self {
        Self { field: "id", ..Self::new(name, "id", Kind::Ids) }
    }

    /// Sets the path of the value in the record's JSON, if it differs from the filter's name.
    pub const fn field(self, field: &'static str) -> Self {
        Self { field, ..self }
    }
    /// Allows `none`, which matches records without a value.
    pub const fn nullable(self) -> Self {
        assert!(matches!(
            self.kind,
            Kind::Choice(_) | Kind::Reference | Kind::Tag { .. } | Kind::Text { .. }
        ));
        Self { nullable: true, ..self }
    }
    /// Declares that an index has each value's rows in the list's order.
    pub const fn indexed(self) -> Self {
        Self { indexed: true, ..self }
    }
    pub const fn about(self, description: &'static str) -> Self {
        Self { description, ..self }
    }
}
