//! One commit for several writers. Writers of one company take turns; those who share leave their transaction open
//! for whoever already waits, and the first of them to get the turn back commits for all.
//!
//! Only writes that read nothing may share: what one sees of the others is not committed yet.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit, oneshot};

use super::{
    Announcement, Conn, Db, Dialect, Sql,
    figures::{self, Figure},
};
use crate::{
    access::{Actor, Room},
    error::{Error, Result},
    id::{CompanyId, EmployeeId, RecordId},
    sql,
    time::Time,
};

/// The turns of one company on this node.
pub(super) struct Lane {
    turn: Arc<Semaphore>,
    /// One shared batch is committed at a time; the next fills meanwhile.
    commit: Semaphore,
    /// What those who share have left for the next.
    open: Mutex<Option<Batch>>,
}

impl Default for Lane {
    fn default() -> Self {
        Self { turn: Arc::new(Semaphore::new(1)), commit: Semaphore::new(1), open: Mutex::default() }
    }
}

impl Lane {
    pub(super) async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        Arc::clone(&self.turn).acquire_owned().await.map_err(Error::internal)
    }
    /// The batch that is open once all who waited have joined, and the right to commit it.
    pub(super) async fn last(&self) -> Result<Option<(Batch, SemaphorePermit<'_>)>> {
        let commit = self.commit.acquire().await.map_err(Error::internal)?;
        let _turn = self.turn().await?;
        Ok(self.take().map(|batch| (batch, commit)))
    }
    pub(super) fn take(&self) -> Option<Batch> {
        self.open.lock().expect("nothing panics while a batch changes hands").take()
    }
    pub(super) fn leave(&self, batch: Batch) {
        *self.open.lock().expect("nothing panics while a batch changes hands") = Some(batch);
    }
}

/// A fact, who caused it, and when.
pub(super) struct Entry {
    pub(super) fact: Announcement,
    actor_id: Option<EmployeeId>,
    actor_name: Option<String>,
    at: Time,
}

impl Entry {
    pub(super) fn new(fact: Announcement, actor: &Actor, at: Time) -> Self {
        let person = actor.person();
        Self { fact, actor_id: person.map(|p| p.id), actor_name: person.map(|p| p.name.clone()), at }
    }
    /// About as many bytes as it takes in a statement.
    fn size(&self) -> usize {
        const THE_REST: usize = 200;
        self.fact.data.len() + THE_REST
    }
}

/// An open transaction, and what it writes when it ends.
pub(super) struct Batch {
    pub(super) conn: Conn,
    pub(super) company_id: CompanyId,
    pub(super) entries: Vec<Entry>,
    pub(super) deltas: BTreeMap<String, i64>,
    pub(super) figures: BTreeMap<Figure, i64>,
    pub(super) enqueued: bool,
    /// Those who have done their part and wait for the commit.
    pub(super) waiting: Vec<oneshot::Sender<Result<()>>>,
    /// The last writer gave up: what they wrote is taken back before anything else.
    spoiled: bool,
}

impl Batch {
    pub(super) fn new(conn: Conn, company_id: CompanyId) -> Self {
        Self {
            conn,
            company_id,
            entries: vec![],
            deltas: BTreeMap::new(),
            figures: BTreeMap::new(),
            enqueued: false,
            waiting: vec![],
            spoiled: false,
        }
    }
    /// Makes room for one more writer, whose failure takes back only what they wrote. The newest savepoint hides those
    /// before it, so one name serves all, and the statement is prepared once.
    pub(super) async fn admit(&mut self) -> Result<()> {
        self.mend().await?;
        self.conn.exec(sql!("savepoint writer")).await?;
        Ok(())
    }
    pub(super) fn spoil(&mut self) {
        self.spoiled = true;
    }
    async fn mend(&mut self) -> Result<()> {
        if std::mem::take(&mut self.spoiled) {
            self.conn.exec(sql!("rollback to savepoint writer")).await?;
        }
        Ok(())
    }

    /// Commits, and tells those who wait.
    pub(super) async fn finish(mut self, db: &Db) -> Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        let outcome = self.commit(db).await;
        for waiter in waiting {
            let told = outcome.as_ref().copied().map_err(Error::for_another);
            // Whoever does not wait any more has lost their connection, not their change.
            let _ = waiter.send(told);
        }
        outcome
    }

    async fn commit(mut self, db: &Db) -> Result<()> {
        self.mend().await?;
        self.apply_deltas().await?;
        if let Some(upsert) = figures::upsert(self.company_id, std::mem::take(&mut self.figures)) {
            self.conn.exec(upsert).await?;
        }
        let announced = !self.entries.is_empty();
        if announced {
            self.append_to_log().await?;
        }
        self.conn.commit().await?;
        if announced {
            db.wake.company(self.company_id);
        }
        if self.enqueued {
            db.wake.jobs();
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
            upsert.bind(self.company_id).push(", ").bind(name).push(", ").bind(by).push(")");
        }
        upsert.push(" on conflict (company_id, name) do update set value = counters.value + excluded.value");
        self.conn.exec(upsert).await?;
        Ok(())
    }

    /// One narrow row per company, locked last: numbers have no holes and follow the order of commits.
    async fn append_to_log(&mut self) -> Result<()> {
        let entries = std::mem::take(&mut self.entries);
        let n = i64::try_from(entries.len()).map_err(Error::internal)?;
        let take = sql!(
            "update event_heads set seq = seq + $1 where company_id = $2 returning seq",
            n,
            self.company_id
        );
        let (last,): (i64,) = self.conn.one(take).await?;
        let mut entries = (last - n + 1..).zip(entries).peekable();
        while entries.peek().is_some() {
            let some = statement(&mut entries, self.conn.dialect());
            self.conn.exec(rows(self.company_id, some)).await?;
        }
        Ok(())
    }
}

/// As many of the next entries as one statement had better carry, and at least one.
fn statement(
    entries: &mut std::iter::Peekable<impl Iterator<Item = (i64, Entry)>>,
    dialect: Dialect,
) -> Vec<(i64, Entry)> {
    let (mut some, mut bytes): (Vec<_>, usize) = (vec![], 0);
    let fits = |rows: usize, bytes: usize| {
        rows == 0 || (rows < dialect.rows_per_statement() && bytes <= dialect.bytes_per_statement())
    };
    while let Some(entry) = entries.next_if(|(_, entry)| fits(some.len(), bytes + entry.size())) {
        bytes += entry.1.size();
        some.push(entry);
    }
    some
}

fn rows(company_id: CompanyId, entries: Vec<(i64, Entry)>) -> Sql {
    let columns =
        "company_id, seq, kind, entity_type, entity_id, actor_id, actor_name, at, audience, severs, data";
    let mut insert = Sql::new(format!("insert into events ({columns}) values "), vec![]);
    for (i, (seq, entry)) in entries.into_iter().enumerate() {
        let fact = entry.fact;
        let audience = fact.audience.iter().map(Room::to_string).collect::<Vec<_>>().join(" ");
        insert.push(if i == 0 { "(" } else { ", (" }).bind(company_id).push(", ").bind(seq);
        insert.push(", ").bind(fact.kind).push(", ").bind(fact.entity_type);
        insert.push(", ").bind(RecordId::from(fact.entity_id));
        insert.push(", ").bind(entry.actor_id).push(", ").bind(entry.actor_name).push(", ").bind(entry.at);
        insert.push(", ").bind(audience).push(", ").bind(fact.severs).push(", ").bind(fact.data).push(")");
    }
    insert
}
