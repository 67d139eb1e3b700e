//! Every fact there is: its kind, its payload, and who hears of it.

mod hidden;
mod kinds;
mod payload;

use serde::Serialize;
use utoipa::ToSchema;

pub use self::{
    hidden::Hidden,
    kinds::{KINDS, Kind},
    payload::{
        EnquiryHanded, EnquiryMoved, EnquiryNoted, LeadAssigned, LeadDeleted, LeadMerged, LeadMoved,
        LeadNoted, LeadStood, LinkIssued,
    },
};
use crate::{
    access::{Permission, Person, Room},
    db::Announcement,
    features::{
        accounts::{companies::Company, employees::Employee},
        contacts::{
            Contact, activities::Activity, bulk::BulkChange, feedback::Feedback, imports::Import,
            sessions::Session,
        },
        correspondence::Email,
        enquiries::Enquiry,
        notifications::Notification,
        sales::{Deal, Opportunity},
    },
    id::EmployeeId,
    time::Time,
};

/// What is stored with a change and told after it.
#[derive(Debug)]
pub enum Fact {
    EnquiryCreated(Enquiry),
    EnquiryClaimed(Enquiry),
    EnquiryReleased(EnquiryHanded),
    EnquiryAssigned(EnquiryHanded),
    EnquiryStatus(EnquiryMoved),
    EnquiryNote(EnquiryNoted),
    LeadCreated(Contact),
    LeadUpdated(Contact),
    LeadStatus(LeadStood),
    LeadStage(LeadMoved),
    LeadActivity(LeadNoted),
    LeadAssigned(LeadAssigned),
    LeadMerged(LeadMerged),
    LeadDeleted(LeadDeleted),
    SessionCreated(About<Session>),
    SessionUpdated(About<Session>),
    FeedbackCreated(About<Feedback>),
    OpportunityCreated(About<Opportunity>),
    OpportunityUpdated(About<Opportunity>),
    OpportunityWon(About<Opportunity>),
    OpportunityLost(About<Opportunity>),
    DealCreated(About<Deal>),
    EmailSent(About<Email>),
    EmailFailed(About<Email>),
    EmailOpened(About<Email>),
    EmailClicked(About<Email>),
    TaskDue {
        task: Activity,
        assignee: EmployeeId,
    },
    NotificationCreated(Notification),
    ImportProgress(Import),
    ImportDone(Import),
    BulkProgress(BulkChange),
    BulkDone(BulkChange),
    EmployeeCreated(Employee),
    /// `severs`: the employee's sockets end, because what they may see or their tokens changed.
    EmployeeUpdated {
        employee: Employee,
        severs: bool,
    },
    EmployeeApproved(Employee),
    EmployeeDeactivated(Employee),
    CompanyUpdated(Company),
    LinkIssued(LinkIssued),
}

/// A record that is seen by whoever sees its contact.
#[derive(Debug)]
pub struct About<T> {
    pub record: T,
    /// The contact's owner.
    pub owner: Option<Person>,
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
    /// The record after the change, as a list answers it, and what the kind needs besides.
    #[schema(value_type = Object)]
    pub data: Box<serde_json::value::RawValue>,
}

/// Which record an event is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct Entity {
    pub r#type: String,
    pub id: crate::id::RecordId,
}

