//! What is thrown away when its time has come.

use std::time::Duration;

use crate::{
    access::Actor,
    app::App,
    db::Tx,
    error::Result,
    features::{
        accounts::companies,
        contacts::{bulk, imports},
    },
    http::REMEMBERED,
    id::CompanyId,
    realtime::log,
    sql,
};

const EVERY: Duration = Duration::from_secs(300);
/// Presence of nodes that are gone, and links that have expired, are kept no longer than this.
const DAY: chrono::Duration = chrono::Duration::days(1);

/// Cleans up now and then, until it is cancelled.
pub async fn keep(app: App) {
    let mut tick = tokio::time::interval(EVERY);
    loop {
        tick.tick().await;
        app.limits.forget_the_quiet();
        if let Err(error) = clean_up(&app).await {
            tracing::warn!(?error, "housekeeping did not finish; it is tried again");
        }
    }
}

/// Cleans up once.
pub async fn clean_up(app: &App) -> Result<()> {
    let companies: Vec<(CompanyId,)> = app.db.read().await?.all(sql!("select id from companies")).await?;
    for (company_id,) in companies {
        clean(app, company_id).await?;
    }
    Ok(())
}

async fn clean(app: &App, company_id: CompanyId) -> Result<()> {
    let mut tx = Tx::begin(&app.db, Actor::company(company_id)).await?;
    let now = tx.now();
    let day_ago = now.plus(-DAY);
    tx.exec(sql!(
        "delete from idempotency_keys where company_id = $1 and created_at < $2",
        company_id,
        now.plus(-REMEMBERED)
    ))
    .await?;
    tx.exec(sql!(
        "delete from revoked_tokens where company_id = $1 and expires_at < $2",
        company_id,
        day_ago
    ))
    .await?;
    tx.exec(sql!(
        "delete from account_links where company_id = $1 and expires_at < $2 and purpose <> 'confirm'",
        company_id,
        day_ago
    ))
    .await?;
    imports::tidy_up(&mut tx).await?;
    companies::forget_mail_usage(&mut tx).await?;
    bulk::tidy_up(&mut tx).await?;
    tx.exec(sql!("delete from presence where company_id = $1 and seen_at < $2", company_id, day_ago)).await?;
    if app.config.event_retention_days > 0 {
        log::forget_before(
            &mut tx,
            now.plus(-chrono::Duration::days(app.config.event_retention_days.into())),
        )
        .await?;
    }
    tx.commit().await
}
