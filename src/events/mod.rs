//! Events: their types, audiences, and the declaration of event kinds.
//!
//! Each feature declares its kinds in its `events.rs` with [`events!`](macro@crate::events) and emits them
//! there with `tx.emit(CLAIMED.of(&enquiry))`. The kinds of all features are `features::ALL`.

mod audience;
mod hidden;
mod kind;
mod schema;

use serde::Serialize;
use utoipa::ToSchema;

pub use self::{
    audience::{Audience, owner_room},
    hidden::{HIDDEN, Hidden},
    kind::{BelongsToContact, CONTACT_TEAM, Kind, KindOf, OfContact, Payload},
    schema::{inline_definitions, schema_of},
};
use crate::{
    access::{Person, Room},
    id::{EmployeeId, RecordId},
    time::Time,
};

/// An event to be stored in the same transaction as its change.
#[derive(Debug, Clone)]
pub struct Event {
    pub kind: &'static str,
    pub entity_type: &'static str,
    pub entity_id: RecordId,
    pub audience: Vec<Room>,
    /// The employee whose sockets are disconnected, so that they reconnect with new permissions.
    pub disconnects: Option<EmployeeId>,
    /// The data as JSON text.
    pub data: String,
}

/// An event as it is stored, replayed and sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Envelope {
    /// The company's event number: from 1, gapless, in commit order.
    #[schema(minimum = 1)]
    pub seq: i64,
    pub kind: String,
    pub at: Time,
    pub actor: Option<Person>,
    pub entity: Entity,
    /// The record after the change, as in a list, and whatever else the kind needs.
    #[schema(value_type = Object)]
    pub data: Box<serde_json::value::RawValue>,
}

/// The record that an event is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct Entity {
    pub r#type: String,
    pub id: RecordId,
}
