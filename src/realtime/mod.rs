//! Live delivery: the log, the hub that tells it, and who is there to hear. Moves numbers and JSON, knows no feature.

pub mod connections;
mod hub;
mod join;
pub mod log;
mod nodes;
pub mod presence;
pub mod refusal;

use std::{collections::BTreeSet, time::Duration};

use tokio::sync::mpsc;

pub use self::{hub::Hub, join::Ready, nodes::Nodes};
use crate::{access::Actor, error::Result, features::accounts::sign_in::revoked_since, id::CompanyId};

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

/// Ends the sockets whose sign-in expired or was taken back on any node, and of companies that are gone.
pub async fn expel(hub: Hub) {
    let mut look = tokio::time::interval(LOOK);
    // Looks back far enough that another node's slower clock or commit hides nothing.
    let margin = chrono::Duration::seconds(30);
    loop {
        look.tick().await;
        hub.forget_closed_connections();
        let now = hub.db.clock.now();
        for socket in hub.sockets() {
            let expired = socket
                .extensions
                .get::<Actor>()
                .and_then(|actor| actor.token)
                .is_some_and(|t| t.expires_at <= now);
            if expired {
                hub.end(socket);
            }
        }
        if let Err(error) = end_gone_companies(&hub).await {
            tracing::error!(?error, "cannot look for deleted companies; trying again");
        }
        let revoked: Result<_> =
            async { revoked_since(&mut hub.db.read().await?, now.plus(-margin)).await }.await;
        match revoked {
            Ok(tokens) => tokens.into_iter().for_each(|token| hub.end_sign_in(token)),
            Err(error) => tracing::error!(?error, "cannot look for ended sign-ins; trying again"),
        }
    }
}

/// A company may have been deleted at another node.
async fn end_gone_companies(hub: &Hub) -> Result<()> {
    let mut conn = hub.db.read().await?;
    for company_id in hub.companies() {
        if log::head(&mut conn, company_id).await?.is_none() {
            hub.end_company(company_id);
        }
    }
    Ok(())
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
            hub.tell_presence(company, &list);
        }
    }
}
