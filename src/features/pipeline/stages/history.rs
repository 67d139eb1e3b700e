//! A contact's stage history, read from the immutable event log.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Stage;
use crate::{
    access::Person,
    db::Read,
    error::{Error, Result},
    features::contacts::{self, ContactId},
    id::EmployeeId,
    sql,
    time::Time,
};

/// A stage change of a contact.
#[derive(Debug, Serialize, ToSchema)]
pub struct Step {
    /// `null` for the first step.
    pub from: Option<Stage>,
    pub to: Stage,
    pub at: Time,
    /// `null` if the system made the change.
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

/// The fields of stage events that the history needs.
#[derive(Deserialize)]
struct StageEvent {
    stage: Stage,
    from: Option<Stage>,
    reason: Option<String>,
}

/// The stage history of a contact that the actor may see, oldest first.
pub async fn history(read: &mut Read, id: ContactId) -> Result<Vec<Step>> {
    contacts::find_visible(read, id).await?;
    let company_id = read.company_id();
    let sql = sql!(
        "select at, actor_id, actor_name, data from events
         where company_id = $1 and entity_type = 'contact' and entity_id = $2 and kind in ('lead:created', 'lead:stage')
         order by seq",
        company_id,
        id
    );
    read.all::<EventRow>(sql).await?.into_iter().map(step).collect()
}

fn step(row: EventRow) -> Result<Step> {
    let event: StageEvent = serde_json::from_str(&row.data).map_err(Error::internal)?;
    Ok(Step {
        from: event.from,
        to: event.stage,
        at: row.at,
        by: Person::from_columns(row.actor_id, row.actor_name),
        reason: event.reason.unwrap_or_else(|| "created".into()),
    })
}
