//! The filters of a request.

use std::{
    collections::BTreeMap,
    fmt,
    ops::{Deref, DerefMut},
};

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Map, Value};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{
        RefOr, Schema,
        path::{Parameter, ParameterIn},
    },
};

use super::{Filter, condition::Condition};
use crate::{
    db::{Conn, Listing},
    error::Result,
    time::Time,
};

/// The other query parameters of a list, with its declared filters.
pub trait HasFilters {
    const FILTERS: &'static [Filter];
}

/// A list's query: its declared filters and the other parameters `T`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query<T> {
    /// By filter name.
    conditions: BTreeMap<&'static str, Condition>,
    other: T,
}

impl<T: HasFilters> Query<T> {
    /// The values of a filter. `None` if it is not set, or includes records without a value.
    pub fn values(&self, filter: &Filter) -> Option<&[String]> {
        match self.conditions.get(filter.name)? {
            Condition::AnyOf { values, none: false } => Some(values),
            _ => None,
        }
    }
    /// Sets a filter to a single value.
    pub fn set(&mut self, filter: &Filter, value: impl fmt::Display) {
        let condition = Condition::AnyOf { values: vec![value.to_string()], none: false };
        self.conditions.insert(filter.name, condition);
    }
    pub fn remove(&mut self, filter: &Filter) {
        self.conditions.remove(filter.name);
    }

    /// Restricts a list to the records that match all declared filters.
    pub async fn narrow(&self, conn: &mut Conn, listing: &mut Listing, now: Time) -> Result<()> {
        for filter in T::FILTERS {
            if let Some(condition) = self.conditions.get(filter.name) {
                filter.narrow(condition, conn, listing, now).await?;
            }
        }
        Ok(())
    }
}

impl<T> Deref for Query<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.other
    }
}
impl<T> DerefMut for Query<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.other
    }
}

// Written by hand, because serde's `flatten` is incompatible with `deny_unknown_fields`.
impl<'de, T: HasFilters + for<'t> Deserialize<'t>> Deserialize<'de> for Query<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Map::<String, Value>::deserialize(deserializer)?;
        let mut conditions = BTreeMap::new();
        for filter in T::FILTERS {
            let value = fields.remove(filter.name).unwrap_or_default();
            if !value.is_null() {
                conditions.insert(filter.name, filter.read(&value).map_err(D::Error::custom)?);
            }
        }
        let other = serde_json::from_value(Value::Object(fields)).map_err(D::Error::custom)?;
        Ok(Self { conditions, other })
    }
}

impl<T: HasFilters + PartialSchema> PartialSchema for Query<T> {
    fn schema() -> RefOr<Schema> {
        let mut schema = T::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            for filter in T::FILTERS {
                object.properties.insert(filter.name.to_owned(), filter.schema());
            }
        }
        schema
    }
}

impl<T: HasFilters + ToSchema> ToSchema for Query<T> {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(schemas);
    }
}

impl<T: HasFilters + IntoParams> IntoParams for Query<T> {
    fn into_params(parameter_in: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        T::FILTERS.iter().map(Filter::parameter).chain(T::into_params(parameter_in)).collect()
    }
}
