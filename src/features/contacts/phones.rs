//! The telephone numbers of contacts, which are kept as E.164. Those from before that rule are rewritten after an
//! upgrade, a few at a time; what is no valid number stays as it was, and is compared by its digits.

use super::{ContactId, ContactQuery, Details, store, write};
use crate::{
    access::Actor,
    db::{Conn, Db, Tx},
    error::Result,
    features::accounts::companies,
    id::{CompanyId, RecordId},
    jobs::{self, Job},
    phone,
};

/// Contacts that are rewritten in one transaction.
const PIECE: usize = 100;

/// The query with its number as contacts have theirs.
pub async fn in_query(conn: &mut Conn, company_id: CompanyId, query: &ContactQuery) -> Result<ContactQuery> {
    let mut query = query.clone();
    if let Some(phone) = &mut query.phone {
        let country = companies::country(conn, company_id).await?;
        *phone = phone::normalized(phone, &country).unwrap_or_else(|_| phone.clone());
    }
    Ok(query)
}

/// Rewrites the next numbers, and promises to go on with those after them.
pub async fn normalize(db: &Db, company_id: CompanyId, after: Option<RecordId>) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::company(company_id)).await?;
    let country = companies::country(&mut tx, company_id).await?;
    let after = after.map(|id| ContactId::from(id.uuid()));
    let contacts = store::with_phone_after(&mut tx, after, PIECE).await?;
    for contact in &contacts {
        let phone = contact.phone.as_deref().and_then(|text| phone::normalized(text, &country).ok());
        if phone.is_some() {
            write(&mut tx, contact, &Details { phone, ..contact.details() }, true).await?;
        }
    }
    if let Some(last) = contacts.get(PIECE - 1) {
        jobs::enqueue(&mut tx, &Job::NormalizePhones(Some(last.id.record()))).await?;
    }
    tx.commit().await
}
