use super::{Email, EmailId, EmailStatus, EmailWithBody, Transport, model::Address};
use crate::{
    access::{Permission, Role},
    args,
    db::{Conn, Read, Record, Rows, Tx},
    error::{Error, Result},
    features::{
        accounts::employees::EmployeeStatus,
        contacts::{self, Contact, ContactId},
    },
    id::CompanyId,
    person, sql,
};

impl Record for Email {
    const TABLE: &str = "emails";
    /// All columns except the body, which may be long.
    const COLUMNS: &str = concat!(
        "id, company_id, contact_id, employee_id, to_address, cc, subject, transport, status, gmail_message_id, opens,
        clicks, machine_hits, first_opened_at, first_clicked_at, sent_at, error, created_at, updated_at, version, ",
        person!("emails.employee_id" as "employee")
    );
    const NOUN: &str = "e-mail";
}

const COLUMNS: &str = Email::COLUMNS;

/// A new e-mail.
pub struct Draft<'a> {
    pub to: String,
    pub cc: Vec<Address>,
    pub subject: String,
    pub body: &'a str,
}

pub async fn insert(tx: &mut Tx, contact: &Contact, draft: Draft<'_>) -> Result<Email> {
    let (company_id, now, employee_id) = (tx.company_id(), tx.now(), tx.actor().employee()?.id);
    let cc: Vec<String> = draft.cc.into_iter().map(|address| address.0).collect();
    let text = format!(
        "insert into emails (id, company_id, contact_id, employee_id, to_address, cc, subject, body, transport, status, opens,
                             clicks, machine_hits, created_at, updated_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, $11, $11, 1) returning {COLUMNS}"
    );
    let sql = sql!(
        text,
        EmailId::new(),
        company_id,
        contact.id,
        employee_id,
        draft.to,
        serde_json::json!(cc),
        draft.subject,
        draft.body,
        Transport::Smtp,
        EmailStatus::Queued,
        now
    );
    Ok(tx.one(sql).await?)
}

/// Stores the URLs of the links in an e-mail, numbered by position.
pub async fn insert_links(tx: &mut Tx, id: EmailId, links: &[String]) -> Result<()> {
    let mut rows = Rows::new("insert into email_links (email_id, company_id, number, url)");
    for (number, url) in (0_i64..).zip(links) {
        rows.push(args![id, tx.company_id(), number, url]);
    }
    Ok(tx.write(rows).await?)
}

/// The URLs of the links, in order.
pub async fn links(conn: &mut Conn, company_id: CompanyId, id: EmailId) -> Result<Vec<String>> {
    let sql = "select url from email_links where company_id = $1 and email_id = $2 order by number";
    let rows: Vec<(String,)> = conn.all(sql!(sql, company_id, id)).await?;
    Ok(rows.into_iter().map(|(url,)| url).collect())
}

/// A queued e-mail with its author.
#[derive(sqlx::FromRow)]
pub struct Queued {
    pub id: EmailId,
    pub to_address: String,
    #[sqlx(json)]
    pub cc: Vec<String>,
    pub subject: String,
    pub body: String,
    pub employee_name: String,
    pub employee_email: String,
    employee_status: EmployeeStatus,
    employee_role: Role,
}

impl Queued {
    /// The reason why the author may no longer send e-mails, if any.
    pub fn rejection(&self) -> Option<&'static str> {
        if self.employee_status != EmployeeStatus::Active {
            return Some("not sent: the author's account is no longer active");
        }
        let can_work = self.employee_role.allows(Permission::LeadsWork);
        (!can_work).then_some("not sent: the author no longer works on leads")
    }
}

pub async fn find_queued(conn: &mut Conn, company_id: CompanyId, id: EmailId) -> Result<Option<Queued>> {
    let sql = "select m.id, m.to_address, m.cc, m.subject, m.body, e.name as employee_name, e.email as employee_email,
                      e.status as employee_status, e.role as employee_role
               from emails m join employees e on e.id = m.employee_id
               where m.company_id = $1 and m.id = $2 and m.status = 'QUEUED'";
    Ok(conn.optional(sql!(sql, company_id, id)).await?)
}

pub async fn contact_of(tx: &mut Tx, id: EmailId) -> Result<ContactId> {
    let company_id = tx.company_id();
    let sql = sql!("select contact_id from emails where company_id = $1 and id = $2", company_id, id);
    let row: Option<(ContactId,)> = tx.optional(sql).await?;
    row.map(|(id,)| id).ok_or(Error::NotFound("e-mail"))
}

/// Sets the outcome of a QUEUED e-mail. Returns `None` if it is not QUEUED.
pub async fn settle(
    tx: &mut Tx,
    id: EmailId,
    status: EmailStatus,
    error: Option<String>,
) -> Result<Option<Email>> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let sent_at = (status == EmailStatus::Sent).then_some(now);
    let text = format!(
        "update emails set status = $1, sent_at = $2, error = $3, updated_at = $4, version = version + 1
         where company_id = $5 and id = $6 and status = 'QUEUED' returning {COLUMNS}"
    );
    Ok(tx.optional(sql!(text, status, sent_at, error, now, company_id, id)).await?)
}

/// Increments of the counts of an e-mail.
pub struct Count {
    pub opens: i64,
    pub clicks: i64,
    pub machine_hits: i64,
}

pub async fn add(tx: &mut Tx, id: EmailId, count: &Count) -> Result<Email> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update emails set opens = opens + $1, clicks = clicks + $2, machine_hits = machine_hits + $3,
                first_opened_at = coalesce(first_opened_at, $4), first_clicked_at = coalesce(first_clicked_at, $5),
                updated_at = $6, version = version + 1
         where company_id = $7 and id = $8 returning {COLUMNS}"
    );
    let (opened, clicked) = ((count.opens > 0).then_some(now), (count.clicks > 0).then_some(now));
    let sql = sql!(text, count.opens, count.clicks, count.machine_hits, opened, clicked, now, company_id, id);
    Ok(tx.one(sql).await?)
}

pub async fn find(conn: &mut Conn, company_id: CompanyId, id: EmailId) -> Result<Option<EmailWithBody>> {
    let text = format!("select {COLUMNS}, body from emails where company_id = $1 and id = $2");
    Ok(conn.optional(sql!(text, company_id, id)).await?)
}

/// Lists the e-mails to a contact, newest first.
pub async fn list(read: &mut Read, contact_id: ContactId) -> Result<Vec<Email>> {
    contacts::find_visible(read, contact_id).await?;
    let company_id = read.company_id();
    let text = format!(
        "select {COLUMNS} from emails where company_id = $1 and contact_id = $2 order by created_at desc, id desc"
    );
    Ok(read.all(sql!(text, company_id, contact_id)).await?)
}

/// Reassigns all e-mails of one contact to another.
pub async fn reassign(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<()> {
    let company_id = tx.company_id();
    let sql = "update emails set contact_id = $1 where company_id = $2 and contact_id = $3";
    tx.exec(sql!(sql, to, company_id, from)).await?;
    Ok(())
}
