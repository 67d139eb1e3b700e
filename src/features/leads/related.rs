//! The related records of a contact. A merge reassigns them; deleting the contact deletes them. Add every new
//! kind of record with a `contact_id` to both functions.

use crate::{
    db::Tx,
    error::Result,
    features::{
        contacts::ContactId,
        correspondence, enquiries,
        pipeline::{deals, feedback, opportunities, sessions},
        timeline,
    },
};

/// Reassigns all related records of one contact to another.
pub async fn reassign(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<()> {
    sessions::reassign(tx, from, to).await?;
    timeline::reassign(tx, from, to).await?;
    feedback::reassign(tx, from, to).await?;
    opportunities::reassign(tx, from, to).await?;
    deals::reassign(tx, from, to).await?;
    correspondence::reassign(tx, from, to).await?;
    enquiries::reassign(tx, from, to).await
}

/// Prepares the deletion of a contact: subtracts its opportunities and deals from the totals, and unlinks its
/// enquiries. All other related records are deleted by their foreign keys.
pub async fn prepare_deletion(tx: &mut Tx, id: ContactId) -> Result<()> {
    opportunities::subtract_totals(tx, id).await?;
    deals::subtract_totals(tx, id).await?;
    enquiries::unlink_contact(tx, id).await
}
