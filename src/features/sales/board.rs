//! The board: how many contacts stand at each stage, and what is open with them.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::Actor,
    db::Conn,
    error::{Error, Result},
    features::contacts::{self, ContactQuery, Stage},
};

/// A column of the board.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Column {
    pub stage: Stage,
    pub count: i64,
    /// The expected value of their open opportunities, per currency in its minor unit.
    pub value: BTreeMap<String, i64>,
}

/// Every stage with those of the contacts asked for that the employee may see.
pub async fn board(
    conn: &mut Conn,
    actor: &Actor,
    query: &ContactQuery,
    q: Option<&str>,
) -> Result<Vec<Column>> {
    let counts = contacts::count_by_stage(conn, actor, query, q).await?;
    let mut worth = open_by_stage(conn, actor, query, q).await?;
    let column = |stage: &Stage| Column {
        stage: *stage,
        count: counts.get(stage).copied().unwrap_or(0),
        value: worth.remove(stage).unwrap_or_default(),
    };
    Ok(Stage::ALL.iter().map(column).collect())
}

async fn open_by_stage(
    conn: &mut Conn,
    actor: &Actor,
    query: &ContactQuery,
    q: Option<&str>,
) -> Result<BTreeMap<Stage, BTreeMap<String, i64>>> {
    let chosen = contacts::chosen(conn, actor, query, q).await?;
    let (stage, mut sql) = chosen.lookup("stage", "o.contact_id");
    sql.push(&format!("with open as materialized (select {stage} as stage, o.currency, o.expected_value"));
    sql.push(" from opportunities o where o.status = 'OPEN' and o.company_id = ").bind(actor.company_id());
    sql.push(") select stage, currency, cast(sum(expected_value) as bigint) from open");
    sql.push(" where stage is not null group by stage, currency");
    let mut worth: BTreeMap<Stage, BTreeMap<String, i64>> = BTreeMap::new();
    for (stage, currency, value) in conn.all::<(String, String, i64)>(sql).await? {
        let stage = Stage::try_from(stage).map_err(Error::internal)?;
        worth.entry(stage).or_default().insert(currency, value);
    }
    Ok(worth)
}
