//! Calendar days in a time zone.

use chrono::{Days, Duration, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::Time;

/// A time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone(Tz);

impl Zone {
    /// The zone with an IANA name; UTC if the name is unknown.
    pub fn named(name: &str) -> Self {
        Self(name.parse().unwrap_or(Tz::UTC))
    }
    /// The day of an instant.
    pub fn day_of(self, at: Time) -> NaiveDate {
        at.utc().with_timezone(&self.0).date_naive()
    }
    /// The first instant of a day. If a clock change skips midnight, this is the end of the gap.
    pub fn start_of(self, day: NaiveDate) -> Time {
        let midnight = within_calendar(day).and_time(NaiveTime::MIN);
        // Clock changes are multiples of 15 minutes. A day that a zone skipped starts with the next day.
        let start = (0..=96).find_map(|quarters| {
            self.0.from_local_datetime(&(midnight + Duration::minutes(15 * quarters))).earliest()
        });
        start.map_or_else(|| midnight.and_utc(), |start| start.with_timezone(&Utc)).into()
    }
    /// The first instant after a day.
    pub fn end_of(self, day: NaiveDate) -> Time {
        self.start_of(within_calendar(day) + Days::new(1))
    }
}

/// Clamps a day to the range that both databases and RFC 3339 support. Arithmetic in it cannot overflow.
pub fn within_calendar(day: NaiveDate) -> NaiveDate {
    let last = NaiveDate::from_ymd_opt(9999, 12, 30).unwrap_or(NaiveDate::MAX);
    day.clamp(NaiveDate::default(), last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn bounds(zone: &str, of: &str) -> (String, String, i64) {
        let zone = Zone::named(zone);
        let (start, end) = (zone.start_of(day(of)), zone.end_of(day(of)));
        assert_eq!(
            (zone.day_of(start), zone.day_of(end.plus(-Duration::milliseconds(1)))),
            (day(of), day(of))
        );
        assert_ne!(zone.day_of(start.plus(-Duration::milliseconds(1))), day(of));
        (start.to_string(), end.to_string(), end.since(start).num_minutes())
    }

    #[test]
    fn days_start_at_local_midnight() {
        let kolkata = ("2026-03-28T18:30:00.000Z".into(), "2026-03-29T18:30:00.000Z".into(), 24 * 60);
        assert_eq!(bounds("Asia/Kolkata", "2026-03-29"), kolkata);
        let auckland = ("2026-01-01T11:00:00.000Z".into(), "2026-01-02T11:00:00.000Z".into(), 24 * 60);
        assert_eq!(bounds("Pacific/Auckland", "2026-01-02"), auckland);
    }

    #[test]
    fn days_with_a_clock_change_have_other_lengths() {
        assert_eq!(bounds("America/New_York", "2026-03-08").2, 23 * 60);
        assert_eq!(bounds("America/New_York", "2026-11-01").2, 25 * 60);
        assert_eq!(bounds("Australia/Lord_Howe", "2026-10-04").2, 23 * 60 + 30);
    }

    #[test]
    fn day_without_midnight_starts_after_the_gap() {
        let beirut = bounds("Asia/Beirut", "2026-03-29");
        assert_eq!((beirut.0.as_str(), beirut.2), ("2026-03-28T22:00:00.000Z", 23 * 60));
    }

    #[test]
    fn skipped_day_is_empty() {
        let apia = Zone::named("Pacific/Apia");
        assert_eq!(apia.start_of(day("2011-12-30")), apia.end_of(day("2011-12-30")));
    }

    #[test]
    fn days_out_of_range_are_clamped() {
        for (far, near) in [(NaiveDate::MIN, "1970-01-01"), (NaiveDate::MAX, "9999-12-30")] {
            assert_eq!(Zone::named("UTC").start_of(far).to_string(), format!("{near}T00:00:00.000Z"));
        }
        Zone::named("UTC").end_of(NaiveDate::MAX);
    }

    #[test]
    fn unknown_zone_is_utc() {
        assert_eq!(
            Zone::named("Mars/Olympus").start_of(day("2026-01-01")).to_string(),
            "2026-01-01T00:00:00.000Z"
        );
    }
}
