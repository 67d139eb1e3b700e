//! Which contacts, and what belongs to them, an employee may see.

use super::Contact;
use crate::{
    access::{Actor, Permission},
    db::Listing,
    error::{Error, Result},
    id::EmployeeId,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// `leads.manage`: every contact.
    All,
    /// `leads.work`: one's own, and those that nobody owns.
    Own(EmployeeId),
}

impl Scope {
    /// Refuses with 403 whoever works on no leads.
    pub fn of(actor: &Actor) -> Result<Self> {
        if actor.may(Permission::LeadsManage) {
            return Ok(Self::All);
        }
        actor.must(Permission::LeadsWork)?;
        Ok(Self::Own(actor.signed_in()?.id))
    }
    pub fn includes(self, contact: &Contact) -> bool {
        match self {
            Self::All => true,
            Self::Own(me) => contact.owner.as_ref().is_none_or(|owner| owner.id == me),
        }
    }
    /// The contact, or 404: that it exists is not told.
    pub fn admit(self, contact: Contact) -> Result<Contact> {
        if self.includes(&contact) { Ok(contact) } else { Err(Error::NotFound("contact")) }
    }
    /// Narrows a list of contacts.
    pub fn narrow(self, contacts: &mut Listing) {
        if let Self::Own(me) = self {
            contacts.is_or_is_null("owner_id", me);
        }
    }
    /// Narrows a list of what belongs to contacts.
    pub fn narrow_by_contact(self, listing: &mut Listing) {
        if let Self::Own(me) = self {
            let contact = format!("{}.contact_id", listing.table());
            listing.push(&format!(
                " and exists (select 1 from contacts c where c.id = {contact} and (c.owner_id = "
            ));
            listing.bind(me).push(" or c.owner_id is null))");
        }
    }
}
