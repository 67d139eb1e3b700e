//! Filter conditions: parsing and SQL.

use serde_json::Value;
use uuid::Uuid;

use super::{Filter, Kind};
use crate::{
    db::{AnyOf, Arg, Conn, Listing, Related},
    error::Result,
    time::{Days, Time},
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Distinct values. `none` includes records without a value.
    AnyOf {
        values: Vec<String>,
        none: bool,
    },
    HasValue(bool),
    On(Days),
}

impl Filter {
    /// Parses a value that has passed schema validation.
    pub(super) fn read(&self, value: &Value) -> Result<Condition, String> {
        match (self.kind, value) {
            (Kind::Flag, Value::Bool(has)) => Ok(Condition::HasValue(*has)),
            (Kind::Date, Value::String(text)) => {
                text.parse().map(Condition::On).map_err(|error| format!("{}: {error}", self.name))
            }
            (_, Value::String(text)) => self.any_of(text),
            _ => Err(format!("{} has the wrong type", self.name)),
        }
    }

    fn any_of(&self, text: &str) -> Result<Condition, String> {
        let (mut values, mut none) = (vec![], false);
        for (value, is_escaped) in split(text) {
            if self.nullable && !is_escaped && value == "none" {
                none = true;
            } else {
                values.extend(self.value(value)?);
            }
        }
        values.sort_unstable();
        values.dedup();
        Ok(Condition::AnyOf { values, none })
    }

    /// The value in the form of the column. `None` if no record can have it.
    fn value(&self, text: String) -> Result<Option<String>, String> {
        match self.kind {
            Kind::Choice(values) if !values.contains(&text.as_str()) => {
                Err(format!("{} cannot be {text}", self.name))
            }
            Kind::Reference => match Uuid::parse_str(&text) {
                Ok(id) => Ok(Some(id.to_string())),
                Err(error) => Err(format!("{}: {error}", self.name)),
            },
            Kind::Ids => Ok(Uuid::parse_str(&text).ok().map(|id| id.to_string())),
            Kind::Text { lower_case: true } => Ok(Some(text.to_lowercase())),
            _ => Ok(Some(text)),
        }
    }

    fn arg(&self, value: &String) -> Arg {
        match self.kind {
            Kind::Reference | Kind::Ids => Arg::Id(value.parse().ok()),
            _ => value.into(),
        }
    }

    /// Restricts a list to the records that match.
    pub(super) async fn narrow(
        &self,
        condition: &Condition,
        conn: &mut Conn,
        listing: &mut Listing,
        now: Time,
    ) -> Result<()> {
        let column = self.column;
        match condition {
            Condition::AnyOf { values, none } => {
                let values: Vec<Arg> = values.iter().map(|value| self.arg(value)).collect();
                if let Kind::Tag { table, key } = self.kind {
                    let conditions = vec![(column, "in", values)];
                    return listing
                        .find_related(conn, &Related { table, key, conditions, or_none: *none })
                        .await;
                }
                if matches!(self.kind, Kind::Ids) {
                    listing.is_one_of(&values, conn.dialect());
                } else {
                    listing.is_any_of(AnyOf { column, values, or_null: *none, indexed: self.indexed });
                }
            }
            Condition::HasValue(true) => {
                listing.push(&format!(" and {column} is not null"));
            }
            Condition::HasValue(false) => {
                listing.push(&format!(" and {column} is null"));
            }
            Condition::On(days) => {
                let zone = conn.zone(listing.company_id()).await?;
                listing.between_days_of(zone, column, days.on(zone.day_of(now)));
            }
        }
        Ok(())
    }
}

/// Splits at commas, trims, and drops empty parts. Returns for each part whether it had a backslash, which makes
/// the next character text.
fn split(text: &str) -> Vec<(String, bool)> {
    let mut parts = vec![(String::new(), false)];
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == ',' {
            parts.push((String::new(), false));
        } else if let Some((part, is_escaped)) = parts.last_mut() {
            *is_escaped |= c == '\\';
            part.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
        }
    }
    let trimmed = parts.into_iter().map(|(part, is_escaped)| (part.trim().to_owned(), is_escaped));
    trimmed.filter(|(part, _)| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNER: Filter = Filter::reference("ownerId", "owner_id").nullable();
    const SOURCE: Filter = Filter::text("source", "source").nullable();

    fn any_of(filter: &Filter, text: &str) -> (Vec<String>, bool) {
        match filter.read(&text.into()) {
            Ok(Condition::AnyOf { values, none }) => (values, none),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn values_are_separated_by_commas_unless_they_are_escaped() {
        for (text, values, none) in [
            ("web, fair,web", vec!["fair", "web"], false),
            (r"Fair\, Berlin,none", vec!["Fair, Berlin"], true),
            (r"\none,a\\b,c\", vec!["a\\b", "c\\", "none"], false),
            (",", vec![], false),
        ] {
            assert_eq!(
                any_of(&SOURCE, text),
                (values.into_iter().map(str::to_owned).collect(), none),
                "{text}"
            );
        }
    }

    #[test]
    fn ids_are_normalised_and_deduplicated() {
        let id = "0197a3b0-0000-7000-8000-00000000000a";
        let text = format!("{},none,{id}", id.to_uppercase());
        assert_eq!(any_of(&OWNER, &text), (vec![id.to_owned()], true));
        assert_eq!(any_of(&Filter::ids("ids"), &format!("x,{id}")), (vec![id.to_owned()], false));
        assert!(OWNER.read(&"x".into()).is_err());
    }
}
