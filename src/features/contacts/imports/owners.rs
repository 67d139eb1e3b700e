//! Whose the contacts of a file are.

use std::collections::HashMap;

use crate::{
    access::{Permission, Person},
    db::Tx,
    error::{Error, Result},
    features::{accounts::employees, contacts},
    id::EmployeeId,
    text::{self, Lines},
};

/// The longest e-mail address, in bytes.
const MAX_ADDRESS: usize = 254;

/// The owners that a file names, by their addresses.
#[derive(Default)]
pub struct Owners(HashMap<String, EmployeeId>);

impl Owners {
    /// Whose the row's contact is: whom the row names, where one may give leads away; otherwise nobody's, or one's own.
    pub async fn of(&mut self, tx: &mut Tx, address: Option<&String>) -> Result<Option<EmployeeId>> {
        let me: Person = tx.actor().signed_in()?.clone();
        if !tx.actor().may(Permission::LeadsManage) {
            return Ok(Some(me.id));
        }
        let Some(address) = address.map(|address| address.to_lowercase()) else { return Ok(None) };
        if let Some(id) = self.0.get(&address) {
            return Ok(Some(*id));
        }
        if text::problem(&address, Lines::One).is_some() || address.len() > MAX_ADDRESS {
            return Err(Error::invalid("owner", "must be an e-mail address"));
        }
        let company_id = tx.company_id();
        let found =
            employees::find_by_email(tx, &address).await?.filter(|owner| owner.company_id == company_id);
        let owner = found
            .ok_or_else(|| Error::invalid("owner", "must be the e-mail of somebody who works on leads"))?;
        let id = contacts::worker(tx, owner.id, "owner").await?.id;
        self.0.insert(address, id);
        Ok(Some(id))
    }
}

/// Refuses an owner of all rows whom nobody, or not this employee, can give leads to.
pub async fn check_constant(tx: &mut Tx, address: Option<&String>) -> Result<()> {
    let Some(address) = address else { return Ok(()) };
    if !tx.actor().may(Permission::LeadsManage) {
        return Err(Error::invalid("constants.owner", "needs the permission to assign leads"));
    }
    match Owners::default().of(tx, Some(address)).await {
        Err(Error::Invalid(_)) => {
            let message = "must be the e-mail address of an active employee who works on leads";
            Err(Error::invalid("constants.owner", message))
        }
        other => other.map(|_| ()),
    }
}
