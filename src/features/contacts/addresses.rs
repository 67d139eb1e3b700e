//! Whose e-mail and telephone number it is. The first contact of the company that has one holds it, which the database
//! keeps unique; a duplicate made on purpose has it without holding it.

use serde_json::json;

use super::{
    Contact, ContactId, Details,
    store::{COLUMNS, ContactRow},
};
use crate::{
    db::{Conn, Tx},
    error::{Error, Result},
    id::CompanyId,
    sql,
};

/// The addresses that a contact holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Held {
    pub email: Option<String>,
    /// Only the digits.
    pub phone: Option<String>,
}

impl Held {
    /// What these details would hold.
    pub fn by(details: &Details) -> Self {
        Self { email: details.email.clone(), phone: details.phone_digits() }
    }
}

/// The contact that holds one of these, the oldest of two.
pub async fn holder(conn: &mut Conn, company_id: CompanyId, held: &Held) -> Result<Option<Contact>> {
    let text = format!(
        "select {COLUMNS} from contacts where company_id = $1 and email_key = $2
         union all select {COLUMNS} from contacts where company_id = $1 and phone_key = $3"
    );
    let holders: Vec<ContactRow> =
        conn.all(sql!(text, company_id, held.email.clone(), held.phone.clone())).await?;
    Ok(holders.into_iter().map(Contact::from).min_by_key(|contact| contact.id))
}

/// Those of the addresses that nobody but this contact holds.
pub async fn free(tx: &mut Tx, wanted: Held, me: Option<ContactId>) -> Result<Held> {
    let email = Held { email: wanted.email, phone: None };
    let phone = Held { email: None, phone: wanted.phone };
    let email = if is_free(tx, &email, me).await? { email.email } else { None };
    let phone = if is_free(tx, &phone, me).await? { phone.phone } else { None };
    Ok(Held { email, phone })
}

async fn is_free(tx: &mut Tx, wanted: &Held, me: Option<ContactId>) -> Result<bool> {
    let company_id = tx.company_id();
    Ok(holder(tx, company_id, wanted).await?.is_none_or(|holder| Some(holder.id) == me))
}

/// Refuses new addresses that somebody else holds. What the contact has already it may keep.
pub async fn refuse_held(tx: &mut Tx, contact: &Contact, details: &Details) -> Result<()> {
    let (company_id, before, after) = (tx.company_id(), Held::by(&contact.details()), Held::by(details));
    let new = Held {
        email: after.email.filter(|email| before.email.as_ref() != Some(email)),
        phone: after.phone.filter(|phone| before.phone.as_ref() != Some(phone)),
    };
    match holder(tx, company_id, &new).await? {
        Some(first) if first.id != contact.id => Err(duplicate(Some(first.id))),
        _ => Ok(()),
    }
}

/// Gives addresses that may have become free to the oldest contact that has them.
pub async fn pass_on(tx: &mut Tx, given_up: &Held) -> Result<()> {
    let company_id = tx.company_id();
    for (key, column, value) in
        [("email_key", "email", &given_up.email), ("phone_key", "phone_digits", &given_up.phone)]
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

pub fn duplicate(first: Option<ContactId>) -> Error {
    Error::Conflict {
        code: "duplicate_contact",
        message: "A contact with this e-mail or phone already exists".into(),
        data: json!({ "contactId": first }),
    }
}
