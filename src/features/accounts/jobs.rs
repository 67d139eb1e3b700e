use serde::{Deserialize, Serialize};

use super::{
    companies::{self, MailLimit},
    links::Links,
    system_emails,
};
use crate::{
    app::App,
    error::Result,
    id::{EmployeeId, RecordId},
    jobs,
    jobs::{ClaimedJob, Outcome, Queue},
};

/// A mail from the server. Composed when it is sent, so that the queue contains no tokens.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(tag = "mail", content = "id", rename_all = "snake_case")]
pub enum SystemMail {
    Welcome(EmployeeId),
    Approved(EmployeeId),
    /// An invite.
    Invite(RecordId),
    /// The link to set a new password.
    Reset(RecordId),
    /// The link to confirm the founder's address.
    Confirm(RecordId),
}

jobs! {
    /// Sends a mail from the server: a welcome, an invite, a password reset.
    SendSystemMail(SystemMail) = "mail" in Mail => send;
}

/// The mail limit, which applies to each company.
pub fn mail_limit(app: &App) -> MailLimit {
    MailLimit { max_per_hour: app.config.mail.max_per_hour, kinds: app.job_kinds(Queue::Mail) }
}

async fn send(app: &App, job: &ClaimedJob, mail: SystemMail) -> Result<Outcome> {
    let company_id = job.company_id;
    let addressee = system_emails::addressee(&app.db, company_id, mail).await?;
    if let Some(wait) = companies::reserve_mail(&app.db, &mail_limit(app), job, addressee).await? {
        return Ok(wait);
    }
    system_emails::deliver(&app.db, &app.mailer, &Links::of(&app.config), company_id, mail).await?;
    Ok(Outcome::Done)
}
