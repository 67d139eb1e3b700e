//! When a company's mail may go out: not before its founder's address is confirmed, and only so many in an hour.

use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use crate::{
    access::Actor,
    db::{Conn, Db, Tx},
    error::Result,
    features::accounts::links,
    id::{CompanyId, EmployeeId},
    jobs::{self, Outcome, Wait},
    sql,
    time::Time,
};

/// How long a mail waits before it is looked at again, if nobody confirms the address meanwhile; a confirmation releases
/// it at once, but one that comes while a worker decides to let the mail wait. Rarely, so that a company of strangers
/// with many such mails takes no turns from the mail of others.
const LOOK_AGAIN: chrono::Duration = chrono::Duration::hours(1);

/// Where a company's mail goes, and what of it waits.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MailStatus {
    /// `smtp`, or `outbox` without a mail server: mails are written to files.
    #[schema(examples("smtp"))]
    pub delivery: String,
    /// The folder of those files, within the server's data folder.
    pub outbox: Option<String>,
    /// Mails that the company may cause in an hour; `null`: any number.
    pub max_per_hour: Option<u32>,
    pub sent_this_hour: i64,
    /// Mails that wait for the founder's address to be confirmed.
    pub waiting_for_confirmation: i64,
    /// Mails that wait for the next hour.
    pub waiting_for_next_hour: i64,
    pub next_hour: Time,
}

/// A mail that is about to go out.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing {
    /// The employee to whom it goes, if it goes to one.
    pub to: Option<EmployeeId>,
    /// Whether it is the first attempt: a mail counts once, however often it is tried.
    pub counts: bool,
}

/// Counts a mail that is about to go out. Some: it has to wait.
pub async fn admit_mail(
    db: &Db,
    company_id: CompanyId,
    mail: Outgoing,
    max_per_hour: u32,
) -> Result<Option<Outcome>> {
    let mut tx = Tx::begin(db, Actor::company(company_id)).await?;
    let now = tx.now();
    let founder = links::founder_to_confirm(&mut tx, company_id).await?;
    let to_founder = founder.is_some() && mail.to == founder;
    if store::find(&mut tx, company_id).await?.awaits_confirmation && !to_founder {
        return Ok(Some(Outcome::Wait { until: now.plus(LOOK_AGAIN), reason: Wait::Confirmation }));
    }
    if max_per_hour == 0 || !mail.counts {
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
    jobs::postpone_mail(&mut tx, until).await?;
    tx.commit().await?;
    Ok(Some(Outcome::Wait { until, reason: Wait::HourlyLimit }))
}

/// Where the company's mail goes, and what of it waits.
pub async fn mail_status(
    conn: &mut Conn,
    company_id: CompanyId,
    now: Time,
    has_server: bool,
    max_per_hour: u32,
) -> Result<MailStatus> {
    let sent = "select sent from mail_usage where company_id = $1 and hour = $2";
    let sent: Option<(i64,)> = conn.optional(sql!(sent, company_id, now.hour())).await?;
    Ok(MailStatus {
        delivery: if has_server { "smtp" } else { "outbox" }.into(),
        outbox: (!has_server).then(|| crate::mail::OUTBOX.into()),
        max_per_hour: (max_per_hour > 0).then_some(max_per_hour),
        sent_this_hour: sent.map_or(0, |(sent,)| sent),
        waiting_for_confirmation: jobs::waiting(conn, company_id, Wait::Confirmation).await?,
        waiting_for_next_hour: jobs::waiting(conn, company_id, Wait::HourlyLimit).await?,
        next_hour: now.next_hour(),
    })
}

/// Forgets the hours before this one.
pub async fn forget_mail_usage(tx: &mut Tx) -> Result<()> {
    let (company_id, hour) = (tx.company_id(), tx.now().hour());
    tx.exec(sql!("delete from mail_usage where company_id = $1 and hour < $2", company_id, hour)).await?;
    Ok(())
}
