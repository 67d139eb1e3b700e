//! The check that the operator runs: counters against a recount, and an event log without holes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::{
    db::{Conn, the_company},
    error::Result,
    features::{
        contacts::{self, Purse},
        sales,
    },
    id::CompanyId,
    sql,
};

/// Something that should not be.
#[derive(Debug, PartialEq, Eq)]
pub enum Finding {
    WrongCounter { company: String, name: String, kept: i64, counted: i64 },
    Hole { company: String, after: i64, before: i64 },
    WrongFigure { company: String, name: String, kept: i64, counted: i64 },
    WrongHead { company: String, head: i64, newest: i64 },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongCounter { company, name, kept, counted } => {
                write!(f, "{company}: the counter {name} says {kept}, a recount {counted}")
            }
            Self::WrongFigure { company, name, kept, counted } => {
                write!(f, "{company}: the figure {name} is {kept}, a recount {counted}")
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

/// Figures of what was done, and the events that say so. They stay when a record is deleted.
const LOGGED: [(&str, &str); 3] = [
    ("enquiries.received", "enquiry:created"),
    ("sessions", "session:created"),
    ("feedback", "feedback:created"),
];

/// The company's figures: of cohorts each day's, of everything else the sum over all days.
async fn wrong_figures(conn: &mut Conn, id: CompanyId, slug: &str) -> Result<Vec<Finding>> {
    let mut expected = contacts::stages::entries::count(conn, id).await?;
    for (name, n) in records(conn, id).await?.into_iter().chain(logged(conn, id).await?) {
        expected.insert((ALL_DAYS.into(), name), n);
    }
    let sql = "select day, name, value from daily_figures where company_id = $1 and employee_id = $2";
    let mut kept: BTreeMap<(String, String), i64> = BTreeMap::new();
    for (day, name, n) in conn.all::<(String, String, i64)>(sql!(sql, id, the_company())).await? {
        let day = if name.starts_with("stage.") { day } else { ALL_DAYS.into() };
        *kept.entry((day, name)).or_default() += n;
    }
    let is_of_records = |name: &str| name.starts_with("stage.") || name.starts_with("deals.value.");
    kept.retain(|figure, _| expected.contains_key(figure) || is_of_records(&figure.1));
    let value = |all: &BTreeMap<_, i64>, figure| all.get(figure).copied().unwrap_or(0);
    let figures: BTreeSet<_> = kept.keys().chain(expected.keys()).collect();
    Ok(figures
        .into_iter()
        .map(|figure| (figure, value(&kept, figure), value(&expected, figure)))
        .filter(|(_, kept, counted)| kept != counted)
        .map(|((day, name), kept, counted)| Finding::WrongFigure {
            company: slug.into(),
            name: format!("{name} of {day}"),
            kept,
            counted,
        })
        .collect())
}

const ALL_DAYS: &str = "all days";

/// Figures of records that exist, counted from them.
async fn records(conn: &mut Conn, id: CompanyId) -> Result<BTreeMap<String, i64>> {
    let created = contacts::count(conn, id).await?.into_iter().map(|(_, _, n)| n).sum();
    let (opened, lost) = sales::count_opened_and_lost(conn, id).await?;
    let mut counts = BTreeMap::from([
        ("contacts.created".to_owned(), created),
        ("opportunities.opened".to_owned(), opened),
        ("opportunities.lost".to_owned(), lost),
        (Purse::WonDeals.counter().to_owned(), 0),
    ]);
    for (currency, n, value) in sales::count_deals(conn, id).await? {
        *counts.entry(Purse::WonDeals.counter().to_owned()).or_default() += n;
        counts.insert(format!("{}{currency}", Purse::WonDeals.values()), value);
    }
    Ok(counts)
}

/// Figures of what was done, counted from the log as long as it is whole.
async fn logged(conn: &mut Conn, id: CompanyId) -> Result<BTreeMap<String, i64>> {
    let (oldest,): (i64,) =
        conn.one(sql!("select oldest from event_heads where company_id = $1", id)).await?;
    if oldest > 1 {
        return Ok(BTreeMap::new());
    }
    let sql = "select kind, count(*) from events where company_id = $1 group by kind";
    let events: BTreeMap<String, i64> = conn.all::<(String, i64)>(sql!(sql, id)).await?.into_iter().collect();
    let count = |kind: &str| events.get(kind).copied().unwrap_or(0);
    Ok(LOGGED.iter().map(|(name, kind)| ((*name).to_owned(), count(kind))).collect())
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
