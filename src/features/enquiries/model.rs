use crate::{
    access::Person,
    error::{Error, Result},
    features::contacts::ContactId,
    filters::{Filter, HasFilters, Query},
    id::{CompanyId, EmployeeId, Id},
    phone, string_enum,
    time::Time,
};

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub type EnquiryId = Id<Enquiry>;
pub type NoteId = Id<Note>;

string_enum! {
    /// The status of an enquiry. Changes: claimed → contacted → converted or lost, and claimed → lost.
    EnquiryStatus {
        Unclaimed = "unclaimed",
        Claimed = "claimed",
        Contacted = "contacted",
        Converted = "converted",
        Lost = "lost",
    }
}

impl EnquiryStatus {
    /// The dashboard counter of enquiries with this status.
    pub fn counter(self) -> String {
        format!("enquiries.{self}")
    }
    /// The changes allowed by `set_status`. Claiming, assigning, releasing and reopening are separate.
    pub fn can_become(self, to: Self) -> bool {
        use EnquiryStatus::{Claimed, Contacted, Converted, Lost};
        matches!((self, to), (Claimed, Contacted | Lost) | (Contacted, Converted | Lost))
    }
    /// Whether the enquiry is being worked on, so that it can be released or reassigned.
    pub fn is_being_worked_on(self) -> bool {
        matches!(self, Self::Claimed | Self::Contacted)
    }
}

string_enum! {
    Priority { Low = "low", Medium = "medium", High = "high" }
}

/// A request for information by a prospective customer.
#[derive(Debug, Clone, Serialize, ToSchema, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Enquiry {
    pub id: EnquiryId,
    pub company_id: CompanyId,
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    pub course_interest: Option<String>,
    pub message: Option<String>,
    pub source: String,
    pub priority: Priority,
    pub status: EnquiryStatus,
    #[sqlx(rename = "claimer")]
    pub claimed_by: Option<Person>,
    pub claimed_at: Option<Time>,
    pub contact_id: Option<ContactId>,
    /// The reason, if the enquiry is lost.
    pub lost_reason: Option<String>,
    /// The number of notes.
    pub note_count: i64,
    /// Oldest first. Omitted in lists and events, to limit their size.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[sqlx(skip)]
    pub notes: Option<Vec<Note>>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

impl Enquiry {
    /// A new, unclaimed enquiry.
    pub(super) fn new(company_id: CompanyId, now: Time, input: NewEnquiry) -> Self {
        Self {
            id: EnquiryId::new(),
            company_id,
            name: input.name,
            email: input.email.to_lowercase(),
            phone: input.phone,
            course_interest: input.course_interest,
            message: input.message,
            source: input.source.unwrap_or_else(|| "website".into()),
            priority: input.priority.unwrap_or(Priority::Medium),
            status: EnquiryStatus::Unclaimed,
            claimed_by: None,
            claimed_at: None,
            contact_id: None,
            lost_reason: None,
            note_count: 0,
            notes: Some(vec![]),
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }
    /// Removes the notes, for lists and events.
    pub fn without_notes(self) -> Self {
        Self { notes: None, ..self }
    }
}

/// A note about an enquiry.
#[derive(Debug, Clone, Serialize, ToSchema, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    pub id: NoteId,
    pub text: String,
    #[sqlx(rename = "author")]
    pub added_by: Person,
    pub added_at: Time,
}

/// The response of the public form. Contains only data that the sender provided.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    pub id: EnquiryId,
    pub name: String,
    pub email: String,
    pub course_interest: Option<String>,
    pub submitted_at: Time,
}

impl From<&Enquiry> for Receipt {
    fn from(enquiry: &Enquiry) -> Self {
        Self {
            id: enquiry.id,
            name: enquiry.name.clone(),
            email: enquiry.email.clone(),
            course_interest: enquiry.course_interest.clone(),
            submitted_at: enquiry.created_at,
        }
    }
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewEnquiry {
    /// The company's slug. Optional on a server with one company.
    #[schema(min_length = 1, max_length = 120)]
    pub company: Option<String>,
    #[schema(min_length = 1, max_length = 120, examples("Alice Smith"))]
    pub name: String,
    #[schema(format = Email, max_length = 254, examples("alice@example.com"))]
    pub email: String,
    #[schema(max_length = 40, examples("1234567890"))]
    pub phone: Option<String>,
    #[schema(max_length = 200, examples("Web Development"))]
    pub course_interest: Option<String>,
    #[schema(format = "multiline", max_length = 5000)]
    pub message: Option<String>,
    /// Defaults to `website`.
    #[schema(max_length = 80)]
    pub source: Option<String>,
    /// Defaults to `medium`.
    #[schema(inline)]
    pub priority: Option<Priority>,
}

impl NewEnquiry {
    /// Normalises the telephone number to E.164. An invalid number is not rejected but stays unchanged; it is
    /// not taken over by a contact.
    pub fn with_normalized_phone(mut self, country: &str) -> Self {
        self.phone = self.phone.map(|text| phone::normalized(&text, country).unwrap_or(text));
        self
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusChange {
    #[schema(inline)]
    pub status: EnquiryStatus,
    /// Required for `lost`, not accepted for other statuses.
    #[schema(format = "multiline", min_length = 1, max_length = 500, examples("Chose another provider"))]
    pub reason: Option<String>,
}

impl StatusChange {
    /// Checks that there is a reason if and only if the status is `lost`.
    pub(super) fn check(&self) -> Result<()> {
        match (self.status, &self.reason) {
            (EnquiryStatus::Lost, None) => {
                Err(Error::invalid("reason", "is required when the status is lost"))
            }
            (EnquiryStatus::Lost, Some(_)) | (_, None) => Ok(()),
            (_, Some(_)) => Err(Error::invalid("reason", "is only accepted when the status is lost")),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Assignment {
    /// An ACTIVE employee with `enquiries.work`.
    pub employee_id: EmployeeId,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewNote {
    #[schema(
        format = "multiline",
        min_length = 1,
        max_length = 5000,
        examples("Called back; wants the evening course.")
    )]
    pub text: String,
}

impl HasFilters for EnquiryParams {
    const FILTERS: &'static [Filter] = &[
        STATUS,
        Filter::choice("priority", "priority", Priority::NAMES),
        Filter::text("source", "source"),
        CLAIMED_BY,
        Filter::reference("contactId", "contact_id").nullable().about("Converted to one of these contacts."),
        Filter::date("createdAt", "created_at"),
    ];
}

pub const STATUS: Filter = Filter::choice("status", "status", EnquiryStatus::NAMES).indexed();
pub const CLAIMED_BY: Filter = Filter::reference("claimedBy", "claimed_by")
    .field("claimedBy.id")
    .nullable()
    .indexed()
    .about("Claimed by one of these employees.");

/// Query parameters for enquiries.
pub type EnquiryQuery = Query<EnquiryParams>;

/// Query parameters for enquiries, besides the filters.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EnquiryParams {
    /// Received on or after this day in the company's time zone.
    pub created_from: Option<chrono::NaiveDate>,
    /// Received on or before this day in the company's time zone.
    pub created_to: Option<chrono::NaiveDate>,
}
