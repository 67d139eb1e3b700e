//! Notifications after a commit. They carry no data, so a lost or duplicate one is harmless.

use crate::id::CompanyId;
use tokio::sync::{mpsc, watch};

/// Signals after each commit which company has new events, and that jobs were enqueued.
#[derive(Clone)]
pub struct CommitNotifier {
    companies: mpsc::UnboundedSender<CompanyId>,
    jobs: watch::Sender<u64>,
}

impl CommitNotifier {
    /// Returns the sender, and the companies with new events in commit order.
    pub fn new() -> (Self, mpsc::UnboundedReceiver<CompanyId>) {
        let (companies, commits) = mpsc::unbounded_channel();
        (Self { companies, jobs: watch::Sender::new(0) }, commits)
    }
    pub fn notify_company(&self, id: CompanyId) {
        // The receiver is only dropped at shutdown.
        let _ = self.companies.send(id);
    }
    pub fn notify_jobs(&self) {
        self.jobs.send_modify(|commits| *commits += 1);
    }
    /// Changes with each commit on this node that enqueued a job.
    pub fn subscribe_jobs(&self) -> watch::Receiver<u64> {
        self.jobs.subscribe()
    }
}
