//! The check that the operator runs: counters against a recount, and an event log without holes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::{db::Conn, error::Result, id::CompanyId, sql};

/// Something that should not be.
#[derive(Debug, PartialEq, Eq)]
pub enum Finding {
    WrongCounter { company: String, name: String, kept: i64, counted: i64 },
    Hole { company: String, after: i64, before: i64 },
    WrongHead { company: String, head: i64, newest: i64 },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongCounter { company, name, kept, counted } => {
                write!(f, "{company}: the counter {name} says {kept}, a recount {counted}")
            }
            Self::Hole { company, after, before } => {
                write!(f, "{company}: the event log has a hole: {before} follows {after}")
            }
            Self::WrongHead { company, head, newest } => {
                write!(f, "{company}: the event number is {head}, the newest event {newest}")
            }
        }
    }
}

/// Looks at every company.
pub async fn check(conn: &mut Conn) -> Result<Vec<Finding>> {
    let companies: Vec<(CompanyId, String)> =
        conn.all(sql!("select id, slug from companies order by slug")).await?;
    let mut findings = vec![];
    for (id, slug) in companies {
        findings.extend(wrong_counters(conn, id, &slug).await?);
        findings.extend(holes(conn, id, &slug).await?);
        findings.extend(wrong_head(conn, id, &slug).await?);
    }
    Ok(findings)
}

async fn wrong_counters(conn: &mut Conn, id: CompanyId, slug: &str) -> Result<Vec<Finding>> {
    let kept = super::counters::read(conn, id).await?.named();
    let counted = super::counters::recount(conn, id).await?.named();
    let names: BTreeSet<&String> = kept.keys().chain(counted.keys()).collect();
    let value = |counters: &BTreeMap<String, i64>, name: &String| counters.get(name).copied().unwrap_or(0);
    Ok(names
        .into_iter()
        .map(|name| (name, value(&kept, name), value(&counted, name)))
        .filter(|(_, kept, counted)| kept != counted)
        .map(|(name, kept, counted)| Finding::WrongCounter {
            company: slug.into(),
            name: name.clone(),
            kept,
            counted,
        })
        .collect())
}

async fn holes(conn: &mut Conn, id: CompanyId, slug: &str) -> Result<Vec<Finding>> {
    let sql = sql!(
        "select seq, following from (
             select seq, lead(seq) over (order by seq) as following from events
             where company_id = $1 and seq >= (select oldest from event_heads where company_id = $1)) as pairs
         where following <> seq + 1 order by seq",
        id
    );
    let pairs: Vec<(i64, i64)> = conn.all(sql).await?;
    Ok(pairs
        .into_iter()
        .map(|(after, before)| Finding::Hole { company: slug.into(), after, before })
        .collect())
}

async fn wrong_head(conn: &mut Conn, id: CompanyId, slug: &str) -> Result<Vec<Finding>> {
    let sql = sql!(
        "select h.seq, e.newest from event_heads h
         join (select max(seq) as newest from events where company_id = $1) as e on e.newest <> h.seq
         where h.company_id = $1",
        id
    );
    let heads: Vec<(i64, i64)> = conn.all(sql).await?;
    Ok(heads
        .into_iter()
        .map(|(head, newest)| Finding::WrongHead { company: slug.into(), head, newest })
        .collect())
}
