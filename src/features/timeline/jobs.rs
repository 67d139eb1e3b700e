use crate::{
    access::Actor,
    app::App,
    db::Tx,
    error::Result,
    id::RecordId,
    jobs,
    jobs::{ClaimedJob, Outcome},
};

jobs! {
    /// Notifies the assignee of a task that it is due.
    TaskDue(RecordId) = "task_due" in Reminders => notify;
}

async fn notify(app: &App, job: &ClaimedJob, id: RecordId) -> Result<Outcome> {
    let mut tx = Tx::begin(&app.db, Actor::system(job.company_id, "jobs")).await?;
    super::notify_due(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Outcome::Done)
}
