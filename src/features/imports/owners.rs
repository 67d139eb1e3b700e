//! Owners of imported contacts.

use crate::{
    access::{Permission, Person},
    db::Tx,
    error::{Error, Result},
    features::{accounts::employees, contacts},
    id::EmployeeId,
    text::{self, Lines},
};

use std::collections::HashMap;

/// The maximum length of an e-mail address in bytes.
const MAX_EMAIL_LENGTH: usize = 254;

/// A cache of owners, by e-mail address.
#[derive(Default)]
pub struct Owners(HashMap<String, EmployeeId>);

impl Owners {
    /// The owner of a row. With `leads.manage`, the employee in the row or nobody; otherwise the actor.
    pub async fn of(&mut self, tx: &mut Tx, address: Option<&String>) -> Result<Option<EmployeeId>> {
        let me: Person = tx.actor().employee()?.clone();
        if !tx.actor().can(Permission::LeadsManage) {
            return Ok(Some(me.id));
        }
        let Some(address) = address.map(|address| address.to_lowercase()) else { return Ok(None) };
        if let Some(id) = self.0.get(&address) {
            return Ok(Some(*id));
        }
        if text::validate(&address, Lines::One).is_some() || address.len() > MAX_EMAIL_LENGTH {
            return Err(Error::invalid("owner", "must be an e-mail address"));
        }
        let company_id = tx.company_id();
        let owner =
            employees::find_by_email(tx, &address).await?.filter(|owner| owner.company_id == company_id);
        let owner = owner.ok_or_else(|| {
            Error::invalid("owner", "must be the e-mail address of an active employee who works on leads")
        })?;
        let id = contacts::lead_worker(tx, owner.id, "owner").await?.id;
        self.0.insert(address, id);
        Ok(Some(id))
    }
}

/// Checks a default owner. Requires `leads.manage`, and an active employee with `leads.work`.
pub async fn check_constant(tx: &mut Tx, address: Option<&String>) -> Result<()> {
    let Some(address) = address else { return Ok(()) };
    if !tx.actor().can(Permission::LeadsManage) {
        return Err(Error::invalid("constants.owner", "requires permission to assign leads"));
    }
    match Owners::default().of(tx, Some(address)).await {
        Err(Error::Invalid(_)) => {
            let message = "must be the e-mail address of an active employee who works on leads";
            Err(Error::invalid("constants.owner", message))
        }
        other => other.map(|_| ()),
    }
}
