//! Leads: operations on contacts. Assigning, changing the status, merging, deleting, bulk changes (seed 003).

pub mod bulk;
pub mod events;
mod merging;
mod model;
mod ownership;
mod related;
pub mod routes;

use self::events::{LeadDeleted, LeadStatusChanged};
pub use self::{
    merging::merge,
    model::{Merge, NewOwner, NewStatus},
    ownership::assign,
};
use crate::{
    access::Permission,
    app::{App, Feature},
    db::Tx,
    error::{Error, Result},
    features::{
        contacts::{self, Contact, ContactId, Status, find_for_work},
        timeline::{self, ActivityKind},
    },
};

use utoipa_axum::router::OpenApiRouter;

pub const FEATURE: Feature = Feature {
    tables: &["bulk_changes", "bulk_results", "bulk_selections"],
    events: events::ALL,
    jobs: bulk::jobs::ALL,
    prune: Some(|tx| Box::pin(bulk::prune(tx))),
    ..Feature::new("leads", router)
};

fn router() -> OpenApiRouter<App> {
    routes::router().merge(bulk::routes::router())
}

/// Changes the status of a contact, and adds an activity. WON and LOST can only be set by an opportunity.
pub async fn set_status(tx: &mut Tx, id: ContactId, to: Status) -> Result<Contact> {
    let contact = find_for_work(tx, id).await?;
    tx.check_version(contact.version)?;
    change_status(tx, &contact, to).await
}

/// Changes the status of a locked contact.
pub async fn change_status(tx: &mut Tx, contact: &Contact, to: Status) -> Result<Contact> {
    let from = contact.status;
    if from == to {
        return Ok(contact.clone());
    }
    if from.is_set_by_opportunity() || to.is_set_by_opportunity() {
        return Err(Error::conflict(
            "invalid_transition",
            format!(
                "The status is {from} and cannot be set to {to}; WON and LOST are set by winning or losing an opportunity"
            ),
        ));
    }
    let updated = contacts::set_status(tx, contact, to).await?;
    let activity =
        timeline::write(tx, &updated, ActivityKind::StatusChange, format!("{from} → {to}")).await?;
    tx.emit(events::STATUS_CHANGED.of(&LeadStatusChanged { contact: updated.clone(), from, to, activity }));
    Ok(updated)
}

/// Deletes a contact with all related records.
pub async fn delete(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    tx.actor().require(Permission::LeadsManage)?;
    let contact = find_for_work(tx, id).await?;
    tx.check_version(contact.version)?;
    delete_locked(tx, &contact).await?;
    Ok(contact)
}

/// Deletes a locked contact. Requires `leads.manage`.
pub async fn delete_locked(tx: &mut Tx, contact: &Contact) -> Result<()> {
    tx.actor().require(Permission::LeadsManage)?;
    remove(tx, contact, None).await
}

/// Deletes a locked contact with all related records, without checking a permission.
pub async fn remove(tx: &mut Tx, contact: &Contact, merged_into: Option<ContactId>) -> Result<()> {
    related::prepare_deletion(tx, contact.id).await?;
    contacts::delete_record(tx, contact).await?;
    tx.emit(events::DELETED.of(&LeadDeleted { contact: contact.clone(), merged_into }));
    Ok(())
}
