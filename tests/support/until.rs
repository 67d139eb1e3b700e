//! Waiting for what the server does in the background.

use std::time::Duration;

/// Longer than anything that a test waits for takes.
const LIMIT: Duration = Duration::from_secs(60);

/// Waits until the condition holds. Fails with what was awaited when it does not within the time limit.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let polling = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    if tokio::time::timeout(LIMIT, polling).await.is_err() {
        panic!("waited {} seconds for {what}", LIMIT.as_secs());
    }
}
