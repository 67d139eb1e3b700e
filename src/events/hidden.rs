//! The event that replaces others in a replay when the actor can no longer see their record.

use serde::Serialize;
use utoipa::ToSchema;

use super::Kind;
use crate::id::RecordId;

/// A contact that the actor can no longer see. The client drops the contact and its related records.
#[derive(Debug, Serialize, ToSchema)]
pub struct Hidden {
    pub id: RecordId,
    /// Whether the contact was deleted and the actor could have seen its deletion.
    pub deleted: bool,
}

/// Never emitted, only created by replays.
pub const HIDDEN: Kind = Kind {
    name: "record:hidden",
    description: "In a replay: replaces events of a contact that the employee can no longer see.",
    entity: "contact",
    seen_by: "employees who could see the contact at the time",
    schema: <Hidden as utoipa::PartialSchema>::schema,
    schemas: <Hidden as ToSchema>::schemas,
};
