//! Live delivery: the log, the hub that tells it, and who is there to hear. Moves numbers and JSON, knows no feature.

mod backlog;
pub mod connections;
mod hub;
mod join;
mod listener;
pub mod log;
mod nodes;
pub mod presence;
pub mod refusal;
mod visibility;

use std::{collections::BTreeSet, time::Duration};

use tokio::sync::mpsc;

pub use self::{hub::Hub, join::Ready, listener::Listener, nodes::Nodes, visibility::FindOwners};
use crate::id::CompanyId;

/// Looks at the log this often even without a wake-up: wake-ups may be lost, the log may not.
const LOOK: Duration = Duration::from_secs(1);
/// Presence is told at most four times a second.
const PRESENCE: Duration = Duration::from_millis(250);

/// Tells every commit of this node to its sockets, and to the other nodes; looks after those of others.
pub async fn deliver(hub: Hub, nodes: Nodes, mut woken: mpsc::UnboundedReceiver<CompanyId>) {
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        let companies = tokio::select! {
            company = woken.recv() => match company {
                Some(company) => {
                    let companies = drain(company, &mut woken);
                    nodes.announce(&companies);
                    companies
                }
                None => return,
            },
            _ = look.tick() => hub.companies().into_iter().collect(),
        };
        for company in companies {
            if let Err(error) = hub.deliver(company).await {
                tracing::error!(%company, ?error, "events cannot be delivered now; they are tried again");
            }
        }
    }
}

fn drain(first: CompanyId, woken: &mut mpsc::UnboundedReceiver<CompanyId>) -> BTreeSet<CompanyId> {
    let mut companies = BTreeSet::from([first]);
    while let Ok(company) = woken.try_recv() {
        companies.insert(company);
    }
    companies
}

/// Ends the sockets whose sign-in has ended: expired, revoked, of a closed account or a changed role, on any node.
pub async fn expel(hub: Hub) {
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        look.tick().await;
        hub.forget_closed_connections();
        if let Err(error) = hub.end_signed_out().await {
            tracing::error!(?error, "cannot look for ended sign-ins; trying again");
        }
    }
}

/// Tells who is online and who looks where, when it changed.
pub async fn tell_presence(hub: Hub, nodes: Nodes) {
    let mut tick = tokio::time::interval(PRESENCE);
    loop {
        tick.tick().await;
        for company in hub.moves() {
            let list = match nodes.presence(&hub, company).await {
                Ok(list) => list,
                Err(error) => {
                    tracing::error!(?error, "cannot share presence; telling this node's");
                    hub.presence.list(company)
                }
            };
            if let Err(error) = hub.tell_presence(company, list).await {
                tracing::error!(?error, "cannot tell who looks where; trying again");
                hub.people_moved(company);
            }
        }
    }
}
