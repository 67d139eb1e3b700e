//! The check that the operator runs: counters against a recount, and an event log without holes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::{
    db::{Conn, the_company},
    error::Result,
    id::CompanyId,
    sql,
};

/// Something that should not be.
#[derive(Debug, PartialEq, Eq)]
pub enum Finding {
    WrongCounter { company: String, name: String, kept: i64, counted: i64 },
    Hole { company: String, after: i64, before: i64 },
    WrongFigure { company: String, name: String, kept: i64, told: i64 },
    WrongHead { company: String, head: i64, newest: i64 },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongCounter { company, name, kept, counted } => {
                write!(f, "{company}: the counter {name} says {kept}, a recount {counted}")
            }
            Self::WrongFigure { company, name, kept, told } => {
                write!(f, "{company}: the days' figures of {name} add up to {kept}, the log tells of {told}")
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
        findings.extend(wrong_figures(conn, id, &slug).await?);
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

/// The figures of days, and the events that they count.
const TOLD: [(&str, &str); 6] = [
    ("enquiries.received", "enquiry:created"),
    ("contacts.created", "lead:created"),
    ("sessions", "session:created"),
    ("feedback", "feedback:created"),
    ("opportunities.opened", "opportunity:created"),
    ("deals.won", "deal:created"),
];

/// As long as the log is whole, it tells of everything that was added up.
async fn wrong_figures(conn: &mut Conn, id: CompanyId, slug: &str) -> Result<Vec<Finding>> {
    let sql = "select oldest from event_heads where company_id = $1";
    let (oldest,): (i64,) = conn.one(sql!(sql, id)).await?;
    if oldest > 1 {
        return Ok(vec![]);
    }
    let kept = "select name, cast(sum(value) as bigint) from daily_figures where company_id = $1 and employee_id = $2 group by name";
    let kept: BTreeMap<String, i64> =
        conn.all::<(String, i64)>(sql!(kept, id, the_company())).await?.into_iter().collect();
    let told = "select kind, count(*) from events where company_id = $1 group by kind";
    let told: BTreeMap<String, i64> = conn.all::<(String, i64)>(sql!(told, id)).await?.into_iter().collect();
    let value = |all: &BTreeMap<String, i64>, name: &str| all.get(name).copied().unwrap_or(0);
    Ok(TOLD
        .into_iter()
        .map(|(name, kind)| (name, value(&kept, name), value(&told, kind)))
        .filter(|(_, kept, told)| kept != told)
        .map(|(name, kept, told)| Finding::WrongFigure {
            company: slug.into(),
            name: name.into(),
            kept,
            told,
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
