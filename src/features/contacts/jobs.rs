use super::phones;
use crate::{
    app::App,
    error::Result,
    id::RecordId,
    jobs,
    jobs::{ClaimedJob, Outcome},
};

jobs! {
    /// Normalises telephone numbers to E.164, of the contacts after this id.
    NormalizePhones(Option<RecordId>) = "normalize_phones" in Bulk => normalize;
}

async fn normalize(app: &App, job: &ClaimedJob, after: Option<RecordId>) -> Result<Outcome> {
    phones::normalize(&app.db, job.company_id, after).await?;
    Ok(Outcome::Done)
}
