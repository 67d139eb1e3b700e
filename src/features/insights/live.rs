//! Live updates of the dashboard's counters, at most four times per second.

use std::{collections::HashMap, time::Duration};

use socketioxide::extract::SocketRef;

use super::counters::{self, Counters};
use crate::{
    access::{Actor, Permission, Room},
    app::{App, Message},
    error::Result,
    events::schema_of,
    id::CompanyId,
};

const INTERVAL: Duration = Duration::from_millis(250);

/// Messages of this feature.
pub const MESSAGES: &[Message] = &[Message {
    name: "dashboard:counters",
    description: "The dashboard's counters, at most four times per second, for analytics.read.",
    body: schema_of::<Counters>,
}];

/// Sends the counters to a socket that has just joined.
pub async fn greet(app: &App, socket: &SocketRef, actor: &Actor) -> Result<()> {
    if !actor.can(Permission::AnalyticsRead) {
        return Ok(());
    }
    let counters = counters::read(&mut app.db.read().await?, actor.company_id()).await?;
    app.hub.send_value(socket, "dashboard:counters", &counters);
    Ok(())
}

/// Sends the counters of each company whenever they have changed.
pub async fn broadcast(app: App) {
    let mut tick = tokio::time::interval(INTERVAL);
    let mut sent: HashMap<CompanyId, Counters> = HashMap::new();
    loop {
        tick.tick().await;
        for company_id in app.hub.take_changed_companies() {
            match changed(&app, company_id, sent.get(&company_id)).await {
                Ok(Some(counters)) => {
                    let readers = app.hub.sockets_in(company_id, Room::Holders(Permission::AnalyticsRead));
                    app.hub.send_to_all(&readers, "dashboard:counters", &counters);
                    sent.insert(company_id, counters);
                }
                Ok(None) => {}
                Err(error) => tracing::error!(?error, "cannot send counters"),
            }
        }
    }
}

async fn changed(app: &App, company_id: CompanyId, sent: Option<&Counters>) -> Result<Option<Counters>> {
    let counters = counters::read(&mut app.db.read().await?, company_id).await?;
    Ok((sent != Some(&counters)).then_some(counters))
}
