//! Ranges of days in filters.

use std::str::FromStr;

use chrono::{Datelike, Days as Count, Months, NaiveDate};

/// A day `2026-01-31`, a range `2026-01-01..2026-01-31` with optional ends, or a name: `last-30-days`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    Between(Option<NaiveDate>, Option<NaiveDate>),
    /// An index into `RELATIVE`.
    Relative(usize),
}

type Range = (NaiveDate, NaiveDate);
type Relative = (&'static str, fn(NaiveDate) -> Range);

/// The relative ranges by name. Weeks start on Monday.
const RELATIVE: [Relative; 10] = [
    ("today", |today| (today, today)),
    ("yesterday", |today| (before(today, 1), before(today, 1))),
    ("this-week", |today| week(monday(today))),
    ("last-week", |today| week(before(monday(today), 7))),
    ("this-month", |today| months(before(today, today.day0().into()), 1)),
    ("last-month", |today| months(before(today, today.day0().into()) - Months::new(1), 1)),
    ("this-year", |today| months(before(today, today.ordinal0().into()), 12)),
    ("last-7-days", |today| (before(today, 6), today)),
    ("last-30-days", |today| (before(today, 29), today)),
    ("last-90-days", |today| (before(today, 89), today)),
];

impl Days {
    /// A regular expression for the syntax, without anchors.
    pub fn pattern() -> String {
        let day = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
        let names: Vec<_> = RELATIVE.iter().map(|(name, _)| *name).collect();
        format!(r"({}|{day}(\.\.({day})?)?|\.\.{day})", names.join("|"))
    }
    /// The first and last day, inclusive.
    pub fn on(self, today: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match self {
            Self::Between(from, to) => (from, to),
            Self::Relative(index) => {
                let (from, to) = RELATIVE[index].1(today);
                (Some(from), Some(to))
            }
        }
    }
}

impl FromStr for Days {
    type Err = chrono::ParseError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(index) = RELATIVE.iter().position(|(name, _)| *name == text) {
            return Ok(Self::Relative(index));
        }
        let Some((from, to)) = text.split_once("..") else {
            let day = text.parse()?;
            return Ok(Self::Between(Some(day), Some(day)));
        };
        // The pattern excludes `..`, which would be open at both ends.
        let end = |text: &str| if text.is_empty() { Ok(None) } else { text.parse().map(Some) };
        Ok(Self::Between(end(from)?, end(to)?))
    }
}

fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day - Count::new(days)
}
fn monday(day: NaiveDate) -> NaiveDate {
    before(day, day.weekday().num_days_from_monday().into())
}
fn week(monday: NaiveDate) -> Range {
    (monday, monday + Count::new(6))
}
/// `count` months, starting on the first day of a month.
fn months(first: NaiveDate, count: u32) -> Range {
    (first, before(first + Months::new(count), 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str, today: &str) -> String {
        let format = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let (from, to) = text.parse::<Days>().unwrap().on(today.parse().unwrap());
        format!("{}..{}", format(from), format(to))
    }

    #[test]
    fn relative_days_are_ranges() {
        // A Sunday, the last day of a week.
        for (text, expected) in [
            ("today", "2026-03-01..2026-03-01"),
            ("yesterday", "2026-02-28..2026-02-28"),
            ("this-week", "2026-02-23..2026-03-01"),
            ("last-week", "2026-02-16..2026-02-22"),
            ("this-month", "2026-03-01..2026-03-31"),
            ("last-month", "2026-02-01..2026-02-28"),
            ("this-year", "2026-01-01..2026-12-31"),
            ("last-7-days", "2026-02-23..2026-03-01"),
            ("last-30-days", "2026-01-31..2026-03-01"),
            ("last-90-days", "2025-12-02..2026-03-01"),
        ] {
            assert_eq!(range(text, "2026-03-01"), expected, "{text}");
        }
        assert_eq!(range("last-month", "2026-01-31"), "2025-12-01..2025-12-31");
        assert_eq!(range("this-week", "2026-03-02"), "2026-03-02..2026-03-08", "a Monday");
    }

    #[test]
    fn ranges_can_be_open_at_one_end() {
        for (text, expected) in [
            ("2024-02-29", "2024-02-29..2024-02-29"),
            ("2026-01-01..2026-01-31", "2026-01-01..2026-01-31"),
            ("2026-01-01..", "2026-01-01.."),
            ("..2026-01-31", "..2026-01-31"),
        ] {
            assert_eq!(range(text, "2026-03-01"), expected, "{text}");
        }
        for text in ["", "2026-02-29", "2026-13-01", "2026-01-01...", "2026-01-01-2026-01-02", "tomorrow"] {
            assert!(text.parse::<Days>().is_err(), "{text}");
        }
    }
}
