//! What a commit wakes. Wake-ups carry no content, so losing or doubling one is harmless.

use tokio::sync::{mpsc, watch};

use crate::id::CompanyId;

/// Told after each commit: which company has news, and that jobs wait.
#[derive(Clone)]
pub struct Wake {
    companies: mpsc::UnboundedSender<CompanyId>,
    jobs: watch::Sender<u64>,
}

impl Wake {
    /// The sender, and the companies with news in the order of their commits.
    pub fn new() -> (Self, mpsc::UnboundedReceiver<CompanyId>) {
        let (companies, woken) = mpsc::unbounded_channel();
        (Self { companies, jobs: watch::Sender::new(0) }, woken)
    }
    pub fn company(&self, id: CompanyId) {
        // The receiver is gone only while the server stops, when nobody listens any more.
        let _ = self.companies.send(id);
    }
    pub fn jobs(&self) {
        self.jobs.send_modify(|commits| *commits += 1);
    }
    /// Changes with each commit of this node that wrote a job.
    pub fn job_news(&self) -> watch::Receiver<u64> {
        self.jobs.subscribe()
    }
}
