use super::{Job, MAX_ATTEMPTS, Wait};
use crate::{
    access::Actor,
    db::{Conn, Db, Tx},
    error::{Error, Result},
    id::{CompanyId, Id},
    sql,
    time::Time,
};

/// The tag type of job ids.
pub enum JobTag {}
pub type JobId = Id<JobTag>;

/// A job that a worker has claimed.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ClaimedJob {
    pub id: JobId,
    pub company_id: CompanyId,
    pub kind: String,
    /// JSON, parsed when the job runs: a payload that is damaged fails its own job only.
    payload: String,
    pub attempts: i64,
}

impl ClaimedJob {
    pub fn is_first_attempt(&self) -> bool {
        self.attempts == 1
    }
    /// Whether the job fails for good if this attempt fails.
    pub fn is_last_attempt(&self) -> bool {
        self.attempts >= MAX_ATTEMPTS
    }
    pub fn payload<J: Job>(&self) -> Result<J> {
        serde_json::from_str(&self.payload).map_err(Error::internal)
    }
}

pub async fn insert<J: Job>(tx: &mut Tx, job: &J, at: Time) -> Result<()> {
    let payload = serde_json::to_value(job).map_err(Error::internal)?;
    let (id, company_id, now) = (JobId::new(), tx.company_id(), tx.now());
    tx.exec(sql!(
        "insert into jobs (id, company_id, kind, payload, run_at, attempts, created_at) values ($1, $2, $3, $4, $5, 0, $6)",
        id,
        company_id,
        J::KIND,
        payload,
        at,
        now
    ))
    .await?;
    Ok(())
}

/// Claims the next due job of these kinds until `until`.
///
/// The queue spans companies: only this function, `claimed` and maintenance query across them.
pub async fn claim(db: &Db, kinds: &[&str], until: Time) -> Result<Option<ClaimedJob>> {
    let now = db.clock.now();
    let mut conn = db.read().await?;
    let mut due = sql!(
        "select id, company_id from jobs
         where failed_at is null and run_at <= $1 and (held_until is null or held_until < $1) and kind in ",
        now
    );
    due.bind_list(kinds).push(" order by run_at limit 1");
    let Some((id, company_id)) = conn.optional::<(JobId, CompanyId)>(due).await? else {
        return Ok(None);
    };
    drop(conn);
    let mut tx = Tx::begin(db, Actor::system(company_id, "jobs")).await?;
    let claimed = tx
        .optional(sql!(
            "update jobs set held_until = $1, attempts = attempts + 1, waits_for = null
             where company_id = $2 and id = $3 and (held_until is null or held_until < $4)
             returning id, company_id, kind, cast(payload as text) as payload, attempts",
            until,
            company_id,
            id,
            now
        ))
        .await?;
    tx.commit().await?;
    Ok(claimed)
}

/// All claimed jobs, whether running or not.
pub async fn claimed(db: &Db) -> Result<Vec<ClaimedJob>> {
    let sql = "select id, company_id, kind, cast(payload as text) as payload, attempts from jobs where held_until is not null and failed_at is null";
    Ok(db.read().await?.all(sql!(sql)).await?)
}

pub async fn finish(db: &Db, job: &ClaimedJob) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::system(job.company_id, "jobs")).await?;
    tx.exec(sql!("delete from jobs where company_id = $1 and id = $2", job.company_id, job.id)).await?;
    tx.commit().await
}

/// Puts back a partly done job, behind the other due jobs.
pub async fn requeue(db: &Db, job: &ClaimedJob, now: Time) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::system(job.company_id, "jobs")).await?;
    let sql = "update jobs set held_until = null, run_at = $1, attempts = 0, error = null where company_id = $2 and id = $3";
    tx.exec(sql!(sql, now, job.company_id, job.id)).await?;
    tx.commit().await
}

pub async fn put_back(db: &Db, job: &ClaimedJob, retry_at: Time, error: &str) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::system(job.company_id, "jobs")).await?;
    let sql = "update jobs set held_until = null, run_at = $1, error = $2 where company_id = $3 and id = $4";
    tx.exec(sql!(sql, retry_at, error, job.company_id, job.id)).await?;
    tx.commit().await
}

pub async fn give_up(db: &Db, job: &ClaimedJob, error: &str) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::system(job.company_id, "jobs")).await?;
    let sql =
        "update jobs set held_until = null, failed_at = $1, error = $2 where company_id = $3 and id = $4";
    let now = tx.now();
    tx.exec(sql!(sql, now, error, job.company_id, job.id)).await?;
    tx.commit().await
}

/// Puts back a job that must wait. The attempt does not count.
pub async fn wait(db: &Db, job: &ClaimedJob, until: Time, reason: Wait) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::system(job.company_id, "jobs")).await?;
    let sql = "update jobs set held_until = null, run_at = $1, waits_for = $2, attempts = attempts - 1
               where company_id = $3 and id = $4";
    tx.exec(sql!(sql, until, reason, job.company_id, job.id)).await?;
    tx.commit().await
}

/// Postpones the company's jobs of these kinds that were not attempted yet, because of the hourly limit.
pub async fn postpone(tx: &mut Tx, kinds: &[&str], until: Time) -> Result<()> {
    let company_id = tx.company_id();
    let mut sql = sql!(
        "update jobs set run_at = $1, waits_for = $2
         where company_id = $3 and attempts = 0 and held_until is null and failed_at is null and run_at < $1 and kind in ",
        until,
        Wait::HourlyLimit,
        company_id
    );
    sql.bind_list(kinds);
    tx.exec(sql).await?;
    Ok(())
}

/// Makes the jobs that wait for this reason due now.
pub async fn release(tx: &mut Tx, reason: Wait) -> Result<()> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let sql = "update jobs set run_at = $1, waits_for = null where company_id = $2 and waits_for = $3";
    tx.exec(sql!(sql, now, company_id, reason)).await?;
    tx.enqueued();
    Ok(())
}

/// The number of the company's jobs that wait for this reason.
pub async fn waiting(conn: &mut Conn, company_id: CompanyId, reason: Wait) -> Result<i64> {
    let sql = "select count(*) from jobs where company_id = $1 and waits_for = $2";
    let (count,): (i64,) = conn.one(sql!(sql, company_id, reason)).await?;
    Ok(count)
}
