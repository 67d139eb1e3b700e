//! Customer feedback with a rating from 1 to 10 (seed 000).

mod model;
pub mod routes;
mod store;

pub use self::{
    model::{Feedback, FeedbackId, NewFeedback, Summary},
    store::{list, rating, reassign, summary},
};
use super::events;
use crate::{
    db::Tx,
    error::{Error, Result},
    features::contacts::find_for_work,
};

/// Records a customer's feedback.
pub async fn give(tx: &mut Tx, new: NewFeedback) -> Result<Feedback> {
    let contact = find_for_work(tx, new.contact_id).await?;
    if !contact.is_customer() {
        return Err(Error::conflict(
            "wrong_stage",
            "Only customers can give feedback; this contact is not a customer yet",
        ));
    }
    let feedback = store::insert(tx, new).await?;
    let me = tx.actor().employee_id();
    tx.record_daily("feedback", me, 1);
    tx.emit(events::FEEDBACK_CREATED.of(&contact.related(feedback.clone())));
    Ok(feedback)
}
