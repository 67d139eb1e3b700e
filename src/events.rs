//! Every fact there is: its kind, its payload, and who hears of it.

use serde::Serialize;
use utoipa::{
    ToSchema,
    openapi::{RefOr, Schema},
};

use crate::{
    access::{Permission, Person, Room},
    db::Announcement,
    features::{
        accounts::{companies::Company, employees::Employee},
        contacts::Contact,
        enquiries::{Enquiry, EnquiryStatus, Note},
    },
    time::Time,
};

/// What is stored with a change and told after it.
#[derive(Debug)]
pub enum Fact {
    EnquiryCreated(Enquiry),
    EnquiryClaimed(Enquiry),
    EnquiryReleased {
        enquiry: Enquiry,
        from: Option<Person>,
    },
    EnquiryAssigned {
        enquiry: Enquiry,
        from: Option<Person>,
    },
    EnquiryStatus {
        enquiry: Enquiry,
        from: EnquiryStatus,
        to: EnquiryStatus,
    },
    EnquiryNote {
        enquiry: Enquiry,
        note: Note,
    },
    LeadCreated(Contact),
    EmployeeCreated(Employee),
    /// `severs`: the employee's sockets end, because what they may see or their tokens changed.
    EmployeeUpdated {
        employee: Employee,
        severs: bool,
    },
    EmployeeApproved(Employee),
    EmployeeDeactivated(Employee),
    CompanyUpdated(Company),
}

/// The record after the change, and what its kind needs besides.
#[derive(Serialize, ToSchema)]
struct Moved {
    #[serde(flatten)]
    enquiry: Enquiry,
    from: EnquiryStatus,
    to: EnquiryStatus,
}
/// The record after the change, and who had it before.
#[derive(Serialize, ToSchema)]
struct Handed {
    #[serde(flatten)]
    enquiry: Enquiry,
    from: Option<Person>,
}
/// The record after the change, and the new note.
#[derive(Serialize, ToSchema)]
struct Noted {
    #[serde(flatten)]
    enquiry: Enquiry,
    note: Note,
}

/// An event as it is stored, replayed and sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Envelope {
    /// The company's event number: from 1, without holes, in the order of commits.
    #[schema(minimum = 1)]
    pub seq: i64,
    pub kind: String,
    pub at: Time,
    pub actor: Option<Person>,
    pub entity: Entity,
    /// The record after the change, as REST answers it, and what the kind needs besides.
    #[schema(value_type = Object)]
    pub data: Box<serde_json::value::RawValue>,
}

/// Which record an event is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct Entity {
    pub r#type: String,
    pub id: crate::id::RecordId,
}

/// A kind of event, as `protocol/` describes it.
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

/// Every kind there is, in the order of `Fact`.
pub const KINDS: &[Kind] = &[
    kind::<Enquiry>("enquiry:created", "An enquiry came in.", "enquiries.work"),
    kind::<Enquiry>("enquiry:claimed", "A rep claimed an enquiry.", "enquiries.work"),
    kind::<Handed>("enquiry:released", "An enquiry waits again.", "enquiries.work"),
    kind::<Handed>("enquiry:assigned", "A manager gave an enquiry to a rep.", "enquiries.work"),
    kind::<Moved>("enquiry:status", "An enquiry moved on.", "enquiries.work"),
    kind::<Noted>("enquiry:note", "Something was written down about an enquiry.", "enquiries.work"),
    kind::<Contact>(
        "lead:created",
        "A contact was created.",
        "leads.manage, the owner, leads.work while unowned",
    ),
    kind::<Employee>("employee:created", "An employee was added.", "employees.manage, users.manage"),
    kind::<Employee>(
        "employee:updated",
        "An employee's record or account changed.",
        "employees.manage, users.manage",
    ),
    kind::<Employee>(
        "employee:approved",
        "A pending employee became active.",
        "employees.manage, users.manage",
    ),
    kind::<Employee>("employee:deactivated", "An employee lost access.", "employees.manage, users.manage"),
    kind::<Company>("company:updated", "The company's name or thresholds changed.", "everyone in it"),
];

