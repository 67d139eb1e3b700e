//! Who owns contacts today: what decides who may see them, and what belongs to them.

use std::collections::{BTreeSet, HashMap};

use serde::Deserialize;

use crate::{
    db::{Conn, Sql},
    error::{Error, Result},
    id::{CompanyId, EmployeeId, RecordId},
    sql,
};

/// Merges of merges that are followed: nobody merges one person more often.
const MERGES: usize = 16;

/// The owner of each contact. One that was merged has the owner of the contact that it became a part of; one that was
/// deleted is missing.
pub async fn owners(
    conn: &mut Conn,
    company_id: CompanyId,
    ids: Vec<RecordId>,
) -> Result<HashMap<RecordId, Option<EmployeeId>>> {
    let mut owners = HashMap::with_capacity(ids.len());
    // Each that was asked for, and as which contact it goes on.
    let mut sought: Vec<(RecordId, RecordId)> = ids.into_iter().map(|id| (id, id)).collect();
    for _ in 0..MERGES {
        let found = current(conn, company_id, &sought).await?;
        sought.retain(|(asked, now)| {
            let owner = found.get(now);
            owners.extend(owner.map(|owner| (*asked, *owner)));
            owner.is_none()
        });
        if sought.is_empty() {
            break;
        }
        let into = merged_into(conn, company_id, &sought).await?;
        sought = sought.into_iter().filter_map(|(asked, now)| Some((asked, *into.get(&now)?))).collect();
    }
    Ok(owners)
}

fn distinct(sought: &[(RecordId, RecordId)]) -> Vec<RecordId> {
    sought.iter().map(|(_, now)| *now).collect::<BTreeSet<_>>().into_iter().collect()
}

async fn current(
    conn: &mut Conn,
    company_id: CompanyId,
    sought: &[(RecordId, RecordId)],
) -> Result<HashMap<RecordId, Option<EmployeeId>>> {
    if sought.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql: Sql = sql!("select id, owner_id from contacts where company_id = $1 and id in ", company_id);
    sql.bind_list(&distinct(sought));
    Ok(conn.all::<(RecordId, Option<EmployeeId>)>(sql).await?.into_iter().collect())
}

/// What the deletions say of those that are no more.
async fn merged_into(
    conn: &mut Conn,
    company_id: CompanyId,
    sought: &[(RecordId, RecordId)],
) -> Result<HashMap<RecordId, RecordId>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Deletion {
        merged_into: Option<RecordId>,
    }
    let mut sql: Sql = sql!(
        "select entity_id, data from events
         where company_id = $1 and entity_type = 'contact' and kind = 'lead:deleted' and entity_id in ",
        company_id
    );
    sql.bind_list(&distinct(sought));
    let mut into = HashMap::new();
    for (id, data) in conn.all::<(RecordId, String)>(sql).await? {
        let deletion: Deletion = serde_json::from_str(&data).map_err(Error::internal)?;
        into.extend(deletion.merged_into.map(|other| (id, other)));
    }
    Ok(into)
}
