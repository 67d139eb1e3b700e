//! SQL text with bound values, for both databases.

use std::fmt::Write;

use crate::{id::Id, string_enum::StringEnum, time::Time};

use sqlx::{Arguments, postgres::PgArguments, sqlite::SqliteArguments};
use uuid::Uuid;

/// A bound value. `None` keeps its type, because PostgreSQL needs the type of a null.
#[derive(Debug, Clone)]
pub enum Arg {
    Text(Option<String>),
    Int(Option<i64>),
    Bool(Option<bool>),
    Time(Option<Time>),
    Date(Option<chrono::NaiveDate>),
    Id(Option<Uuid>),
    Json(Option<serde_json::Value>),
    Bytes(Option<Vec<u8>>),
}

macro_rules! arg_from {
    ($($ty:ty => $variant:ident, $map:expr;)+) => {$(
        impl From<$ty> for Arg { fn from(value: $ty) -> Self { Arg::$variant(Some($map(value))) } }
        impl From<Option<$ty>> for Arg { fn from(value: Option<$ty>) -> Self { Arg::$variant(value.map($map)) } }
    )+};
}
arg_from! {
    String => Text, std::convert::identity;
    &str => Text, str::to_owned;
    &String => Text, String::clone;
    i64 => Int, std::convert::identity;
    bool => Bool, std::convert::identity;
    Time => Time, std::convert::identity;
    chrono::NaiveDate => Date, std::convert::identity;
    serde_json::Value => Json, std::convert::identity;
    Vec<u8> => Bytes, std::convert::identity;
}
impl<T: StringEnum> From<T> for Arg {
    fn from(value: T) -> Self {
        Arg::Text(Some(value.text().to_owned()))
    }
}
impl<T> From<Id<T>> for Arg {
    fn from(id: Id<T>) -> Self {
        Arg::Id(Some(id.uuid()))
    }
}
impl<T> From<Option<Id<T>>> for Arg {
    fn from(id: Option<Id<T>>) -> Self {
        Arg::Id(id.map(Id::uuid))
    }
}

impl Arg {
    /// The approximate number of bytes that the value takes in a statement.
    pub(super) fn size(&self) -> usize {
        const OVERHEAD: usize = 16;
        OVERHEAD
            + match self {
                Self::Text(Some(text)) => text.len(),
                Self::Bytes(Some(bytes)) => bytes.len(),
                Self::Json(Some(value)) => value.to_string().len(),
                _ => 0,
            }
    }
}

/// A statement: its text and its bound values. `$1` works on both databases.
#[derive(Debug, Default, Clone)]
pub struct Sql {
    pub(super) text: String,
    args: Vec<Arg>,
}

impl Sql {
    pub fn new(text: impl Into<String>, args: Vec<Arg>) -> Self {
        Self { text: text.into(), args }
    }
    /// Appends trusted text. Input is bound, never appended.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }
    /// Binds a value and returns its placeholder, for text that uses it more than once.
    pub fn bind_placeholder(&mut self, arg: impl Into<Arg>) -> String {
        self.args.push(arg.into());
        format!("${}", self.args.len())
    }
    pub(super) fn into_parts(self) -> (String, Vec<Arg>) {
        (self.text, self.args)
    }
    pub(super) fn take_text(&mut self) -> String {
        std::mem::take(&mut self.text)
    }
    /// Appends a placeholder and binds a value to it.
    pub fn bind(&mut self, arg: impl Into<Arg>) -> &mut Self {
        self.args.push(arg.into());
        write!(self.text, "${}", self.args.len()).expect("writing to a String");
        self
    }
    /// Appends `($1, $2, …)` and binds the values. An empty list matches nothing.
    ///
    /// The list is padded with its last value to a power of two, so that few distinct texts are prepared.
    pub fn bind_list<T: Into<Arg> + Clone>(&mut self, values: &[T]) -> &mut Self {
        let Some(last) = values.last() else { return self.push("(null)") };
        let padding = values.len().next_power_of_two() - values.len();
        self.push("(");
        for (i, value) in values.iter().chain(std::iter::repeat_n(last, padding)).enumerate() {
            self.push(if i == 0 { "" } else { ", " }).bind(value.clone());
        }
        self.push(")")
    }
    /// Appends `column = $1`, or `column in ($1, $2, …)` for several values.
    pub(super) fn push_any_of(&mut self, column: &str, values: &[Arg]) -> &mut Self {
        match values {
            [value] => self.push(&format!("{column} = ")).bind(value.clone()),
            _ => self.push(&format!("{column} in ")).bind_list(values),
        }
    }
    pub(super) fn sqlite(&self) -> SqliteArguments {
        let mut out = SqliteArguments::default();
        for arg in self.args.iter().cloned() {
            match arg {
                Arg::Text(value) => out.add(value),
                Arg::Int(value) => out.add(value),
                Arg::Bool(value) => out.add(value),
                Arg::Time(value) => out.add(value),
                Arg::Date(value) => out.add(value),
                Arg::Id(value) => out.add(value.map(|id| id.to_string())),
                Arg::Json(value) => out.add(value),
                Arg::Bytes(value) => out.add(value),
            }
            .expect("a bound value encodes");
        }
        out
    }
    pub(super) fn postgres(&self) -> PgArguments {
        let mut out = PgArguments::default();
        for arg in self.args.iter().cloned() {
            match arg {
                Arg::Text(value) => out.add(value),
                Arg::Int(value) => out.add(value),
                Arg::Bool(value) => out.add(value),
                Arg::Time(value) => out.add(value),
                Arg::Date(value) => out.add(value),
                Arg::Id(value) => out.add(value),
                Arg::Json(value) => out.add(value),
                Arg::Bytes(value) => out.add(value),
            }
            .expect("a bound value encodes");
        }
        out
    }
}

/// `sql!("select … where id = $1", id)`: a statement with its bound values.
#[macro_export]
macro_rules! sql {
    ($text:expr $(, $arg:expr)* $(,)?) => {
        $crate::db::Sql::new($text, $crate::args![$($arg),*])
    };
}

/// `args![id, name]`: the values of a row.
#[macro_export]
macro_rules! args {
    ($($arg:expr),* $(,)?) => { vec![$($crate::db::Arg::from($arg)),*] };
}
