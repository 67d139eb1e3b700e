//! The board: the number of contacts at each stage, and the value of their open opportunities.

use std::collections::BTreeMap;

use crate::{
    db::Read,
    error::Result,
    features::contacts::{self, ContactQuery, Stage},
};

use serde::Serialize;
use utoipa::ToSchema;

/// A column of the board.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Column {
    pub stage: Stage,
    pub count: i64,
    /// The expected value of their open opportunities, per currency in its minor unit.
    pub value: BTreeMap<String, i64>,
}

/// The columns of all stages, for the matching contacts that the actor may see.
pub async fn board(read: &mut Read, query: &ContactQuery, q: Option<&str>) -> Result<Vec<Column>> {
    let counts = contacts::count_by_stage(read, query, q).await?;
    let mut values = open_value_by_stage(read, query, q).await?;
    let column = |stage: &Stage| Column {
        stage: *stage,
        count: counts.get(stage).copied().unwrap_or(0),
        value: values.remove(stage).unwrap_or_default(),
    };
    Ok(Stage::ALL.iter().map(column).collect())
}

async fn open_value_by_stage(
    read: &mut Read,
    query: &ContactQuery,
    q: Option<&str>,
) -> Result<BTreeMap<Stage, BTreeMap<String, i64>>> {
    let chosen = contacts::matching(read, query, q).await?;
    let (stage, mut sql) = chosen.lookup("stage", "o.contact_id");
    sql.push(&format!("with open as materialized (select {stage} as stage, o.currency, o.expected_value"));
    sql.push(" from opportunities o where o.status = 'OPEN' and o.company_id = ").bind(read.company_id());
    sql.push(") select stage, currency, cast(sum(expected_value) as bigint) from open");
    sql.push(" where stage is not null group by stage, currency");
    let mut values: BTreeMap<Stage, BTreeMap<String, i64>> = BTreeMap::new();
    for (stage, currency, value) in read.all::<(Stage, String, i64)>(sql).await? {
        values.entry(stage).or_default().insert(currency, value);
    }
    Ok(values)
}
