use serde_json::Value;

use super::{Enquiry, ensure_unclaimed, find_visible};
use crate::{
    app::{Call, Command, IdArgument},
    auth,
    error::{Error, Result},
    events::Payload,
    realtime::presence::Watched,
};

pub const ALL: &[Command] = &[
    Command {
        name: "enquiry:claim",
        description: "Claim an enquiry. Same as over REST.",
        body: IdArgument::<Enquiry>::schema,
        run: |call| Box::pin(claim(call)),
    },
    Command {
        name: "enquiry:watch",
        description: "Start watching an enquiry.",
        body: IdArgument::<Enquiry>::schema,
        run: |call| Box::pin(watch(call)),
    },
    Command {
        name: "enquiry:unwatch",
        description: "Stop watching an enquiry.",
        body: IdArgument::<Enquiry>::schema,
        run: |call| Box::pin(unwatch(call)),
    },
];

async fn claim(call: Call) -> Result<Value> {
    let IdArgument::<Enquiry> { id } = call.body()?;
    ensure_unclaimed(&mut call.read().await?, id).await?;
    let mut tx = auth::begin(&call.app.db, &call.claims).await?;
    let enquiry = super::claim(&mut tx, id).await?;
    tx.commit().await?;
    serde_json::to_value(enquiry).map_err(Error::internal)
}

async fn watch(call: Call) -> Result<Value> {
    let IdArgument::<Enquiry> { id } = call.body()?;
    let enquiry = find_visible(&mut call.read().await?, id).await?;
    call.app.hub.watch(call.actor.company_id(), &call.socket, Watched::new(&enquiry))?;
    Ok(Value::Null)
}

/// Requires no access to the enquiry, since it may have been lost.
async fn unwatch(call: Call) -> Result<Value> {
    let IdArgument::<Enquiry> { id } = call.body()?;
    call.app.hub.unwatch(call.actor.company_id(), &call.socket, Enquiry::ENTITY, id.record());
    Ok(Value::Null)
}
