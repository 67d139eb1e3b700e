use serde::Serialize;
use utoipa::ToSchema;

use super::{Enquiry, EnquiryStatus, Note};
use crate::{
    access::{Permission, Person},
    events,
    events::{Audience, Payload},
    id::RecordId,
};

events! {
    CREATED: Enquiry = "enquiry:created", "An enquiry was received.";
    CLAIMED: Enquiry = "enquiry:claimed", "A rep claimed an enquiry.";
    RELEASED: EnquiryReassigned = "enquiry:released", "An enquiry was released and is unclaimed again.";
    ASSIGNED: EnquiryReassigned = "enquiry:assigned", "A manager assigned an enquiry to a rep.";
    STATUS_CHANGED: EnquiryStatusChanged = "enquiry:status", "The status of an enquiry changed.";
    NOTE_ADDED: NoteAdded = "enquiry:note", "A note was added to an enquiry.";
}

/// The enquiry after the change, and its previous and new status.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnquiryStatusChanged {
    #[serde(flatten)]
    pub enquiry: Enquiry,
    pub from: EnquiryStatus,
    pub to: EnquiryStatus,
}

/// The enquiry after the change, and its previous claimer.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnquiryReassigned {
    #[serde(flatten)]
    pub enquiry: Enquiry,
    pub from: Option<Person>,
}

/// The enquiry after the change, and the new note.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoteAdded {
    #[serde(flatten)]
    pub enquiry: Enquiry,
    pub note: Note,
}

impl Payload for Enquiry {
    const ENTITY: &'static str = "enquiry";
    const AUDIENCE_TEXT: &'static str = "enquiries.work";
    fn id(&self) -> RecordId {
        self.id.record()
    }
    fn audience(&self) -> Audience {
        Audience::Holders(&[Permission::EnquiriesWork])
    }
    /// Without notes, to limit the size of events.
    fn data(&self) -> String {
        serde_json::to_string(&self.clone().without_notes()).expect("records serialise")
    }
}

macro_rules! enquiry_payload {
    ($($payload:ty),+) => {$(
        impl Payload for $payload {
            const ENTITY: &'static str = Enquiry::ENTITY;
            const AUDIENCE_TEXT: &'static str = Enquiry::AUDIENCE_TEXT;
            fn id(&self) -> RecordId {
                Payload::id(&self.enquiry)
            }
            fn audience(&self) -> Audience {
                self.enquiry.audience()
            }
        }
    )+};
}
enquiry_payload!(EnquiryStatusChanged, EnquiryReassigned, NoteAdded);
