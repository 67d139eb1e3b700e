//! Reads the event log, for live delivery, replay and REST.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::visibility::{FindOwners, visible_today};
use crate::{
    access::{Actor, Permission, Person, Room},
    db::{Conn, Read, Tx},
    error::{Error, Result},
    events::{Audience, Entity, Envelope, HIDDEN, Hidden},
    id::{CompanyId, EmployeeId, RecordId},
    sql,
    time::Time,
};

/// The maximum number of events in a batch, and of bytes of their data. A batch has at least one event.
const MAX_BATCH: i64 = 500;
const MAX_BATCH_BYTES: i64 = 1_000_000;
/// A response ends after this many bytes of data, even with fewer events than requested.
const MAX_RESPONSE_BYTES: usize = 4_000_000;
/// The maximum number of events that one request scans. If few of them are visible, more pages are needed.
const MAX_SCANNED: usize = 5_000;

/// An event as stored in the log, with fields that only the server needs.
pub struct StoredEvent {
    pub seq: i64,
    pub at: Time,
    pub audience: Vec<Room>,
    pub disconnects: Option<EmployeeId>,
    kind: String,
    actor: Option<Person>,
    entity: Entity,
    data: Box<RawValue>,
}

impl StoredEvent {
    pub fn visible_to(&self, actor: &Actor) -> bool {
        actor.is_in_any(&self.audience)
    }
    /// Whether the event is visible to the team of a contact.
    pub fn is_about_a_contact(&self) -> bool {
        Audience::is_contact_team(&self.audience)
    }
    /// The contact that it is about, or that its record belongs to.
    pub fn contact(&self) -> Option<RecordId> {
        #[derive(Deserialize)]
        struct ContactRef {
            #[serde(rename = "contactId")]
            contact_id: RecordId,
        }
        let entity = self.entity.r#type.as_str();
        if entity == "contact" {
            return Some(self.entity.id);
        }
        let has_contact = entity == "task" || self.is_about_a_contact();
        let record = has_contact.then(|| serde_json::from_str::<ContactRef>(self.data.get()).ok())?;
        record.map(|record| record.contact_id)
    }
    pub fn is_deletion(&self) -> bool {
        self.kind == "lead:deleted"
    }
    /// Whether the event changes who can see a contact.
    pub fn changes_owner(&self) -> bool {
        self.kind == "lead:assigned" || self.is_deletion()
    }
    /// The event with the same number that only says which contact is hidden.
    pub fn hidden(self, hidden: &Hidden) -> Self {
        let entity = Entity { r#type: "contact".into(), id: hidden.id };
        let data = serde_json::value::to_raw_value(hidden).expect("an id serialises");
        Self { kind: HIDDEN.name.into(), actor: None, disconnects: None, entity, data, ..self }
    }
    pub fn into_envelope(self) -> Envelope {
        let Self { seq, at, kind, actor, entity, data, .. } = self;
        Envelope { seq, kind, at, actor, entity, data }
    }
    /// The event as sent over the wire, serialised once for all sockets.
    pub fn into_frame(self) -> Frame {
        let envelope = self.into_envelope();
        let json = serde_json::value::to_raw_value(&envelope).expect("an envelope serialises");
        Frame { kind: envelope.kind, json }
    }
}

/// A Socket.IO event: its name and its one argument.
pub struct Frame {
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

impl TryFrom<EventRow> for StoredEvent {
    type Error = Error;
    fn try_from(row: EventRow) -> Result<Self> {
        Ok(Self {
            seq: row.seq,
            at: row.at,
            // Ignores rooms that only a later version knows.
            audience: row.audience.split(' ').filter_map(|room| room.parse().ok()).collect(),
            disconnects: row.severs,
            kind: row.kind,
            actor: Person::from_columns(row.actor_id, row.actor_name),
            entity: Entity { r#type: row.entity_type, id: row.entity_id },
            data: RawValue::from_string(row.data).map_err(Error::internal)?,
        })
    }
}

/// Reads the next events after a number, oldest first. The sizes are summed in SQL, so that no data beyond
/// the batch is read.
pub async fn batch(conn: &mut Conn, company_id: CompanyId, after: i64) -> Result<Vec<StoredEvent>> {
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
        MAX_BATCH,
        MAX_BATCH_BYTES
    );
    conn.all::<EventRow>(sql).await?.into_iter().map(StoredEvent::try_from).collect()
}

/// One page of the log.
pub struct LogPage {
    pub events: Vec<StoredEvent>,
    /// The number after which the next page starts; `None` at the end of the log.
    pub next: Option<i64>,
}

/// Reads up to `limit` events after a number, oldest first.
///
/// With `audit.read` all events as they were, otherwise those that the actor may see today. Returns fewer if
/// they are large, or if many are not visible to the actor.
pub async fn read(read: &mut Read, find: FindOwners, mut after: i64, limit: i64) -> Result<LogPage> {
    let actor = read.actor().clone();
    let limit = usize::try_from(limit).unwrap_or(0);
    let (mut events, mut bytes, mut scanned) = (vec![], 0, 0);
    loop {
        let batch = batch(read, actor.company_id(), after).await?;
        let Some(last) = batch.last() else { return Ok(LogPage { events, next: None }) };
        after = last.seq;
        scanned += batch.len();
        let sees_all = actor.can(Permission::AuditRead);
        let visible = if sees_all { batch } else { visible_today(read, find, &actor, batch).await? };
        for event in visible {
            bytes += event.data.get().len();
            let next = Some(event.seq);
            events.push(event);
            if events.len() == limit || bytes >= MAX_RESPONSE_BYTES {
                return Ok(LogPage { events, next });
            }
        }
        if scanned >= MAX_SCANNED {
            return Ok(LogPage { events, next: Some(after) });
        }
    }
}

/// The newest events that the actor may see, newest first. Only the last few thousand are searched.
pub async fn newest(read: &mut Read, limit: i64) -> Result<Vec<StoredEvent>> {
    let company_id = read.company_id();
    let max = usize::try_from(limit).unwrap_or(0);
    let (mut events, mut before) = (vec![], i64::MAX);
    for _ in 0..50 {
        let sql = sql!(
            "select seq, kind, entity_type, entity_id, actor_id, actor_name, at, audience, severs, data
             from events where company_id = $1 and seq < $2 order by seq desc limit $3",
            company_id,
            before,
            limit.max(50)
        );
        let rows = read.all::<EventRow>(sql).await?;
        let Some(last) = rows.last() else { break };
        before = last.seq;
        for row in rows {
            let event = StoredEvent::try_from(row)?;
            if event.visible_to(read.actor()) {
                events.push(event);
            }
        }
        if events.len() >= max {
            break;
        }
    }
    events.truncate(max);
    Ok(events)
}

/// The number of the newest event; `None` if the company does not exist.
pub async fn head(conn: &mut Conn, company_id: CompanyId) -> Result<Option<i64>> {
    let head: Option<(i64,)> =
        conn.optional(sql!("select seq from event_heads where company_id = $1", company_id)).await?;
    Ok(head.map(|(seq,)| seq))
}

/// Whether the log has all events after `after`.
pub async fn is_complete_after(conn: &mut Conn, company_id: CompanyId, after: i64) -> Result<bool> {
    let sql = "select seq, oldest from event_heads where company_id = $1";
    let head: Option<(i64, i64)> = conn.optional(sql!(sql, company_id)).await?;
    Ok(head.is_some_and(|(seq, oldest)| (oldest - 1..=seq).contains(&after)))
}

/// Deletes events before `since`. Those needed for the audit of employees and the history of contacts are
/// kept, but no longer replayed.
pub async fn delete_before(tx: &mut Tx, since: Time) -> Result<()> {
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
