//! A filter of a list as the OpenAPI document declares it, applied to the JSON of records. The expected result of a list is computed with it.

use chrono::{DateTime, Datelike, Duration, NaiveDate};
use chrono_tz::Tz;
use rand::{RngExt, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};

/// A value of a filter: what it selects, and how it is written.
pub enum Query {
    /// `None`: without a value.
    AnyOf(Vec<Option<String>>),
    Flag(bool),
    Days {
        text: String,
        has: Box<dyn Fn(NaiveDate) -> bool>,
    },
}

pub struct Filter {
    pub name: String,
    declaration: Value,
}

impl Filter {
    pub fn all_of(path: &str) -> Vec<Self> {
        let document = tandem::http::document(tandem::features::ALL);
        let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap().clone();
        parameters
            .iter()
            .filter(|parameter| parameter.get("x-filter").is_some())
            .map(|parameter| Self {
                name: parameter["name"].as_str().unwrap().to_owned(),
                declaration: parameter["x-filter"].clone(),
            })
            .collect()
    }

    /// The values that a record has.
    fn values(&self, row: &Value) -> Vec<String> {
        let path = self.declaration["field"].as_str().unwrap();
        match path.split('.').fold(row, |value, step| &value[step]) {
            Value::Null => vec![],
            Value::Array(values) => values.iter().map(|value| value.as_str().unwrap().to_owned()).collect(),
            value => vec![value.as_str().unwrap().to_owned()],
        }
    }

    pub fn random_query(&self, rows: &[Value], today: NaiveDate, zone: Tz, rng: &mut StdRng) -> Query {
        match self.declaration["type"].as_str().unwrap() {
            "flag" => Query::Flag(rng.random()),
            "date" => {
                let days: Vec<_> = rows.iter().map(|row| day_of(&self.values(row)[0], zone)).collect();
                random_days(&days, today, rng)
            }
            kind => {
                let mut values: Vec<_> = rows.iter().flat_map(|row| self.values(row)).map(Some).collect();
                let others = self.declaration["values"].as_array().cloned().unwrap_or_default();
                values.extend(others.iter().map(|value| value.as_str().map(str::to_owned)));
                if kind != "choice" {
                    values.push(Some(uuid::Uuid::now_v7().to_string()));
                }
                values.sort_unstable();
                values.dedup();
                if self.declaration["nullable"] == true {
                    values.push(None);
                }
                Query::AnyOf(
                    (0..rng.random_range(1..4)).map(|_| values.choose(rng).unwrap().clone()).collect(),
                )
            }
        }
    }

    pub fn matches(&self, row: &Value, query: &Query, zone: Tz) -> bool {
        let values = self.values(row);
        match query {
            Query::Flag(has) => *has != values.is_empty(),
            Query::Days { has, .. } => has(day_of(&values[0], zone)),
            Query::AnyOf(any) => any.iter().any(|wanted| match wanted {
                Some(value) => values.contains(value),
                None => values.is_empty(),
            }),
        }
    }
}

impl Query {
    pub fn json(&self) -> Value {
        match self {
            Self::Flag(has) => json!(has),
            Self::Days { text, .. } => json!(text),
            Self::AnyOf(any) => {
                let written = any.iter().map(|value| match value.as_deref() {
                    None => "none".to_owned(),
                    Some("none") => r"\none".to_owned(),
                    Some(value) => value.replace('\\', r"\\").replace(',', r"\,"),
                });
                json!(written.collect::<Vec<_>>().join(","))
            }
        }
    }
}

fn day_of(at: &str, zone: Tz) -> NaiveDate {
    DateTime::parse_from_rfc3339(at).unwrap().with_timezone(&zone).date_naive()
}

fn random_days(days: &[NaiveDate], today: NaiveDate, rng: &mut StdRng) -> Query {
    let (a, b) = (*days.choose(rng).unwrap(), *days.choose(rng).unwrap());
    let month = |day: NaiveDate| (day.year(), day.month());
    let query = |text: &str, has: Box<dyn Fn(NaiveDate) -> bool>| Query::Days { text: text.to_owned(), has };
    match rng.random_range(0..12) {
        0 => query(&format!("{a}..{b}"), Box::new(move |day| a <= day && day <= b)),
        1 => query(&format!("{a}.."), Box::new(move |day| a <= day)),
        2 => query(&format!("..{a}"), Box::new(move |day| day <= a)),
        3 => query(&a.to_string(), Box::new(move |day| day == a)),
        4 => query("today", Box::new(move |day| day == today)),
        5 => query("yesterday", Box::new(move |day| day.succ_opt() == Some(today))),
        6 => query("this-week", Box::new(move |day| day.iso_week() == today.iso_week())),
        7 => {
            query("last-week", Box::new(move |day| (day + Duration::days(7)).iso_week() == today.iso_week()))
        }
        8 => query("this-month", Box::new(move |day| month(day) == month(today))),
        9 => {
            let last = today.with_day(1).unwrap().pred_opt().unwrap();
            query("last-month", Box::new(move |day| month(day) == month(last)))
        }
        10 => query("this-year", Box::new(move |day| day.year() == today.year())),
        _ => {
            let n = *[7, 30, 90].choose(rng).unwrap();
            query(&format!("last-{n}-days"), Box::new(move |day| (0..n).contains(&(today - day).num_days())))
        }
    }
}
