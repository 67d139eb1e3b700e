//! The consistency check of `tandem check`: compares counters and statistics with the records, and finds gaps
//! in the log.

use crate::{
    app::Feature,
    db::{COMPANY_WIDE, Conn, Recount},
    error::Result,
    id::CompanyId,
    sql,
};

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// An inconsistency.
#[derive(Debug, PartialEq, Eq)]
pub enum Finding {
    WrongCounter { company: String, name: String, stored: i64, counted: i64 },
    Gap { company: String, after: i64, before: i64 },
    WrongStatistic { company: String, name: String, stored: i64, counted: i64 },
    WrongEventNumber { company: String, stored: i64, newest: i64 },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongCounter { company, name, stored, counted } => {
                write!(f, "{company}: counter {name} is {stored}, but a recount gives {counted}")
            }
            Self::WrongStatistic { company, name, stored, counted } => {
                write!(f, "{company}: statistic {name} is {stored}, but a recount gives {counted}")
            }
            Self::Gap { company, after, before } => {
                write!(f, "{company}: the event log has a gap: {before} follows {after}")
            }
            Self::WrongEventNumber { company, stored, newest } => {
                write!(f, "{company}: the event number is {stored}, but the newest event is {newest}")
            }
        }
    }
}

/// Checks all companies in one snapshot, so that it can run beside the server.
pub async fn check(conn: &mut Conn, features: &[Feature]) -> Result<Vec<Finding>> {
    conn.exec(sql!(conn.dialect().begin_snapshot())).await?;
    let findings = check_companies(conn, features).await;
    conn.exec(sql!("rollback")).await?;
    findings
}

async fn check_companies(conn: &mut Conn, features: &[Feature]) -> Result<Vec<Finding>> {
    let companies: Vec<(CompanyId, String)> =
        conn.all(sql!("select id, slug from companies order by slug")).await?;
    let mut findings = vec![];
    for (id, slug) in companies {
        let mut recount = Recount::default();
        for count in features.iter().filter_map(|feature| feature.recount) {
            let Recount { counters, totals, days } = count(conn, id).await?;
            recount.counters.extend(counters);
            recount.totals.extend(totals);
            recount.days.extend(days);
        }
        recount.totals.extend(event_statistics(conn, id, features).await?);
        findings.extend(wrong_counters(conn, id, &slug, recount.counters).await?);
        findings.extend(wrong_statistics(conn, id, &slug, recount.totals, recount.days).await?);
        findings.extend(gaps(conn, id, &slug).await?);
        findings.extend(wrong_ends(conn, id, &slug).await?);
    }
    Ok(findings)
}

/// The keys with different values, each with what is stored and what was counted. A missing value is 0.
fn differences<K: Ord + Clone>(stored: &BTreeMap<K, i64>, counted: &BTreeMap<K, i64>) -> Vec<(K, i64, i64)> {
    let value = |values: &BTreeMap<K, i64>, key: &K| values.get(key).copied().unwrap_or(0);
    let keys: BTreeSet<&K> = stored.keys().chain(counted.keys()).collect();
    keys.into_iter()
        .map(|key| (key.clone(), value(stored, key), value(counted, key)))
        .filter(|(_, stored, counted)| stored != counted)
        .collect()
}

async fn wrong_counters(
    conn: &mut Conn,
    id: CompanyId,
    slug: &str,
    counted: BTreeMap<String, i64>,
) -> Result<Vec<Finding>> {
    let sql = sql!("select name, value from counters where company_id = $1", id);
    let stored = conn.all::<(String, i64)>(sql).await?.into_iter().collect();
    let finding =
        |(name, stored, counted)| Finding::WrongCounter { company: slug.into(), name, stored, counted };
    Ok(differences(&stored, &counted).into_iter().map(finding).collect())
}

/// Checks the company's daily statistics: those that are counted by day per day, all others as a sum over all
/// days.
async fn wrong_statistics(
    conn: &mut Conn,
    id: CompanyId,
    slug: &str,
    totals: BTreeMap<String, i64>,
    days: BTreeMap<(String, String), i64>,
) -> Result<Vec<Finding>> {
    let sql = "select day, name, value from daily_figures where company_id = $1 and employee_id = $2";
    let mut stored: BTreeMap<(String, String), i64> = BTreeMap::new();
    for (day, name, n) in conn.all::<(String, String, i64)>(sql!(sql, id, COMPANY_WIDE)).await? {
        let day = if name.starts_with("stage.") { day } else { ALL_DAYS.into() };
        *stored.entry((day, name)).or_default() += n;
    }
    let totals = totals.into_iter().map(|(name, n)| ((ALL_DAYS.into(), name), n));
    let expected = days.into_iter().chain(totals).collect::<BTreeMap<_, _>>();
    let counts_records = |name: &str| name.starts_with("stage.") || name.starts_with("deals.value.");
    stored.retain(|key, _| expected.contains_key(key) || counts_records(&key.1));
    let finding = |((day, name), stored, counted)| {
        let name = format!("{name} of {day}");
        Finding::WrongStatistic { company: slug.into(), name, stored, counted }
    };
    Ok(differences(&stored, &expected).into_iter().map(finding).collect())
}

const ALL_DAYS: &str = "all days";

/// Counts the daily statistics of events, if the log is complete.
async fn event_statistics(
    conn: &mut Conn,
    id: CompanyId,
    features: &[Feature],
) -> Result<BTreeMap<String, i64>> {
    let (oldest,): (i64,) =
        conn.one(sql!("select oldest from event_heads where company_id = $1", id)).await?;
    if oldest > 1 {
        return Ok(BTreeMap::new());
    }
    let sql = "select kind, count(*) from events where company_id = $1 group by kind";
    let events: BTreeMap<String, i64> = conn.all::<(String, i64)>(sql!(sql, id)).await?.into_iter().collect();
    let statistics = features.iter().flat_map(|feature| feature.event_statistics);
    Ok(statistics.map(|(name, kind)| ((*name).to_owned(), events.get(*kind).copied().unwrap_or(0))).collect())
}

async fn gaps(conn: &mut Conn, id: CompanyId, slug: &str) -> Result<Vec<Finding>> {
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
        .map(|(after, before)| Finding::Gap { company: slug.into(), after, before })
        .collect())
}

/// Checks the ends of the log: it begins at `oldest` and ends at the company's event number. Events before `oldest`
/// are kept for audits and not replayed.
async fn wrong_ends(conn: &mut Conn, id: CompanyId, slug: &str) -> Result<Vec<Finding>> {
    let sql = sql!(
        "select h.seq, h.oldest, min(e.seq), max(e.seq) from event_heads h
         left join events e on e.company_id = h.company_id and e.seq >= h.oldest
         where h.company_id = $1 group by h.seq, h.oldest",
        id
    );
    let (stored, oldest, first, last): (i64, i64, Option<i64>, Option<i64>) = conn.one(sql).await?;
    let newest = last.unwrap_or(oldest - 1);
    let missing = first.filter(|first| *first > oldest).map(|before| Finding::Gap {
        company: slug.into(),
        after: oldest - 1,
        before,
    });
    let wrong = Finding::WrongEventNumber { company: slug.into(), stored, newest };
    Ok(missing.into_iter().chain((newest != stored).then_some(wrong)).collect())
}
