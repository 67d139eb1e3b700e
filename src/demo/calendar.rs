//! Office hours of the demo company, in its time zone.

use chrono::{Datelike, Days, Duration, NaiveDate, Weekday};

use super::random::{between, chance};
use crate::time::{Time, Zone};

/// Office hours, in minutes since midnight.
const OPENS: i64 = 9 * 60 + 30;
const CLOSES: i64 = 18 * 60 + 30;
/// National holidays, as month and day.
const HOLIDAYS: [(u32, u32); 3] = [(1, 26), (8, 15), (10, 2)];

#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    zone: Zone,
}

impl Calendar {
    pub fn new() -> Self {
        Self { zone: Zone::named("Asia/Kolkata") }
    }
    pub fn day_of(self, time: Time) -> NaiveDate {
        self.zone.day_of(time)
    }
    /// This many minutes after midnight.
    pub fn at(self, day: NaiveDate, minutes: i64) -> Time {
        self.zone.start_of(day).plus(Duration::minutes(minutes))
    }
    fn minutes(self, time: Time) -> i64 {
        time.since(self.zone.start_of(self.day_of(time))).num_minutes()
    }
    pub fn is_workday(day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !HOLIDAYS.contains(&(day.month(), day.day()))
    }
    /// The time itself in office hours, or else a time on the next working morning. Some Saturdays are worked.
    pub fn in_office_hours(self, time: Time) -> Time {
        let (day, minutes) = (self.day_of(time), self.minutes(time));
        if Self::is_workday(day) && (OPENS..CLOSES).contains(&minutes) {
            return time;
        }
        let mut next = if minutes < OPENS { day } else { day + Days::new(1) };
        while !Self::is_workday(next) {
            if next.weekday() == Weekday::Sat && chance(0.25) {
                return self.at(next, between(OPENS, OPENS + 240));
            }
            next = next + Days::new(1);
        }
        self.at(next, between(OPENS, OPENS + 150))
    }
    /// A time in office hours, this many days later.
    pub fn days_later(self, time: Time, min: i64, max: i64) -> Time {
        let mut day = self.day_of(time.plus(Duration::days(between(min, max))));
        // What falls on a weekend is spread over the week, or else Mondays would have most of the work.
        while !Self::is_workday(day) {
            day = day + Days::new(between(1, 4).unsigned_abs());
        }
        self.in_office_hours(self.at(day, between(OPENS, CLOSES - 1)))
    }
    /// A time in office hours, this many minutes later.
    pub fn minutes_later(self, time: Time, min: i64, max: i64) -> Time {
        self.in_office_hours(time.plus(Duration::minutes(between(min, max))))
    }
    /// When someone has time for an enquiry: within the hour by day, the next morning by night, at weekends too.
    pub fn next_duty(self, time: Time) -> Time {
        let (soon, minutes) = (time.plus(Duration::minutes(between(3, 75))), self.minutes(time));
        if (OPENS - 60..CLOSES + 120).contains(&minutes) {
            return soon;
        }
        let next = if minutes < OPENS { self.day_of(time) } else { self.day_of(time) + Days::new(1) };
        self.at(next, between(OPENS, OPENS + 75))
    }
    /// A time in office hours that has passed, on the same or the last working day.
    pub fn earlier(self, now: Time) -> Time {
        let (mut day, minutes) = (self.day_of(now), self.minutes(now));
        if Self::is_workday(day) && minutes > OPENS + 60 {
            return self.at(day, between(OPENS, (minutes - 30).min(CLOSES)));
        }
        day = day - Days::new(1);
        while !Self::is_workday(day) {
            day = day - Days::new(1);
        }
        self.at(day, between(OPENS, CLOSES))
    }
    /// A later time today, in office hours if there are any left.
    pub fn later_today(self, now: Time) -> Time {
        let (day, minutes) = (self.day_of(now), self.minutes(now));
        let first = (minutes + 20).min(24 * 60 - 1);
        let last = CLOSES.max(first + 120).min(24 * 60 - 1);
        self.at(day, between(first, last)).min(self.at(day, 24 * 60 - 1))
    }
    /// The time, rounded down to a quarter of an hour.
    pub fn rounded(self, time: Time) -> Time {
        self.at(self.day_of(time), self.minutes(time) / 15 * 15)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        Time::parse(text).expect("a time")
    }

    #[test]
    fn work_is_done_in_office_hours() {
        let calendar = Calendar::new();
        let wednesday = time("2026-11-18T06:00:00Z");
        assert_eq!(calendar.in_office_hours(wednesday), wednesday);
        for _ in 0..200 {
            let night = calendar.in_office_hours(time("2026-11-18T20:00:00Z"));
            assert_eq!(calendar.day_of(night).to_string(), "2026-11-19");
            assert!((OPENS..CLOSES).contains(&calendar.minutes(night)));
            let weekend = calendar.in_office_hours(time("2026-11-20T20:00:00Z"));
            assert_ne!(calendar.day_of(weekend).weekday(), Weekday::Sun);
            let holiday = calendar.in_office_hours(time("2026-01-26T06:00:00Z"));
            assert_eq!(calendar.day_of(holiday).to_string(), "2026-01-27");
        }
    }

    #[test]
    fn enquiries_wait_for_a_night_at_most() {
        let calendar = Calendar::new();
        for hour in 0..24 * 7 {
            let received = time("2026-11-16T00:10:00Z").plus(Duration::hours(hour));
            let waited = calendar.next_duty(received).since(received);
            assert!(waited > Duration::zero() && waited < Duration::hours(15), "{received}: {waited}");
        }
    }

    #[test]
    fn tasks_of_today_are_due_today() {
        let calendar = Calendar::new();
        for quarter in 0..4 * 24 {
            let now = time("2026-11-17T18:30:30Z").plus(Duration::minutes(quarter * 15));
            let due = calendar.later_today(now);
            assert_eq!(calendar.day_of(due), calendar.day_of(now), "{now}");
            assert!(due > now, "{now}");
            let overdue = calendar.earlier(now);
            assert!(overdue < now && now.since(overdue) < Duration::hours(40), "{now}: {overdue}");
        }
    }
}
