//! Periodically deletes expired data.

use crate::{
    access::Actor,
    app::App,
    auth,
    db::Tx,
    error::Result,
    http,
    id::CompanyId,
    realtime::{self, log},
    sql,
};

use std::time::Duration;

const INTERVAL: Duration = Duration::from_secs(300);

/// Cleans up every few minutes. Never returns.
pub async fn run(app: App) {
    let mut tick = tokio::time::interval(INTERVAL);
    loop {
        tick.tick().await;
        app.limits.remove_idle();
        if let Err(error) = clean_up(&app).await {
            tracing::warn!(?error, "maintenance failed; retrying later");
        }
    }
}

/// Deletes expired data of all companies once.
pub async fn clean_up(app: &App) -> Result<()> {
    let companies: Vec<(CompanyId,)> = app.db.read().await?.all(sql!("select id from companies")).await?;
    for (company_id,) in companies {
        clean(app, company_id).await?;
    }
    Ok(())
}

async fn clean(app: &App, company_id: CompanyId) -> Result<()> {
    let mut tx = Tx::begin(&app.db, Actor::system(company_id, "maintenance")).await?;
    http::delete_old_idempotency_keys(&mut tx).await?;
    auth::delete_expired(&mut tx).await?;
    realtime::delete_old_presence(&mut tx).await?;
    for prune in app.features.iter().filter_map(|feature| feature.prune) {
        prune(&mut tx).await?;
    }
    if app.config.event_retention_days > 0 {
        let retention = chrono::Duration::days(app.config.event_retention_days.into());
        let since = tx.now().plus(-retention);
        log::delete_before(&mut tx, since).await?;
    }
    tx.commit().await
}
