//! The job queue: a job that fails, panics or is cut off neither blocks the queue nor is lost.

use futures::future::BoxFuture;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tandem::{
    access::Actor,
    db::{CommitNotifier, Db, Tx},
    error::Error,
    features::timeline::jobs::TaskDue,
    id::{CompanyId, RecordId},
    jobs::{self, ClaimedJob, Job, JobRunner, Kind, Outcome, Queue},
    telemetry::Metrics,
    time::Clock,
};

use tokio::{sync::mpsc, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::{
    on_both_databases,
    support::{Database, Server, until},
};

on_both_databases!(
    panicking_job_fails_and_its_worker_continues,
    damaged_payload_fails_its_own_job_only,
    job_of_a_killed_server_runs_after_a_restart,
    job_that_crashes_its_server_is_given_up,
);

/// A database with one company and no server working on its queue.
struct TestQueue {
    db: Db,
    clock: Clock,
    company_id: CompanyId,
}

/// What runs a job of the test.
type Run = Arc<dyn Fn(ClaimedJob) -> BoxFuture<'static, Result<Outcome, Error>> + Send + Sync>;

static KIND: Kind<Run> = Kind { name: TaskDue::KIND, queue: Queue::Reminders, run: |run, job| run(job) };

impl TestQueue {
    async fn open(database: &Database) -> Self {
        let server = Server::start(database.clone()).await;
        let company_id = server.found_company("Lotus").await.company().parse().unwrap();
        // The welcome e-mail must not be in the queue.
        server.wait_for_jobs().await;
        server.stop().await;
        let (clock, (commits, _)) = (Clock::default(), CommitNotifier::new());
        let db = Db::connect(&database.url, None, clock.clone(), commits).await.unwrap();
        Self { db, clock, company_id }
    }
    async fn enqueue(&self) -> RecordId {
        let id = RecordId::from(uuid::Uuid::now_v7());
        let mut tx = Tx::begin(&self.db, Actor::system(self.company_id, "test")).await.unwrap();
        jobs::enqueue(&mut tx, &TaskDue(id)).await.unwrap();
        tx.commit().await.unwrap();
        id
    }
    fn work<F>(
        &self,
        run: impl Fn(ClaimedJob) -> F + Send + Sync + 'static,
    ) -> (JoinHandle<()>, CancellationToken)
    where
        F: Future<Output = Result<Outcome, Error>> + Send + 'static,
    {
        let (stop, context): (_, Run) = (CancellationToken::new(), Arc::new(move |job| Box::pin(run(job))));
        let runner =
            JobRunner { db: self.db.clone(), kinds: vec![&KIND], context, metrics: Metrics::default() };
        (tokio::spawn(runner.run(stop.clone())), stop)
    }
    async fn rows(&self) -> Vec<(i64, Option<String>, bool)> {
        let sql = "select attempts, error, failed_at is not null from jobs order by id";
        self.db.read().await.unwrap().all(tandem::sql!(sql)).await.unwrap()
    }
}

fn record(job: &ClaimedJob) -> RecordId {
    let TaskDue(id) = job.payload().unwrap();
    id
}

async fn panicking_job_fails_and_its_worker_continues(database: Database) {
    let queue = TestQueue::open(&database).await;
    let (poison, healthy) = (queue.enqueue().await, queue.enqueue().await);
    let (done, mut finished) = mpsc::unbounded_channel();
    let (worker, stop) = queue.work(move |job| {
        let done = done.clone();
        async move {
            let id = record(&job);
            assert!(id != poison || job.attempts > 2, "poison");
            done.send((id, job.attempts)).unwrap();
            Ok(Outcome::Done)
        }
    });
    assert_eq!(finished.recv().await, Some((healthy, 1)), "the next job is not blocked");
    // The failed attempt is counted and its error stored.
    let mut rows = vec![];
    until("the error of the failed job", async || {
        rows = queue.rows().await;
        rows.len() == 1 && rows[0].1.is_some()
    })
    .await;
    assert_eq!(rows[0].0, 1);
    assert!(rows[0].1.as_deref().unwrap().contains("panicked: poison"), "{rows:?}");
    // The same worker tries it again.
    for _ in 0..2 {
        queue.clock.shift(chrono::Duration::minutes(1));
        let attempts = queue.rows().await.first().map_or(0, |row| row.0);
        let is_tried = async || queue.rows().await.first().is_none_or(|row| row.0 != attempts);
        until("the next attempt", is_tried).await;
    }
    assert_eq!(finished.recv().await, Some((poison, 3)));
    stop.cancel();
    worker.await.unwrap();
}

/// PostgreSQL stores any nesting, but it cannot be parsed.
async fn damaged_payload_fails_its_own_job_only(database: Database) {
    let queue = TestQueue::open(&database).await;
    let (damaged, healthy) = (queue.enqueue().await, queue.enqueue().await);
    let mut tx = Tx::begin(&queue.db, Actor::system(queue.company_id, "test")).await.unwrap();
    let payload = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let sql =
        format!("update jobs set payload = '{payload}' where company_id = $1 and cast(payload as text) = $2");
    let changed = tx.exec(tandem::sql!(sql, queue.company_id, format!("\"{damaged}\""))).await.unwrap();
    assert_eq!(changed, 1);
    tx.commit().await.unwrap();
    let (done, mut finished) = mpsc::unbounded_channel();
    let (worker, stop) = queue.work(move |job| {
        let done = done.clone();
        async move {
            let TaskDue(id) = job.payload()?;
            done.send(id).unwrap();
            Ok(Outcome::Done)
        }
    });
    assert_eq!(finished.recv().await, Some(healthy));
    let has_failed = async || {
        queue.rows().await.first().is_some_and(|(attempts, error, _)| *attempts == 1 && error.is_some())
    };
    until("the failed attempt", has_failed).await;
    stop.cancel();
    worker.await.unwrap();
}

/// A killed server keeps its claim on a job. On SQLite the next server knows that nobody else can hold it; on
/// PostgreSQL another node could, until the claim expires.
async fn job_of_a_killed_server_runs_after_a_restart(database: Database) {
    let queue = TestQueue::open(&database).await;
    queue.enqueue().await;
    let started = Arc::new(tokio::sync::Notify::new());
    let (worker, _stop) = queue.work({
        let started = started.clone();
        move |_| {
            let started = started.clone();
            async move {
                started.notify_one();
                std::future::pending().await
            }
        }
    });
    started.notified().await;
    worker.abort();
    queue.db.close().await;

    let server = Server::start(database.clone()).await;
    if database.is_postgres() {
        server.clock.shift(chrono::Duration::minutes(3));
    } else {
        let mut conn = server.app.db.read().await.unwrap();
        let released: Vec<(String,)> =
            conn.all(tandem::sql!("select error from jobs where held_until is null")).await.unwrap();
        assert_eq!(released.len(), 1);
        server.clock.shift(chrono::Duration::seconds(5));
    }
    server.wait_for_jobs().await;
}

async fn job_that_crashes_its_server_is_given_up(database: Database) {
    let queue = TestQueue::open(&database).await;
    queue.enqueue().await;
    let mut tx = Tx::begin(&queue.db, Actor::system(queue.company_id, "test")).await.unwrap();
    let sql = "update jobs set attempts = 60 where company_id = $1";
    tx.exec(tandem::sql!(sql, queue.company_id)).await.unwrap();
    tx.commit().await.unwrap();
    let runs = Arc::new(AtomicUsize::new(0));
    let (worker, stop) = queue.work({
        let runs = runs.clone();
        move |_| {
            runs.fetch_add(1, Ordering::Relaxed);
            async { Ok(Outcome::Done) }
        }
    });
    until("the job to be given up", async || queue.rows().await.first().is_some_and(|row| row.2)).await;
    assert_eq!(runs.load(Ordering::Relaxed), 0);
    stop.cancel();
    worker.await.unwrap();
}