impl From<Fact> for Announcement {
    /// The one place that says of each fact its kind, its entity, who hears of it, and what they are told.
    fn from(fact: Fact) -> Self {
        match fact {
            Fact::EnquiryCreated(it) => enquiry("enquiry:created", it.id.uuid(), &it.without_notes()),
            Fact::EnquiryClaimed(it) => enquiry("enquiry:claimed", it.id.uuid(), &it.without_notes()),
            Fact::EnquiryReleased(it) => {
                enquiry("enquiry:released", it.enquiry.id.uuid(), &it.without_notes())
            }
            Fact::EnquiryAssigned(it) => {
                enquiry("enquiry:assigned", it.enquiry.id.uuid(), &it.without_notes())
            }
            Fact::EnquiryStatus(it) => enquiry("enquiry:status", it.enquiry.id.uuid(), &it.without_notes()),
            Fact::EnquiryNote(it) => enquiry("enquiry:note", it.enquiry.id.uuid(), &it.without_notes()),
            Fact::LeadCreated(it) => lead("lead:created", &it, &it),
            Fact::LeadUpdated(it) => lead("lead:updated", &it, &it),
            Fact::LeadStatus(it) => lead("lead:status", &it.contact, &it),
            Fact::LeadStage(it) => lead("lead:stage", &it.contact, &it),
            Fact::LeadActivity(it) => lead("lead:activity", &it.contact, &it),
            Fact::LeadAssigned(it) => assigned(&it),
            Fact::LeadMerged(it) => lead("lead:merged", &it.contact, &it),
            Fact::LeadDeleted(it) => lead("lead:deleted", &it.contact, &it),
            Fact::SessionCreated(it) => about("session:created", "session", it.record.id.uuid(), &it),
            Fact::SessionUpdated(it) => about("session:updated", "session", it.record.id.uuid(), &it),
            Fact::FeedbackCreated(it) => about("feedback:created", "feedback", it.record.id.uuid(), &it),
            Fact::OpportunityCreated(it) => {
                about("opportunity:created", "opportunity", it.record.id.uuid(), &it)
            }
            Fact::OpportunityUpdated(it) => {
                about("opportunity:updated", "opportunity", it.record.id.uuid(), &it)
            }
            Fact::OpportunityWon(it) => about("opportunity:won", "opportunity", it.record.id.uuid(), &it),
            Fact::OpportunityLost(it) => about("opportunity:lost", "opportunity", it.record.id.uuid(), &it),
            Fact::DealCreated(it) => about("deal:created", "deal", it.record.id.uuid(), &it),
            Fact::EmailSent(it) => about("email:sent", "email", it.record.id.uuid(), &it),
            Fact::EmailFailed(it) => about("email:failed", "email", it.record.id.uuid(), &it),
            Fact::EmailOpened(it) => about("email:opened", "email", it.record.id.uuid(), &it),
            Fact::EmailClicked(it) => about("email:clicked", "email", it.record.id.uuid(), &it),
            Fact::TaskDue { task, assignee } => {
                told("task:due", ("task", task.id.uuid()), vec![Room::Employee(assignee)], &task)
            }
            Fact::NotificationCreated(it) => told(
                "notification:created",
                ("notification", it.id.uuid()),
                vec![Room::Employee(it.employee_id)],
                &it,
            ),
            Fact::ImportProgress(it) => import("import:progress", &it),
            Fact::ImportDone(it) => import("import:done", &it),
            Fact::BulkProgress(it) => bulk("bulk:progress", &it),
            Fact::BulkDone(it) => bulk("bulk:done", &it),
            Fact::EmployeeCreated(it) => employee("employee:created", &it, false),
            Fact::EmployeeUpdated { employee: it, severs } => employee("employee:updated", &it, severs),
            Fact::EmployeeApproved(it) => employee("employee:approved", &it, false),
            Fact::EmployeeDeactivated(it) => employee("employee:deactivated", &it, true),
            Fact::CompanyUpdated(it) => {
                told("company:updated", ("company", it.id.uuid()), vec![Room::Everyone], &it)
            }
            Fact::LinkIssued(it) => {
                told("link:issued", it.entity, vec![Room::Holders(Permission::UsersManage)], &it)
            }
        }
    }
}

fn told(
    kind: &'static str,
    (entity_type, entity_id): (&'static str, uuid::Uuid),
    audience: Vec<Room>,
    data: &impl Serialize,
) -> Announcement {
    let data = serde_json::to_string(data).expect("records serialise");
    Announcement { kind, entity_type, entity_id, audience, severs: None, data }
}

fn enquiry(kind: &'static str, id: uuid::Uuid, data: &impl Serialize) -> Announcement {
    told(kind, ("enquiry", id), vec![Room::Holders(Permission::EnquiriesWork)], data)
}

/// Heard by those with `leads.manage`, the owner, and everybody with `leads.work` while nobody owns the contact.
fn lead(kind: &'static str, contact: &Contact, data: &impl Serialize) -> Announcement {
    about_the_contact(kind, ("contact", contact.id.uuid()), contact.owner.as_ref(), data)
}

/// Whoever saw it before hears of it too.
fn assigned(it: &LeadAssigned) -> Announcement {
    let mut told = lead("lead:assigned", &it.contact, it);
    told.audience.push(owners_room(it.from.as_ref()));
    told
}

fn about<T: Serialize>(
    kind: &'static str,
    entity: &'static str,
    id: uuid::Uuid,
    it: &About<T>,
) -> Announcement {
    about_the_contact(kind, (entity, id), it.owner.as_ref(), &it.record)
}

fn about_the_contact(
    kind: &'static str,
    entity: (&'static str, uuid::Uuid),
    owner: Option<&Person>,
    data: &impl Serialize,
) -> Announcement {
    told(kind, entity, vec![Room::Holders(Permission::LeadsManage), owners_room(owner)], data)
}

fn import(kind: &'static str, it: &Import) -> Announcement {
    told(kind, ("import", it.id.uuid()), vec![Room::Employee(it.started_by.id)], it)
}

/// Seen by whoever started it, and whoever undid it.
fn bulk(kind: &'static str, it: &BulkChange) -> Announcement {
    let mut audience = vec![Room::Employee(it.started_by.id)];
    audience
        .extend(it.undone_by.iter().filter(|by| by.id != it.started_by.id).map(|by| Room::Employee(by.id)));
    told(kind, ("bulk_change", it.id.uuid()), audience, it)
}

fn employee(kind: &'static str, it: &Employee, severs: bool) -> Announcement {
    let audience = vec![Room::Holders(Permission::EmployeesManage), Room::Holders(Permission::UsersManage)];
    Announcement { severs: severs.then_some(it.id), ..told(kind, ("employee", it.id.uuid()), audience, it) }
}

fn owners_room(owner: Option<&Person>) -> Room {
    owner.map_or(Room::Holders(Permission::LeadsWork), |owner| Room::Owner(owner.id))
}
