//! The other nodes of a cluster on PostgreSQL: woken after each commit here, and asked who is online there.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex},
    time::Duration,
};

use sqlx::{postgres::PgListener, types::Json};
use tokio::sync::Notify;

use super::{Hub, presence::PresenceList};
use crate::{
    access::Actor,
    db::{Db, Sql, Tx},
    error::Result,
    id::{CompanyId, Id},
    sql,
};

const CHANNEL: &str = "tandem_events";
/// Commits within this time share a notification.
const COALESCE: Duration = Duration::from_millis(10);
/// Another node that says nothing for so long is gone, and its people with it.
const GONE: chrono::Duration = chrono::Duration::seconds(15);
const SHARE: Duration = Duration::from_secs(1);
const REFRESH: u32 = 5;

/// Marks the id of one running server.
pub enum NodeTag {}

#[derive(Clone)]
pub struct Nodes(Arc<Inner>);

struct Inner {
    id: Id<NodeTag>,
    db: Db,
    pending: Mutex<BTreeSet<CompanyId>>,
    news: Notify,
    /// What the other nodes said last about each company.
    elsewhere: Mutex<HashMap<CompanyId, PresenceList>>,
}

impl Nodes {
    pub fn new(db: Db) -> Self {
        let (pending, elsewhere) = (Mutex::default(), Mutex::default());
        Self(Arc::new(Inner { id: Id::new(), db, pending, news: Notify::new(), elsewhere }))
    }

    /// Notes that these companies have news for the other nodes.
    pub fn announce(&self, companies: &BTreeSet<CompanyId>) {
        if self.0.db.postgres().is_some() {
            self.0.pending.lock().expect("no panic while noting").extend(companies);
            self.0.news.notify_one();
        }
    }

    /// Sends the notifications: after the commits and several at once, because one inside the write transaction
    /// would make all commits of the server wait for each other.
    pub async fn notify(self) {
        if self.0.db.postgres().is_none() {
            return;
        }
        loop {
            self.0.news.notified().await;
            let companies = std::mem::take(&mut *self.0.pending.lock().expect("no panic while noting"));
            if let Err(error) = self.tell(companies).await {
                tracing::warn!(?error, "the other nodes were not told; they look for themselves");
            }
            tokio::time::sleep(COALESCE).await;
        }
    }

    async fn tell(&self, companies: BTreeSet<CompanyId>) -> Result<()> {
        let mut conn = self.0.db.read().await?;
        for company in companies {
            conn.exec(sql!("select pg_notify($1, $2)", CHANNEL, format!("{} {company}", self.0.id))).await?;
        }
        Ok(())
    }

    /// Listens to the other nodes' notifications, and connects again when the connection is lost.
    pub async fn listen(self, hub: Hub) {
        let Some(pool) = self.0.db.postgres() else { return };
        loop {
            if let Err(error) = self.hear(pool, &hub).await {
                tracing::warn!(%error, "cannot hear the other nodes; trying again");
            }
            tokio::time::sleep(SHARE).await;
        }
    }

    async fn hear(&self, pool: &sqlx::PgPool, hub: &Hub) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        let own = self.0.id.to_string();
        loop {
            let notification = listener.recv().await?;
            let Some((node, company)) = notification.payload().split_once(' ') else { continue };
            let (true, Ok(company)) = (node != own, company.parse()) else { continue };
            if let Err(error) = hub.deliver(company).await {
                tracing::error!(?error, "events cannot be delivered now; they are tried again");
            }
        }
    }

    /// Who is online in a company on all nodes. What this node knows is written down for the others.
    pub async fn presence(&self, hub: &Hub, company_id: CompanyId) -> Result<PresenceList> {
        let here = hub.presence.list(company_id);
        if self.0.db.postgres().is_some() {
            self.write(company_id, &here).await?;
        }
        let there = self.0.elsewhere.lock().expect("no panic while listing").get(&company_id).cloned();
        Ok(PresenceList::merged([here, there.unwrap_or_default()]))
    }

    /// Keeps this node's lists fresh, and looks every second at what the others wrote.
    pub async fn share_presence(self, hub: Hub) {
        if self.0.db.postgres().is_none() {
            return;
        }
        let mut tick = tokio::time::interval(SHARE);
        for round in 0_u32.. {
            tick.tick().await;
            let shared = self.share_once(&hub, round % REFRESH == 0).await;
            if let Err(error) = shared {
                tracing::warn!(?error, "presence is not shared with the other nodes now");
            }
        }
    }

    async fn share_once(&self, hub: &Hub, refresh: bool) -> Result<()> {
        for company_id in hub.companies() {
            if refresh {
                self.write(company_id, &hub.presence.list(company_id)).await?;
            }
            let now = self.read(company_id).await?;
            let mut elsewhere = self.0.elsewhere.lock().expect("no panic while listing");
            if elsewhere.get(&company_id).cloned().unwrap_or_default() != now {
                elsewhere.insert(company_id, now);
                hub.people_moved(company_id);
            }
        }
        Ok(())
    }

    async fn write(&self, company_id: CompanyId, here: &PresenceList) -> Result<()> {
        let people = serde_json::to_value(here).map_err(crate::error::Error::internal)?;
        let mut tx = Tx::begin(&self.0.db, Actor::company(company_id)).await?;
        let now = tx.now();
        let mut upsert: Sql = sql!(
            "insert into presence (company_id, node_id, people, seen_at)
             select id, $1, $2, $3 from companies where id = $4",
            self.0.id,
            people,
            now,
            company_id
        );
        upsert.push(" on conflict (company_id, node_id) do update set people = excluded.people, seen_at = excluded.seen_at");
        tx.exec(upsert).await?;
        tx.commit().await
    }

    async fn read(&self, company_id: CompanyId) -> Result<PresenceList> {
        let since = self.0.db.clock.now().plus(-GONE);
        let sql = "select people from presence where company_id = $1 and node_id <> $2 and seen_at > $3";
        let mut conn = self.0.db.read().await?;
        let rows: Vec<(Json<PresenceList>,)> = conn.all(sql!(sql, company_id, self.0.id, since)).await?;
        Ok(PresenceList::merged(rows.into_iter().map(|(Json(list),)| list)))
    }

    /// Takes this node's people off the lists when it stops.
    pub async fn leave(&self) -> Result<()> {
        if self.0.db.postgres().is_none() {
            return Ok(());
        }
        let sql = sql!("delete from presence where node_id = $1", self.0.id);
        let mut conn = self.0.db.read().await?;
        conn.exec(sql).await?;
        Ok(())
    }
}