impl Fact {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::EnquiryCreated(_) => "enquiry:created",
            Self::EnquiryClaimed(_) => "enquiry:claimed",
            Self::EnquiryReleased { .. } => "enquiry:released",
            Self::EnquiryAssigned { .. } => "enquiry:assigned",
            Self::EnquiryStatus { .. } => "enquiry:status",
            Self::EnquiryNote { .. } => "enquiry:note",
            Self::LeadCreated(_) => "lead:created",
            Self::EmployeeCreated(_) => "employee:created",
            Self::EmployeeUpdated { .. } => "employee:updated",
            Self::EmployeeApproved(_) => "employee:approved",
            Self::EmployeeDeactivated(_) => "employee:deactivated",
            Self::CompanyUpdated(_) => "company:updated",
        }
    }

    fn audience(&self) -> Vec<Room> {
        match self {
            Self::EnquiryCreated(_)
            | Self::EnquiryClaimed(_)
            | Self::EnquiryReleased { .. }
            | Self::EnquiryAssigned { .. }
            | Self::EnquiryStatus { .. }
            | Self::EnquiryNote { .. } => vec![Room::Holders(Permission::EnquiriesWork)],
            Self::LeadCreated(contact) => who_sees(contact),
            Self::EmployeeCreated(_)
            | Self::EmployeeUpdated { .. }
            | Self::EmployeeApproved(_)
            | Self::EmployeeDeactivated(_) => {
                vec![Room::Holders(Permission::EmployeesManage), Room::Holders(Permission::UsersManage)]
            }
            Self::CompanyUpdated(_) => vec![Room::Everyone],
        }
    }

    fn entity(&self) -> (&'static str, uuid::Uuid) {
        match self {
            Self::EnquiryCreated(enquiry)
            | Self::EnquiryClaimed(enquiry)
            | Self::EnquiryReleased { enquiry, .. }
            | Self::EnquiryAssigned { enquiry, .. }
            | Self::EnquiryStatus { enquiry, .. }
            | Self::EnquiryNote { enquiry, .. } => ("enquiry", enquiry.id.uuid()),
            Self::LeadCreated(contact) => ("contact", contact.id.uuid()),
            Self::EmployeeCreated(employee)
            | Self::EmployeeUpdated { employee, .. }
            | Self::EmployeeApproved(employee)
            | Self::EmployeeDeactivated(employee) => ("employee", employee.id.uuid()),
            Self::CompanyUpdated(company) => ("company", company.id.uuid()),
        }
    }

    fn severs(&self) -> Option<crate::id::EmployeeId> {
        match self {
            Self::EmployeeUpdated { employee, severs: true } | Self::EmployeeDeactivated(employee) => {
                Some(employee.id)
            }
            Self::EmployeeUpdated { severs: false, .. }
            | Self::EnquiryCreated(_)
            | Self::EnquiryClaimed(_)
            | Self::EnquiryReleased { .. }
            | Self::EnquiryAssigned { .. }
            | Self::EnquiryStatus { .. }
            | Self::EnquiryNote { .. }
            | Self::LeadCreated(_)
            | Self::EmployeeCreated(_)
            | Self::EmployeeApproved(_)
            | Self::CompanyUpdated(_) => None,
        }
    }

    fn data(self) -> String {
        let json = match self {
            Self::EnquiryCreated(enquiry) | Self::EnquiryClaimed(enquiry) => serde_json::to_string(&enquiry),
            Self::EnquiryReleased { enquiry, from } | Self::EnquiryAssigned { enquiry, from } => {
                serde_json::to_string(&Handed { enquiry, from })
            }
            Self::EnquiryStatus { enquiry, from, to } => serde_json::to_string(&Moved { enquiry, from, to }),
            Self::EnquiryNote { enquiry, note } => serde_json::to_string(&Noted { enquiry, note }),
            Self::LeadCreated(contact) => serde_json::to_string(&contact),
            Self::EmployeeCreated(employee)
            | Self::EmployeeUpdated { employee, .. }
            | Self::EmployeeApproved(employee)
            | Self::EmployeeDeactivated(employee) => serde_json::to_string(&employee),
            Self::CompanyUpdated(company) => serde_json::to_string(&company),
        };
        json.expect("records serialise")
    }
}

/// Those with `leads.manage`, the owner, and everybody with `leads.work` while nobody owns the contact.
fn who_sees(contact: &Contact) -> Vec<Room> {
    let owner =
        contact.owner.as_ref().map_or(Room::Holders(Permission::LeadsWork), |owner| Room::Employee(owner.id));
    vec![Room::Holders(Permission::LeadsManage), owner]
}

impl From<Fact> for Announcement {
    fn from(fact: Fact) -> Self {
        let (entity_type, entity_id) = fact.entity();
        let (kind, audience, severs) = (fact.kind(), fact.audience(), fact.severs());
        Self { kind, entity_type, entity_id, audience, severs, data: fact.data() }
    }
}

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
