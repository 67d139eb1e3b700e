//! Bytes that were sent to a socket but not yet written to its connection.
//!
//! socketioxide limits the number of buffered messages per socket, but not their size. Counting bytes bounds
//! the memory that a client can use by not reading.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU64, Ordering},
};

use super::connections::AbortHandle;

/// The maximum backlog in bytes, more than a client that reads ever has.
pub const MAX_BACKLOG: u64 = 4_000_000;

/// Counts the unwritten bytes of one socket.
#[derive(Debug, Default)]
pub struct Backlog {
    sent: AtomicU64,
    connection: OnceLock<Arc<AbortHandle>>,
}

impl Backlog {
    /// Whether the backlog exceeds the maximum. `connection` finds the WebSocket's connection.
    pub fn is_full(&self, connection: impl FnOnce() -> Option<Arc<AbortHandle>>) -> bool {
        if self.connection.get().is_none()
            && let Some(found) = connection()
        {
            // A concurrent call has found the same connection.
            let _ = self.connection.set(found);
        }
        let Some(connection) = self.connection.get() else { return false };
        // Read once: a second read could return more than was sent.
        let written = connection.written();
        self.sent.load(Ordering::Relaxed).max(written) - written > MAX_BACKLOG
    }
    /// Counts bytes that socketioxide has accepted for the socket.
    pub fn add(&self, bytes: usize) {
        if let Some(connection) = self.connection.get() {
            self.sent.store(self.sent_to(connection) + bytes as u64, Ordering::Relaxed);
        }
    }
    /// The bytes sent so far. With framing, a connection writes more than is counted here, so this is at
    /// least what it wrote.
    fn sent_to(&self, connection: &AbortHandle) -> u64 {
        self.sent.load(Ordering::Relaxed).max(connection.written())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unwritten_bytes_count() {
        let (backlog, connection) = (Backlog::default(), Arc::new(AbortHandle::default()));
        let find = || Some(connection.clone());
        for _ in 0..10 {
            assert!(!backlog.is_full(find));
            backlog.add(1_000_000);
            // Includes framing and heartbeats.
            connection.wrote(1_000_100);
        }
        for _ in 0..5 {
            assert!(!backlog.is_full(find));
            backlog.add(1_000_000);
        }
        for _ in 0..100 {
            assert!(backlog.is_full(find), "only accepted messages count");
        }
        connection.wrote(1_500_000);
        assert!(!backlog.is_full(find), "the client reads again");
    }
}
