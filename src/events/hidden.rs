//! What is left of an event whose record its reader may not see any more.

use serde::Serialize;
use utoipa::ToSchema;

use crate::id::RecordId;

/// Says of a contact that its reader could see and may not see any more nothing but its id, so that a client drops it
/// and whatever belongs to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Hidden {
    pub id: RecordId,
    /// Whether it was deleted, where the reader would have been told so.
    pub deleted: bool,
}

impl Hidden {
    pub const KIND: &str = "record:hidden";
}
