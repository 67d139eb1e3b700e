//! Event kinds, each declared by the feature that emits it.

use std::marker::PhantomData;

use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use super::{Audience, Event};
use crate::{
    access::Room,
    id::{EmployeeId, RecordId},
};

/// The data of an event: the record after the change, and whatever else the kind needs.
pub trait Payload: Serialize + ToSchema {
    /// The type of the record in `entity`.
    const ENTITY: &'static str;
    /// Who can see it, in words, for `protocol/`.
    const AUDIENCE_TEXT: &'static str;
    /// The type of this record, for kinds about records of several types.
    fn entity_type(&self) -> &'static str {
        Self::ENTITY
    }
    fn id(&self) -> RecordId;
    fn audience(&self) -> Audience;
    /// An additional audience: those who could see the record before the change.
    fn also_visible_to(&self) -> Option<Room> {
        None
    }
    /// The event's data as JSON text.
    fn data(&self) -> String {
        serde_json::to_string(self).expect("records serialise")
    }
}

/// An event kind with data of type `T`.
pub struct KindOf<T> {
    name: &'static str,
    description: &'static str,
    payload: PhantomData<fn(&T)>,
}

impl<T: Payload> KindOf<T> {
    pub const fn new(name: &'static str, description: &'static str) -> Self {
        Self { name, description, payload: PhantomData }
    }
    pub const fn kind(&self) -> Kind {
        Kind {
            name: self.name,
            description: self.description,
            entity: T::ENTITY,
            seen_by: T::AUDIENCE_TEXT,
            schema: T::schema,
            schemas: T::schemas,
        }
    }
    /// Creates an event of this kind.
    pub fn of(&self, payload: &T) -> Event {
        let mut audience = payload.audience().rooms();
        audience.extend(payload.also_visible_to());
        Event {
            kind: self.name,
            entity_type: payload.entity_type(),
            entity_id: payload.id(),
            audience,
            disconnects: None,
            data: payload.data(),
        }
    }
}

impl Event {
    /// Makes the event also disconnect the employee's sockets.
    pub fn disconnecting(self, employee: EmployeeId) -> Self {
        Self { disconnects: Some(employee), ..self }
    }
}

/// The description of an event kind, for `protocol/`.
pub struct Kind {
    pub name: &'static str,
    pub description: &'static str,
    /// The type of the record in `entity`.
    pub entity: &'static str,
    pub seen_by: &'static str,
    pub schema: fn() -> RefOr<Schema>,
    pub schemas: fn(&mut Vec<(String, RefOr<Schema>)>),
}

/// Declares a feature's event kinds and lists them in `ALL`.
///
/// `events! { CLAIMED: Enquiry = "enquiry:claimed", "A rep claimed an enquiry."; }`
#[macro_export]
macro_rules! events {
    ($($name:ident: $payload:ty = $kind:literal, $description:literal;)+) => {
        $(pub const $name: $crate::events::KindOf<$payload> = $crate::events::KindOf::new($kind, $description);)+
        pub const ALL: &[$crate::events::Kind] = &[$($name.kind()),+];
    };
}

/// A record that belongs to a contact and has the same audience.
pub trait BelongsToContact: Serialize + ToSchema {
    const ENTITY: &'static str;
    fn id(&self) -> RecordId;
}

/// A record of a contact, with the contact's owner, who decides its audience.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct OfContact<T> {
    pub record: T,
    #[serde(skip)]
    pub owner: Option<EmployeeId>,
}

impl<T: BelongsToContact> Payload for OfContact<T> {
    const ENTITY: &'static str = T::ENTITY;
    const AUDIENCE_TEXT: &'static str = CONTACT_TEAM;
    fn id(&self) -> RecordId {
        self.record.id()
    }
    fn audience(&self) -> Audience {
        Audience::ContactTeam { owner: self.owner }
    }
}

impl<T: ToSchema> PartialSchema for OfContact<T> {
    fn schema() -> RefOr<Schema> {
        T::schema()
    }
}
impl<T: ToSchema> ToSchema for OfContact<T> {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(schemas);
    }
}

/// `Payload::AUDIENCE_TEXT` for `Audience::ContactTeam`.
pub const CONTACT_TEAM: &str = "leads.manage, the owner, leads.work while unowned";
