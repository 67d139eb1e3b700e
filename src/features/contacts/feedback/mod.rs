//! Feedback: how content customers say they are, from 1 to 10 (seed 000).

mod model;
pub mod routes;
mod store;

pub use self::{
    model::{Feedback, FeedbackId, NewFeedback, Summary},
    store::{list, rating, summary},
};
use super::find_for_work;
use crate::{
    db::Tx,
    error::{Error, Result},
    events::Fact,
};

/// Writes down what a customer said.
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
    tx.tally("feedback", me, 1);
    tx.emit(Fact::FeedbackCreated(contact.about(feedback.clone())));
    Ok(feedback)
}
