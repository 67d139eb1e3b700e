//! Real-time delivery: event log, hub, replay, presence, cluster. Handles event numbers and JSON, independent
//! of features.

mod backlog;
pub mod connect_error;
pub mod connections;
mod hub;
mod join;
mod listener;
pub mod log;
mod nodes;
pub mod presence;
mod visibility;

use std::{collections::BTreeSet, time::Duration};

use tokio::sync::mpsc;

pub use self::{
    hub::Hub,
    join::Ready,
    listener::Listener,
    nodes::{Nodes, delete_old_presence},
    visibility::FindOwners,
};
use crate::id::CompanyId;

/// How often the log is polled without a notification, since notifications can be lost.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// Presence is sent at most four times per second.
const PRESENCE_INTERVAL: Duration = Duration::from_millis(250);

/// Delivers events after each commit on this node, notifies the other nodes, and polls for their commits.
pub async fn deliver(hub: Hub, nodes: Nodes, mut commits: mpsc::UnboundedReceiver<CompanyId>) {
    let mut poll = tokio::time::interval(POLL_INTERVAL);
    poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        let companies = tokio::select! {
            company = commits.recv() => match company {
                Some(company) => {
                    let companies = drain(company, &mut commits);
                    nodes.announce(&companies);
                    companies
                }
                None => return,
            },
            _ = poll.tick() => hub.companies().into_iter().collect(),
        };
        for company in companies {
            if let Err(error) = hub.deliver(company).await {
                tracing::error!(%company, ?error, "cannot deliver events; retrying");
            }
        }
    }
}

fn drain(first: CompanyId, commits: &mut mpsc::UnboundedReceiver<CompanyId>) -> BTreeSet<CompanyId> {
    let mut companies = BTreeSet::from([first]);
    while let Ok(company) = commits.try_recv() {
        companies.insert(company);
    }
    companies
}

/// Disconnects sockets whose session has ended: token expired or revoked, account deactivated, role changed.
pub async fn disconnect_expired(hub: Hub) {
    let mut poll = tokio::time::interval(POLL_INTERVAL);
    poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        poll.tick().await;
        hub.remove_closed_connections();
        if let Err(error) = hub.disconnect_ended().await {
            tracing::error!(?error, "cannot check for ended sessions; retrying");
        }
    }
}

/// Broadcasts presence when it has changed.
pub async fn broadcast_presence(hub: Hub, nodes: Nodes) {
    let mut tick = tokio::time::interval(PRESENCE_INTERVAL);
    loop {
        tick.tick().await;
        for company in hub.take_presence_changes() {
            let list = match nodes.presence(&hub, company).await {
                Ok(list) => list,
                Err(error) => {
                    tracing::error!(
                        ?error,
                        "cannot read the presence of other nodes; sending this node's only"
                    );
                    hub.presence.list(company)
                }
            };
            if let Err(error) = hub.broadcast_presence(company, list).await {
                tracing::error!(?error, "cannot broadcast presence; retrying");
                hub.mark_presence_changed(company);
            }
        }
    }
}
