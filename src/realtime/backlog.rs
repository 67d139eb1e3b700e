//! What a socket was sent and its connection has not taken yet, in bytes.
//!
//! The library holds a number of messages for each socket, whatever their size. A client that does not read could make
//! the server hold that many of the largest; so here their bytes are counted, too.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU64, Ordering},
};

use super::connections::Cut;

/// More than a client that reads ever leaves waiting.
pub const MAX_BACKLOG: u64 = 4_000_000;

/// Counts the bytes of one socket.
#[derive(Debug, Default)]
pub struct Backlog {
    sent: AtomicU64,
    connection: OnceLock<Arc<Cut>>,
}

impl Backlog {
    /// Whether as much waits as may wait. `connection` finds the WebSocket's.
    pub fn is_full(&self, connection: impl FnOnce() -> Option<Arc<Cut>>) -> bool {
        if self.connection.get().is_none()
            && let Some(found) = connection()
        {
            // Whoever came first has found the same one.
            let _ = self.connection.set(found);
        }
        let Some(connection) = self.connection.get() else { return false };
        // Read once: what is written between two reads would be more than was sent.
        let written = connection.written();
        self.sent.load(Ordering::Relaxed).max(written) - written > MAX_BACKLOG
    }
    /// Counts what the library has taken for the socket.
    pub fn add(&self, bytes: usize) {
        if let Some(connection) = self.connection.get() {
            self.sent.store(self.sent_to(connection) + bytes as u64, Ordering::Relaxed);
        }
    }
    /// A connection writes more than it is sent, with each message's frame: what it wrote is the least that was sent.
    fn sent_to(&self, connection: &Cut) -> u64 {
        self.sent.load(Ordering::Relaxed).max(connection.written())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_written_counts() {
        let (backlog, cut) = (Backlog::default(), Arc::new(Cut::default()));
        let found = || Some(cut.clone());
        for _ in 0..10 {
            assert!(!backlog.is_full(found));
            backlog.add(1_000_000);
            // With frames and heartbeats.
            cut.wrote(1_000_100);
        }
        for _ in 0..5 {
            assert!(!backlog.is_full(found));
            backlog.add(1_000_000);
        }
        for _ in 0..100 {
            assert!(backlog.is_full(found), "what the library did not take is not counted");
        }
        cut.wrote(1_500_000);
        assert!(!backlog.is_full(found), "it reads again");
    }
}
