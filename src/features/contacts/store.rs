use std::collections::BTreeMap;

use super::{
    Contact, ContactId, Details, Stage, Status,
    addresses::{Held, duplicate},
};
use crate::{
    access::Person,
    args,
    db::{Conn, Rows, Tx},
    error::{Error, OnConstraint, Result},
    id::{CompanyId, EmployeeId},
    sql,
    time::Time,
};

pub const COLUMNS: &str = "*, (select e.name from employees e where e.id = contacts.owner_id) as owner_name";

/// A contact as its table has it.
#[derive(sqlx::FromRow, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactRow {
    id: ContactId,
    company_id: CompanyId,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    organisation: Option<String>,
    title: Option<String>,
    source: Option<String>,
    #[sqlx(try_from = "String")]
    stage: Stage,
    #[sqlx(try_from = "String")]
    status: Status,
    owner_id: Option<EmployeeId>,
    owner_name: Option<String>,
    #[sqlx(json)]
    tags: Vec<String>,
    unsubscribed_at: Option<Time>,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

impl From<ContactRow> for Contact {
    fn from(row: ContactRow) -> Self {
        Self {
            id: row.id,
            company_id: row.company_id,
            name: row.name,
            email: row.email,
            phone: row.phone,
            organisation: row.organisation,
            title: row.title,
            source: row.source,
            stage: row.stage,
            status: row.status,
            owner: Person::from_columns(row.owner_id, row.owner_name),
            tags: row.tags,
            unsubscribed_at: row.unsubscribed_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

/// A contact to be written.
pub struct Draft<'a> {
    pub details: &'a Details,
    pub stage: Stage,
    pub status: Status,
    pub owner_id: Option<EmployeeId>,
}

/// Writes the contact, unless somebody holds one of the addresses that it is to hold.
pub async fn insert(tx: &mut Tx, draft: &Draft<'_>, held: &Held) -> Result<Option<Contact>> {
    let (company_id, now, details) = (tx.company_id(), tx.now(), draft.details);
    let created_by = tx.actor().employee_id();
    let text = format!(
        "insert into contacts (id, company_id, name, email, phone, organisation, title, source, stage, status, owner_id, tags,
                               email_key, phone_key, phone_digits, search_text, created_by, created_at, updated_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18, 1)
         on conflict do nothing returning {COLUMNS}"
    );
    let sql = sql!(
        text,
        ContactId::new(),
        company_id,
        &details.name,
        details.email.clone(),
        details.phone.clone(),
        details.organisation.clone(),
        details.title.clone(),
        details.source.clone(),
        draft.stage,
        draft.status,
        draft.owner_id,
        serde_json::json!(details.tags),
        held.email.clone(),
        held.phone.clone(),
        details.phone_digits(),
        details.search_text(),
        created_by,
        now
    );
    Ok(tx.optional::<ContactRow>(sql).await?.map(Contact::from))
}

/// Writes changed details and the addresses it holds from now on.
pub async fn update(tx: &mut Tx, id: ContactId, details: &Details, held: &Held) -> Result<Contact> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update contacts set name = $1, email = $2, phone = $3, organisation = $4, title = $5, source = $6, tags = $7,
                email_key = $8, phone_key = $9, phone_digits = $10, search_text = $11, updated_at = $12, version = version + 1
         where company_id = $13 and id = $14 returning {COLUMNS}"
    );
    let sql = sql!(
        text,
        &details.name,
        details.email.clone(),
        details.phone.clone(),
        details.organisation.clone(),
        details.title.clone(),
        details.source.clone(),
        serde_json::json!(details.tags),
        held.email.clone(),
        held.phone.clone(),
        details.phone_digits(),
        details.search_text(),
        now,
        company_id,
        id
    );
    let row: ContactRow = tx
        .one(sql)
        .await
        .on_constraint("contacts.email_key", || duplicate(None))
        .on_constraint("contacts.phone_key", || duplicate(None))?;
    Ok(row.into())
}

