//! The job queue: what fails, panics or is cut off holds up nothing behind it and is not lost.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tandem::{
    access::Actor,
    db::{Db, Tx, Wake},
    error::Error,
    id::{CompanyId, RecordId},
    jobs::{self, Held, Job, Lane, Outcome},
    telemetry::Metrics,
    time::Clock,
};
use tokio::{sync::mpsc, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::{
    on_both,
    support::{Database, Server},
};

on_both!(
    panicking_job_fails_and_its_worker_goes_on,
    job_of_a_killed_server_is_done_after_a_restart,
    job_that_kills_its_server_each_time_is_given_up,
);

/// A database with one company, and no server that works on its queue.
struct Queue {
    db: Db,
    clock: Clock,
    company_id: CompanyId,
}

impl Queue {
    async fn open(database: &Database) -> Self {
        let server = Server::start(database.clone()).await;
        let company_id = server.found("Lotus").await.company().parse().unwrap();
        // The welcome mail is out of the way.
        while server
            .app
            .db
            .read()
            .await
            .unwrap()
            .one::<(i64,)>(tandem::sql!("select count(*) from jobs"))
            .await
            .unwrap()
            .0
            > 0
        {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        server.stop().await;
        let (clock, (wake, _)) = (Clock::default(), Wake::new());
        let db = Db::connect(&database.url, None, clock.clone(), wake).await.unwrap();
        Self { db, clock, company_id }
    }
    async fn enqueue(&self) -> RecordId {
        let id = RecordId::from(uuid::Uuid::now_v7());
        let mut tx = Tx::begin(&self.db, Actor::company(self.company_id)).await.unwrap();
        jobs::enqueue(&mut tx, &Job::TaskDue(id)).await.unwrap();
        tx.commit().await.unwrap();
        id
    }
    fn work<F>(&self, run: impl Fn(Held) -> F + Send + Sync + 'static) -> (JoinHandle<()>, CancellationToken)
    where
        F: Future<Output = Result<Outcome, Error>> + Send + 'static,
    {
        let stop = CancellationToken::new();
        let working = jobs::work(self.db.clone(), Lane::Time, Metrics::default(), stop.clone(), run);
        (tokio::spawn(working), stop)
    }
    async fn rows(&self) -> Vec<(i64, Option<String>, bool)> {
        let sql = "select attempts, error, failed_at is not null from jobs order by id";
        self.db.read().await.unwrap().all(tandem::sql!(sql)).await.unwrap()
    }
}

fn record(held: &Held) -> RecordId {
    match held.job().unwrap() {
        Job::TaskDue(id) => id,
        other => panic!("{other:?}"),
    }
}

async fn panicking_job_fails_and_its_worker_goes_on(database: Database) {
    let queue = Queue::open(&database).await;
    let (poison, healthy) = (queue.enqueue().await, queue.enqueue().await);
    let (done, mut finished) = mpsc::unbounded_channel();
    let (worker, stop) = queue.work(move |held| {
        let done = done.clone();
        async move {
            let id = record(&held);
            assert!(id != poison || held.attempts > 2, "no good");
            done.send((id, held.attempts)).unwrap();
            Ok(Outcome::Done)
        }
    });
    assert_eq!(finished.recv().await, Some((healthy, 1)), "the job behind it is done at once");
    // The failed attempt counts, and says why.
    let rows = loop {
        let rows = queue.rows().await;
        if rows.len() == 1 && rows[0].1.is_some() {
            break rows;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    assert_eq!(rows[0].0, 1);
    assert!(rows[0].1.as_deref().unwrap().contains("panicked: no good"), "{rows:?}");
    // It is tried again by the same worker.
    for _ in 0..2 {
        queue.clock.shift(chrono::Duration::minutes(1));
        let attempts = queue.rows().await.first().map_or(0, |row| row.0);
        while queue.rows().await.first().is_some_and(|row| row.0 == attempts) {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
    assert_eq!(finished.recv().await, Some((poison, 3)));
    stop.cancel();
    worker.await.unwrap();
}

/// A server that is killed keeps its hold on a job. On SQLite the next one knows that nobody else can have it; on
/// PostgreSQL another node may, until the hold ends.
async fn job_of_a_killed_server_is_done_after_a_restart(database: Database) {
    let queue = Queue::open(&database).await;
    queue.enqueue().await;
    let begun = Arc::new(tokio::sync::Notify::new());
    let (worker, _stop) = queue.work({
        let begun = begun.clone();
        move |_| {
            let begun = begun.clone();
            async move {
                begun.notify_one();
                std::future::pending().await
            }
        }
    });
    begun.notified().await;
    worker.abort();
    queue.db.close().await;

    let server = Server::start(database.clone()).await;
    if database.is_postgres() {
        server.clock.shift(chrono::Duration::minutes(3));
    } else {
        let mut conn = server.app.db.read().await.unwrap();
        let held: Vec<(String,)> =
            conn.all(tandem::sql!("select error from jobs where held_until is null")).await.unwrap();
        assert_eq!(held.len(), 1);
        server.clock.shift(chrono::Duration::seconds(5));
    }
    while server
        .app
        .db
        .read()
        .await
        .unwrap()
        .one::<(i64,)>(tandem::sql!("select count(*) from jobs"))
        .await
        .unwrap()
        .0
        > 0
    {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

async fn job_that_kills_its_server_each_time_is_given_up(database: Database) {
    let queue = Queue::open(&database).await;
    queue.enqueue().await;
    let mut tx = Tx::begin(&queue.db, Actor::company(queue.company_id)).await.unwrap();
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
    while !queue.rows().await.first().is_some_and(|row| row.2) {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(runs.load(Ordering::Relaxed), 0);
    stop.cancel();
    worker.await.unwrap();
}
