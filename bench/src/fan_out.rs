//! Changes of one company to many sockets, and the delivery time of each.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::{task::JoinSet, time::timeout};

use crate::{
    Http,
    socket::{Socket, field},
};

const CHANGES: u32 = 250;
/// How long one change may take before the run fails.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The times from before each request to the event on each socket, sorted.
pub async fn fan_out(address: &str, token: &str, sockets: u32, per_second: u32) -> Vec<Duration> {
    let mut listening = JoinSet::new();
    for socket in Socket::connect_all(address, token, sockets as usize).await {
        listening.spawn(listen(socket));
    }
    let mut http = Http::connect(address).await;
    let mut tick = tokio::time::interval(Duration::from_secs(1) / per_second);
    for n in 0..CHANGES {
        tick.tick().await;
        let body = format!(r#"{{"name":"Alice {n}","email":"alice@example.com","message":"{}"}}"#, now());
        assert_eq!(http.post("/api/enquiries", &body).await.0, 201);
    }
    let mut times: Vec<Duration> = listening.join_all().await.into_iter().flatten().collect();
    times.sort_unstable();
    times
}

fn now() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_micros()
}

/// Receives all changes in order, and measures each from before its request.
async fn listen(mut socket: Socket) -> Vec<Duration> {
    let mut times = vec![];
    while times.len() < CHANGES as usize {
        let next = timeout(TIMEOUT, socket.event("enquiry:created")).await;
        let text = next.unwrap_or_else(|_| panic!("received only {} changes", times.len()));
        let number: usize = field(&text, r#""name":"Alice "#).parse().expect("a number");
        assert_eq!(number, times.len(), "in order, without a gap");
        let sent: u128 = field(&text, r#""message":""#).parse().expect("a time");
        times.push(Duration::from_micros(u64::try_from(now().saturating_sub(sent)).expect("short")));
    }
    times
}
