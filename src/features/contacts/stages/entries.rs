//! On which day contacts entered their stages, and who has gone further since: the cohorts of the funnel.
//!
//! A contact counts once for each stage, on the day on which it last entered it. So a range of days counts contacts, no
//! share exceeds 100 %, and a reopened lead belongs to the cohort of its new attempt.

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

/// The day's figure of those who have become customers since they entered as a LEAD.
pub const BECAME_CUSTOMER: &str = "stage.LEAD.customer";

#[derive(Debug, Clone, Copy)]
struct Entry {
    entered_on: NaiveDate,
    advanced: bool,
}

impl Entry {
    /// Counts the entry in, or with -1 out.
    fn tally(self, tx: &mut Tx, stage: Stage, by: i64) {
        tx.tally_on(self.entered_on, stage.figure(), by);
        if self.advanced {
            tx.tally_on(self.entered_on, stage.advanced_figure(), by);
        }
    }
}

/// Records where a new contact starts.
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
    entry.tally(tx, contact.stage, 1);
    Ok(())
}

/// Records a move of a contact that this transaction holds.
pub async fn advance(tx: &mut Tx, id: ContactId, from: Stage, to: Stage) -> Result<()> {
    let entries = of_contact(tx, id).await?;
    if let Some(left) = entries.get(&from).filter(|left| !left.advanced && from.is_behind(to)) {
        set_advanced(tx, id, from).await?;
        tx.tally_on(left.entered_on, from.advanced_figure(), 1);
    }
    if let Some(before) = entries.get(&to) {
        before.tally(tx, to, -1);
    }
    let entry = Entry { entered_on: tx.today().await?, advanced: false };
    set(tx, id, to, entry).await?;
    entry.tally(tx, to, 1);
    if let Some(lead) = entries.get(&Stage::Lead).filter(|_| to == Stage::Customer) {
        tx.tally_on(lead.entered_on, BECAME_CUSTOMER, 1);
    }
    Ok(())
}

/// Takes a contact that is to be deleted out of every cohort.
pub async fn forget(tx: &mut Tx, contact: &Contact) -> Result<()> {
    let entries = of_contact(tx, contact.id).await?;
    for (stage, entry) in &entries {
        entry.tally(tx, *stage, -1);
    }
    if let Some(lead) = entries.get(&Stage::Lead).filter(|_| contact.is_customer()) {
        tx.tally_on(lead.entered_on, BECAME_CUSTOMER, -1);
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
    let rows: Vec<(String, NaiveDate, bool)> = tx.all(sql!(sql, company_id, id)).await?;
    rows.into_iter()
        .map(|(stage, entered_on, advanced)| {
            Ok((Stage::try_from(stage).map_err(Error::internal)?, Entry { entered_on, advanced }))
        })
        .collect()
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

/// Narrows a list of contacts to a cohort.
pub async fn narrow(conn: &mut Conn, query: &ContactQuery, listing: &mut Listing) -> Result<()> {
    let Some(stage) = query.entered else {
        if query.entered_from.is_some() || query.entered_to.is_some() || query.advanced.is_some() {
            return Err(Error::invalid("entered", "is required with enteredFrom, enteredTo and advanced"));
        }
        return Ok(());
    };
    let conditions = [
        Some(("stage =", stage.into())),
        query.entered_from.map(|day| ("entered_on >=", day.into())),
        query.entered_to.map(|day| ("entered_on <=", day.into())),
        query.advanced.map(|advanced| ("advanced =", advanced.into())),
    ];
    let conditions = conditions.into_iter().flatten().collect();
    listing.find_related(conn, &Related { table: "stage_entries", key: "contact_id", conditions }).await
}

/// The figures of cohorts by day and name, counted from the records.
pub async fn count(conn: &mut Conn, company_id: CompanyId) -> Result<BTreeMap<(String, String), i64>> {
    let entries = "select stage, entered_on, advanced, count(*) from stage_entries where company_id = $1
                   group by stage, entered_on, advanced";
    let customers =
        "select s.entered_on, count(*) from stage_entries s join contacts c on c.id = s.contact_id
                     where s.company_id = $1 and s.stage = 'LEAD' and c.stage in ('CUSTOMER', 'EVANGELIST')
                     group by s.entered_on";
    let mut counts = BTreeMap::new();
    for (stage, day, advanced, n) in
        conn.all::<(String, NaiveDate, bool, i64)>(sql!(entries, company_id)).await?
    {
        let stage = Stage::try_from(stage).map_err(Error::internal)?;
        *counts.entry((day.to_string(), stage.figure())).or_default() += n;
        if advanced {
            *counts.entry((day.to_string(), stage.advanced_figure())).or_default() += n;
        }
    }
    for (day, n) in conn.all::<(NaiveDate, i64)>(sql!(customers, company_id)).await? {
        counts.insert((day.to_string(), BECAME_CUSTOMER.to_owned()), n);
    }
    Ok(counts)
}
