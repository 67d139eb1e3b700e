//! What a commit wakes. Wake-ups carry no content, so losing or doubling one is harmless.

use std::sync::Arc;

use tokio::sync::{Notify, mpsc};

use crate::id::CompanyId;

/// Told after each commit: which company has news, and that jobs wait.
#[derive(Clone)]
pub struct Wake {
    companies: mpsc::UnboundedSender<CompanyId>,
    jobs: Arc<Notify>,
}

impl Wake {
    /// The sender, and the companies with news in the order of their commits.
    pub fn new() -> (Self, mpsc::UnboundedReceiver<CompanyId>) {
        let (companies, woken) = mpsc::unbounded_channel();
        (Self { companies, jobs: Arc::default() }, woken)
    }
    pub fn company(&self, id: CompanyId) {
        // The receiver is gone only while the server stops, when nobody listens any more.
        let _ = self.companies.send(id);
    }
    pub fn jobs(&self) {
        self.jobs.notify_one();
    }
    /// Waits for the next job that this node committed.
    pub async fn job_waits(&self) {
        self.jobs.notified().await;
    }
}
