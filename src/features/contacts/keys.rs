//! Unique keys of contacts: e-mail and telephone number. The oldest contact with an address has it as a key,
//! which is unique in the database. Deliberate duplicates have the address without the key.

use serde_json::json;

use super::{Contact, ContactFields, ContactId, store::COLUMNS};
use crate::{
    db::{Conn, Tx},
    error::{Error, Result},
    id::CompanyId,
    sql,
};

/// The keys of a contact.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactKeys {
    pub email: Option<String>,
    /// Only the digits.
    pub phone: Option<String>,
}

impl ContactKeys {
    /// The keys for these fields.
    pub fn by(fields: &ContactFields) -> Self {
        Self { email: fields.email.clone(), phone: fields.phone_digits() }
    }
}

/// Finds the contact with one of these keys; if there are two, the older one.
pub async fn find_by_key(
    conn: &mut Conn,
    company_id: CompanyId,
    keys: &ContactKeys,
) -> Result<Option<Contact>> {
    let text = format!(
        "select {COLUMNS} from contacts where company_id = $1 and email_key = $2
         union all select {COLUMNS} from contacts where company_id = $1 and phone_key = $3"
    );
    let matches: Vec<Contact> =
        conn.all(sql!(text, company_id, keys.email.clone(), keys.phone.clone())).await?;
    Ok(matches.into_iter().min_by_key(|contact| contact.id))
}

/// The keys that no contact other than this one has.
pub async fn unused_keys(tx: &mut Tx, keys: ContactKeys, own_id: Option<ContactId>) -> Result<ContactKeys> {
    let email = ContactKeys { email: keys.email, phone: None };
    let phone = ContactKeys { email: None, phone: keys.phone };
    let email = if is_free(tx, &email, own_id).await? { email.email } else { None };
    let phone = if is_free(tx, &phone, own_id).await? { phone.phone } else { None };
    Ok(ContactKeys { email, phone })
}

async fn is_free(tx: &mut Tx, keys: &ContactKeys, own_id: Option<ContactId>) -> Result<bool> {
    let company_id = tx.company_id();
    Ok(find_by_key(tx, company_id, keys).await?.is_none_or(|contact| Some(contact.id) == own_id))
}

/// Fails with 409 `duplicate_contact` if another contact has a changed e-mail or phone as its key.
pub async fn ensure_keys_free(tx: &mut Tx, contact: &Contact, fields: &ContactFields) -> Result<()> {
    let (company_id, before, after) =
        (tx.company_id(), ContactKeys::by(&contact.fields()), ContactKeys::by(fields));
    let new = ContactKeys {
        email: after.email.filter(|email| before.email.as_ref() != Some(email)),
        phone: after.phone.filter(|phone| before.phone.as_ref() != Some(phone)),
    };
    match find_by_key(tx, company_id, &new).await? {
        Some(first) if first.id != contact.id => Err(duplicate(Some(first.id))),
        _ => Ok(()),
    }
}

/// Assigns keys that may have become free to the oldest contacts with these addresses.
pub async fn reassign_key(tx: &mut Tx, released: &ContactKeys) -> Result<()> {
    let company_id = tx.company_id();
    for (key, column, value) in
        [("email_key", "email", &released.email), ("phone_key", "phone_digits", &released.phone)]
    {
        let Some(value) = value else { continue };
        let text = format!(
            "update contacts set {key} = {column}
             where company_id = $1 and id = (select c.id from contacts c where c.company_id = $1 and c.{column} = $2 order by c.id limit 1)
             and not exists (select 1 from contacts holder where holder.company_id = $1 and holder.{key} = $2)"
        );
        tx.exec(sql!(text, company_id, value)).await?;
    }
    Ok(())
}

/// What became of a draft.
pub enum Added {
    New(Box<Contact>),
    /// Nothing was written: a contact with the same e-mail or phone exists. `None` if it is gone by now.
    DuplicateOf(Option<ContactId>),
}

impl Added {
    pub fn or_conflict(self) -> Result<Contact> {
        match self {
            Self::New(contact) => Ok(*contact),
            Self::DuplicateOf(first) => Err(duplicate(first)),
        }
    }
}

pub fn duplicate(first: Option<ContactId>) -> Error {
    Error::Conflict {
        code: "duplicate_contact",
        message: "A contact with this e-mail or phone already exists".into(),
        data: json!({ "contactId": first }),
    }
}
