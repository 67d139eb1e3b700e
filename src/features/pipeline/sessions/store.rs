use super::{CallStage, NewSession, Session, SessionId};
use crate::{
    changes,
    db::{Conn, Read, Record, Tx},
    error::{Error, OnConstraint, Result},
    features::{
        contacts::{self, ContactId, Stage},
        pipeline::Rating,
    },
    id::CompanyId,
    person, sql,
};

impl Record for Session {
    const TABLE: &str = "sessions";
    const COLUMNS: &str = concat!("*, ", person!("sessions.by_id" as "by_person"));
    const NOUN: &str = "session";
}

const COLUMNS: &str = Session::COLUMNS;

/// The ordinal of the newest session at a stage; 0 without sessions.
pub async fn last_ordinal(tx: &mut Tx, contact_id: ContactId, stage: CallStage) -> Result<i64> {
    let company_id = tx.company_id();
    let sql = "select coalesce(max(ordinal), 0) from sessions where company_id = $1 and contact_id = $2 and stage = $3";
    let (last,): (i64,) = tx.one(sql!(sql, company_id, contact_id, stage)).await?;
    Ok(last)
}

pub async fn insert(tx: &mut Tx, new: NewSession, ordinal: i64) -> Result<Session> {
    let (company_id, now, by) = (tx.company_id(), tx.now(), tx.actor().employee()?.id);
    let text = format!(
        "insert into sessions (id, company_id, contact_id, stage, ordinal, rating, notes, held_at, by_id, created_at, updated_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, 1) returning {COLUMNS}"
    );
    let sql = sql!(
        text,
        SessionId::new(),
        company_id,
        new.contact_id,
        new.stage,
        ordinal,
        new.rating,
        new.notes,
        new.held_at.unwrap_or(now),
        by,
        now
    );
    tx.one(sql).await.on_constraint("sessions.ordinal", || {
        Error::Unavailable("someone else logged a session at the same time")
    })
}

pub async fn update(tx: &mut Tx, session: &Session) -> Result<Session> {
    let changes = changes! { rating: session.rating, notes: session.notes.clone(), held_at: session.held_at };
    Ok(tx.update(session.id, changes).await?)
}

/// Lists a contact's sessions, oldest first, optionally of one stage.
pub async fn list(read: &mut Read, contact_id: ContactId, stage: Option<CallStage>) -> Result<Vec<Session>> {
    contacts::find_visible(read, contact_id).await?;
    let company_id = read.company_id();
    let text = format!(
        "select {COLUMNS} from sessions where company_id = $1 and contact_id = $2 and (stage = $3 or $4) order by held_at, id"
    );
    Ok(read.all(sql!(text, company_id, contact_id, stage.map(CallStage::name), stage.is_none())).await?)
}

pub async fn rating(
    conn: &mut Conn,
    company_id: CompanyId,
    contact_id: ContactId,
    stage: Stage,
) -> Result<Rating> {
    let sql = "select cast(coalesce(sum(rating), 0) as bigint), count(*) from sessions
               where company_id = $1 and contact_id = $2 and stage = $3";
    let (sum, count): (i64, i64) = conn.one(sql!(sql, company_id, contact_id, stage)).await?;
    Ok(Rating { sum, count })
}

/// Reassigns all sessions of one contact to another, where they follow the existing ones in order.
pub async fn reassign(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<()> {
    let company_id = tx.company_id();
    // Updates contact and ordinal in one statement. Renumbering first could violate the unique constraint.
    let sql = "update sessions set contact_id = $2, ordinal = sessions.ordinal + moved.last
               from (select s.id, coalesce((select max(o.ordinal) from sessions o where o.company_id = $1
                         and o.contact_id = $2 and o.stage = s.stage), 0) as last
                     from sessions s where s.company_id = $1 and s.contact_id = $3) as moved
               where sessions.company_id = $1 and sessions.id = moved.id";
    tx.exec(sql!(sql, company_id, to, from)).await?;
    Ok(())
}
