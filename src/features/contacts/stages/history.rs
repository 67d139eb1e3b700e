//! Who moved a contact, when, whence, whither and why: read from the event log, which nobody rewrites.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Stage;
use crate::{
    access::Person,
    db::Conn,
    error::{Error, Result},
    features::contacts::ContactId,
    id::{CompanyId, EmployeeId},
    sql,
    time::Time,
};

/// One step of a contact's way.
#[derive(Debug, Serialize, ToSchema)]
pub struct Step {
    /// `null` at the beginning.
    pub from: Option<Stage>,
    pub to: Stage,
    pub at: Time,
    /// `null` when it went by itself.
    pub by: Option<Person>,
    pub reason: String,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    at: Time,
    actor_id: Option<EmployeeId>,
    actor_name: Option<String>,
    data: String,
}

/// What the events of a contact's stage carry, as far as its history needs it.
#[derive(Deserialize)]
struct Told {
    stage: Stage,
    from: Option<Stage>,
    reason: Option<String>,
}

/// Every step, oldest first.
pub async fn history(conn: &mut Conn, company_id: CompanyId, id: ContactId) -> Result<Vec<Step>> {
    let sql = sql!(
        "select at, actor_id, actor_name, data from events
         where company_id = $1 and entity_type = 'contact' and entity_id = $2 and kind in ('lead:created', 'lead:stage')
         order by seq",
        company_id,
        id
    );
    conn.all::<EventRow>(sql).await?.into_iter().map(step).collect()
}

fn step(row: EventRow) -> Result<Step> {
    let told: Told = serde_json::from_str(&row.data).map_err(Error::internal)?;
    Ok(Step {
        from: told.from,
        to: told.stage,
        at: row.at,
        by: Person::from_columns(row.actor_id, row.actor_name),
        reason: told.reason.unwrap_or_else(|| "created".into()),
    })
}
