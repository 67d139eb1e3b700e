//! The stages, and the only moves between them (`domain.md`, the table): forward, one step, each for its reason.

pub mod entries;
mod history;

use serde_json::json;

pub use self::history::{Step, history};
use super::{
    Contact, ContactId, Status,
    activities::{self, ActivityKind},
    feedback, find_for_work, sessions, store,
};
use crate::{
    access::Permission,
    db::Tx,
    error::{Error, Result},
    events::{Fact, LeadMoved},
    features::accounts::companies,
    words,
};

words! {
    /// How far a contact has come.
    Stage {
        Lead = "LEAD",
        Mql = "MQL",
        Sql = "SQL",
        Opportunity = "OPPORTUNITY",
        Customer = "CUSTOMER",
        Evangelist = "EVANGELIST",
        Dormant = "DORMANT",
    }
}

impl Stage {
    /// The dashboard counter of the contacts at this stage.
    pub fn counter(self) -> String {
        format!("contacts.{self}")
    }
    /// The day's figure of those who entered this stage on it.
    pub fn figure(self) -> String {
        format!("stage.{self}")
    }
    /// The day's figure of those who entered this stage on it and have gone further since.
    pub fn advanced_figure(self) -> String {
        format!("stage.{self}.advanced")
    }
    /// Whether a move between these goes further: not to DORMANT, nor back from there.
    fn is_behind(self, to: Self) -> bool {
        (1..to.rank()).contains(&self.rank())
    }
    /// The moves that exist; each verb below asks for its reason besides.
    pub fn may_become(self, to: Self) -> bool {
        use Stage::{Customer, Dormant, Evangelist, Lead, Mql, Opportunity, Sql};
        matches!(
            (self, to),
            (Lead, Mql)
                | (Mql, Sql)
                | (Sql, Opportunity)
                | (Opportunity, Customer | Dormant)
                | (Dormant, Lead)
                | (Customer, Evangelist)
        )
    }
    /// How far it is, where further means more: DORMANT is nowhere.
    pub fn rank(self) -> usize {
        Self::ALL
            .iter()
            .position(|stage| *stage == self)
            .filter(|_| self != Self::Dormant)
            .map_or(0, |i| i + 1)
    }
    /// The status that an opportunity's end or a new beginning brings with it.
    fn brings(self) -> Option<Status> {
        match self {
            Self::Lead => Some(Status::New),
            Self::Customer => Some(Status::Won),
            Self::Dormant => Some(Status::Lost),
            Self::Mql | Self::Sql | Self::Opportunity | Self::Evangelist => None,
        }
    }
}

/// Moves a contact that this transaction holds, and writes it into its timeline.
pub async fn advance(tx: &mut Tx, contact: &Contact, to: Stage, reason: &str) -> Result<Contact> {
    let (from, status) = (contact.stage, to.brings().unwrap_or(contact.status));
    if !from.may_become(to) {
        return Err(invalid_move(from, to));
    }
    let moved = store::set_stage(tx, contact, to, status).await?;
    recount(tx, contact, -1);
    recount(tx, &moved, 1);
    entries::advance(tx, contact.id, from, to).await?;
    let line = format!("{from} → {to}: {reason}");
    let activity = activities::write(tx, &moved, ActivityKind::StageChange, line).await?;
    let reason = reason.to_owned();
    tx.emit(Fact::LeadStage(LeadMoved { contact: moved.clone(), from, to, reason, activity }));
    Ok(moved)
}

/// LEAD → MQL without a click, because people also phone: for a reason that the history keeps, by those with
/// `leads.manage`, where the company allows it.
pub async fn promote_to_mql(tx: &mut Tx, id: ContactId, reason: &str) -> Result<Contact> {
    tx.actor().must(Permission::LeadsManage)?;
    let contact = find_for_work(tx, id).await?;
    tx.must_match(contact.version)?;
    if !companies::find(tx, contact.company_id).await?.settings.manual_qualification {
        let message = "The company's settings do not allow qualifying a lead by hand";
        return Err(Error::conflict("manual_qualification_off", message));
    }
    if contact.stage != Stage::Lead {
        return Err(invalid_move(contact.stage, Stage::Mql));
    }
    advance(tx, &contact, Stage::Mql, reason).await
}

