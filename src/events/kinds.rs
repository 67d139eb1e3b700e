//! The kinds of events as `protocol/` describes them.

use utoipa::{
    ToSchema,
    openapi::{RefOr, Schema},
};

use super::{
    Hidden,
    payload::{
        EnquiryHanded, EnquiryMoved, EnquiryNoted, LeadAssigned, LeadDeleted, LeadMerged, LeadMoved,
        LeadNoted, LeadStood, LinkIssued,
    },
};
use crate::features::{
    accounts::{companies::Company, employees::Employee},
    contacts::{
        Contact, activities::Activity, bulk::BulkChange, feedback::Feedback, imports::Import,
        sessions::Session,
    },
    correspondence::Email,
    enquiries::Enquiry,
    notifications::Notification,
    sales::{Deal, Opportunity},
};

/// A kind of event.
pub struct Kind {
    pub name: &'static str,
    pub says: &'static str,
    pub seen_by: &'static str,
    pub schema: fn() -> RefOr<Schema>,
    pub schemas: fn(&mut Vec<(String, RefOr<Schema>)>),
}

const fn kind<T: ToSchema>(name: &'static str, says: &'static str, seen_by: &'static str) -> Kind {
    Kind { name, says, seen_by, schema: T::schema, schemas: T::schemas }
}

const WORKERS: &str = "enquiries.work";
const OF_THE_CONTACT: &str = "leads.manage, the owner, leads.work while unowned";
const ITS_EMPLOYEE: &str = "that employee";
const STARTER: &str = "who started it";
const HR: &str = "employees.manage, users.manage";

/// Every kind there is, in the order of `Fact`, and what replays make of some.
pub const KINDS: &[Kind] = &[
    kind::<Enquiry>("enquiry:created", "An enquiry came in.", WORKERS),
    kind::<Enquiry>("enquiry:claimed", "A rep claimed an enquiry.", WORKERS),
    kind::<EnquiryHanded>("enquiry:released", "An enquiry waits again.", WORKERS),
    kind::<EnquiryHanded>("enquiry:assigned", "A manager gave an enquiry to a rep.", WORKERS),
    kind::<EnquiryMoved>("enquiry:status", "An enquiry moved on.", WORKERS),
    kind::<EnquiryNoted>("enquiry:note", "Something was written down about an enquiry.", WORKERS),
    kind::<Contact>("lead:created", "A contact was created.", OF_THE_CONTACT),
    kind::<Contact>("lead:updated", "A contact's record changed.", OF_THE_CONTACT),
    kind::<LeadStood>("lead:status", "The work with a contact moved on.", OF_THE_CONTACT),
    kind::<LeadMoved>("lead:stage", "A contact moved to another stage.", OF_THE_CONTACT),
    kind::<LeadNoted>("lead:activity", "A contact's timeline has a new or changed line.", OF_THE_CONTACT),
    kind::<LeadAssigned>(
        "lead:assigned",
        "A contact has another owner.",
        "leads.manage, the owner (old and new), leads.work when it is or was unowned",
    ),
    kind::<LeadMerged>("lead:merged", "Another contact became a part of this one.", OF_THE_CONTACT),
    kind::<LeadDeleted>("lead:deleted", "A contact is no more.", OF_THE_CONTACT),
    kind::<Session>("session:created", "A call was logged.", OF_THE_CONTACT),
    kind::<Session>("session:updated", "A logged call was corrected.", OF_THE_CONTACT),
    kind::<Feedback>("feedback:created", "A customer said how content they are.", OF_THE_CONTACT),
    kind::<Opportunity>("opportunity:created", "An opportunity was opened.", OF_THE_CONTACT),
    kind::<Opportunity>("opportunity:updated", "An opportunity changed.", OF_THE_CONTACT),
    kind::<Opportunity>("opportunity:won", "An opportunity was won.", OF_THE_CONTACT),
    kind::<Opportunity>("opportunity:lost", "An opportunity was lost.", OF_THE_CONTACT),
    kind::<Deal>("deal:created", "A deal was closed.", OF_THE_CONTACT),
    kind::<Email>("email:sent", "An e-mail went out.", OF_THE_CONTACT),
    kind::<Email>("email:failed", "An e-mail could not be sent.", OF_THE_CONTACT),
    kind::<Email>(
        "email:opened",
        "An e-mail was opened, as far as one can tell by a person.",
        OF_THE_CONTACT,
    ),
    kind::<Email>(
        "email:clicked",
        "A link in an e-mail was followed, as far as one can tell by a person.",
        OF_THE_CONTACT,
    ),
    kind::<Activity>("task:due", "A task is due.", "its assignee"),
    kind::<Notification>("notification:created", "Something concerns an employee.", ITS_EMPLOYEE),
    kind::<Import>("import:progress", "An import got further.", STARTER),
    kind::<Import>("import:done", "An import ended, well or not.", STARTER),
    kind::<BulkChange>(
        "bulk:progress",
        "A bulk change started or made progress.",
        "who started it or undid it",
    ),
    kind::<BulkChange>(
        "bulk:done",
        "A bulk change ended: done, failed or undone.",
        "who started it or undid it",
    ),
    kind::<Employee>("employee:created", "An employee was added.", HR),
    kind::<Employee>("employee:updated", "An employee's record or account changed.", HR),
    kind::<Employee>("employee:approved", "A pending employee became active.", HR),
    kind::<Employee>("employee:deactivated", "An employee lost access.", HR),
    kind::<Company>("company:updated", "The company's name or settings changed.", "everyone in it"),
    kind::<Hidden>(
        Hidden::KIND,
        "In a replay, instead of what happened to a contact that one could see then and may not see today.",
        "whoever could see the contact then",
    ),
    kind::<LinkIssued>(
        "link:issued",
        "An administrator was shown the link of an invite or a password reset.",
        "users.manage",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_named_once() {
        let mut names: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), KINDS.len());
    }
}
