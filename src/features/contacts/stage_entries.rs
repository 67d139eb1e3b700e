//! The cohorts of the funnel: when contacts entered each stage, and whether they have advanced since.
//!
//! A contact counts once per stage, on the day on which it last entered it. So no conversion rate exceeds 100
//! %, and a reopened lead belongs to the cohort of its new attempt.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Stage;
use crate::{
    db::{Conn, Listing, Related, Tx},
    error::{Error, Result},
    features::contacts::{Contact, ContactId, ContactQuery},
    id::CompanyId,
    sql,
};

/// The daily statistic of contacts that entered as a LEAD on a day and have become customers since.
pub const BECAME_CUSTOMER: &str = "stage.LEAD.customer";

#[derive(Debug, Clone, Copy)]
struct Entry {
    entered_on: NaiveDate,
    advanced: bool,
}

impl Entry {
    /// Adds the entry to the daily statistics, or subtracts it if `by` is -1.
    fn record_daily(self, tx: &mut Tx, stage: Stage, by: i64) {
        tx.record_daily_on(self.entered_on, stage.daily_stat(), by);
        if self.advanced {
            tx.record_daily_on(self.entered_on, stage.advanced_stat(), by);
        }
    }
}

/// Records the first stage of a new contact.
pub async fn start(tx: &mut Tx, contact: &Contact) -> Result<()> {
    let entry = Entry { entered_on: tx.today().await?, advanced: false };
    tx.insert(sql!(
        "insert into stage_entries (contact_id, company_id, stage, entered_on, advanced)",
        contact.id,
        contact.company_id,
        contact.stage,
        entry.entered_on,
        entry.advanced
    ));
    entry.record_daily(tx, contact.stage, 1);
    Ok(())
}

/// Records a stage change of a locked contact.
pub async fn advance(tx: &mut Tx, id: ContactId, from: Stage, to: Stage) -> Result<()> {
    let entries = of_contact(tx, id).await?;
    if let Some(entry) = entries.get(&from).filter(|entry| !entry.advanced && from.is_behind(to)) {
        set_advanced(tx, id, from).await?;
        tx.record_daily_on(entry.entered_on, from.advanced_stat(), 1);
    }
    if let Some(previous) = entries.get(&to) {
        previous.record_daily(tx, to, -1);
    }
    let entry = Entry { entered_on: tx.today().await?, advanced: false };
    set(tx, id, to, entry).await?;
    entry.record_daily(tx, to, 1);
    if let Some(lead) = entries.get(&Stage::Lead).filter(|_| to == Stage::Customer) {
        tx.record_daily_on(lead.entered_on, BECAME_CUSTOMER, 1);
    }
    Ok(())
}

/// Removes a contact from all cohorts, before it is deleted.
pub async fn remove(tx: &mut Tx, contact: &Contact) -> Result<()> {
    let entries = of_contact(tx, contact.id).await?;
    for (stage, entry) in &entries {
        entry.record_daily(tx, *stage, -1);
    }
    if let Some(lead) = entries.get(&Stage::Lead).filter(|_| contact.is_customer()) {
        tx.record_daily_on(lead.entered_on, BECAME_CUSTOMER, -1);
    }
    let company_id = tx.company_id();
    let sql = "delete from stage_entries where company_id = $1 and contact_id = $2";
    tx.exec(sql!(sql, company_id, contact.id)).await?;
    Ok(())
}

async fn of_contact(tx: &mut Tx, id: ContactId) -> Result<BTreeMap<Stage, Entry>> {
    tx.flush().await?;
    let company_id = tx.company_id();
    let sql =
        "select stage, entered_on, advanced from stage_entries where company_id = $1 and contact_id = $2";
    let rows: Vec<(Stage, NaiveDate, bool)> = tx.all(sql!(sql, company_id, id)).await?;
    Ok(rows
        .into_iter()
        .map(|(stage, entered_on, advanced)| (stage, Entry { entered_on, advanced }))
        .collect())
}

async fn set_advanced(tx: &mut Tx, id: ContactId, stage: Stage) -> Result<()> {
    let company_id = tx.company_id();
    let sql =
        "update stage_entries set advanced = $1 where company_id = $2 and contact_id = $3 and stage = $4";
    tx.exec(sql!(sql, true, company_id, id, stage)).await?;
    Ok(())
}

async fn set(tx: &mut Tx, id: ContactId, stage: Stage, entry: Entry) -> Result<()> {
    let company_id = tx.company_id();
    let sql = "insert into stage_entries (contact_id, company_id, stage, entered_on, advanced) values ($1, $2, $3, $4, $5)
               on conflict (contact_id, stage) do update set entered_on = excluded.entered_on, advanced = excluded.advanced";
    tx.exec(sql!(sql, id, company_id, stage, entry.entered_on, entry.advanced)).await?;
    Ok(())
}

/// Restricts a list of contacts to a cohort.
pub async fn narrow(conn: &mut Conn, query: &ContactQuery, listing: &mut Listing) -> Result<()> {
    let Some(stage) = query.entered else {
        if query.entered_from.is_some() || query.entered_to.is_some() || query.advanced.is_some() {
            return Err(Error::invalid("entered", "is required with enteredFrom, enteredTo and advanced"));
        }
        return Ok(());
    };
    let conditions = [
        Some(("stage", "=", vec![stage.into()])),
        query.entered_from.map(|day| ("entered_on", ">=", vec![day.into()])),
        query.entered_to.map(|day| ("entered_on", "<=", vec![day.into()])),
        query.advanced.map(|advanced| ("advanced", "=", vec![advanced.into()])),
    ];
    let conditions = conditions.into_iter().flatten().collect();
    let related = Related { table: "stage_entries", key: "contact_id", conditions, or_none: false };
    listing.find_related(conn, &related).await
}

/// Counts the cohorts from the records, by day and name of the statistic.
pub async fn count(conn: &mut Conn, company_id: CompanyId) -> Result<BTreeMap<(String, String), i64>> {
    let entries = "select stage, entered_on, advanced, count(*) from stage_entries where company_id = $1
                   group by stage, entered_on, advanced";
    let customers =
        "select s.entered_on, count(*) from stage_entries s join contacts c on c.id = s.contact_id
                     where s.company_id = $1 and s.stage = 'LEAD' and c.stage in ('CUSTOMER', 'EVANGELIST')
                     group by s.entered_on";
    let mut counts = BTreeMap::new();
    for (stage, day, advanced, n) in
        conn.all::<(Stage, NaiveDate, bool, i64)>(sql!(entries, company_id)).await?
    {
        *counts.entry((day.to_string(), stage.daily_stat())).or_default() += n;
        if advanced {
            *counts.entry((day.to_string(), stage.advanced_stat())).or_default() += n;
        }
    }
    for (day, n) in conn.all::<(NaiveDate, i64)>(sql!(customers, company_id)).await? {
        counts.insert((day.to_string(), BECAME_CUSTOMER.to_owned()), n);
    }
    Ok(counts)
}
