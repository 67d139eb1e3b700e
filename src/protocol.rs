//! Generates the protocol documents in `protocol/`. A test checks that the committed files are current.

use std::collections::BTreeMap;

use crate::{
    app::{Command, Feature, Message},
    events::{Envelope, HIDDEN, Kind, inline_definitions, schema_of},
    realtime::{Ready, presence::PresenceList},
    sockets,
};

use serde_json::{Value, json};
use utoipa::{PartialSchema, ToSchema};

/// Messages without an event number.
fn messages(features: &[Feature]) -> Vec<Message> {
    let own = [
        Message {
            name: "ready",
            description: "The first message: the signed-in employee, and the company's event number.",
            body: schema_of::<Ready>,
        },
        Message {
            name: "resync",
            description: "The log lacks missed events. Reload by REST; live events continue after `seq`.",
            body: || json!({ "type": "object", "required": ["seq"], "properties": { "seq": { "type": "integer" } } }),
        },
    ];
    let others = [
        Message {
            name: "presence:list",
            description: "Who is online, and who is watching records that you may see.",
            body: schema_of::<PresenceList>,
        },
        Message {
            name: "server:closing",
            description: "The server is shutting down. Reconnect.",
            body: || json!({ "type": "object" }),
        },
    ];
    let registered = features.iter().flat_map(|feature| feature.messages).copied();
    own.into_iter().chain(registered).chain(others).collect()
}

/// All event kinds, including those that only replays create.
fn kinds(features: &[Feature]) -> impl Iterator<Item = &'static Kind> {
    features.iter().flat_map(|feature| feature.events).chain([&HIDDEN])
}

/// Commands that clients can send. They are acknowledged.
fn commands(features: &[Feature]) -> impl Iterator<Item = &'static Command> {
    features.iter().flat_map(|feature| feature.commands).chain(sockets::COMMANDS)
}

/// The JSON Schema (2020-12) of each event kind, by file name.
pub fn event_schemas(features: &[Feature]) -> BTreeMap<String, Value> {
    kinds(features).map(|kind| (format!("{}.schema.json", key(kind.name)), event_schema(kind))).collect()
}

fn event_schema(kind: &Kind) -> Value {
    let mut named = vec![];
    (kind.schemas)(&mut named);
    Envelope::schemas(&mut named);
    let definitions: BTreeMap<_, _> = named.into_iter().collect();
    let mut schema = serde_json::to_value(Envelope::schema()).expect("a schema serialises");
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(kind.name);
    schema["description"] = json!(format!("{} Seen by: {}.", kind.description, kind.seen_by));
    schema["properties"]["kind"] = json!({ "const": kind.name });
    schema["properties"]["data"] = serde_json::to_value((kind.schema)()).expect("a schema serialises");
    schema["$defs"] = serde_json::to_value(definitions).expect("schemas serialise");
    inline_definitions(&schema)
}

/// The AsyncAPI 3 document of the Socket.IO endpoint.
pub fn asyncapi(features: &[Feature]) -> Value {
    let events = kinds(features).map(|kind| Described {
        name: kind.name,
        summary: format!("{} Seen by: {}.", kind.description, kind.seen_by),
        payload: json!({ "$ref": format!("./events/{}.schema.json", key(kind.name)) }),
    });
    let others = messages(features).into_iter().map(|message| Described {
        name: message.name,
        summary: message.description.to_owned(),
        payload: (message.body)(),
    });
    let commands = commands(features).map(|command| Described {
        name: command.name,
        summary: command.description.to_owned(),
        payload: (command.body)(),
    });
    let (sent, received): (Vec<_>, Vec<_>) = (events.chain(others).collect(), commands.collect());
    let messages: BTreeMap<String, Value> = sent.iter().chain(&received).map(Described::message).collect();
    let references = |all: &[Described]| all.iter().map(Described::reference).collect::<Vec<_>>();
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tandem live hub",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Socket.IO v5 protocol (Engine.IO v4), path /socket.io/, namespace /. The event name is the \
                            message name, its one argument the payload. Delivery guarantees: protocol/README.md.",
        },
        "channels": { "hub": { "address": "/socket.io/", "messages": messages } },
        "operations": {
            "tell": { "action": "send", "channel": { "$ref": "#/channels/hub" }, "messages": references(&sent) },
            "ask": {
                "action": "receive",
                "channel": { "$ref": "#/channels/hub" },
                "messages": references(&received),
                "description": "Each is acknowledged with { success, data } or { success, code, message, data, errors }.",
            },
        },
    })
}

/// A message in either direction.
struct Described {
    name: &'static str,
    summary: String,
    payload: Value,
}

impl Described {
    fn message(&self) -> (String, Value) {
        let Self { name, summary, payload } = self;
        let json = json!({ "name": name, "summary": summary, "contentType": "application/json", "payload": payload });
        (key(name), json)
    }
    fn reference(&self) -> Value {
        json!({ "$ref": format!("#/channels/hub/messages/{}", key(self.name)) })
    }
}

fn key(name: &str) -> String {
    name.replace(':', "_")
}

/// The AsyncAPI document as YAML.
pub fn asyncapi_yaml(features: &[Feature]) -> String {
    yaml_serde::to_string(&asyncapi(features)).expect("the document serialises")
}
