use crate::{
    app::App,
    error::Result,
    id::RecordId,
    jobs,
    jobs::{ClaimedJob, Outcome},
};

jobs! {
    /// Runs or undoes an import.
    RunImport(RecordId) = "import" in Bulk => run;
}

async fn run(app: &App, job: &ClaimedJob, id: RecordId) -> Result<Outcome> {
    super::resume(&app.db, job.company_id, id, job.is_last_attempt()).await
}
