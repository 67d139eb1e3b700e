use crate::{
    access::Actor,
    app::App,
    db::Tx,
    error::Result,
    id::EmployeeId,
    jobs,
    jobs::{ClaimedJob, Outcome},
};

jobs! {
    /// Notifies employees with `users.manage` of a new account that needs approval.
    ApprovalRequested(EmployeeId) = "approval_requested" in Reminders => notify;
}

async fn notify(app: &App, job: &ClaimedJob, id: EmployeeId) -> Result<Outcome> {
    let mut tx = Tx::begin(&app.db, Actor::system(job.company_id, "jobs")).await?;
    super::approval_requested(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Outcome::Done)
}
