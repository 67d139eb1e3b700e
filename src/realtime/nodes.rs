//! The other nodes of a PostgreSQL cluster: notifies them of commits, and shares presence with them.

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
/// Commits within this time are notified together.
const COALESCE: Duration = Duration::from_millis(10);
/// A node that has not refreshed its presence for this long is considered down.
const NODE_TIMEOUT: chrono::Duration = chrono::Duration::seconds(15);
const SHARE_INTERVAL: Duration = Duration::from_secs(1);
/// In share intervals.
const REFRESH_EVERY: u32 = 5;

/// The tag type of node ids. A node is one running server.
pub enum NodeTag {}

#[derive(Clone)]
pub struct Nodes(Arc<Inner>);

struct Inner {
    id: Id<NodeTag>,
    db: Db,
    pending: Mutex<BTreeSet<CompanyId>>,
    has_pending: Notify,
    /// The presence of all other nodes, by company.
    remote: Mutex<HashMap<CompanyId, PresenceList>>,
}

impl Nodes {
    pub fn new(db: Db) -> Self {
        let (pending, remote) = (Mutex::default(), Mutex::default());
        Self(Arc::new(Inner { id: Id::new(), db, pending, has_pending: Notify::new(), remote }))
    }

    /// Queues a notification that these companies have new events.
    pub fn announce(&self, companies: &BTreeSet<CompanyId>) {
        if self.0.db.postgres().is_some() {
            self.0.pending.lock().expect("not poisoned").extend(companies);
            self.0.has_pending.notify_one();
        }
    }

    /// Sends the queued notifications, outside of the write transactions: `notify` in a transaction takes a
    /// lock that serialises all commits of the database.
    pub async fn notify(self) {
        if self.0.db.postgres().is_none() {
            return;
        }
        loop {
            self.0.has_pending.notified().await;
            let companies = std::mem::take(&mut *self.0.pending.lock().expect("not poisoned"));
            if let Err(error) = self.send_notifications(companies).await {
                tracing::warn!(?error, "cannot notify the other nodes; they poll");
            }
            tokio::time::sleep(COALESCE).await;
        }
    }

    async fn send_notifications(&self, companies: BTreeSet<CompanyId>) -> Result<()> {
        let mut conn = self.0.db.read().await?;
        for company in companies {
            conn.exec(sql!("select pg_notify($1, $2)", CHANNEL, format!("{} {company}", self.0.id))).await?;
        }
        Ok(())
    }

    /// Receives notifications from the other nodes. Reconnects when the connection is lost.
    pub async fn listen(self, hub: Hub) {
        let Some(pool) = self.0.db.postgres() else { return };
        loop {
            if let Err(error) = self.receive(pool, &hub).await {
                tracing::warn!(%error, "cannot receive notifications from the other nodes; retrying");
            }
            tokio::time::sleep(SHARE_INTERVAL).await;
        }
    }

    async fn receive(&self, pool: &sqlx::PgPool, hub: &Hub) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        let own = self.0.id.to_string();
        loop {
            let notification = listener.recv().await?;
            let Some((node, company)) = notification.payload().split_once(' ') else { continue };
            let (true, Ok(company)) = (node != own, company.parse()) else { continue };
            if let Err(error) = hub.deliver(company).await {
                tracing::error!(?error, "cannot deliver events; retrying");
            }
        }
    }

    /// A company's presence on all nodes. Also stores this node's presence for the others.
    pub async fn presence(&self, hub: &Hub, company_id: CompanyId) -> Result<PresenceList> {
        let local = hub.presence.list(company_id);
        if self.0.db.postgres().is_some() {
            self.write(company_id, &local).await?;
        }
        let remote = self.0.remote.lock().expect("not poisoned").get(&company_id).cloned();
        Ok(PresenceList::merged([local, remote.unwrap_or_default()]))
    }

    /// Refreshes this node's presence, and reads the other nodes' every second.
    pub async fn share_presence(self, hub: Hub) {
        if self.0.db.postgres().is_none() {
            return;
        }
        let mut tick = tokio::time::interval(SHARE_INTERVAL);
        for round in 0_u32.. {
            tick.tick().await;
            let shared = self.share_once(&hub, round % REFRESH_EVERY == 0).await;
            if let Err(error) = shared {
                tracing::warn!(?error, "cannot share presence with the other nodes; retrying");
            }
        }
    }

    async fn share_once(&self, hub: &Hub, refresh: bool) -> Result<()> {
        for company_id in hub.companies() {
            if refresh {
                self.write(company_id, &hub.presence.list(company_id)).await?;
            }
            let current = self.read(company_id).await?;
            let mut remote = self.0.remote.lock().expect("not poisoned");
            if remote.get(&company_id).cloned().unwrap_or_default() != current {
                remote.insert(company_id, current);
                hub.mark_presence_changed(company_id);
            }
        }
        Ok(())
    }

    async fn write(&self, company_id: CompanyId, local: &PresenceList) -> Result<()> {
        let people = serde_json::to_value(local).map_err(crate::error::Error::internal)?;
        let mut tx = Tx::begin(&self.0.db, Actor::system(company_id, "cluster")).await?;
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
        let since = self.0.db.clock.now().plus(-NODE_TIMEOUT);
        let sql = "select people from presence where company_id = $1 and node_id <> $2 and seen_at > $3";
        let mut conn = self.0.db.read().await?;
        let rows: Vec<(Json<PresenceList>,)> = conn.all(sql!(sql, company_id, self.0.id, since)).await?;
        Ok(PresenceList::merged(rows.into_iter().map(|(Json(list),)| list)))
    }

    /// Deletes this node's presence, at shutdown.
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

/// Deletes the presence of nodes that are down.
pub async fn delete_old_presence(tx: &mut Tx) -> Result<()> {
    let (company_id, before) = (tx.company_id(), tx.now().plus(-chrono::Duration::days(1)));
    tx.exec(sql!("delete from presence where company_id = $1 and seen_at < $2", company_id, before)).await?;
    Ok(())
}
