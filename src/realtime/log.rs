//! The event log as it is read: for replay, for live delivery, for REST.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::visibility::{FindOwners, visible_today};
use crate::{
    access::{Actor, Permission, Person, Room},
    db::{Conn, Tx},
    error::{Error, Result},
    events::{Entity, Envelope, Hidden},
    id::{CompanyId, EmployeeId, RecordId},
    sql,
    time::Time,
};

/// How many events are read at a time, and how many bytes of their data; always at least one event.
const BATCH: i64 = 500;
const BATCH_BYTES: i64 = 1_000_000;
/// An answer of the log ends after so many bytes of data, before it has as many events as were asked for.
const ANSWER_BYTES: usize = 4_000_000;
/// Events that one answer looks at: who may see few of many asks again.
const MAX_LOOKED_AT: usize = 5_000;

/// An event of the log, with what only the server needs to know.
pub struct Logged {
    pub seq: i64,
    pub at: Time,
    pub audience: Vec<Room>,
    pub severs: Option<EmployeeId>,
    kind: String,
    actor: Option<Person>,
    entity: Entity,
    data: Box<RawValue>,
}

impl Logged {
    pub fn is_heard_by(&self, actor: &Actor) -> bool {
        actor.hears(&self.audience)
    }
    /// Whether it is seen by whoever sees its contact: those who manage leads hear of everything about contacts, and of
    /// nothing else.
    pub fn is_about_a_contact(&self) -> bool {
        self.audience.contains(&Room::Holders(Permission::LeadsManage))
    }
    /// The contact that it is about, or that its record belongs to.
    pub fn contact(&self) -> Option<RecordId> {
        #[derive(Deserialize)]
        struct Belonging {
            #[serde(rename = "contactId")]
            contact_id: RecordId,
        }
        let entity = self.entity.r#type.as_str();
        if entity == "contact" {
            return Some(self.entity.id);
        }
        let belongs_to_one = entity == "task" || self.is_about_a_contact();
        let record = belongs_to_one.then(|| serde_json::from_str::<Belonging>(self.data.get()).ok())?;
        record.map(|record| record.contact_id)
    }
    pub fn is_deletion(&self) -> bool {
        self.kind == "lead:deleted"
    }
    /// Whether a contact may be seen by others from now on.
    pub fn changes_owner(&self) -> bool {
        self.kind == "lead:assigned" || self.is_deletion()
    }
    /// The same number, and of what happened nothing but whom it was about.
    pub fn hidden(self, what: &Hidden) -> Self {
        let entity = Entity { r#type: "contact".into(), id: what.id };
        let data = serde_json::value::to_raw_value(what).expect("an id serialises");
        Self { kind: Hidden::KIND.into(), actor: None, severs: None, entity, data, ..self }
    }
    pub fn into_envelope(self) -> Envelope {
        let Self { seq, at, kind, actor, entity, data, .. } = self;
        Envelope { seq, kind, at, actor, entity, data }
    }
    /// The event as it goes over the wire: serialised once, however many sockets hear it.
    pub fn encode(self) -> Encoded {
        let envelope = self.into_envelope();
        let json = serde_json::value::to_raw_value(&envelope).expect("an envelope serialises");
        Encoded { kind: envelope.kind, json }
    }
}

/// A Socket.IO event: its name and its one argument.
pub struct Encoded {
    pub kind: String,
    pub json: Box<RawValue>,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    seq: i64,
    kind: String,
    entity_type: String,
    entity_id: RecordId,
    actor_id: Option<EmployeeId>,
    actor_name: Option<String>,
    at: Time,
    audience: String,
    severs: Option<EmployeeId>,
    data: String,
}

impl TryFrom<EventRow> for Logged {
    type Error = Error;
    fn try_from(row: EventRow) -> Result<Self> {
        Ok(Self {
            seq: row.seq,
            at: row.at,
            // A room that a later version knows and this one does not is nobody's room here.
            audience: row.audience.split(' ').filter_map(|room| room.parse().ok()).collect(),
            severs: row.severs,
            kind: row.kind,
            actor: Person::from_columns(row.actor_id, row.actor_name),
            entity: Entity { r#type: row.entity_type, id: row.entity_id },
            data: RawValue::from_string(row.data).map_err(Error::internal)?,
        })
    }
}

/// The next events after a number, oldest first. What lies beyond the batch is measured, not read.
pub async fn batch(conn: &mut Conn, company_id: CompanyId, after: i64) -> Result<Vec<Logged>> {
    let sql = sql!(
        "select seq, kind, entity_type, entity_id, actor_id, actor_name, at, audience, severs, data
         from events where company_id = $1 and seq > $2 and seq <= (
           select max(seq) from (
             select seq, sum(bytes) over (order by seq rows between unbounded preceding and 1 preceding) as ahead
             from (select seq, octet_length(data) as bytes from events where company_id = $1 and seq > $2
                   order by seq limit $3) next_events) measured
           where ahead is null or ahead < $4)
         order by seq",
        company_id,
        after,
        BATCH,
        BATCH_BYTES
    );
    conn.all::<EventRow>(sql).await?.into_iter().map(Logged::try_from).collect()
}

/// A part of the log.
pub struct Part {
    pub events: Vec<Logged>,
    /// After which event to read on; none at the end of the log.
    pub next: Option<i64>,
}

/// Up to `limit` events after a number, oldest first: with `audit.read` as they were, else as far as the actor may see
/// them today; fewer where they are large, or where many are not the actor's to see.
pub async fn read(
    conn: &mut Conn,
    find: FindOwners,
    actor: &Actor,
    mut after: i64,
    limit: i64,
) -> Result<Part> {
    let limit = usize::try_from(limit).unwrap_or(0);
    let (mut kept, mut bytes, mut looked_at) = (vec![], 0, 0);
    loop {
        let events = batch(conn, actor.company_id(), after).await?;
        let Some(last) = events.last() else { return Ok(Part { events: kept, next: None }) };
        after = last.seq;
        looked_at += events.len();
        let whole = actor.may(Permission::AuditRead);
        let seen = if whole { events } else { visible_today(conn, find, actor, events).await? };
        for event in seen {
            bytes += event.data.get().len();
            let next = Some(event.seq);
            kept.push(event);
            if kept.len() == limit || bytes >= ANSWER_BYTES {
                return Ok(Part { events: kept, next });
            }
        }
        if looked_at >= MAX_LOOKED_AT {
            return Ok(Part { events: kept, next: Some(after) });
        }
    }
}

/// The newest events that pass the filter, newest first; looked for among the last few thousand.
pub async fn newest(
    conn: &mut Conn,
    company_id: CompanyId,
    limit: i64,
    keep: impl Fn(&Logged) -> bool,
) -> Result<Vec<Logged>> {
    let wanted = usize::try_from(limit).unwrap_or(0);
    let (mut kept, mut before) = (vec![], i64::MAX);
    for _ in 0..50 {
        let sql = sql!(
            "select seq, kind, entity_type, entity_id, actor_id, actor_name, at, audience, severs, data
             from events where company_id = $1 and seq < $2 order by seq desc limit $3",
            company_id,
            before,
            limit.max(50)
        );
        let rows = conn.all::<EventRow>(sql).await?;
        let Some(last) = rows.last() else { break };
        before = last.seq;
        for row in rows {
            let event = Logged::try_from(row)?;
            if keep(&event) {
                kept.push(event);
            }
        }
        if kept.len() >= wanted {
            break;
        }
    }
    kept.truncate(wanted);
    Ok(kept)
}

/// The number of the newest event; none when the company is gone.
pub async fn head(conn: &mut Conn, company_id: CompanyId) -> Result<Option<i64>> {
    let head: Option<(i64,)> =
        conn.optional(sql!("select seq from event_heads where company_id = $1", company_id)).await?;
    Ok(head.map(|(seq,)| seq))
}

/// Whether somebody who has everything up to `after` can get the rest from the log.
pub async fn reaches(conn: &mut Conn, company_id: CompanyId, after: i64) -> Result<bool> {
    let sql = "select seq, oldest from event_heads where company_id = $1";
    let head: Option<(i64, i64)> = conn.optional(sql!(sql, company_id)).await?;
    Ok(head.is_some_and(|(seq, oldest)| (oldest - 1..=seq).contains(&after)))
}

/// Shortens the log to what happened since then. The audit of people and the history of contacts stay as they are, out
/// of replay's reach.
pub async fn forget_before(tx: &mut Tx, since: Time) -> Result<()> {
    let company_id = tx.company_id();
    tx.exec(sql!(
        "update event_heads set oldest = coalesce((select min(seq) from events where company_id = $1 and at >= $2), seq + 1)
         where company_id = $1",
        company_id,
        since
    ))
    .await?;
    tx.exec(sql!(
        "delete from events where company_id = $1 and entity_type <> 'employee' and kind not in ('lead:created', 'lead:stage')
         and seq < (select oldest from event_heads where company_id = $1)",
        company_id
    ))
    .await?;
    Ok(())
}
