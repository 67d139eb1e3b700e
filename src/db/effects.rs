//! What comes with a change besides its own rows: facts for the log, counters, figures of the day, work for later.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    Conn, Db, Rows, Sql,
    figures::{Figures, When},
};
use crate::{
    access::{Actor, Room},
    args,
    error::{Error, Result},
    id::{CompanyId, EmployeeId, RecordId},
    sql,
    time::{Time, Zone},
};

/// A fact as the event log keeps it.
#[derive(Debug, Clone)]
pub struct Announcement {
    pub kind: &'static str,
    pub entity_type: &'static str,
    pub entity_id: uuid::Uuid,
    pub audience: Vec<Room>,
    /// Whose sockets end with this fact: they come back with what they may see from now on.
    pub severs: Option<EmployeeId>,
    /// The JSON text of the data.
    pub data: String,
}

/// A fact, who caused it, and when.
#[derive(Debug, Clone)]
struct Entry {
    fact: Announcement,
    actor_id: Option<EmployeeId>,
    actor_name: Option<String>,
    at: Time,
}

/// Who changes something when, and what comes with it.
#[derive(Debug, Clone)]
pub struct Effects {
    actor: Actor,
    now: Time,
    entries: Vec<Entry>,
    deltas: BTreeMap<String, i64>,
    figures: Figures,
    rows: Vec<Rows>,
    enqueued: bool,
}

impl Effects {
    pub(super) fn new(actor: Actor, now: Time) -> Self {
        let (entries, deltas, figures) = (vec![], BTreeMap::new(), Figures::default());
        Self { actor, now, entries, deltas, figures, rows: vec![], enqueued: false }
    }
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
    /// # Panics
    /// When the actor belongs to another company: what is written is bound to the one it began with.
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
    /// Announces a fact.
    pub fn emit(&mut self, fact: impl Into<Announcement>) {
        let person = self.actor.person();
        let (actor_id, actor_name) = (person.map(|p| p.id), person.map(|p| p.name.clone()));
        self.entries.push(Entry { fact: fact.into(), actor_id, actor_name, at: self.now });
    }
    /// Moves a counter of the company.
    pub fn count(&mut self, counter: String, by: i64) {
        *self.deltas.entry(counter).or_default() += by;
    }
    /// Adds to one of today's figures: the company's, and the employee's whose doing it was.
    pub fn tally(&mut self, name: impl AsRef<str>, whose: Option<EmployeeId>, by: i64) {
        self.tally_at(self.now, name, whose, by);
    }
    /// As `tally`, to a figure of the day on which an instant falls.
    pub fn tally_at(&mut self, at: Time, name: impl AsRef<str>, whose: Option<EmployeeId>, by: i64) {
        self.figures.add(When::At(at), name.as_ref(), whose, by);
    }
    /// Adds to the company's figure of a day.
    pub fn tally_on(&mut self, day: NaiveDate, name: impl AsRef<str>, by: i64) {
        self.figures.add(When::On(day), name.as_ref(), None, by);
    }
    /// Adds a row: `insert into links (company_id, url)`, and what it binds. It is written with others of its kind
    /// before the commit.
    pub fn insert(&mut self, row: Sql) {
        let (insert, values) = row.into_parts();
        let mut rows = Rows::new(insert);
        rows.push(values);
        self.add(rows);
    }
    fn add(&mut self, rows: Rows) {
        match self.rows.iter_mut().find(|own| own.fit(&rows)) {
            Some(own) => own.absorb(rows),
            None => self.rows.push(rows),
        }
    }
    /// The rows that wait to be written.
    pub(super) fn take_rows(&mut self) -> Vec<Rows> {
        std::mem::take(&mut self.rows)
    }
    /// Notes that a job was written, so that the commit wakes the workers.
    pub fn enqueued(&mut self) {
        self.enqueued = true;
    }
    pub(super) fn absorb(&mut self, other: Self) {
        self.entries.extend(other.entries);
        for (name, by) in other.deltas {
            *self.deltas.entry(name).or_default() += by;
        }
        self.figures.absorb(other.figures);
        for rows in other.rows {
            self.add(rows);
        }
        self.enqueued |= other.enqueued;
    }

    /// Writes them last, commits, and wakes whoever waits for facts or for work.
    pub(super) async fn commit(self, mut conn: Conn, db: &Db) -> Result<()> {
        let company_id = self.company_id();
        let (announced, enqueued) = (!self.entries.is_empty(), self.enqueued);
        for rows in self.rows {
            conn.write(rows).await?;
        }
        conn.write(counters(company_id, self.deltas)).await?;
        let zone = append_to_log(&mut conn, company_id, self.entries).await?;
        if !self.figures.is_empty() {
            let zone = match zone {
                Some(zone) => zone,
                None => conn.zone(company_id).await?,
            };
            let past = self.figures.reach_behind(self.now);
            let calendar = conn.calendar(company_id, zone, past).await?;
            conn.write(self.figures.rows(company_id, &calendar)).await?;
        }
        conn.commit().await?;
        if announced {
            db.wake.company(company_id);
        }
        if enqueued {
            db.wake.jobs();
        }
        Ok(())
    }
}

/// In the order of their names, so that two transactions never wait for each other.
fn counters(company_id: CompanyId, deltas: BTreeMap<String, i64>) -> Rows {
    let mut rows = Rows::new("insert into counters (company_id, name, value)")
        .on_conflict("on conflict (company_id, name) do update set value = counters.value + excluded.value");
    for (name, by) in deltas.into_iter().filter(|(_, by)| *by != 0) {
        rows.push(args![company_id, name, by]);
    }
    rows
}

/// One narrow row per company, locked last: numbers have no holes and follow the order of commits. What comes along with
/// the number is the company's time zone.
async fn append_to_log(conn: &mut Conn, company_id: CompanyId, entries: Vec<Entry>) -> Result<Option<Zone>> {
    if entries.is_empty() {
        return Ok(None);
    }
    let n = i64::try_from(entries.len()).map_err(Error::internal)?;
    let take = "update event_heads set seq = seq + $1 where company_id = $2
                returning seq, (select timezone from companies where id = event_heads.company_id)";
    let (last, timezone): (i64, String) = conn.one(sql!(take, n, company_id)).await?;
    let columns =
        "company_id, seq, kind, entity_type, entity_id, actor_id, actor_name, at, audience, severs, data";
    let mut rows = Rows::new(format!("insert into events ({columns})"));
    for (seq, Entry { fact, actor_id, actor_name, at }) in (last - n + 1..).zip(entries) {
        let audience = fact.audience.iter().map(Room::to_string).collect::<Vec<_>>().join(" ");
        let (kind, entity_type, id) = (fact.kind, fact.entity_type, RecordId::from(fact.entity_id));
        let (severs, data) = (fact.severs, fact.data);
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
            severs,
            data
        ]);
    }
    conn.write(rows).await?;
    Ok(Some(Zone::named(&timezone)))
}
