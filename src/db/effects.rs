//! The side effects of a change: events, counters, daily statistics, jobs.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    Conn, Db, Rows, Sql,
    daily_stats::{DailyStats, When},
};
use crate::{
    access::{Actor, Room},
    args,
    error::{Error, Result},
    events::Event,
    id::{CompanyId, EmployeeId},
    sql,
    time::{Time, Zone},
};

/// An event with its actor and time.
#[derive(Debug, Clone)]
struct PendingEvent {
    event: Event,
    actor_id: Option<EmployeeId>,
    actor_name: Option<String>,
    at: Time,
}

/// The actor and time of a change, and its side effects, which are written at commit.
#[derive(Debug, Clone)]
pub struct Effects {
    actor: Actor,
    now: Time,
    events: Vec<PendingEvent>,
    deltas: BTreeMap<String, i64>,
    daily_stats: DailyStats,
    rows: Vec<Rows>,
    enqueued: bool,
}

impl Effects {
    pub(super) fn new(actor: Actor, now: Time) -> Self {
        let (events, deltas, daily_stats) = (vec![], BTreeMap::new(), DailyStats::default());
        Self { actor, now, events, deltas, daily_stats, rows: vec![], enqueued: false }
    }
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
    /// # Panics
    /// If the actor belongs to another company: a transaction is bound to the company it began with.
    pub(super) fn act_as(&mut self, actor: Actor) {
        assert_eq!(actor.company_id(), self.company_id(), "a transaction stays in its company");
        self.actor = actor;
    }
    pub fn company_id(&self) -> CompanyId {
        self.actor.company_id()
    }
    pub fn now(&self) -> Time {
        self.now
    }
    /// Stores an event in the same transaction.
    pub fn emit(&mut self, event: Event) {
        let person = self.actor.person();
        let (actor_id, actor_name) = (person.map(|p| p.id), person.map(|p| p.name.clone()));
        self.events.push(PendingEvent { event, actor_id, actor_name, at: self.now });
    }
    /// Adds `by` to one of the company's counters.
    pub fn adjust_counter(&mut self, counter: String, by: i64) {
        *self.deltas.entry(counter).or_default() += by;
    }
    /// Adds to a statistic of today, for the company and, if given, for the employee.
    pub fn record_daily(&mut self, name: impl AsRef<str>, whose: Option<EmployeeId>, by: i64) {
        self.record_daily_at(self.now, name, whose, by);
    }
    /// Like `record_daily`, for the day of an instant.
    pub fn record_daily_at(&mut self, at: Time, name: impl AsRef<str>, whose: Option<EmployeeId>, by: i64) {
        self.daily_stats.add(When::At(at), name.as_ref(), whose, by);
    }
    /// Adds to the company's statistic for a day.
    pub fn record_daily_on(&mut self, day: NaiveDate, name: impl AsRef<str>, by: i64) {
        self.daily_stats.add(When::On(day), name.as_ref(), None, by);
    }
    /// Queues a row: `insert into links (company_id, url)` with its bound values. Rows with the same `insert`
    /// are written together before the commit.
    pub fn insert(&mut self, row: Sql) {
        let (insert, values) = row.into_parts();
        let mut rows = Rows::new(insert);
        rows.push(values);
        self.add(rows);
    }
    fn add(&mut self, rows: Rows) {
        match self.rows.iter_mut().find(|queued| queued.is_compatible(&rows)) {
            Some(queued) => queued.absorb(rows),
            None => self.rows.push(rows),
        }
    }
    /// Takes the queued rows.
    pub(super) fn take_rows(&mut self) -> Vec<Rows> {
        std::mem::take(&mut self.rows)
    }
    /// Records that a job was enqueued, so that the commit wakes the workers.
    pub fn enqueued(&mut self) {
        self.enqueued = true;
    }
    pub(super) fn absorb(&mut self, other: Self) {
        self.events.extend(other.events);
        for (name, by) in other.deltas {
            *self.deltas.entry(name).or_default() += by;
        }
        self.daily_stats.absorb(other.daily_stats);
        for rows in other.rows {
            self.add(rows);
        }
        self.enqueued |= other.enqueued;
    }

    /// Writes the side effects, commits, and notifies event delivery and workers.
    pub(super) async fn commit(self, mut conn: Conn, db: &Db) -> Result<()> {
        let company_id = self.company_id();
        let (has_events, enqueued) = (!self.events.is_empty(), self.enqueued);
        for rows in self.rows {
            conn.write(rows).await?;
        }
        conn.write(counters(company_id, self.deltas)).await?;
        let zone = append_to_log(&mut conn, company_id, self.events).await?;
        if !self.daily_stats.is_empty() {
            let zone = match zone {
                Some(zone) => zone,
                None => conn.zone(company_id).await?,
            };
            let past = self.daily_stats.has_past(self.now);
            let calendar = conn.calendar(company_id, zone, past).await?;
            conn.write(self.daily_stats.rows(company_id, &calendar)).await?;
        }
        conn.commit().await?;
        if has_events {
            db.commits.notify_company(company_id);
        }
        if enqueued {
            db.commits.notify_jobs();
        }
        Ok(())
    }
}

/// Sorted by name, so that two transactions cannot deadlock.
fn counters(company_id: CompanyId, deltas: BTreeMap<String, i64>) -> Rows {
    let mut rows = Rows::new("insert into counters (company_id, name, value)")
        .on_conflict("on conflict (company_id, name) do update set value = counters.value + excluded.value");
    for (name, by) in deltas.into_iter().filter(|(_, by)| *by != 0) {
        rows.push(args![company_id, name, by]);
    }
    rows
}

/// Numbers and stores the events, and returns the company's time zone, read along with the number.
///
/// The number is in one narrow row per company, locked last, so that numbers are gapless and in commit order.
async fn append_to_log(
    conn: &mut Conn,
    company_id: CompanyId,
    events: Vec<PendingEvent>,
) -> Result<Option<Zone>> {
    if events.is_empty() {
        return Ok(None);
    }
    let n = i64::try_from(events.len()).map_err(Error::internal)?;
    let take = "update event_heads set seq = seq + $1 where company_id = $2
                returning seq, (select timezone from companies where id = event_heads.company_id)";
    let (last, timezone): (i64, String) = conn.one(sql!(take, n, company_id)).await?;
    let columns =
        "company_id, seq, kind, entity_type, entity_id, actor_id, actor_name, at, audience, severs, data";
    let mut rows = Rows::new(format!("insert into events ({columns})"));
    for (seq, PendingEvent { event, actor_id, actor_name, at }) in (last - n + 1..).zip(events) {
        let audience = event.audience.iter().map(Room::to_string).collect::<Vec<_>>().join(" ");
        let (kind, entity_type, id) = (event.kind, event.entity_type, event.entity_id);
        let (disconnects, data) = (event.disconnects, event.data);
        rows.push(args![
            company_id,
            seq,
            kind,
            entity_type,
            id,
            actor_id,
            actor_name,
            at,
            audience,
            disconnects,
            data
        ]);
    }
    conn.write(rows).await?;
    Ok(Some(Zone::named(&timezone)))
}
