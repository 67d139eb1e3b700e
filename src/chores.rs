//! What the jobs do: the third door beside HTTP and sockets. It calls the same verbs.

use crate::{
    access::Actor,
    db::{Db, Tx},
    error::{Error, Result},
    features::{
        contacts::{activities, imports},
        correspondence::{self, Post},
    },
    jobs::{Held, Job, Outcome},
};

/// What jobs need to be done.
#[derive(Clone)]
pub struct Chores {
    pub db: Db,
    pub post: Post,
}

impl Chores {
    /// Does one job. An error means: try again later.
    pub async fn run(&self, held: Held) -> Result<Outcome> {
        let company_id = held.company_id;
        match held.job().map_err(Error::internal)? {
            Job::Mail(letter) => self.post.mailer.send(&letter).await?,
            Job::Email(id) => {
                correspondence::deliver(&self.db, &self.post, company_id, id, held.is_last_attempt()).await?;
            }
            Job::TaskDue(id) => {
                let mut tx = Tx::begin(&self.db, Actor::company(company_id)).await?;
                activities::tell_due(&mut tx, id).await?;
                tx.commit().await?;
            }
            Job::Import(id) => return imports::go_on(&self.db, company_id, id).await,
        }
        Ok(Outcome::Done)
    }
}
