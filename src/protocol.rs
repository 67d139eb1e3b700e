//! The committed description of the protocol: generated from the code, checked by a test.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::{PartialSchema, ToSchema};

use crate::{
    events::{Envelope, KINDS, Kind},
    features::insights::counters::Counters,
    realtime::{Ready, presence::PresenceList},
};

/// What is sent without a number, and to whom.
fn unnumbered() -> [(&'static str, &'static str, Value); 5] {
    let sequence =
        || json!({ "type": "object", "required": ["seq"], "properties": { "seq": { "type": "integer" } } });
    [
        (
            "ready",
            "First after connecting: who you are, and the company's event number.",
            schema_of::<Ready>(),
        ),
        (
            "resync",
            "The log does not reach back that far: read again by REST, then follow from `seq`.",
            sequence(),
        ),
        (
            "dashboard:counters",
            "After changes, at most four times a second, to analytics.read.",
            schema_of::<Counters>(),
        ),
        (
            "presence:list",
            "Who is online, and who looks at records that you may see.",
            schema_of::<PresenceList>(),
        ),
        ("server:closing", "This server stops; reconnect.", json!({ "type": "object" })),
    ]
}

/// What a client may send, with an acknowledgement.
fn commands() -> [(&'static str, &'static str, Value); 6] {
    let of = |field: &str, schema: Value| json!({ "type": "object", "required": [field], "additionalProperties": false, "properties": { field: schema } });
    let id = || of("id", json!({ "type": "string", "format": "uuid" }));
    [
        ("enquiry:claim", "Claim an enquiry, as over REST.", id()),
        ("enquiry:watch", "Say that you look at an enquiry.", id()),
        ("enquiry:unwatch", "Say that you no longer do.", id()),
        ("lead:watch", "Say that you look at a lead.", id()),
        ("lead:unwatch", "Say that you no longer do.", id()),
        (
            "sync",
            "Replay what follows an event number on this connection.",
            of("after", json!({ "type": "integer" })),
        ),
    ]
}

/// One file per event: the envelope with its kind's data. Names are file names, values JSON Schema 2020-12.
pub fn event_schemas() -> BTreeMap<String, Value> {
    KINDS
        .iter()
        .map(|kind| (format!("{}.schema.json", kind.name.replace(':', "_")), event_schema(kind)))
        .collect()
}

fn event_schema(kind: &Kind) -> Value {
    let mut named = vec![];
    (kind.schemas)(&mut named);
    Envelope::schemas(&mut named);
    let definitions: BTreeMap<_, _> = named.into_iter().collect();
    let mut schema = serde_json::to_value(Envelope::schema()).expect("a schema serialises");
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(kind.name);
    schema["description"] = json!(format!("{} Seen by: {}.", kind.says, kind.seen_by));
    schema["properties"]["kind"] = json!({ "const": kind.name });
    schema["properties"]["data"] = serde_json::to_value((kind.schema)()).expect("a schema serialises");
    schema["$defs"] = serde_json::to_value(definitions).expect("schemas serialise");
    pointed_at_defs(&schema)
}

fn schema_of<T: ToSchema>() -> Value {
    let mut named = vec![];
    T::schemas(&mut named);
    let definitions: BTreeMap<_, _> = named.into_iter().collect();
    let mut schema = serde_json::to_value(T::schema()).expect("a schema serialises");
    if !definitions.is_empty() {
        schema["$defs"] = serde_json::to_value(definitions).expect("schemas serialise");
    }
    pointed_at_defs(&schema)
}

/// OpenAPI keeps shared schemas elsewhere than JSON Schema does.
fn pointed_at_defs(schema: &Value) -> Value {
    let text = schema.to_string().replace("#/components/schemas/", "#/$defs/");
    serde_json::from_str(&text).expect("only the addresses changed")
}

/// The live hub as AsyncAPI 3.
pub fn asyncapi() -> Value {
    let events = KINDS
        .iter()
        .map(|kind| (kind.name, format!("{} Seen by: {}.", kind.says, kind.seen_by), reference(kind)));
    let others = unnumbered().map(|(name, says, schema)| (name, says.to_owned(), schema));
    let told: Vec<_> = events.chain(others).collect();
    let asked: Vec<_> =
        commands().into_iter().map(|(name, says, schema)| (name, says.to_owned(), schema)).collect();
    let messages = |all: &[(&str, String, Value)]| -> BTreeMap<String, Value> {
        let message = |(name, says, payload): &(&str, String, Value)| {
            let json = json!({ "name": name, "summary": says, "contentType": "application/json", "payload": payload });
            (key(name), json)
        };
        all.iter().map(message).collect()
    };
    let references = |all: &[(&str, String, Value)]| -> Vec<Value> {
        all.iter()
            .map(|(name, ..)| json!({ "$ref": format!("#/channels/hub/messages/{}", key(name)) }))
            .collect()
    };
    let mut every = messages(&told);
    every.extend(messages(&asked));
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tandem live hub",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Socket.IO v5 protocol (Engine.IO v4), path /socket.io/, namespace /. The event name is the \
                            message name, its one argument the payload. Delivery promises: protocol/README.md.",
        },
        "channels": { "hub": { "address": "/socket.io/", "messages": every } },
        "operations": {
            "tell": { "action": "send", "channel": { "$ref": "#/channels/hub" }, "messages": references(&told) },
            "ask": {
                "action": "receive",
                "channel": { "$ref": "#/channels/hub" },
                "messages": references(&asked),
                "description": "Each is acknowledged with { success, data } or { success, code, message, data, errors }.",
            },
        },
    })
}

fn reference(kind: &Kind) -> Value {
    json!({ "$ref": format!("./events/{}.schema.json", kind.name.replace(':', "_")) })
}

fn key(name: &str) -> String {
    name.replace(':', "_")
}

/// As it is committed.
pub fn asyncapi_yaml() -> String {
    yaml_serde::to_string(&asyncapi()).expect("the document serialises")
}
