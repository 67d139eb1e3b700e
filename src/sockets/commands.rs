//! Socket commands. They call the same verbs as REST and are acknowledged with the result.

use crate::{
    app::{Call, Command},
    error::{Error, Result},
};

use serde::Deserialize;
use serde_json::{Value, json};

/// Commands that belong to no feature.
pub const COMMANDS: &[Command] = &[Command {
    name: "sync",
    description: "Replay the events after an event number on this connection.",
    body: || {
        json!({
            "type": "object",
            "required": ["after"],
            "additionalProperties": false,
            "properties": { "after": { "type": "integer" } },
        })
    },
    run: |call| Box::pin(sync(call)),
}];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sync {
    after: i64,
}

async fn sync(call: Call) -> Result<Value> {
    let Sync { after } = call.body()?;
    call.app.hub.sync(&call.socket, after).await?;
    Ok(Value::Null)
}

/// Runs the command with this name.
pub async fn run(name: &str, call: Call) -> Result<Value> {
    let registered = call.app.features.iter().flat_map(|feature| feature.commands);
    let command = registered.chain(COMMANDS).find(|command| command.name == name);
    let command = command.ok_or(Error::NotFound("command"))?;
    (command.run)(call).await
}

/// The acknowledgement: `{ success, data }` or `{ success, code, message, data, errors }`.
pub fn acknowledgement(result: Result<Value>) -> Value {
    match result {
        Ok(data) => json!({ "success": true, "data": data }),
        Err(error) => {
            let (status, code) = error.status_and_code();
            if status >= 500 {
                tracing::error!(?error, "command failed");
            }
            json!({ "success": false, "code": code, "message": error.to_string(), "data": error.data(), "errors": error.fields() })
        }
    }
}
