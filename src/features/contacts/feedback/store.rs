use super::{Feedback, FeedbackId, NewFeedback, Summary};
use crate::{
    access::Person,
    db::{Conn, Tx},
    error::Result,
    features::contacts::{ContactId, stages::Rating},
    id::{CompanyId, EmployeeId},
    sql,
    time::Time,
};

const COLUMNS: &str = "*, (select e.name from employees e where e.id = feedback.by_id) as by_name";

#[derive(sqlx::FromRow)]
struct FeedbackRow {
    id: FeedbackId,
    company_id: CompanyId,
    contact_id: ContactId,
    rating: i64,
    comment: Option<String>,
    by_id: EmployeeId,
    by_name: String,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

impl From<FeedbackRow> for Feedback {
    fn from(row: FeedbackRow) -> Self {
        Self {
            id: row.id,
            company_id: row.company_id,
            contact_id: row.contact_id,
            rating: row.rating,
            comment: row.comment,
            by: Person { id: row.by_id, name: row.by_name },
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

pub async fn insert(tx: &mut Tx, new: NewFeedback) -> Result<Feedback> {
    let (company_id, now, by) = (tx.company_id(), tx.now(), tx.actor().signed_in()?.id);
    let text = format!(
        "insert into feedback (id, company_id, contact_id, rating, comment, by_id, created_at, updated_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $7, 1) returning {COLUMNS}"
    );
    let sql = sql!(text, FeedbackId::new(), company_id, new.contact_id, new.rating, new.comment, by, now);
    Ok(tx.one::<FeedbackRow>(sql).await?.into())
}

/// A customer's feedback, newest first.
pub async fn list(conn: &mut Conn, company_id: CompanyId, contact_id: ContactId) -> Result<Vec<Feedback>> {
    let text = format!(
        "select {COLUMNS} from feedback where company_id = $1 and contact_id = $2 order by created_at desc, id desc"
    );
    let rows: Vec<FeedbackRow> = conn.all(sql!(text, company_id, contact_id)).await?;
    Ok(rows.into_iter().map(Feedback::from).collect())
}

pub async fn summary(conn: &mut Conn, company_id: CompanyId, contact_id: ContactId) -> Result<Summary> {
    let sql =
        "select rating, count(*) from feedback where company_id = $1 and contact_id = $2 group by rating";
    let counts: Vec<(i64, i64)> = conn.all(sql!(sql, company_id, contact_id)).await?;
    let mut distribution = [0; 10];
    for (rating, n) in &counts {
        if let Some(place) = usize::try_from(rating - 1).ok().and_then(|i| distribution.get_mut(i)) {
            *place = *n;
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
