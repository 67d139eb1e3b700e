use super::{EmailSender, tracking::Tracker};
use crate::{
    app::App,
    error::Result,
    features::accounts::{companies, jobs::mail_limit},
    id::RecordId,
    jobs,
    jobs::{ClaimedJob, Outcome},
};

jobs! {
    /// Sends an e-mail to a contact.
    SendEmail(RecordId) = "email" in Mail => send;
}

async fn send(app: &App, job: &ClaimedJob, id: RecordId) -> Result<Outcome> {
    let company_id = job.company_id;
    // An e-mail that is no longer QUEUED does not count towards the limit.
    if !super::is_queued(&app.db, company_id, id).await? {
        return Ok(Outcome::Done);
    }
    if let Some(wait) = companies::reserve_mail(&app.db, &mail_limit(app), job, None).await? {
        return Ok(wait);
    }
    let sender = EmailSender { mailer: app.mailer.clone(), tracker: Tracker::of(&app.config) };
    super::deliver(&app.db, &sender, company_id, id, job.is_last_attempt()).await?;
    Ok(Outcome::Done)
}
