//! The event log as it is read: for replay, for live delivery, for REST.

use serde_json::value::RawValue;

use crate::{
    access::{Actor, Person, Room},
    db::{Conn, Tx},
    error::{Error, Result},
    events::{Entity, Envelope},
    id::{CompanyId, EmployeeId, RecordId},
    sql,
    time::Time,
};

/// How many events are read at a time.
pub const BATCH: i64 = 500;

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

/// Up to `BATCH` events after a number, oldest first.
pub async fn batch(conn: &mut Conn, company_id: CompanyId, after: i64) -> Result<Vec<Logged>> {
    let sql = sql!(
        "select seq, kind, entity_type, entity_id, actor_id, actor_name, at, audience, severs, data
         from events where company_id = $1 and seq > $2 order by seq limit $3",
        company_id,
        after,
        BATCH
    );
    conn.all::<EventRow>(sql).await?.into_iter().map(Logged::try_from).collect()
}

/// Up to `limit` events after a number that pass the filter, oldest first.
pub async fn read(
    conn: &mut Conn,
    company_id: CompanyId,
    mut after: i64,
    limit: i64,
    keep: impl Fn(&Logged) -> bool,
) -> Result<Vec<Logged>> {
    let limit = usize::try_from(limit).unwrap_or(0);
    let mut kept = vec![];
    loop {
        let events = batch(conn, company_id, after).await?;
        let Some(last) = events.last() else { return Ok(kept) };
        after = last.seq;
        for event in events.into_iter().filter(|event| keep(event)) {
            kept.push(event);
            if kept.len() == limit {
                return Ok(kept);
            }
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
