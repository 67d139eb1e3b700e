//! Sessions: calls with a rating from 1 to 10 at the stages MQL and SQL (seed 000).

mod model;
pub mod routes;
mod store;

pub use self::{
    model::{CallStage, NewSession, Session, SessionId, SessionPatch},
    store::{list, rating, reassign},
};
use super::events;
use crate::{
    db::Tx,
    error::{Error, Result},
    features::{
        accounts::companies,
        contacts::{Contact, Scope, find_for_work},
    },
};

/// Logs a call with a contact at that stage.
///
/// # Errors
/// 409 `too_many_sessions` if the contact has as many as the company allows per stage.
pub async fn log(tx: &mut Tx, new: NewSession) -> Result<Session> {
    let contact = find_for_work(tx, new.contact_id).await?;
    ensure_stage(&contact, new.stage)?;
    let max = companies::find(tx, contact.company_id).await?.settings.max_sessions_per_stage;
    let ordinal = store::last_ordinal(tx, contact.id, new.stage).await? + 1;
    if ordinal > max {
        return Err(too_many(max));
    }
    let session = store::insert(tx, new, ordinal).await?;
    let me = tx.actor().employee_id();
    tx.record_daily("sessions", me, 1);
    tx.emit(events::SESSION_CREATED.of(&contact.related(session.clone())));
    Ok(session)
}

/// Corrects a logged call. The rating cannot change after the contact has left the stage, because it decided
/// about the promotion.
pub async fn correct(tx: &mut Tx, id: SessionId, patch: SessionPatch) -> Result<Session> {
    Scope::of(tx.actor())?;
    let company_id = tx.company_id();
    let contact_id = tx.find::<Session>(company_id, id).await?.contact_id;
    // Contacts are locked before their records, as in merging.
    let contact = find_for_work(tx, contact_id).await.map_err(|error| error.as_missing("session"))?;
    let session = tx.find_for_update::<Session>(id).await?;
    tx.check_version(session.version)?;
    if patch.rating.is_some_and(|rating| rating != session.rating) {
        ensure_stage(&contact, session.stage)?;
    }
    let corrected = store::update(tx, &patch.applied_to(session)).await?;
    tx.emit(events::SESSION_UPDATED.of(&contact.related(corrected.clone())));
    Ok(corrected)
}

fn ensure_stage(contact: &Contact, stage: CallStage) -> Result<()> {
    if contact.stage == stage.stage() {
        return Ok(());
    }
    Err(Error::conflict("wrong_stage", format!("The contact is at stage {}, not at {stage}", contact.stage)))
}

fn too_many(max: i64) -> Error {
    Error::conflict("too_many_sessions", format!("A contact can have at most {max} sessions per stage"))
}
