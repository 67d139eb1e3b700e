//! The current owners of contacts, which decide who may see them and their related records.

use std::collections::{BTreeSet, HashMap};

use crate::{
    db::{Conn, Sql},
    error::{Error, Result},
    id::{CompanyId, EmployeeId, RecordId},
    sql,
};

use serde::Deserialize;

/// The maximum number of successive merges that are followed.
const MAX_MERGES: usize = 16;

/// Returns the owner of each contact. For a merged contact, this is the owner of the contact that it was
/// merged into. Deleted contacts are missing.
pub async fn owners(
    conn: &mut Conn,
    company_id: CompanyId,
    ids: Vec<RecordId>,
) -> Result<HashMap<RecordId, Option<EmployeeId>>> {
    let mut owners = HashMap::with_capacity(ids.len());
    // Unresolved contacts: the requested id, and the id that it was merged into.
    let mut unresolved: Vec<(RecordId, RecordId)> = ids.into_iter().map(|id| (id, id)).collect();
    for _ in 0..MAX_MERGES {
        let existing = existing(conn, company_id, &unresolved).await?;
        unresolved.retain(|(requested, current)| {
            let owner = existing.get(current);
            owners.extend(owner.map(|owner| (*requested, *owner)));
            owner.is_none()
        });
        if unresolved.is_empty() {
            break;
        }
        let targets = merged_into(conn, company_id, &unresolved).await?;
        unresolved = unresolved
            .into_iter()
            .filter_map(|(requested, current)| Some((requested, *targets.get(&current)?)))
            .collect();
    }
    Ok(owners)
}

fn current_ids(unresolved: &[(RecordId, RecordId)]) -> Vec<RecordId> {
    unresolved.iter().map(|(_, current)| *current).collect::<BTreeSet<_>>().into_iter().collect()
}

async fn existing(
    conn: &mut Conn,
    company_id: CompanyId,
    unresolved: &[(RecordId, RecordId)],
) -> Result<HashMap<RecordId, Option<EmployeeId>>> {
    if unresolved.is_empty() {
        return Ok(HashMap::new());
    }
    let company_id_column = conn.dialect().company_column_with_ids();
    let text = format!("select id, owner_id from contacts where {company_id_column} = $1 and id in ");
    let mut sql = sql!(text, company_id);
    sql.bind_list(&current_ids(unresolved));
    Ok(conn.all::<(RecordId, Option<EmployeeId>)>(sql).await?.into_iter().collect())
}

/// Looks up in the deletion events what the contacts were merged into.
async fn merged_into(
    conn: &mut Conn,
    company_id: CompanyId,
    unresolved: &[(RecordId, RecordId)],
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
    sql.bind_list(&current_ids(unresolved));
    let mut targets = HashMap::new();
    for (id, data) in conn.all::<(RecordId, String)>(sql).await? {
        let deletion: Deletion = serde_json::from_str(&data).map_err(Error::internal)?;
        targets.extend(deletion.merged_into.map(|target| (id, target)));
    }
    Ok(targets)
}