/// MQL → SQL, when those who spoke with them rate them high enough.
pub async fn promote_to_sql(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    let contact = find_for_work(tx, id).await?;
    tx.must_match(contact.version)?;
    if contact.stage != Stage::Mql {
        return Err(invalid_move(contact.stage, Stage::Sql));
    }
    let required = companies::find(tx, contact.company_id).await?.settings.sql_rating;
    let rating = sessions::rating(tx, contact.company_id, id, Stage::Mql).await?;
    rating.must_reach(required)?;
    let reason = format!("sessions rated {:.1} on average", rating.average());
    advance(tx, &contact, Stage::Sql, &reason).await
}

/// CUSTOMER → EVANGELIST, when they are content enough.
pub async fn promote_to_evangelist(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    let contact = find_for_work(tx, id).await?;
    tx.must_match(contact.version)?;
    if contact.stage != Stage::Customer {
        return Err(invalid_move(contact.stage, Stage::Evangelist));
    }
    let required = companies::find(tx, contact.company_id).await?.settings.evangelist_rating;
    let rating = feedback::rating(tx, contact.company_id, id).await?;
    rating.must_reach(required)?;
    let reason = format!("feedback of {:.1} on average", rating.average());
    advance(tx, &contact, Stage::Evangelist, &reason).await
}

/// DORMANT → LEAD: another try.
pub async fn reopen(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    let contact = find_for_work(tx, id).await?;
    tx.must_match(contact.version)?;
    advance(tx, &contact, Stage::Lead, "reopened").await
}

/// Counts a contact in or out where it stands.
pub fn recount(tx: &mut Tx, contact: &Contact, by: i64) {
    tx.count(contact.stage.counter(), by);
    tx.count(contact.status.counter(), by);
}

pub fn invalid_move(from: Stage, to: Stage) -> Error {
    Error::conflict("invalid_transition", format!("A contact cannot move from {from} to {to}"))
}

/// What several ratings say together.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rating {
    pub sum: i64,
    pub count: i64,
}

impl Rating {
    /// 0 without any.
    #[expect(clippy::cast_precision_loss, reason = "ratings are small")]
    pub fn average(self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum as f64 / self.count as f64 }
    }
    fn must_reach(self, required: i64) -> Result<()> {
        if self.count > 0 && self.sum >= required * self.count {
            return Ok(());
        }
        Err(Error::Conflict {
            code: "rating_too_low",
            message: format!(
                "An average rating of at least {required} is required; it is {:.1} over {} ratings",
                self.average(),
                self.count
            ),
            data: json!({ "average": self.average(), "count": self.count, "required": required }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_moves_of_the_table_exist() {
        let moves: Vec<_> = Stage::ALL
            .iter()
            .flat_map(|from| Stage::ALL.iter().map(move |to| (*from, *to)))
            .filter(|(from, to)| from.may_become(*to))
            .map(|(from, to)| format!("{from} {to}"))
            .collect();
        assert_eq!(
            moves,
            [
                "LEAD MQL",
                "MQL SQL",
                "SQL OPPORTUNITY",
                "OPPORTUNITY CUSTOMER",
                "OPPORTUNITY DORMANT",
                "CUSTOMER EVANGELIST",
                "DORMANT LEAD"
            ]
        );
    }

    #[test]
    fn an_average_is_reached_exactly_or_not_at_all() {
        assert!(Rating { sum: 14, count: 2 }.must_reach(7).is_ok());
        assert!(Rating { sum: 13, count: 2 }.must_reach(7).is_err());
        assert!(Rating::default().must_reach(1).is_err());
    }
}
