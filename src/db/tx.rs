//! A write transaction of one actor in one company, and what it will announce.

use std::{
    collections::BTreeMap,
    ops::{Deref, DerefMut},
};

use tokio::sync::OwnedSemaphorePermit;

use super::{Conn, Db, Sql, conn::Handle};
use crate::{
    access::{Actor, Room},
    error::{Error, Result},
    id::{CompanyId, EmployeeId, RecordId},
    sql,
    time::Time,
};

/// A fact as the event log keeps it.
#[derive(Debug)]
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

/// A write transaction. What is announced and counted becomes true if, and only if, `commit` succeeds.
pub struct Tx {
    conn: Conn,
    db: Db,
    actor: Actor,
    now: Time,
    if_match: Option<i64>,
    facts: Vec<Announcement>,
    deltas: BTreeMap<String, i64>,
    enqueued: bool,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Tx {
    /// Begins to write. Writers of one company wait here for each other, holding no connection.
    pub async fn begin(db: &Db, actor: Actor) -> Result<Self> {
        let permit = db.writer_permit(actor.company_id()).await;
        let conn = Conn(match &db.pools {
            super::Pools::Sqlite { write, .. } => {
                Handle::SqliteTx(write.begin_with("begin immediate").await?)
            }
            super::Pools::Postgres(pool) => Handle::PostgresTx(pool.begin().await?),
        });
        let now = db.clock.now();
        Ok(Self {
            conn,
            db: db.clone(),
            actor,
            now,
            if_match: None,
            facts: vec![],
            deltas: BTreeMap::new(),
            enqueued: false,
            _permit: permit,
        })
    }
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
    /// Who acts from here on: a sign-up begins with nobody and ends with somebody.
    pub fn act_as(&mut self, actor: Actor) {
        self.actor = actor;
    }
    pub fn company_id(&self) -> CompanyId {
        self.actor.company_id()
    }
    pub fn now(&self) -> Time {
        self.now
    }
    /// The version that the client's `If-Match` names.
    pub fn expect_version(&mut self, version: Option<i64>) {
        self.if_match = version;
    }
    /// Refuses with 412 when somebody was faster than the client knows.
    pub fn must_match(&self, version: i64) -> Result<()> {
        match self.if_match {
            Some(expected) if expected != version => Err(Error::VersionMismatch { version }),
            _ => Ok(()),
        }
    }
    /// Announces a fact.
    pub fn emit(&mut self, fact: impl Into<Announcement>) {
        self.facts.push(fact.into());
    }
    /// Moves a counter of the company.
    pub fn count(&mut self, counter: String, delta: i64) {
        *self.deltas.entry(counter).or_default() += delta;
    }
    /// Notes that a job was written, so that `commit` wakes the workers.
    pub fn enqueued(&mut self) {
        self.enqueued = true;
    }
    /// Makes it all true: the change, its counters and its events together, or none of them.
    pub async fn commit(mut self) -> Result<()> {
        self.apply_deltas().await?;
        let announced = !self.facts.is_empty();
        if announced {
            self.append_to_log().await?;
        }
        self.conn.commit().await?;
        if announced {
            self.db.wake.company(self.actor.company_id());
        }
        if self.enqueued {
            self.db.wake.jobs();
        }
        Ok(())
    }

    /// In the order of their names, so that two transactions never wait for each other.
    async fn apply_deltas(&mut self) -> Result<()> {
        let deltas: Vec<_> =
            std::mem::take(&mut self.deltas).into_iter().filter(|(_, by)| *by != 0).collect();
        if deltas.is_empty() {
            return Ok(());
        }
        let mut upsert = Sql::new("insert into counters (company_id, name, value) values ", vec![]);
        for (i, (name, by)) in deltas.into_iter().enumerate() {
            upsert.push(if i == 0 { "(" } else { ", (" });
            upsert.bind(self.company_id()).push(", ").bind(name).push(", ").bind(by).push(")");
        }
        upsert.push(" on conflict (company_id, name) do update set value = counters.value + excluded.value");
        self.conn.exec(upsert).await?;
        Ok(())
    }

    /// One narrow row per company, locked last: numbers have no holes and follow the order of commits.
    async fn append_to_log(&mut self) -> Result<()> {
        let facts = std::mem::take(&mut self.facts);
        let n = i64::try_from(facts.len()).expect("a transaction announces a handful of facts");
        let (last,): (i64,) = self
            .conn
            .one(sql!(
                "update event_heads set seq = seq + $1 where company_id = $2 returning seq",
                n,
                self.company_id()
            ))
            .await?;
        for (seq, fact) in (last - n + 1..).zip(facts) {
            let insert = event_row(seq, fact, &self.actor, self.now);
            self.conn.exec(insert).await?;
        }
        Ok(())
    }
}

fn event_row(seq: i64, fact: Announcement, actor: &Actor, at: Time) -> Sql {
    let audience = fact.audience.iter().map(Room::to_string).collect::<Vec<_>>().join(" ");
    sql!(
        "insert into events (company_id, seq, kind, entity_type, entity_id, actor_id, actor_name, at, audience, severs, data)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        actor.company_id(),
        seq,
        fact.kind,
        fact.entity_type,
        RecordId::from(fact.entity_id),
        actor.employee_id(),
        actor.person().map(|person| person.name.clone()),
        at,
        audience,
        fact.severs,
        fact.data
    )
}

impl Deref for Tx {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.conn
    }
}
impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}
