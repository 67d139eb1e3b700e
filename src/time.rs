//! Instants: UTC, whole milliseconds in the database and in JSON (RFC 3339), and the clock they come from.

mod zone;

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use chrono::{DateTime, Duration, DurationRound, SecondsFormat, SubsecRound, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};

pub use self::zone::{Zone, within_calendar};

/// An instant in UTC, to the millisecond: `2026-11-20T09:30:00.000Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(transparent)]
pub struct Time(DateTime<Utc>);

impl Time {
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0 + duration)
    }
    /// Seconds since 1970, as tokens count them.
    pub fn unix(self) -> i64 {
        self.0.timestamp()
    }
    pub fn since(self, earlier: Self) -> Duration {
        self.0 - earlier.0
    }
    /// The beginning of the hour.
    pub fn hour(self) -> Self {
        self.0.duration_trunc(Duration::hours(1)).map_or(self, Self)
    }
    /// The beginning of the next hour.
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
        Ok(DateTime::<Utc>::deserialize(deserializer)?.into())
    }
}
impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
        ObjectBuilder::new().schema_type(Type::String).format(Some(format)).into()
    }
}
impl ToSchema for Time {}

/// Tells the time. Tests shift it instead of waiting.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    shift_ms: Arc<AtomicI64>,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> Time {
        (Utc::now() + Duration::milliseconds(self.shift_ms.load(Ordering::Relaxed))).into()
    }
    /// Moves this clock, and all its clones, forward or back.
    pub fn shift(&self, by: Duration) {
        self.shift_ms.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
    }
}
