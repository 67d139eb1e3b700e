//! Parses settings and collects problems.

use std::{collections::HashMap, fmt, str::FromStr, time::Duration};

/// An invalid setting. The message does not contain the value, which may be a secret.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    pub name: &'static str,
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.reason)
    }
}

/// Raw settings, and the problems found while parsing them.
pub struct Source {
    values: HashMap<String, String>,
    problems: Vec<Problem>,
}

impl Source {
    pub fn new(values: impl IntoIterator<Item = (String, String)>) -> Self {
        // An empty value counts as unset, so that `.env` can list names without values.
        Self { values: values.into_iter().filter(|(_, value)| !value.is_empty()).collect(), problems: vec![] }
    }
    pub fn problem(&mut self, name: &'static str, reason: impl Into<String>) {
        self.problems.push(Problem { name, reason: reason.into() });
    }
    pub fn problems(self) -> Vec<Problem> {
        self.problems
    }
    pub fn text(&self, name: &str) -> Option<String> {
        self.values.get(name).cloned()
    }
    pub fn text_or(&self, name: &str, default: &str) -> String {
        self.text(name).unwrap_or_else(|| default.to_owned())
    }
    /// Parses a value. `expected` describes it in the message: "must be {expected}".
    pub fn parsed<T: FromStr>(&mut self, name: &'static str, default: T, expected: &str) -> T {
        let Some(text) = self.text(name) else { return default };
        text.trim().parse().unwrap_or_else(|_| {
            self.problem(name, format!("must be {expected}"));
            default
        })
    }
    pub fn milliseconds(&mut self, name: &'static str, default: u64) -> Duration {
        Duration::from_millis(self.parsed(name, default, "a number of milliseconds"))
    }
    /// Parses a duration with a unit: `7d`, `12h`, `30m`, `45s`.
    pub fn span(&mut self, name: &'static str, default: Duration) -> Duration {
        let Some(text) = self.text(name) else { return default };
        parse_span(text.trim()).unwrap_or_else(|| {
            self.problem(name, "must be a duration such as 7d, 12h, 30m or 45s");
            default
        })
    }
    /// Parses a comma-separated list.
    pub fn list<T: FromStr>(&mut self, name: &'static str, default: &str, expected: &str) -> Vec<T> {
        let text = self.text_or(name, default);
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty() && *item != "none");
        let parsed: Result<Vec<T>, _> = items.map(str::parse).collect();
        parsed.unwrap_or_else(|_| {
            self.problem(name, format!("must be a list of {expected}, separated by commas"));
            vec![]
        })
    }
}

fn parse_span(text: &str) -> Option<Duration> {
    let unit = text.chars().last()?;
    let seconds = match unit {
        'd' => 86_400,
        'h' => 3_600,
        'm' => 60,
        's' => 1,
        _ => return None,
    };
    let amount: u64 = text.strip_suffix(unit)?.parse().ok().filter(|amount| *amount > 0)?;
    amount.checked_mul(seconds).map(Duration::from_secs)
}
