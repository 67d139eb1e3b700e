//! Timestamps in UTC with millisecond precision (RFC 3339 in JSON), and the clock.

mod days;
mod zone;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use chrono::{DateTime, Datelike, Duration, DurationRound, SecondsFormat, SubsecRound, Timelike, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};

pub use self::{
    days::Days,
    zone::{Zone, within_calendar},
};

/// A timestamp in UTC with millisecond precision: `2026-11-20T09:30:00.000Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(transparent)]
pub struct Time(DateTime<Utc>);

impl Time {
    /// Parses RFC 3339. `None` for leap seconds, and outside the years 1 to 9999 in UTC: neither both databases nor
    /// the clients of this API support them.
    pub fn parse(text: &str) -> Option<Self> {
        let at = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
        let is_supported = (1..=9999).contains(&at.year()) && at.nanosecond() < 1_000_000_000;
        is_supported.then(|| at.into())
    }
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0 + duration)
    }
    /// Seconds since the Unix epoch.
    pub fn unix(self) -> i64 {
        self.0.timestamp()
    }
    pub fn since(self, earlier: Self) -> Duration {
        self.0 - earlier.0
    }
    /// The start of the hour.
    pub fn hour(self) -> Self {
        self.0.duration_trunc(Duration::hours(1)).map_or(self, Self)
    }
    /// The start of the next hour.
    pub fn next_hour(self) -> Self {
        self.hour().plus(Duration::hours(1))
    }
    pub fn utc(self) -> DateTime<Utc> {
        self.0
    }
}

impl From<DateTime<Utc>> for Time {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(3))
    }
}
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}
impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?)
            .ok_or_else(|| D::Error::custom("must be a time such as 2026-11-21T09:30:00Z"))
    }
}
impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
        ObjectBuilder::new().schema_type(Type::String).format(Some(format)).into()
    }
}
impl ToSchema for Time {}

/// The system clock with an offset, which tests use instead of waiting.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    shift_ms: Arc<AtomicI64>,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the only place that reads the system clock")]
    pub fn now(&self) -> Time {
        (Utc::now() + Duration::milliseconds(self.shift_ms.load(Ordering::Relaxed))).into()
    }
    /// Shifts this clock and all its clones.
    pub fn shift(&self, by: Duration) {
        self.shift_ms.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
    }
}
