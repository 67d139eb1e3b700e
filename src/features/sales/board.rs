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
    let sql = chosen.summed(
        "company_id, stage",
        "select c.stage, o.currency, cast(sum(o.expected_value) as bigint) from opportunities o
         join chosen c on c.company_id = o.company_id and c.id = o.contact_id
         where o.status = 'OPEN' group by c.stage, o.currency",
    );
    let mut worth: BTreeMap<Stage, BTreeMap<String, i64>> = BTreeMap::new();
    for (stage, currency, value) in conn.all::<(String, String, i64)>(sql).await? {
        let stage = Stage::try_from(stage).map_err(Error::internal)?;
        worth.entry(stage).or_default().insert(currency, value);
    }
    Ok(worth)
}
