use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Stage, addresses::digits};
use crate::{
    access::Person,
    id::{CompanyId, EmployeeId, Id},
    schema,
    time::Time,
    words,
};

pub type ContactId = Id<Contact>;

words! {
    /// The work inside a stage. WON and LOST are set by the opportunity, not by hand.
    Status {
        New = "NEW",
        Contacted = "CONTACTED",
        Qualified = "QUALIFIED",
        Unqualified = "UNQUALIFIED",
        Won = "WON",
        Lost = "LOST",
    }
}

impl Status {
    /// The dashboard counter of the contacts with this status.
    pub fn counter(self) -> String {
        format!("contacts.status.{self}")
    }
    /// Whether an opportunity sets it, and nobody's hand.
    pub fn is_of_an_opportunity(self) -> bool {
        matches!(self, Self::Won | Self::Lost)
    }
}

/// Somebody we sell to: a lead to sales, a customer at stage CUSTOMER or EVANGELIST.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    pub id: ContactId,
    pub company_id: CompanyId,
    pub name: String,
    /// In lower case.
    pub email: Option<String>,
    pub phone: Option<String>,
    pub organisation: Option<String>,
    pub title: Option<String>,
    pub source: Option<String>,
    pub stage: Stage,
    pub status: Status,
    pub owner: Option<Person>,
    pub tags: Vec<String>,
    /// Since when they want no mail.
    pub unsubscribed_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

impl Contact {
    pub fn is_customer(&self) -> bool {
        matches!(self.stage, Stage::Customer | Stage::Evangelist)
    }
    pub fn details(&self) -> Details {
        Details {
            name: self.name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            organisation: self.organisation.clone(),
            title: self.title.clone(),
            source: self.source.clone(),
            tags: self.tags.clone(),
        }
    }
    /// A record that is seen by whoever sees this contact.
    pub fn about<T>(&self, record: T) -> crate::events::About<T> {
        crate::events::About { record, owner: self.owner.clone() }
    }
}

/// What is known of a contact, apart from where it stands and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Details {
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub organisation: Option<String>,
    pub title: Option<String>,
    pub source: Option<String>,
    pub tags: Vec<String>,
}

impl Details {
    /// The digits of the telephone number, by which two are the same.
    pub fn phone_digits(&self) -> Option<String> {
        self.phone.as_deref().map(digits).filter(|digits| !digits.is_empty())
    }
    /// What a search looks through.
    pub fn search_text(&self) -> String {
        let digits = self.phone_digits();
        let parts = [
            Some(&self.name),
            self.email.as_ref(),
            self.phone.as_ref(),
            digits.as_ref(),
            self.organisation.as_ref(),
        ];
        parts.into_iter().flatten().map(|part| part.to_lowercase()).collect::<Vec<_>>().join(" ")
    }
    /// An address in lower case, each tag once and in order.
    pub fn tidied(mut self) -> Self {
        self.email = self.email.map(|email| email.to_lowercase());
        self.tags.sort_unstable();
        self.tags.dedup();
        self
    }
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewContact {
    #[schema(min_length = 1, max_length = 120, examples("Alice Smith"))]
    pub name: String,
    #[schema(format = Email, max_length = 254, examples("alice@example.com"))]
    pub email: Option<String>,
    #[schema(max_length = 40)]
    pub phone: Option<String>,
    #[schema(max_length = 120)]
    pub organisation: Option<String>,
    #[schema(max_length = 120)]
    pub title: Option<String>,
    #[schema(max_length = 80)]
    pub source: Option<String>,
    #[serde(default)]
    #[schema(inline, max_items = 30)]
    pub tags: Vec<Tag>,
    /// Left out: whoever creates it. `null`: nobody. Somebody else takes `leads.manage`.
    #[serde(default, deserialize_with = "schema::given")]
    #[schema(value_type = Option<crate::id::EmployeeId>)]
    pub owner_id: Option<Option<EmployeeId>>,
    /// Creates it also when the company has a contact with this e-mail or phone.
    #[serde(default)]
    pub allow_duplicate: bool,
}

impl NewContact {
    pub(super) fn details(self) -> Details {
        let tags = self.tags.into_iter().map(|tag| tag.0).collect();
        let Self { name, email, phone, organisation, title, source, .. } = self;
        Details { name, email, phone, organisation, title, source, tags }.tidied()
    }
}

/// A word that contacts are marked and found by.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(min_length = 1, max_length = 40)]
pub struct Tag(pub String);

/// What may change. A field that is left out stays; `null` empties it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactPatch {
    #[schema(min_length = 1, max_length = 120)]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "schema::given")]
    #[schema(value_type = Option<String>, format = Email, max_length = 254)]
    pub email: Option<Option<String>>,
    #[serde(default, deserialize_with = "schema::given")]
    #[schema(value_type = Option<String>, max_length = 40)]
    pub phone: Option<Option<String>>,
    #[serde(default, deserialize_with = "schema::given")]
    #[schema(value_type = Option<String>, max_length = 120)]
    pub organisation: Option<Option<String>>,
    #[serde(default, deserialize_with = "schema::given")]
    #[schema(value_type = Option<String>, max_length = 120)]
    pub title: Option<Option<String>>,
    #[serde(default, deserialize_with = "schema::given")]
    #[schema(value_type = Option<String>, max_length = 80)]
    pub source: Option<Option<String>>,
    #[schema(inline, max_items = 30)]
    pub tags: Option<Vec<Tag>>,
    /// Also when another contact has this e-mail or phone.
    #[serde(default)]
    pub allow_duplicate: bool,
}

impl ContactPatch {
    pub(super) fn applied_to(self, details: Details) -> Details {
        Details {
            name: self.name.unwrap_or(details.name),
            email: self.email.unwrap_or(details.email),
            phone: self.phone.unwrap_or(details.phone),
            organisation: self.organisation.unwrap_or(details.organisation),
            title: self.title.unwrap_or(details.title),
            source: self.source.unwrap_or(details.source),
            tags: self.tags.map_or(details.tags, |tags| tags.into_iter().map(|tag| tag.0).collect()),
        }
        .tidied()
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewStatus {
    #[schema(inline)]
    pub status: Status,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOwner {
    /// An ACTIVE employee who works on leads; `null` gives the contact to everybody.
    #[schema(required)]
    pub employee_id: Option<EmployeeId>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Merge {
    /// The contact that becomes a part of this one and is no more.
    pub contact_id: ContactId,
}

/// Which contacts a list shows.
#[derive(Debug, Default, PartialEq, Eq, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ContactQuery {
    #[schema(inline)]
    #[param(inline)]
    pub stage: Option<Stage>,
    #[schema(inline)]
    #[param(inline)]
    pub status: Option<Status>,
    #[schema(max_length = 80)]
    pub source: Option<String>,
    #[schema(max_length = 40)]
    pub tag: Option<String>,
    /// Owned by this employee.
    #[param(value_type = Option<String>, format = Uuid)]
    pub owner_id: Option<EmployeeId>,
    /// Owned by nobody.
    pub unowned: Option<bool>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Created on this day or later (UTC).
    pub created_from: Option<chrono::NaiveDate>,
    /// Created on this day or earlier (UTC).
    pub created_to: Option<chrono::NaiveDate>,
    /// Only these, by their ids, with commas between them: at most a thousand.
    #[schema(max_length = 37_000)]
    #[param(max_length = 37_000)]
    pub ids: Option<String>,
    /// Only customers: CUSTOMER and EVANGELIST.
    #[serde(skip)]
    #[schema(ignore)]
    #[param(ignore)]
    pub customers: bool,
}
