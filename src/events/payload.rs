//! What events carry besides the record: where it came from, where it went, and why.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::Person,
    features::{
        accounts::{employees::Employee, invites::Invite, links::Purpose},
        contacts::{Contact, ContactId, Stage, Status, activities::Activity},
        enquiries::{Enquiry, EnquiryStatus, Note},
    },
};

/// The enquiry after the change, and where it stood before.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnquiryMoved {
    #[serde(flatten)]
    pub enquiry: Enquiry,
    pub from: EnquiryStatus,
    pub to: EnquiryStatus,
}

impl EnquiryMoved {
    pub(super) fn without_notes(self) -> Self {
        Self { enquiry: self.enquiry.without_notes(), ..self }
    }
}

/// The enquiry after the change, and who had it before.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnquiryHanded {
    #[serde(flatten)]
    pub enquiry: Enquiry,
    pub from: Option<Person>,
}

impl EnquiryHanded {
    pub(super) fn without_notes(self) -> Self {
        Self { enquiry: self.enquiry.without_notes(), ..self }
    }
}

/// The enquiry after the change, and the new note.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnquiryNoted {
    #[serde(flatten)]
    pub enquiry: Enquiry,
    pub note: Note,
}

impl EnquiryNoted {
    pub(super) fn without_notes(self) -> Self {
        Self { enquiry: self.enquiry.without_notes(), ..self }
    }
}

/// The contact after the change, its status before and after, and the line in its timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadStood {
    #[serde(flatten)]
    pub contact: Contact,
    pub from: Status,
    pub to: Status,
    pub activity: Activity,
}

/// The contact after the move, whence, whither, why, and the line in its timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadMoved {
    #[serde(flatten)]
    pub contact: Contact,
    pub from: Stage,
    pub to: Stage,
    pub reason: String,
    pub activity: Activity,
}

/// The contact, and the line of its timeline that is new or has changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadNoted {
    #[serde(flatten)]
    pub contact: Contact,
    pub activity: Activity,
}

/// The contact after the change, and who had it before.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadAssigned {
    #[serde(flatten)]
    pub contact: Contact,
    pub from: Option<Person>,
}

/// The contact after the merge. `merged` is no more: whatever named it names this contact from now on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeadMerged {
    #[serde(flatten)]
    pub contact: Contact,
    pub merged: ContactId,
}

/// The contact as it was. All that belonged to it is gone with it, or belongs to `mergedInto`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeadDeleted {
    #[serde(flatten)]
    pub contact: Contact,
    pub merged_into: Option<ContactId>,
}

/// Somebody was shown a link of an invite or a password reset. The link itself is told to nobody else.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkIssued {
    #[schema(inline)]
    pub purpose: Purpose,
    /// Whom it lets in.
    pub email: String,
    /// The name of an employee; none for somebody who is invited.
    pub name: Option<String>,
    #[serde(skip)]
    pub entity: (&'static str, uuid::Uuid),
}

impl LinkIssued {
    pub fn invite(invite: &Invite) -> Self {
        let entity = ("invite", invite.id.uuid());
        Self { purpose: Purpose::Invite, email: invite.email.clone(), name: None, entity }
    }
    pub fn reset(employee: &Employee) -> Self {
        let (email, name) = (employee.email.clone(), Some(employee.name.clone()));
        Self { purpose: Purpose::Reset, email, name, entity: ("employee", employee.id.uuid()) }
    }
}
