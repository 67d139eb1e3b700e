use super::{Feedback, FeedbackId, NewFeedback, Summary};
use crate::{
    db::{Conn, Read, Tx},
    error::Result,
    features::{
        contacts::{self, ContactId},
        pipeline::Rating,
    },
    id::CompanyId,
    person, sql,
};

const COLUMNS: &str = concat!("*, ", person!("feedback.by_id" as "by_person"));

pub async fn insert(tx: &mut Tx, new: NewFeedback) -> Result<Feedback> {
    let (company_id, now, by) = (tx.company_id(), tx.now(), tx.actor().employee()?.id);
    let text = format!(
        "insert into feedback (id, company_id, contact_id, rating, comment, by_id, created_at, updated_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $7, 1) returning {COLUMNS}"
    );
    let sql = sql!(text, FeedbackId::new(), company_id, new.contact_id, new.rating, new.comment, by, now);
    Ok(tx.one(sql).await?)
}

/// Lists a customer's feedback, newest first.
pub async fn list(read: &mut Read, contact_id: ContactId) -> Result<Vec<Feedback>> {
    contacts::find_visible(read, contact_id).await?;
    let company_id = read.company_id();
    let text = format!(
        "select {COLUMNS} from feedback where company_id = $1 and contact_id = $2 order by created_at desc, id desc"
    );
    Ok(read.all(sql!(text, company_id, contact_id)).await?)
}

pub async fn summary(read: &mut Read, contact_id: ContactId) -> Result<Summary> {
    contacts::find_visible(read, contact_id).await?;
    let company_id = read.company_id();
    let sql =
        "select rating, count(*) from feedback where company_id = $1 and contact_id = $2 group by rating";
    let counts: Vec<(i64, i64)> = read.all(sql!(sql, company_id, contact_id)).await?;
    let mut distribution = [0; 10];
    for (rating, n) in &counts {
        if let Some(slot) = usize::try_from(rating - 1).ok().and_then(|i| distribution.get_mut(i)) {
            *slot = *n;
        }
    }
    let sum = counts.iter().map(|(rating, n)| rating * n).sum();
    let count = counts.iter().map(|(_, n)| n).sum();
    let average = (count > 0).then(|| Rating { sum, count }.average());
    Ok(Summary { average, count, distribution })
}

pub async fn rating(conn: &mut Conn, company_id: CompanyId, contact_id: ContactId) -> Result<Rating> {
    let sql = "select cast(coalesce(sum(rating), 0) as bigint), count(*) from feedback
               where company_id = $1 and contact_id = $2";
    let (sum, count): (i64, i64) = conn.one(sql!(sql, company_id, contact_id)).await?;
    Ok(Rating { sum, count })
}

/// Reassigns all feedback of one contact to another.
pub async fn reassign(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<()> {
    let company_id = tx.company_id();
    let sql = "update feedback set contact_id = $1 where company_id = $2 and contact_id = $3";
    tx.exec(sql!(sql, to, company_id, from)).await?;
    Ok(())
}
