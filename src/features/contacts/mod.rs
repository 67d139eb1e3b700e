//! Contacts: the one record of somebody we sell to. So far they come from converted enquiries.

mod model;
mod store;

pub use self::model::{Contact, ContactId, NewContact, Stage};
use crate::{
    access::Person,
    db::{Conn, Tx},
    error::Result,
    events::Fact,
    id::CompanyId,
};

/// The company's contact with this e-mail or phone; a new LEAD of the owner when there is none.
pub async fn link_or_create(tx: &mut Tx, new: NewContact, owner: Person) -> Result<Contact> {
    if let Some(known) = store::find_by_address(tx, new.email.as_deref(), new.phone.as_deref()).await? {
        return Ok(known);
    }
    let contact = store::insert(tx, new, owner.id).await?;
    tx.count(contact.stage.counter(), 1);
    tx.emit(Fact::LeadCreated(contact.clone()));
    Ok(contact)
}

/// How many contacts there are at each stage, counted.
pub async fn count(conn: &mut Conn, company_id: CompanyId) -> Result<Vec<(Stage, i64)>> {
    store::count(conn, company_id).await
}
