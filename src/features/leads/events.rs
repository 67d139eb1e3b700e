use crate::{
    access::{Person, Room},
    events,
    events::{Audience, CONTACT_TEAM, Payload, owner_room},
    features::{
        contacts::{Contact, ContactId, Status},
        leads::bulk::BulkChange,
        timeline::Activity,
    },
    id::RecordId,
};

use serde::Serialize;
use utoipa::ToSchema;

events! {
    STATUS_CHANGED: LeadStatusChanged = "lead:status", "The status of a contact changed.";
    ASSIGNED: LeadAssigned = "lead:assigned", "The owner of a contact changed.";
    MERGED: LeadMerged = "lead:merged", "Another contact was merged into this one.";
    DELETED: LeadDeleted = "lead:deleted", "A contact was deleted.";
    BULK_PROGRESS: BulkChange = "bulk:progress", "A bulk change started or made progress.";
    BULK_DONE: BulkChange = "bulk:done", "A bulk change ended: done, failed or undone.";
}

/// The contact after the change, its status before and after, and the activity in its timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadStatusChanged {
    #[serde(flatten)]
    pub contact: Contact,
    pub from: Status,
    pub to: Status,
    pub activity: Activity,
}

/// The contact after the change, and its previous owner.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadAssigned {
    #[serde(flatten)]
    pub contact: Contact,
    pub from: Option<Person>,
}

/// The contact after the merge. `merged` was deleted; its related records now belong to this contact.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeadMerged {
    #[serde(flatten)]
    pub contact: Contact,
    pub merged: ContactId,
}

/// The contact before its deletion. Its related records were deleted too, or belong to `mergedInto`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeadDeleted {
    #[serde(flatten)]
    pub contact: Contact,
    pub merged_into: Option<ContactId>,
}

macro_rules! contact_payload {
    ($($payload:ty),+) => {$(
        impl Payload for $payload {
            const ENTITY: &'static str = Contact::ENTITY;
            const AUDIENCE_TEXT: &'static str = CONTACT_TEAM;
            fn id(&self) -> RecordId {
                Payload::id(&self.contact)
            }
            fn audience(&self) -> Audience {
                self.contact.audience()
            }
        }
    )+};
}
contact_payload!(LeadStatusChanged, LeadMerged, LeadDeleted);

impl Payload for LeadAssigned {
    const ENTITY: &'static str = Contact::ENTITY;
    const AUDIENCE_TEXT: &'static str =
        "leads.manage, the owner (old and new), leads.work when it is or was unowned";
    fn id(&self) -> RecordId {
        Payload::id(&self.contact)
    }
    fn audience(&self) -> Audience {
        self.contact.audience()
    }
    fn also_visible_to(&self) -> Option<Room> {
        Some(owner_room(self.from.as_ref().map(|owner| owner.id)))
    }
}

impl Payload for BulkChange {
    const ENTITY: &'static str = "bulk_change";
    const AUDIENCE_TEXT: &'static str = "employees who started or undid it";
    fn id(&self) -> RecordId {
        self.id.record()
    }
    fn audience(&self) -> Audience {
        let mut employees = vec![self.started_by.id];
        employees.extend(self.undone_by.iter().map(|by| by.id).filter(|by| *by != self.started_by.id));
        Audience::Employees(employees)
    }
}
