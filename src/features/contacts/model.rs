use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Stage, tags::TagChange};
use crate::{
    access::Person,
    error::{Error, Result},
    id::{CompanyId, EmployeeId, Id},
    phone::digits,
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

/// Tags that a contact may have; each of its events carries them.
pub const MAX_TAGS: usize = 50;

impl Details {
    /// Refuses more tags than a contact may have, unless it had as many before.
    pub fn check_tags(&self, before: usize) -> Result<()> {
        if self.tags.len() <= MAX_TAGS.max(before) {
            return Ok(());
        }
        let message = format!("must have at most {MAX_TAGS} items; these are {}", self.tags.len());
        Err(Error::invalid("tags", message))
    }
    /// The digits of the telephone number, by which two are the same: those of E.164, but for numbers of old that are
    /// not valid.
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
    /// In any usual writing; without a country code it is one of the company's country. Kept as E.164.
    #[schema(max_length = 40, examples("+91 98123 45678"))]
    pub phone: Option<String>,
    #[schema(max_length = 120)]
    pub organisation: Option<String>,
    #[schema(max_length = 120)]
    pub title: Option<String>,
    #[schema(max_length = 80)]
    pub source: Option<String>,
    #[serde(default)]
    #[schema(inline, max_items = 50)]
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
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
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
    /// Replaces all tags. To change some of them, whatever others do, use `addTags` and `removeTags` instead.
    #[schema(inline, max_items = 50)]
    pub tags: Option<Vec<Tag>>,
    /// Adds these tags to those the contact has.
    #[schema(inline, max_items = 50)]
    pub add_tags: Option<Vec<Tag>>,
    /// Removes these tags and leaves the others.
    #[schema(inline, max_items = 50)]
    pub remove_tags: Option<Vec<Tag>>,
    /// Also when another contact has this e-mail or phone.
    #[serde(default)]
    pub allow_duplicate: bool,
}

impl ContactPatch {
    pub(super) fn applied_to(self, details: Details) -> Result<Details> {
        let tags = self.tags_from(&details.tags)?;
        let details = Details {
            name: self.name.unwrap_or(details.name),
            email: self.email.unwrap_or(details.email),
            phone: self.phone.unwrap_or(details.phone),
            organisation: self.organisation.unwrap_or(details.organisation),
            title: self.title.unwrap_or(details.title),
            source: self.source.unwrap_or(details.source),
            tags,
        };
        Ok(details.tidied())
    }

    fn tags_from(&self, known: &[String]) -> Result<Vec<String>> {
        let names =
            |tags: &Option<Vec<Tag>>| tags.iter().flatten().map(|tag| tag.0.clone()).collect::<Vec<_>>();
        if self.tags.is_none() {
            let change = TagChange { add: names(&self.add_tags), remove: names(&self.remove_tags) };
            return Ok(change.apply(known));
        }
        if self.add_tags.is_some() || self.remove_tags.is_some() {
            return Err(Error::invalid("tags", "cannot be combined with addTags or removeTags"));
        }
        Ok(names(&self.tags))
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
pub struct Qualification {
    /// Why they are qualified; the stage history keeps it.
    #[schema(min_length = 1, max_length = 500, examples("Phoned; wants an offer for six people"))]
    pub reason: String,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
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
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema, IntoParams)]
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
    #[param(max_length = 80)]
    pub source: Option<String>,
    #[schema(max_length = 40)]
    #[param(max_length = 40)]
    pub tag: Option<String>,
    /// Owned by this employee.
    #[param(value_type = Option<String>, format = Uuid)]
    pub owner_id: Option<EmployeeId>,
    /// Owned by nobody.
    pub unowned: Option<bool>,
    #[schema(max_length = 254)]
    #[param(max_length = 254)]
    pub email: Option<String>,
    #[schema(max_length = 40)]
    #[param(max_length = 40)]
    pub phone: Option<String>,
    /// Created on this day of the company or later.
    pub created_from: Option<chrono::NaiveDate>,
    /// Created on this day of the company or earlier.
    pub created_to: Option<chrono::NaiveDate>,
    /// Only those who entered this stage, on the days of `enteredFrom` and `enteredTo` where they are given. A contact
    /// enters a stage on the day on which it last did so.
    #[schema(inline)]
    #[param(inline)]
    pub entered: Option<Stage>,
    /// With `entered`: on this day of the company or later.
    pub entered_from: Option<chrono::NaiveDate>,
    /// With `entered`: on this day of the company or earlier.
    pub entered_to: Option<chrono::NaiveDate>,
    /// With `entered`: only those who have gone further since, or only those who have not.
    pub advanced: Option<bool>,
    /// Only these, by their ids, with commas between them: at most a hundred. `POST /api/leads/export.csv` and
    /// `POST /api/leads/bulk` take more in their bodies.
    #[schema(max_length = 3_700)]
    #[param(max_length = 3_700)]
    pub ids: Option<String>,
    /// Only these, where the program knows them. Empty: all.
    #[serde(skip)]
    #[schema(ignore)]
    #[param(ignore)]
    pub only: Vec<ContactId>,
    /// Only customers: CUSTOMER and EVANGELIST.
    #[serde(skip)]
    #[schema(ignore)]
    #[param(ignore)]
    pub customers: bool,
}
