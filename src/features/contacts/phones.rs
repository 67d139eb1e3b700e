//! Telephone numbers of contacts, stored as E.164. A job normalises older ones after an upgrade. Invalid
//! numbers stay unchanged and are compared by their digits.

use super::{ContactFields, ContactId, ContactQuery, jobs::NormalizePhones, store, write};
use crate::{
    access::Actor,
    db::{Conn, Db, Tx},
    error::Result,
    features::accounts::companies,
    id::{CompanyId, RecordId},
    jobs::enqueue,
    phone,
};

/// The maximum number of contacts per transaction.
const BATCH_SIZE: usize = 100;

/// Normalises the query's telephone number.
pub async fn in_query(conn: &mut Conn, company_id: CompanyId, query: &ContactQuery) -> Result<ContactQuery> {
    let mut query = query.clone();
    if let Some(phone) = &mut query.phone {
        let country = companies::country(conn, company_id).await?;
        *phone = phone::normalized(phone, &country).unwrap_or_else(|_| phone.clone());
    }
    Ok(query)
}

/// Normalises the next numbers, and enqueues a job for those after them.
pub async fn normalize(db: &Db, company_id: CompanyId, after: Option<RecordId>) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::system(company_id, "jobs")).await?;
    let country = companies::country(&mut tx, company_id).await?;
    let after = after.map(|id| ContactId::from(id.uuid()));
    let contacts = store::with_phone_after(&mut tx, after, BATCH_SIZE).await?;
    for contact in &contacts {
        let phone = contact.phone.as_deref().and_then(|text| phone::normalized(text, &country).ok());
        if phone.is_some() {
            write(&mut tx, contact, &ContactFields { phone, ..contact.fields() }, true).await?;
        }
    }
    if let Some(last) = contacts.get(BATCH_SIZE - 1) {
        enqueue(&mut tx, &NormalizePhones(Some(last.id.record()))).await?;
    }
    tx.commit().await
}
