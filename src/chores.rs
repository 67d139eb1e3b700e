//! What the jobs do: the third door beside HTTP and sockets. It calls the same verbs.

use crate::{
    access::Actor,
    db::{Db, Tx},
    error::{Error, Result},
    features::{
        accounts::{
            companies::{self, Outgoing},
            letters,
            links::Links,
        },
        contacts::{activities, bulk, imports, phones},
        correspondence::{self, Post},
        notifications,
    },
    id::EmployeeId,
    jobs::{Held, Job, Outcome},
};

/// What jobs need to be done.
#[derive(Clone)]
pub struct Chores {
    pub db: Db,
    pub post: Post,
    pub links: Links,
    /// Mails that a company may cause in an hour; 0: any number.
    pub mail_max_per_hour: u32,
}

impl Chores {
    /// Does one job. An error means: try again later.
    pub async fn run(&self, held: Held) -> Result<Outcome> {
        let company_id = held.company_id;
        match held.job().map_err(Error::internal)? {
            Job::Mail(mail) => {
                let addressee = letters::addressee(&self.db, company_id, mail).await?;
                if let Some(wait) = self.admit(&held, addressee).await? {
                    return Ok(wait);
                }
                letters::deliver(&self.db, &self.post.mailer, &self.links, company_id, mail).await?;
            }
            Job::Email(id) => {
                // What has been settled already neither waits nor counts.
                if !correspondence::is_queued(&self.db, company_id, id).await? {
                    return Ok(Outcome::Done);
                }
                if let Some(wait) = self.admit(&held, None).await? {
                    return Ok(wait);
                }
                correspondence::deliver(&self.db, &self.post, company_id, id, held.is_last_attempt()).await?;
            }
            Job::TaskDue(id) => {
                let mut tx = Tx::begin(&self.db, Actor::company(company_id)).await?;
                activities::tell_due(&mut tx, id).await?;
                tx.commit().await?;
            }
            Job::NormalizePhones(after) => phones::normalize(&self.db, company_id, after).await?,
            Job::ApprovalRequested(id) => {
                let mut tx = Tx::begin(&self.db, Actor::company(company_id)).await?;
                notifications::approval_requested(&mut tx, id).await?;
                tx.commit().await?;
            }
            Job::BulkChange(id) => {
                return bulk::resume(&self.db, company_id, id, held.is_last_attempt()).await;
            }
            Job::Import(id) => {
                return imports::go_on(&self.db, company_id, id, held.is_last_attempt()).await;
            }
        }
        Ok(Outcome::Done)
    }

    /// Whether the company's mail may go out by now. Some: it has to wait.
    async fn admit(&self, held: &Held, to: Option<EmployeeId>) -> Result<Option<Outcome>> {
        let mail = Outgoing { to, counts: held.attempts == 1 };
        companies::admit_mail(&self.db, held.company_id, mail, self.mail_max_per_hour).await
    }
}
