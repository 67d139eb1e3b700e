use super::{CallStage, NewSession, Session, SessionId};
use crate::{
    access::Person,
    db::{Conn, Tx},
    error::{Error, OnConstraint, Result},
    features::contacts::{ContactId, Stage, stages::Rating},
    id::{CompanyId, EmployeeId},
    sql,
    time::Time,
};

const COLUMNS: &str = "*, (select e.name from employees e where e.id = sessions.by_id) as by_name";

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: SessionId,
    company_id: CompanyId,
    contact_id: ContactId,
    #[sqlx(try_from = "String")]
    stage: CallStage,
    rating: i64,
    notes: Option<String>,
    held_at: Time,
    by_id: EmployeeId,
    by_name: String,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self {
            id: row.id,
            company_id: row.company_id,
            contact_id: row.contact_id,
            stage: row.stage,
            rating: row.rating,
            notes: row.notes,
            held_at: row.held_at,
            by: Person { id: row.by_id, name: row.by_name },
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

/// The ordinal of the newest session of a stage; 0 without any.
pub async fn last_ordinal(tx: &mut Tx, contact_id: ContactId, stage: CallStage) -> Result<i64> {
    let company_id = tx.company_id();
    let sql = "select coalesce(max(ordinal), 0) from sessions where company_id = $1 and contact_id = $2 and stage = $3";
    let (last,): (i64,) = tx.one(sql!(sql, company_id, contact_id, stage)).await?;
    Ok(last)
}

pub async fn insert(tx: &mut Tx, new: NewSession, ordinal: i64) -> Result<Session> {
    let (company_id, now, by) = (tx.company_id(), tx.now(), tx.actor().signed_in()?.id);
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
    let row: SessionRow = tx.one(sql).await.on_constraint("sessions.ordinal", || {
        Error::Unavailable("Somebody logged a session at the same moment")
    })?;
    Ok(row.into())
}

pub async fn find_for_update(tx: &mut Tx, id: SessionId) -> Result<Session> {
    let (company_id, lock) = (tx.company_id(), tx.dialect().for_update());
    let text = format!("select {COLUMNS} from sessions where company_id = $1 and id = $2{lock}");
    let row: Option<SessionRow> = tx.optional(sql!(text, company_id, id)).await?;
    row.map(Session::from).ok_or(Error::NotFound("session"))
}

pub async fn update(tx: &mut Tx, session: &Session) -> Result<Session> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update sessions set rating = $1, notes = $2, held_at = $3, updated_at = $4, version = version + 1
         where company_id = $5 and id = $6 returning {COLUMNS}"
    );
    let sql = sql!(text, session.rating, session.notes.clone(), session.held_at, now, company_id, session.id);
    Ok(tx.one::<SessionRow>(sql).await?.into())
}

/// A contact's sessions, oldest first; of one stage, if asked.
pub async fn list(
    conn: &mut Conn,
    company_id: CompanyId,
    contact_id: ContactId,
    stage: Option<CallStage>,
) -> Result<Vec<Session>> {
    let text = format!(
        "select {COLUMNS} from sessions where company_id = $1 and contact_id = $2 and (stage = $3 or $4) order by held_at, id"
    );
    let rows: Vec<SessionRow> =
        conn.all(sql!(text, company_id, contact_id, stage.map(CallStage::name), stage.is_none())).await?;
    Ok(rows.into_iter().map(Session::from).collect())
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