pub async fn find(conn: &mut Conn, company_id: CompanyId, id: ContactId) -> Result<Contact> {
    let text = format!("select {COLUMNS} from contacts where company_id = $1 and id = $2");
    let row: Option<ContactRow> = conn.optional(sql!(text, company_id, id)).await?;
    row.map(Contact::from).ok_or(Error::NotFound("contact"))
}

/// As `find`, and nobody else changes the contact until this transaction ends.
pub async fn find_for_update(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    let (company_id, lock) = (tx.company_id(), tx.dialect().for_update());
    let text = format!("select {COLUMNS} from contacts where company_id = $1 and id = $2{lock}");
    let row: Option<ContactRow> = tx.optional(sql!(text, company_id, id)).await?;
    row.map(Contact::from).ok_or(Error::NotFound("contact"))
}

/// The next contacts with a telephone number in the order of their ids. Nobody else changes them until this transaction
/// ends.
pub async fn with_phone_after(tx: &mut Tx, after: Option<ContactId>, limit: usize) -> Result<Vec<Contact>> {
    let (company_id, lock) = (tx.company_id(), tx.dialect().for_update());
    let after = after.unwrap_or_else(|| uuid::Uuid::nil().into());
    let text = format!(
        "select {COLUMNS} from contacts where company_id = $1 and id > $2 and phone is not null order by id limit {limit}{lock}"
    );
    let rows: Vec<ContactRow> = tx.all(sql!(text, company_id, after)).await?;
    Ok(rows.into_iter().map(Contact::from).collect())
}

/// Those of the contacts that there are, held until this transaction ends: in one order, so that two who hold several
/// never wait for each other.
pub async fn find_all_for_update(tx: &mut Tx, ids: &[ContactId]) -> Result<BTreeMap<ContactId, Contact>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (company_id, lock) = (tx.company_id(), tx.dialect().for_update());
    let text = format!("select {COLUMNS} from contacts where company_id = $1 and id in (");
    let mut sql = sql!(text, company_id);
    for (i, id) in ids.iter().enumerate() {
        sql.push(if i == 0 { "" } else { ", " }).bind(*id);
    }
    sql.push(") order by id").push(lock);
    let rows: Vec<ContactRow> = tx.all(sql).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.into())).collect())
}

pub async fn update_tags(tx: &mut Tx, id: ContactId, tags: &[String]) -> Result<Contact> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update contacts set tags = $1, updated_at = $2, version = version + 1
         where company_id = $3 and id = $4 returning {COLUMNS}"
    );
    Ok(tx.one::<ContactRow>(sql!(text, serde_json::json!(tags), now, company_id, id)).await?.into())
}

pub async fn set_owner(tx: &mut Tx, id: ContactId, owner_id: Option<EmployeeId>) -> Result<Contact> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update contacts set owner_id = $1, updated_at = $2, version = version + 1
         where company_id = $3 and id = $4 returning {COLUMNS}"
    );
    Ok(tx.one::<ContactRow>(sql!(text, owner_id, now, company_id, id)).await?.into())
}

pub async fn set_status(tx: &mut Tx, id: ContactId, status: Status) -> Result<Contact> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update contacts set status = $1, updated_at = $2, version = version + 1
         where company_id = $3 and id = $4 returning {COLUMNS}"
    );
    Ok(tx.one::<ContactRow>(sql!(text, status, now, company_id, id)).await?.into())
}

/// Moves the contact from the stage that it is known to be at: a single compare-and-set.
pub async fn set_stage(tx: &mut Tx, contact: &Contact, to: Stage, status: Status) -> Result<Contact> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update contacts set stage = $1, status = $2, updated_at = $3, version = version + 1
         where company_id = $4 and id = $5 and stage = $6 returning {COLUMNS}"
    );
    let moved: Option<ContactRow> =
        tx.optional(sql!(text, to, status, now, company_id, contact.id, contact.stage)).await?;
    moved.map(Contact::from).ok_or_else(|| super::stages::invalid_move(contact.stage, to))
}

