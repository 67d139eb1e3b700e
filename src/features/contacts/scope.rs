//! The contacts that an actor may see, with their related records.

use super::Contact;
use crate::{
    access::{Actor, Permission},
    db::{AnyOf, Listing},
    error::{Error, Result},
    id::EmployeeId,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// `leads.manage`: all contacts.
    All,
    /// `leads.work`: the employee's own contacts, and unowned ones.
    Own(EmployeeId),
}

impl Scope {
    /// The actor's scope. Fails with 403 without `leads.work`.
    pub fn of(actor: &Actor) -> Result<Self> {
        if actor.can(Permission::LeadsManage) {
            return Ok(Self::All);
        }
        actor.require(Permission::LeadsWork)?;
        Ok(Self::Own(actor.employee()?.id))
    }
    pub fn includes(self, contact: &Contact) -> bool {
        match self {
            Self::All => true,
            Self::Own(me) => contact.owner.as_ref().is_none_or(|owner| owner.id == me),
        }
    }
    /// Returns the contact if it is in scope, or else 404, which does not disclose that it exists.
    pub fn ensure_in_scope(self, contact: Contact) -> Result<Contact> {
        if self.includes(&contact) { Ok(contact) } else { Err(Error::NotFound("contact")) }
    }
    /// Restricts a list of contacts to the scope.
    pub fn narrow(self, contacts: &mut Listing) {
        if let Self::Own(me) = self {
            contacts.is_any_of(AnyOf {
                column: "owner_id",
                values: vec![me.into()],
                or_null: true,
                indexed: true,
            });
        }
    }
    /// Restricts a list of related records to the scope.
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
