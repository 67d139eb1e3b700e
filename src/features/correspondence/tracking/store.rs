use super::Visitor;
use crate::{
    db::{Conn, Tx},
    error::Result,
    features::correspondence::EmailId,
    id::{CompanyId, Id},
    sql,
};

/// The company of an e-mail, which is not part of a tracking URL.
pub async fn company_of(conn: &mut Conn, id: EmailId) -> Result<Option<CompanyId>> {
    let row: Option<(CompanyId,)> =
        conn.optional(sql!("select company_id from emails where id = $1", id)).await?;
    Ok(row.map(|(id,)| id))
}

pub async fn url(tx: &mut Tx, id: EmailId, link: i64) -> Result<Option<String>> {
    let company_id = tx.company_id();
    let sql = "select url from email_links where company_id = $1 and email_id = $2 and number = $3";
    let row: Option<(String,)> = tx.optional(sql!(sql, company_id, id, link)).await?;
    Ok(row.map(|(url,)| url))
}

/// The tag type of hit ids.
enum HitTag {}

pub async fn record_hit(
    tx: &mut Tx,
    id: EmailId,
    link: Option<i64>,
    visitor: &Visitor,
    human: bool,
) -> Result<()> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let kind = if link.is_some() { "CLICK" } else { "OPEN" };
    let insert = "insert into email_hits (id, company_id, email_id, kind, link, user_agent, human, at)
                  values ($1, $2, $3, $4, $5, $6, $7, $8)";
    tx.exec(sql!(
        insert,
        Id::<HitTag>::new(),
        company_id,
        id,
        kind,
        link,
        visitor.user_agent.clone(),
        human,
        now
    ))
    .await?;
    Ok(())
}

/// Whether the same user agent followed another link of the e-mail within the last second, as scanners do.
pub async fn follows_every_link(tx: &mut Tx, id: EmailId, link: i64, visitor: &Visitor) -> Result<bool> {
    let (company_id, since) = (tx.company_id(), tx.now().plus(-chrono::Duration::seconds(1)));
    let sql =
        "select exists(select 1 from email_hits where company_id = $1 and email_id = $2 and kind = 'CLICK'
                 and link <> $3 and user_agent = $4 and at > $5)";
    let agent = visitor.user_agent.clone();
    let (follows,): (bool,) = tx.one(sql!(sql, company_id, id, link, agent, since)).await?;
    Ok(follows)
}