/// None when they had unsubscribed before.
pub async fn unsubscribe(tx: &mut Tx, id: ContactId) -> Result<Option<Contact>> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update contacts set unsubscribed_at = $1, updated_at = $1, version = version + 1
         where company_id = $2 and id = $3 and unsubscribed_at is null returning {COLUMNS}"
    );
    Ok(tx.optional::<ContactRow>(sql!(text, now, company_id, id)).await?.map(Contact::from))
}

/// Writes anew what the contact is found by besides its text.
pub async fn set_tags(tx: &mut Tx, id: ContactId, tags: &[String]) -> Result<()> {
    let company_id = tx.company_id();
    tx.exec(sql!("delete from contact_tags where company_id = $1 and contact_id = $2", company_id, id))
        .await?;
    add_tags(tx, id, tags).await
}

pub async fn add_tags(tx: &mut Tx, id: ContactId, tags: &[String]) -> Result<()> {
    let mut rows = Rows::new("insert into contact_tags (company_id, tag, contact_id)");
    for tag in tags {
        rows.push(args![tx.company_id(), tag, id]);
    }
    Ok(tx.write(rows).await?)
}

/// Enquiries stay, and name nobody; everything else that belongs to the contact goes with it. Answers who created it.
pub async fn delete(tx: &mut Tx, id: ContactId) -> Result<Option<EmployeeId>> {
    let company_id = tx.company_id();
    let enquiries = "update enquiries set contact_id = null where company_id = $1 and contact_id = $2";
    tx.exec(sql!(enquiries, company_id, id)).await?;
    let contact = "delete from contacts where company_id = $1 and id = $2 returning created_by";
    let (created_by,): (Option<EmployeeId>,) = tx.one(sql!(contact, company_id, id)).await?;
    Ok(created_by)
}

/// What these counters say together.
pub async fn counted(conn: &mut Conn, company_id: CompanyId, names: &[String]) -> Result<i64> {
    let mut sql = sql!(
        "select cast(coalesce(sum(value), 0) as bigint) from counters where company_id = $1 and name in (",
        company_id
    );
    for (i, name) in names.iter().enumerate() {
        sql.push(if i == 0 { "" } else { ", " }).bind(name);
    }
    sql.push(")");
    let (total,): (i64,) = conn.one(sql).await?;
    Ok(total)
}

/// How many contacts there are at each stage, as the counters say.
pub async fn counted_by_stage(conn: &mut Conn, company_id: CompanyId) -> Result<BTreeMap<Stage, i64>> {
    let mut counts = BTreeMap::new();
    for stage in Stage::ALL {
        counts.insert(*stage, counted(conn, company_id, &[stage.counter()]).await?);
    }
    Ok(counts)
}

/// Counts by the names of stages.
pub fn by_stage(rows: Vec<(String, i64)>) -> Result<BTreeMap<Stage, i64>> {
    rows.into_iter().map(|(stage, n)| Ok((Stage::try_from(stage).map_err(Error::internal)?, n))).collect()
}

/// How many contacts there are at each stage, and with each status, counted.
pub async fn count(conn: &mut Conn, company_id: CompanyId) -> Result<Vec<(Stage, Status, i64)>> {
    let sql = sql!(
        "select stage, status, count(*) from contacts where company_id = $1 group by stage, status",
        company_id
    );
    let rows: Vec<(String, String, i64)> = conn.all(sql).await?;
    rows.into_iter()
        .map(|(stage, status, n)| {
            let (stage, status) = (Stage::try_from(stage), Status::try_from(status));
            Ok((stage.map_err(Error::internal)?, status.map_err(Error::internal)?, n))
        })
        .collect()
}
