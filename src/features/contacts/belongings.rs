//! What belongs to a contact: it moves in a merge, and goes in a deletion.

use super::ContactId;
use crate::{db::Tx, error::Result, id::EmployeeId, sql, time::Time};

/// The tables with a `contact_id`. Those of opportunities and deals are counted, in `Purse`.
const TABLES: [&str; 7] =
    ["activities", "sessions", "feedback", "opportunities", "deals", "emails", "enquiries"];

/// The counters of what is or was to be earned, per currency.
pub enum Purse {
    OpenOpportunities,
    WonDeals,
}

impl Purse {
    /// How many there are.
    pub fn counter(&self) -> &'static str {
        match self {
            Self::OpenOpportunities => "opportunities.open",
            Self::WonDeals => "deals.won",
        }
    }
    /// What they are worth: the prefix of one counter for each currency.
    pub fn values(&self) -> &'static str {
        match self {
            Self::OpenOpportunities => "opportunities.value.",
            Self::WonDeals => "deals.value.",
        }
    }
    /// Puts in, or with -1 takes out.
    pub fn put(&self, tx: &mut Tx, times: i64, value: i64, currency: &str) {
        tx.count(self.counter().into(), times);
        tx.count(format!("{}{currency}", self.values()), times * value);
    }
}

/// Takes the contact's opportunities and deals out of the counters and the figures, before they go with it.
pub async fn discount(tx: &mut Tx, id: ContactId) -> Result<()> {
    let company_id = tx.company_id();
    let opportunities =
        "select expected_value, currency, status, created_at, created_by, closed_at, closed_by
                         from opportunities where company_id = $1 and contact_id = $2";
    for opportunity in tx.all::<OpportunityRow>(sql!(opportunities, company_id, id)).await? {
        if opportunity.status == "OPEN" {
            Purse::OpenOpportunities.put(tx, -1, opportunity.expected_value, &opportunity.currency);
        }
        tx.tally_at(opportunity.created_at, "opportunities.opened", opportunity.created_by, -1);
        if let Some(closed_at) = opportunity.closed_at.filter(|_| opportunity.status == "LOST") {
            tx.tally_at(closed_at, "opportunities.lost", opportunity.closed_by, -1);
        }
    }
    let deals =
        "select value, currency, closed_at, closed_by from deals where company_id = $1 and contact_id = $2";
    let deals: Vec<(i64, String, Time, Option<EmployeeId>)> = tx.all(sql!(deals, company_id, id)).await?;
    for (value, currency, closed_at, closed_by) in deals {
        put_deal(tx, -1, (value, &currency), closed_at, closed_by);
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct OpportunityRow {
    expected_value: i64,
    currency: String,
    status: String,
    created_at: Time,
    created_by: Option<EmployeeId>,
    closed_at: Option<Time>,
    closed_by: Option<EmployeeId>,
}

/// Counts a won deal in, or with -1 out: also in the figures of the day on which it was closed.
pub fn put_deal(
    tx: &mut Tx,
    times: i64,
    (value, currency): (i64, &str),
    closed_at: Time,
    closed_by: Option<EmployeeId>,
) {
    Purse::WonDeals.put(tx, times, value, currency);
    tx.tally_at(closed_at, Purse::WonDeals.counter(), closed_by, times);
    tx.tally_at(closed_at, format!("{}{currency}", Purse::WonDeals.values()), closed_by, times * value);
}

/// Lets everything that belongs to one contact belong to another. Sessions keep their order, after the other's.
pub async fn hand_over(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<()> {
    let company_id = tx.company_id();
    // In one statement with the contact: a session that is numbered before it moves could meet the next one's number.
    let sessions = "update sessions set contact_id = $2, ordinal = sessions.ordinal + moved.last
                    from (select s.id, coalesce((select max(o.ordinal) from sessions o where o.company_id = $1
                              and o.contact_id = $2 and o.stage = s.stage), 0) as last
                          from sessions s where s.company_id = $1 and s.contact_id = $3) as moved
                    where sessions.company_id = $1 and sessions.id = moved.id";
    tx.exec(sql!(sessions, company_id, to, from)).await?;
    for table in TABLES {
        let text = format!("update {table} set contact_id = $1 where company_id = $2 and contact_id = $3");
        tx.exec(sql!(text, to, company_id, from)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_that_names_a_contact_is_known() {
        let migrations = [
            include_str!("../../../migrations/postgres/0001_foundation.sql"),
            include_str!("../../../migrations/postgres/0002_pipeline.sql"),
            include_str!("../../../migrations/postgres/0007_stage_entries.sql"),
        ];
        let mut naming: Vec<&str> = migrations
            .iter()
            .flat_map(|sql| sql.split("create table ").skip(1))
            .filter(|table| table.split(");").next().is_some_and(|table| table.contains("\n  contact_id ")))
            .filter_map(|table| table.split_whitespace().next())
            // What finds a contact and where it has been go with it, and an import remembers whom it made.
            .filter(|table| !["contact_tags", "stage_entries", "import_changes"].contains(table))
            .collect();
        naming.sort_unstable();
        let mut known = TABLES;
        known.sort_unstable();
        assert_eq!(naming, known);
    }
}
