use super::{Job, Lane, MAX_ATTEMPTS, Wait};
use crate::{
    access::Actor,
    db::{Conn, Db, Tx},
    error::{Error, Result},
    id::{CompanyId, Id},
    sql,
    time::Time,
};

/// A job in a worker's hands.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Held {
    pub id: Id<Job>,
    pub company_id: CompanyId,
    pub kind: String,
    payload: serde_json::Value,
    pub attempts: i64,
}

impl Held {
    /// Whether it is given up when it fails now.
    pub fn is_last_attempt(&self) -> bool {
        self.attempts >= MAX_ATTEMPTS
    }
    pub fn job(&self) -> Result<Job, serde_json::Error> {
        serde_json::from_value(serde_json::json!({ "kind": self.kind, "payload": self.payload }))
    }
}

pub async fn insert(tx: &mut Tx, job: &Job, at: Time) -> Result<()> {
    let mut parts = serde_json::to_value(job).map_err(Error::internal)?;
    let kind = parts["kind"].as_str().map(str::to_owned);
    let (id, company_id, now) = (Id::<Job>::new(), tx.company_id(), tx.now());
    tx.exec(sql!(
        "insert into jobs (id, company_id, kind, payload, run_at, attempts, created_at) values ($1, $2, $3, $4, $5, 0, $6)",
        id,
        company_id,
        kind,
        parts["payload"].take(),
        at,
        now
    ))
    .await?;
    Ok(())
}

/// The next due job, held until `until`. The queue spans companies: this, `held` and the housekeeping
/// are the only statements that do.
pub async fn take(db: &Db, lane: Lane, until: Time) -> Result<Option<Held>> {
    let now = db.clock.now();
    let mut conn = db.read().await?;
    let due = format!(
        "select id, company_id from jobs
         where failed_at is null and run_at <= $1 and (held_until is null or held_until < $1) and kind in ({})
         order by run_at limit 1",
        lane.kinds()
    );
    let Some((id, company_id)) = conn.optional::<(Id<Job>, CompanyId)>(sql!(due, now)).await? else {
        return Ok(None);
    };
    drop(conn);
    let mut tx = Tx::begin(db, Actor::company(company_id)).await?;
    let held = tx
        .optional(sql!(
            "update jobs set held_until = $1, attempts = attempts + 1, waits_for = null
             where company_id = $2 and id = $3 and (held_until is null or held_until < $4)
             returning id, company_id, kind, payload, attempts",
            until,
            company_id,
            id,
            now
        ))
        .await?;
    tx.commit().await?;
    Ok(held)
}

/// The jobs in the hands of workers, living or dead.
pub async fn held(db: &Db) -> Result<Vec<Held>> {
    let sql = "select id, company_id, kind, payload, attempts from jobs where held_until is not null and failed_at is null";
    Ok(db.read().await?.all(sql!(sql)).await?)
}

pub async fn finish(db: &Db, held: &Held) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::company(held.company_id)).await?;
    tx.exec(sql!("delete from jobs where company_id = $1 and id = $2", held.company_id, held.id)).await?;
    tx.commit().await
}

/// Puts back a job of which a part is done, behind those that are due.
pub async fn go_on(db: &Db, held: &Held, now: Time) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::company(held.company_id)).await?;
    let sql = "update jobs set held_until = null, run_at = $1, attempts = 0, error = null where company_id = $2 and id = $3";
    tx.exec(sql!(sql, now, held.company_id, held.id)).await?;
    tx.commit().await
}

pub async fn put_back(db: &Db, held: &Held, again: Time, error: &str) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::company(held.company_id)).await?;
    let sql = "update jobs set held_until = null, run_at = $1, error = $2 where company_id = $3 and id = $4";
    tx.exec(sql!(sql, again, error, held.company_id, held.id)).await?;
    tx.commit().await
}

pub async fn give_up(db: &Db, held: &Held, error: &str) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::company(held.company_id)).await?;
    let sql =
        "update jobs set held_until = null, failed_at = $1, error = $2 where company_id = $3 and id = $4";
    let now = tx.now();
    tx.exec(sql!(sql, now, error, held.company_id, held.id)).await?;
    tx.commit().await
}

/// Puts back a job that may not be done yet. The attempt does not count.
pub async fn wait(db: &Db, held: &Held, until: Time, reason: Wait) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::company(held.company_id)).await?;
    let sql = "update jobs set held_until = null, run_at = $1, waits_for = $2, attempts = attempts - 1
               where company_id = $3 and id = $4";
    tx.exec(sql!(sql, until, reason, held.company_id, held.id)).await?;
    tx.commit().await
}

/// Lets the company's mails that nobody has tried yet wait for the next hour, all at once.
pub async fn postpone_mail(tx: &mut Tx, until: Time) -> Result<()> {
    let company_id = tx.company_id();
    let sql = format!(
        "update jobs set run_at = $1, waits_for = $2
         where company_id = $3 and kind in ({}) and attempts = 0 and held_until is null and failed_at is null and run_at < $1",
        Lane::Mail.kinds()
    );
    tx.exec(sql!(sql, until, Wait::HourlyLimit, company_id)).await?;
    Ok(())
}

/// Ends the waiting: the jobs are due now.
pub async fn release(tx: &mut Tx, reason: Wait) -> Result<()> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let sql = "update jobs set run_at = $1, waits_for = null where company_id = $2 and waits_for = $3";
    tx.exec(sql!(sql, now, company_id, reason)).await?;
    tx.enqueued();
    Ok(())
}

/// How many of the company's jobs wait for this.
pub async fn waiting(conn: &mut Conn, company_id: CompanyId, reason: Wait) -> Result<i64> {
    let sql = "select count(*) from jobs where company_id = $1 and waits_for = $2";
    let (count,): (i64,) = conn.one(sql!(sql, company_id, reason)).await?;
    Ok(count)
}
