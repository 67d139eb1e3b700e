//! Typed ids (UUIDv7), stored as `uuid` in PostgreSQL and as hyphenated text in SQLite.

use std::{borrow::Cow, fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Serialize};
use sqlx::{Decode, Postgres, Sqlite, Type, error::BoxDynError};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type as SchemaType},
};
use uuid::Uuid;

/// The id of a `T`. Ids sort by creation time.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id<T>(Uuid, #[serde(skip)] PhantomData<fn() -> T>);

/// The tag type of company ids.
pub enum CompanyTag {}
/// The tag type of employee ids.
pub enum EmployeeTag {}
pub type CompanyId = Id<CompanyTag>;
pub type EmployeeId = Id<EmployeeTag>;
/// The tag type of ids of any kind of record.
pub enum RecordTag {}
pub type RecordId = Id<RecordTag>;

impl<T> Id<T> {
    /// An id that no record has.
    pub const NIL: Self = Self(Uuid::nil(), PhantomData);

    #[expect(clippy::new_without_default, reason = "each call returns a different id")]
    pub fn new() -> Self {
        Self::from(Uuid::now_v7())
    }
    pub fn uuid(self) -> Uuid {
        self.0
    }
    /// Converts to an untyped record id.
    pub fn record(self) -> RecordId {
        self.0.into()
    }
}

impl<T> From<Uuid> for Id<T> {
    fn from(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }
}
impl<T> FromStr for Id<T> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Uuid::parse_str(text)?.into())
    }
}
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> hash::Hash for Id<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> PartialSchema for Id<T> {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::Uuid);
        ObjectBuilder::new().schema_type(SchemaType::String).format(Some(format)).into()
    }
}
impl<T> ToSchema for Id<T> {
    fn name() -> Cow<'static, str> {
        "Id".into()
    }
}

impl<T> Type<Postgres> for Id<T> {
    fn type_info() -> <Postgres as sqlx::Database>::TypeInfo {
        <Uuid as Type<Postgres>>::type_info()
    }
}
impl<'r, T> Decode<'r, Postgres> for Id<T> {
    fn decode(value: <Postgres as sqlx::Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(<Uuid as Decode<Postgres>>::decode(value)?.into())
    }
}
impl<T> Type<Sqlite> for Id<T> {
    fn type_info() -> <Sqlite as sqlx::Database>::TypeInfo {
        <String as Type<Sqlite>>::type_info()
    }
}
impl<'r, T> Decode<'r, Sqlite> for Id<T> {
    fn decode(value: <Sqlite as sqlx::Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(<&str as Decode<Sqlite>>::decode(value)?.parse()?)
    }
}
