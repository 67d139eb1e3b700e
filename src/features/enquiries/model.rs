use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    access::Person,
    error::{Error, Result},
    features::contacts::ContactId,
    id::{CompanyId, EmployeeId, Id},
    phone,
    time::Time,
    words,
};

pub type EnquiryId = Id<Enquiry>;
pub type NoteId = Id<Note>;

words! {
    /// Where an enquiry stands. It moves claimed → contacted → converted or lost, and claimed → lost.
    EnquiryStatus {
        Unclaimed = "unclaimed",
        Claimed = "claimed",
        Contacted = "contacted",
        Converted = "converted",
        Lost = "lost",
    }
}

impl EnquiryStatus {
    /// The dashboard counter of the enquiries that stand here.
    pub fn counter(self) -> String {
        format!("enquiries.{self}")
    }
    /// The moves that its worker may make; claiming, assigning and releasing are not among them.
    pub fn may_become(self, to: Self) -> bool {
        use EnquiryStatus::{Claimed, Contacted, Converted, Lost};
        matches!((self, to), (Claimed, Contacted | Lost) | (Contacted, Converted | Lost))
    }
    /// Whether somebody is at work on it, so that it can be released or given to another.
    pub fn is_in_work(self) -> bool {
        matches!(self, Self::Claimed | Self::Contacted)
    }
}

words! {
    Priority { Low = "low", Medium = "medium", High = "high" }
}

/// Somebody asked about something we sell.
#[derive(Debug, Clone, Serialize, ToSchema)]
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
    pub claimed_by: Option<Person>,
    pub claimed_at: Option<Time>,
    pub contact_id: Option<ContactId>,
    /// Why it was lost, while it is.
    pub lost_reason: Option<String>,
    /// How many notes there are.
    pub note_count: i64,
    /// Oldest first. Lists and events leave them out: their size must not grow with each note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Vec<Note>>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

impl Enquiry {
    /// One that has just come, and waits for somebody.
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
    /// As lists and events have it.
    pub fn without_notes(self) -> Self {
        Self { notes: None, ..self }
    }
}

/// What somebody wrote down about an enquiry.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    pub id: NoteId,
    pub text: String,
    pub added_by: Person,
    pub added_at: Time,
}

/// What the public form answers: nothing that its sender did not send.
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
    /// For which company, by its slug. A server with one company needs none.
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
    /// `website` unless said otherwise.
    #[schema(max_length = 80)]
    pub source: Option<String>,
    /// `medium` unless said otherwise.
    #[schema(inline)]
    pub priority: Option<Priority>,
}

impl NewEnquiry {
    /// With its telephone number as E.164. A number that is none turns nobody away: it stays as it was written, for
    /// whoever reads it, and never becomes a contact's.
    pub fn with_number_of(mut self, country: &str) -> Self {
        self.phone = self.phone.map(|text| phone::normalized(&text, country).unwrap_or(text));
        self
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusChange {
    #[schema(inline)]
    pub status: EnquiryStatus,
    /// Why it is lost: required for `lost`, and for nothing else.
    #[schema(format = "multiline", min_length = 1, max_length = 500, examples("Chose another provider"))]
    pub reason: Option<String>,
}

impl StatusChange {
    /// Refuses a loss without a reason, and a reason without a loss.
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
    /// An ACTIVE employee who works on enquiries.
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

/// Which enquiries a list shows.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EnquiryQuery {
    #[schema(inline)]
    #[param(inline)]
    pub status: Option<EnquiryStatus>,
    #[schema(inline)]
    #[param(inline)]
    pub priority: Option<Priority>,
    #[schema(max_length = 80)]
    #[param(max_length = 80)]
    pub source: Option<String>,
    /// Claimed by this employee.
    #[param(value_type = Option<String>, format = Uuid)]
    pub claimed_by: Option<EmployeeId>,
    /// Converted to this contact.
    #[param(value_type = Option<String>, format = Uuid)]
    pub contact_id: Option<ContactId>,
    /// Received on this day of the company or later.
    pub created_from: Option<chrono::NaiveDate>,
    /// Received on this day of the company or earlier.
    pub created_to: Option<chrono::NaiveDate>,
}
