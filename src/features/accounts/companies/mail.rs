//! Limits on a company's mail: held until the founder's e-mail address is confirmed, and an hourly limit.

use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use crate::{
    access::Actor,
    config,
    db::{Db, Read, Tx},
    error::Result,
    features::accounts::links,
    id::EmployeeId,
    jobs::{self, ClaimedJob, Outcome, Wait},
    sql,
    time::Time,
};

/// How long a mail waits for the confirmation before it is checked again. A confirmation releases waiting
/// mail, except if it races with the decision to wait. The interval is long, so that many waiting mails do
/// not delay those of other companies.
const RETRY_AFTER: chrono::Duration = chrono::Duration::hours(1);

/// The status of a company's mail.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MailStatus {
    /// `smtp`, or `outbox` if no mail server is configured and e-mails are written to files.
    #[schema(examples("smtp"))]
    pub delivery: String,
    /// The directory of these files, within the server's data directory.
    pub outbox: Option<String>,
    /// The maximum number of e-mails per hour; `null` for no limit.
    pub max_per_hour: Option<u32>,
    pub sent_this_hour: i64,
    /// Mails that wait for the founder to confirm their e-mail address.
    pub waiting_for_confirmation: i64,
    /// Mails that wait for the next hour.
    pub waiting_for_next_hour: i64,
    pub next_hour: Time,
}

/// The limit of a company's mail.
pub struct MailLimit {
    /// The maximum number of e-mails per hour; 0 for no limit.
    pub max_per_hour: u32,
    /// The job kinds that send mail. They are postponed together.
    pub kinds: Vec<&'static str>,
}

/// Counts a mail that a job is about to send, and checks the limits. Returns `Some` if it has to wait. `to`
/// is the recipient, if it is an employee.
pub async fn reserve_mail(
    db: &Db,
    limit: &MailLimit,
    job: &ClaimedJob,
    to: Option<EmployeeId>,
) -> Result<Option<Outcome>> {
    let (company_id, max_per_hour) = (job.company_id, limit.max_per_hour);
    let mut tx = Tx::begin(db, Actor::system(company_id, "jobs")).await?;
    let now = tx.now();
    let founder = links::founder_to_confirm(&mut tx, company_id).await?;
    let to_founder = founder.is_some() && to == founder;
    if store::find(&mut tx, company_id).await?.awaits_confirmation && !to_founder {
        return Ok(Some(Outcome::Wait { until: now.plus(RETRY_AFTER), reason: Wait::Confirmation }));
    }
    // A mail counts once, regardless of the number of attempts.
    if max_per_hour == 0 || !job.is_first_attempt() {
        return Ok(None);
    }
    let counted = tx
        .exec(sql!(
            "insert into mail_usage (company_id, hour, sent) values ($1, $2, 1)
             on conflict (company_id, hour) do update set sent = mail_usage.sent + 1 where mail_usage.sent < $3",
            company_id,
            now.hour(),
            i64::from(max_per_hour)
        ))
        .await?;
    if counted == 1 {
        tx.commit().await?;
        return Ok(None);
    }
    let until = now.next_hour();
    jobs::postpone(&mut tx, &limit.kinds, until).await?;
    tx.commit().await?;
    Ok(Some(Outcome::Wait { until, reason: Wait::HourlyLimit }))
}

/// The status of the company's mail.
pub async fn mail_status(read: &mut Read, settings: &config::Mail) -> Result<MailStatus> {
    let (company_id, now) = (read.company_id(), read.now());
    let (has_server, max_per_hour) = (settings.smtp.is_some(), settings.max_per_hour);
    let sent = "select sent from mail_usage where company_id = $1 and hour = $2";
    let sent: Option<(i64,)> = read.optional(sql!(sent, company_id, now.hour())).await?;
    Ok(MailStatus {
        delivery: if has_server { "smtp" } else { "outbox" }.into(),
        outbox: (!has_server).then(|| crate::mail::OUTBOX.into()),
        max_per_hour: (max_per_hour > 0).then_some(max_per_hour),
        sent_this_hour: sent.map_or(0, |(sent,)| sent),
        waiting_for_confirmation: jobs::waiting(read, company_id, Wait::Confirmation).await?,
        waiting_for_next_hour: jobs::waiting(read, company_id, Wait::HourlyLimit).await?,
        next_hour: now.next_hour(),
    })
}

/// Deletes the counts of past hours.
pub async fn delete_past_mail_usage(tx: &mut Tx) -> Result<()> {
    let (company_id, hour) = (tx.company_id(), tx.now().hour());
    tx.exec(sql!("delete from mail_usage where company_id = $1 and hour < $2", company_id, hour)).await?;
    Ok(())
}
