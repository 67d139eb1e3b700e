//! Sessions: calls that are rated from 1 to 10, a few at each of the stages MQL and SQL (seed 000).

mod model;
pub mod routes;
mod store;

pub use self::{
    model::{CallStage, NewSession, Session, SessionId, SessionPatch},
    store::{list, rating},
};
use super::{Contact, Scope, find_for_work};
use crate::{
    db::Tx,
    error::{Error, Result},
    events::Fact,
    features::accounts::companies,
};

/// Logs a call with somebody who is at that stage. At most as many as the company allows for a stage: 409
/// `too_many_sessions`.
pub async fn log(tx: &mut Tx, new: NewSession) -> Result<Session> {
    let contact = find_for_work(tx, new.contact_id).await?;
    must_be_at(&contact, new.stage)?;
    let allowed = companies::find(tx, contact.company_id).await?.settings.max_sessions_per_stage;
    let ordinal = store::last_ordinal(tx, contact.id, new.stage).await? + 1;
    if ordinal > allowed {
        return Err(too_many(allowed));
    }
    let session = store::insert(tx, new, ordinal).await?;
    let me = tx.actor().employee_id();
    tx.tally("sessions", me, 1);
    tx.emit(Fact::SessionCreated(contact.about(session.clone())));
    Ok(session)
}

/// Corrects a logged call. Its rating counts towards a promotion, so it stays once the contact has moved on.
pub async fn correct(tx: &mut Tx, id: SessionId, patch: SessionPatch) -> Result<Session> {
    Scope::of(tx.actor())?;
    let session = store::find_for_update(tx, id).await?;
    let contact = find_for_work(tx, session.contact_id).await.map_err(|_| Error::NotFound("session"))?;
    tx.must_match(session.version)?;
    if patch.rating.is_some_and(|rating| rating != session.rating) {
        must_be_at(&contact, session.stage)?;
    }
    let corrected = store::update(tx, &patch.applied_to(session)).await?;
    tx.emit(Fact::SessionUpdated(contact.about(corrected.clone())));
    Ok(corrected)
}

fn must_be_at(contact: &Contact, stage: CallStage) -> Result<()> {
    if contact.stage == stage.stage() {
        return Ok(());
    }
    Err(Error::conflict("wrong_stage", format!("The contact is at stage {}, not at {stage}", contact.stage)))
}

fn too_many(allowed: i64) -> Error {
    Error::conflict("too_many_sessions", format!("A contact has at most {allowed} sessions at a stage"))
}
