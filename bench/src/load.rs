//! Many clients at once, for a while.

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

/// As many as there are in `quality.md`.
pub const CLIENTS: usize = 64;
/// What the public form is sent with.
pub const MESSAGE: &str = "I would like to start next month. Is there a place left?";
const TIME: Duration = Duration::from_secs(8);

/// Tells a client whether to go on, and counts what it has done.
#[derive(Clone)]
pub struct Shift {
    running: Arc<AtomicBool>,
    done: Arc<AtomicU64>,
}

impl Shift {
    pub fn goes_on(&self) -> bool {
        self.running.load(Ordering::Relaxed)
    }
    pub fn did_one(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}

/// Runs the work of all clients for a while. Answers how many things they did in a second.
pub async fn rate<F: Future<Output = ()> + Send + 'static>(client: impl Fn(Shift) -> F) -> f64 {
    let shift = Shift { running: Arc::new(AtomicBool::new(true)), done: Arc::default() };
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        clients.spawn(client(shift.clone()));
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (begun, before) = (Instant::now(), shift.done.load(Ordering::Relaxed));
    tokio::time::sleep(TIME).await;
    let (took, n) = (begun.elapsed(), shift.done.load(Ordering::Relaxed) - before);
    shift.running.store(false, Ordering::Relaxed);
    clients.join_all().await;
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    let rate = n as f64 / took.as_secs_f64();
    rate
}

/// How often 64 clients get this in a second.
pub async fn reads(address: &str, token: &str, path: &str) -> f64 {
    let (address, token, path) = (address.to_owned(), token.to_owned(), path.to_owned());
    rate(|shift| {
        let (address, token, path) = (address.clone(), token.clone(), path.clone());
        async move {
            let mut http = Http::signed_in(&address, &token).await;
            while shift.goes_on() {
                let (status, answer) = http.get(&path).await;
                assert_eq!(status, 200, "{answer}");
                shift.did_one();
            }
        }
    })
    .await
}

/// How many enquiries 64 clients submit in a second.
pub async fn enquiries(address: &str) -> f64 {
    rate(|shift| {
        let address = address.to_owned();
        async move {
            let mut http = Http::connect(&address).await;
            let body =
                format!(r#"{{"name":"Alice Smith","email":"alice@example.com","message":"{MESSAGE}"}}"#);
            while shift.goes_on() {
                let (status, answer) = http.post("/api/enquiries", &body).await;
                assert_eq!(status, 201, "{answer}");
                shift.did_one();
            }
        }
    })
    .await
}
