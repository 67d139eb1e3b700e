use std::collections::BTreeMap;

use serde_json::json;

use super::{
    Contact, ContactFields, ContactId, Stage, Status,
    keys::{ContactKeys, duplicate},
};
use crate::{
    args, changes,
    db::{Conn, Record, Rows, Tx},
    error::{OnConstraint, Result},
    id::{CompanyId, EmployeeId},
    person, sql,
};

impl Record for Contact {
    const TABLE: &str = "contacts";
    const COLUMNS: &str = concat!("*, ", person!("contacts.owner_id" as "owner"));
    const NOUN: &str = "contact";
}

pub const COLUMNS: &str = Contact::COLUMNS;

/// A new contact.
pub struct Draft<'a> {
    pub fields: &'a ContactFields,
    pub stage: Stage,
    pub status: Status,
    pub owner_id: Option<EmployeeId>,
}

/// Inserts a contact. Returns `None` if another contact has one of its keys.
pub async fn insert(tx: &mut Tx, draft: &Draft<'_>, keys: &ContactKeys) -> Result<Option<Contact>> {
    let (company_id, now, fields) = (tx.company_id(), tx.now(), draft.fields);
    let created_by = tx.actor().employee_id();
    let text = format!(
        "insert into contacts (id, company_id, name, email, phone, organisation, title, source, stage, status, owner_id, tags,
                               email_key, phone_key, phone_digits, search_text, created_by, stage_changed_at, created_at, updated_at,
                               version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18, $18, 1)
         on conflict do nothing returning {COLUMNS}"
    );
    let sql = sql!(
        text,
        ContactId::new(),
        company_id,
        &fields.name,
        fields.email.clone(),
        fields.phone.clone(),
        fields.organisation.clone(),
        fields.title.clone(),
        fields.source.clone(),
        draft.stage,
        draft.status,
        draft.owner_id,
        json!(fields.tags),
        keys.email.clone(),
        keys.phone.clone(),
        fields.phone_digits(),
        fields.search_text(),
        created_by,
        now
    );
    Ok(tx.optional(sql).await?)
}

/// Updates the fields and keys of a contact.
pub async fn update(
    tx: &mut Tx,
    id: ContactId,
    fields: &ContactFields,
    keys: &ContactKeys,
) -> Result<Contact> {
    let changes = changes! {
        name: &fields.name,
        email: fields.email.clone(),
        phone: fields.phone.clone(),
        organisation: fields.organisation.clone(),
        title: fields.title.clone(),
        source: fields.source.clone(),
        tags: json!(fields.tags),
        email_key: keys.email.clone(),
        phone_key: keys.phone.clone(),
        phone_digits: fields.phone_digits(),
        search_text: fields.search_text(),
    };
    tx.update(id, changes)
        .await
        .on_constraint("contacts.email_key", || duplicate(None))
        .on_constraint("contacts.phone_key", || duplicate(None))
}

/// Finds and locks the next contacts with a telephone number, in order of their ids.
pub async fn with_phone_after(tx: &mut Tx, after: Option<ContactId>, limit: usize) -> Result<Vec<Contact>> {
    let (company_id, lock) = (tx.company_id(), tx.dialect().for_update());
    let after = after.unwrap_or_else(|| uuid::Uuid::nil().into());
    let text = format!(
        "select {COLUMNS} from contacts where company_id = $1 and id > $2 and phone is not null order by id limit {limit}{lock}"
    );
    Ok(tx.all(sql!(text, company_id, after)).await?)
}

/// Finds and locks the existing contacts among `ids`. Locks them in a fixed order to prevent deadlocks.
pub async fn find_all_for_update(tx: &mut Tx, ids: &[ContactId]) -> Result<BTreeMap<ContactId, Contact>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (company_id_column, lock) = (tx.dialect().company_column_with_ids(), tx.dialect().for_update());
    let mut sql = sql!(
        format!("select {COLUMNS} from contacts where {company_id_column} = $1 and id in "),
        tx.company_id()
    );
    sql.bind_list(ids).push(" order by id").push(lock);
    let contacts: Vec<Contact> = tx.all(sql).await?;
    Ok(contacts.into_iter().map(|contact| (contact.id, contact)).collect())
}

pub async fn update_tags(tx: &mut Tx, id: ContactId, tags: &[String]) -> Result<Contact> {
    Ok(tx.update(id, changes! { tags: json!(tags) }).await?)
}

pub async fn set_owner(tx: &mut Tx, id: ContactId, owner_id: Option<EmployeeId>) -> Result<Contact> {
    Ok(tx.update(id, changes! { owner_id: owner_id }).await?)
}

pub async fn set_status(tx: &mut Tx, id: ContactId, status: Status) -> Result<Contact> {
    Ok(tx.update(id, changes! { status: status }).await?)
}

/// Sets the stage, if it is still that of `contact` (compare-and-set).
pub async fn set_stage(tx: &mut Tx, contact: &Contact, to: Stage, status: Status) -> Result<Contact> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update contacts set stage = $1, status = $2, stage_changed_at = $3, updated_at = $3, version = version + 1
         where company_id = $4 and id = $5 and stage = $6 returning {COLUMNS}"
    );
    let moved = tx.optional(sql!(text, to, status, now, company_id, contact.id, contact.stage)).await?;
    moved.ok_or_else(|| super::invalid_move(contact.stage, to))
}

/// Unsubscribes a contact. Returns `None` if it was unsubscribed before.
pub async fn unsubscribe(tx: &mut Tx, id: ContactId) -> Result<Option<Contact>> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update contacts set unsubscribed_at = $1, updated_at = $1, version = version + 1
         where company_id = $2 and id = $3 and unsubscribed_at is null returning {COLUMNS}"
    );
    Ok(tx.optional(sql!(text, now, company_id, id)).await?)
}

/// Replaces the rows of `contact_tags`, by which contacts are filtered.
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

/// Deletes a contact, and its related records by foreign keys. Returns the employee who created it.
pub async fn delete(tx: &mut Tx, id: ContactId) -> Result<Option<EmployeeId>> {
    let company_id = tx.company_id();
    let contact = "delete from contacts where company_id = $1 and id = $2 returning created_by";
    let (created_by,): (Option<EmployeeId>,) = tx.one(sql!(contact, company_id, id)).await?;
    Ok(created_by)
}

/// The sum of these counters.
pub async fn sum_counters(conn: &mut Conn, company_id: CompanyId, names: &[String]) -> Result<i64> {
    let mut sql = sql!(
        "select cast(coalesce(sum(value), 0) as bigint) from counters where company_id = $1 and name in ",
        company_id
    );
    sql.bind_list(names);
    let (total,): (i64,) = conn.one(sql).await?;
    Ok(total)
}

/// The number of contacts at each stage, from the counters.
pub async fn counted_by_stage(conn: &mut Conn, company_id: CompanyId) -> Result<BTreeMap<Stage, i64>> {
    let mut counts = BTreeMap::new();
    for stage in Stage::ALL {
        counts.insert(*stage, sum_counters(conn, company_id, &[stage.counter()]).await?);
    }
    Ok(counts)
}

/// Counts the contacts by stage and status.
pub async fn count(conn: &mut Conn, company_id: CompanyId) -> Result<Vec<(Stage, Status, i64)>> {
    let sql = sql!(
        "select stage, status, count(*) from contacts where company_id = $1 group by stage, status",
        company_id
    );
    Ok(conn.all(sql).await?)
}
