//! The dashboard's counters: kept by each transaction's deltas, read without counting, checked by a recount.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::Conn,
    error::Result,
    features::{
        contacts::{self, Stage},
        enquiries::{self, EnquiryStatus},
    },
    id::CompanyId,
    sql,
};

/// How many records stand where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Counters {
    /// Enquiries per status.
    pub enquiries: BTreeMap<&'static str, i64>,
    /// Contacts per stage.
    pub contacts: BTreeMap<&'static str, i64>,
}

/// The counters as the transactions kept them.
pub async fn read(conn: &mut Conn, company_id: CompanyId) -> Result<Counters> {
    let rows = conn
        .all::<(String, i64)>(sql!("select name, value from counters where company_id = $1", company_id))
        .await?;
    let kept: BTreeMap<String, i64> = rows.into_iter().collect();
    let value = |name: String| kept.get(&name).copied().unwrap_or(0);
    Ok(Counters {
        enquiries: EnquiryStatus::ALL.iter().map(|status| (status.name(), value(status.counter()))).collect(),
        contacts: Stage::ALL.iter().map(|stage| (stage.name(), value(stage.counter()))).collect(),
    })
}

/// The counters as the records say.
pub async fn recount(conn: &mut Conn, company_id: CompanyId) -> Result<Counters> {
    let mut counters = Counters {
        enquiries: EnquiryStatus::ALL.iter().map(|status| (status.name(), 0)).collect(),
        contacts: Stage::ALL.iter().map(|stage| (stage.name(), 0)).collect(),
    };
    for (status, n) in enquiries::count(conn, company_id).await? {
        counters.enquiries.insert(status.name(), n);
    }
    for (stage, n) in contacts::count(conn, company_id).await? {
        counters.contacts.insert(stage.name(), n);
    }
    Ok(counters)
}
