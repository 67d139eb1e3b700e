//! Concurrent clients for a fixed time.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::Http;

/// The number of clients, as in `quality.md`.
pub const CLIENTS: usize = 64;
/// The message of each enquiry.
pub const MESSAGE: &str = "I would like to start next month. Is there a place left?";
const TIME: Duration = Duration::from_secs(8);

/// Signals clients to stop, and counts their operations.
#[derive(Clone)]
pub struct Run {
    running: Arc<AtomicBool>,
    done: Arc<AtomicU64>,
}

impl Run {
    pub fn is_active(&self) -> bool {
        self.running.load(Ordering::Relaxed)
    }
    pub fn count(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}

/// Runs all clients for a fixed time. Returns operations per second.
pub async fn rate<F: Future<Output = ()> + Send + 'static>(client: impl Fn(Run) -> F) -> f64 {
    let run = Run { running: Arc::new(AtomicBool::new(true)), done: Arc::default() };
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        clients.spawn(client(run.clone()));
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (start, before) = (Instant::now(), run.done.load(Ordering::Relaxed));
    tokio::time::sleep(TIME).await;
    let (elapsed, n) = (start.elapsed(), run.done.load(Ordering::Relaxed) - before);
    run.running.store(false, Ordering::Relaxed);
    clients.join_all().await;
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = n as f64 / elapsed.as_secs_f64();
    rate
}

/// The number of GET requests per second that 64 clients complete.
pub async fn reads(address: &str, token: &str, path: &str) -> f64 {
    let (address, token, path) = (address.to_owned(), token.to_owned(), path.to_owned());
    rate(|run| {
        let (address, token, path) = (address.clone(), token.clone(), path.clone());
        async move {
            let mut http = Http::signed_in(&address, &token).await;
            while run.is_active() {
                let (status, answer) = http.get(&path).await;
                assert_eq!(status, 200, "{answer}");
                run.count();
            }
        }
    })
    .await
}

/// The number of enquiries per second that 64 clients submit.
pub async fn enquiries(address: &str) -> f64 {
    rate(|run| {
        let address = address.to_owned();
        async move {
            let mut http = Http::connect(&address).await;
            let body =
                format!(r#"{{"name":"Alice Smith","email":"alice@example.com","message":"{MESSAGE}"}}"#);
            while run.is_active() {
                let (status, answer) = http.post("/api/enquiries", &body).await;
                assert_eq!(status, 201, "{answer}");
                run.count();
            }
        }
    })
    .await
}
