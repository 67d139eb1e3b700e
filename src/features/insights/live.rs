//! The dashboard's counters, told live to those with `analytics.read`: after changes, at most four times a second.

use std::{collections::HashMap, time::Duration};

use socketioxide::extract::SocketRef;

use super::counters::{self, Counters};
use crate::{
    access::{Permission, Room},
    app::App,
    error::Result,
    id::CompanyId,
};

const TICK: Duration = Duration::from_millis(250);

/// Tells one socket that has just come in.
pub async fn greet(app: &App, socket: &SocketRef, company_id: CompanyId) -> Result<()> {
    let counters = counters::read(&mut app.db.read().await?, company_id).await?;
    app.hub.send_value(socket, "dashboard:counters", &counters);
    Ok(())
}

/// Tells everybody, whenever the counters of their company changed.
pub async fn tell(app: App) {
    let mut tick = tokio::time::interval(TICK);
    let mut told: HashMap<CompanyId, Counters> = HashMap::new();
    loop {
        tick.tick().await;
        for company_id in app.hub.take_news() {
            match changed(&app, company_id, told.get(&company_id)).await {
                Ok(Some(counters)) => {
                    let readers = app.hub.sockets_in(company_id, Room::Holders(Permission::AnalyticsRead));
                    app.hub.send_to_all(&readers, "dashboard:counters", &counters);
                    told.insert(company_id, counters);
                }
                Ok(None) => {}
                Err(error) => tracing::error!(?error, "the counters cannot be told now"),
            }
        }
    }
}

async fn changed(app: &App, company_id: CompanyId, told: Option<&Counters>) -> Result<Option<Counters>> {
    let counters = counters::read(&mut app.db.read().await?, company_id).await?;
    Ok((told != Some(&counters)).then_some(counters))
}
