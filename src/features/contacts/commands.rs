use serde_json::Value;

use super::{Contact, find_visible};
use crate::{
    app::{Call, Command, IdArgument},
    error::Result,
    events::Payload,
    realtime::presence::Watched,
};

pub const ALL: &[Command] = &[
    Command {
        name: "lead:watch",
        description: "Start watching a lead.",
        body: IdArgument::<Contact>::schema,
        run: |call| Box::pin(watch(call)),
    },
    Command {
        name: "lead:unwatch",
        description: "Stop watching a lead.",
        body: IdArgument::<Contact>::schema,
        run: |call| Box::pin(unwatch(call)),
    },
];

async fn watch(call: Call) -> Result<Value> {
    let IdArgument::<Contact> { id } = call.body()?;
    let contact = find_visible(&mut call.read().await?, id).await?;
    call.app.hub.watch(call.actor.company_id(), &call.socket, Watched::new(&contact))?;
    Ok(Value::Null)
}

/// Requires no access to the contact, since it may have been lost.
async fn unwatch(call: Call) -> Result<Value> {
    let IdArgument::<Contact> { id } = call.body()?;
    call.app.hub.unwatch(call.actor.company_id(), &call.socket, Contact::ENTITY, id.record());
    Ok(Value::Null)
}
