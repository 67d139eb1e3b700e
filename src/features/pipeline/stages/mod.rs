//! Stage changes. `Stage::can_become` defines the allowed ones.

mod history;
pub mod routes;

use serde::Deserialize;
use utoipa::ToSchema;

pub use self::history::{Step, history};
use super::{
    events::{self, LeadStageChanged},
    feedback, sessions,
};
use crate::{
    access::Permission,
    db::Tx,
    error::{Error, Result},
    features::{
        accounts::companies,
        contacts::{self, Contact, ContactId, Stage, find_for_work, invalid_move, stage_entries},
        timeline::{self, ActivityKind},
    },
};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Qualification {
    /// Why the contact is qualified. Kept in the stage history.
    #[schema(min_length = 1, max_length = 500, examples("Phoned; wants an offer for six people"))]
    pub reason: String,
}

/// Moves a locked contact to another stage, and adds an activity to its timeline.
pub async fn advance(tx: &mut Tx, contact: &Contact, to: Stage, reason: &str) -> Result<Contact> {
    let (from, status) = (contact.stage, to.status_on_entry().unwrap_or(contact.status));
    if !from.can_become(to) {
        return Err(invalid_move(from, to));
    }
    let moved = contacts::set_stage(tx, contact, to, status).await?;
    stage_entries::advance(tx, contact.id, from, to).await?;
    let line = format!("{from} → {to}: {reason}");
    let activity = timeline::write(tx, &moved, ActivityKind::StageChange, line).await?;
    let reason = reason.to_owned();
    let changed = LeadStageChanged { contact: moved.clone(), from, to, reason, activity };
    tx.emit(events::STAGE_CHANGED.of(&changed));
    Ok(moved)
}

/// Moves a contact from LEAD to MQL without a tracked click, for example after a phone call. Requires
/// `leads.manage` and the company setting `manual_qualification`.
pub async fn promote_to_mql(tx: &mut Tx, id: ContactId, reason: &str) -> Result<Contact> {
    tx.actor().require(Permission::LeadsManage)?;
    let contact = find_for_work(tx, id).await?;
    tx.check_version(contact.version)?;
    if !companies::find(tx, contact.company_id).await?.settings.manual_qualification {
        let message = "Your company's settings do not allow qualifying leads manually";
        return Err(Error::conflict("manual_qualification_off", message));
    }
    if contact.stage != Stage::Lead {
        return Err(invalid_move(contact.stage, Stage::Mql));
    }
    advance(tx, &contact, Stage::Mql, reason).await
}

/// Moves a contact from MQL to SQL, if its sessions have the required average rating.
pub async fn promote_to_sql(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    let contact = find_for_work(tx, id).await?;
    tx.check_version(contact.version)?;
    if contact.stage != Stage::Mql {
        return Err(invalid_move(contact.stage, Stage::Sql));
    }
    let required = companies::find(tx, contact.company_id).await?.settings.sql_rating;
    let rating = sessions::rating(tx, contact.company_id, id, Stage::Mql).await?;
    rating.ensure_reaches(required)?;
    let reason = format!("average session rating {:.1}", rating.average());
    advance(tx, &contact, Stage::Sql, &reason).await
}

/// Moves a contact from CUSTOMER to EVANGELIST, if its feedback has the required average rating.
pub async fn promote_to_evangelist(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    let contact = find_for_work(tx, id).await?;
    tx.check_version(contact.version)?;
    if contact.stage != Stage::Customer {
        return Err(invalid_move(contact.stage, Stage::Evangelist));
    }
    let required = companies::find(tx, contact.company_id).await?.settings.evangelist_rating;
    let rating = feedback::rating(tx, contact.company_id, id).await?;
    rating.ensure_reaches(required)?;
    let reason = format!("average feedback rating {:.1}", rating.average());
    advance(tx, &contact, Stage::Evangelist, &reason).await
}

/// Moves a contact from DORMANT to LEAD.
pub async fn reopen(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    let contact = find_for_work(tx, id).await?;
    tx.check_version(contact.version)?;
    advance(tx, &contact, Stage::Lead, "reopened").await
}
