//! Stages, and the allowed changes between them (see the table in `domain.md`).

use super::{Contact, Status, store};
use crate::{
    db::Tx,
    error::{Error, Result},
    string_enum,
};

string_enum! {
    /// The stage of a contact in the pipeline.
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
    /// The daily statistic of contacts that entered this stage.
    pub fn daily_stat(self) -> String {
        format!("stage.{self}")
    }
    /// The daily statistic of contacts that entered this stage on a day and have advanced since.
    pub fn advanced_stat(self) -> String {
        format!("stage.{self}.advanced")
    }
    /// Whether `to` is a later stage. DORMANT is neither earlier nor later.
    pub(super) fn is_behind(self, to: Self) -> bool {
        (1..to.rank()).contains(&self.rank())
    }
    /// Whether the change is allowed. Verbs have further conditions.
    pub fn can_become(self, to: Self) -> bool {
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
    /// The allowed changes, by current stage.
    pub fn moves() -> serde_json::Value {
        let to =
            |from: &Self| Self::ALL.iter().copied().filter(|to| from.can_become(*to)).collect::<Vec<_>>();
        Self::ALL.iter().map(|from| (from.name().to_owned(), serde_json::json!(to(from)))).collect()
    }
    /// The position in the pipeline, from 1; 0 for DORMANT.
    pub fn rank(self) -> usize {
        Self::ALL
            .iter()
            .position(|stage| *stage == self)
            .filter(|_| self != Self::Dormant)
            .map_or(0, |i| i + 1)
    }
    /// The status that entering the stage sets, if any.
    pub fn status_on_entry(self) -> Option<Status> {
        match self {
            Self::Lead => Some(Status::New),
            Self::Customer => Some(Status::Won),
            Self::Dormant => Some(Status::Lost),
            Self::Mql | Self::Sql | Self::Opportunity | Self::Evangelist => None,
        }
    }
}

/// Sets the status of a locked contact and adjusts the counters. Adds no activity.
pub async fn set_status(tx: &mut Tx, contact: &Contact, to: Status) -> Result<Contact> {
    let updated = store::set_status(tx, contact.id, to).await?;
    adjust_counters(tx, contact, -1);
    adjust_counters(tx, &updated, 1);
    Ok(updated)
}

/// Sets the stage and status of a locked contact and adjusts the counters. Adds no activity.
pub async fn set_stage(tx: &mut Tx, contact: &Contact, to: Stage, status: Status) -> Result<Contact> {
    let moved = store::set_stage(tx, contact, to, status).await?;
    adjust_counters(tx, contact, -1);
    adjust_counters(tx, &moved, 1);
    Ok(moved)
}

/// Adjusts the counters of the contact's stage and status.
pub(super) fn adjust_counters(tx: &mut Tx, contact: &Contact, by: i64) {
    tx.adjust_counter(contact.stage.counter(), by);
    tx.adjust_counter(contact.status.counter(), by);
}

pub fn invalid_move(from: Stage, to: Stage) -> Error {
    Error::conflict("invalid_transition", format!("A contact cannot move from {from} to {to}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn allowed_changes_match_the_table() {
        let moves: Vec<_> = Stage::ALL
            .iter()
            .flat_map(|from| Stage::ALL.iter().map(move |to| (*from, *to)))
            .filter(|(from, to)| from.can_become(*to))
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
}
