use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Stage, tags::TagChange};
use crate::{
    access::Person,
    error::{Error, Result},
    events::{BelongsToContact, OfContact},
    id::{CompanyId, EmployeeId, Id},
    phone::digits,
    schema, string_enum,
    time::Time,
};

pub type ContactId = Id<Contact>;

string_enum! {
    /// The status of a contact within its stage. WON and LOST are set by an opportunity.
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
    /// Whether only an opportunity sets this status.
    pub fn is_set_by_opportunity(self) -> bool {
        matches!(self, Self::Won | Self::Lost)
    }
}

/// A person to sell to: a customer at stage CUSTOMER or EVANGELIST, a lead before.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
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
    /// When the contact entered its current stage.
    pub stage_changed_at: Time,
    pub status: Status,
    pub owner: Option<Person>,
    #[sqlx(json)]
    pub tags: Vec<String>,
    /// When the contact unsubscribed from e-mail.
    pub unsubscribed_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

impl Contact {
    pub fn is_customer(&self) -> bool {
        matches!(self.stage, Stage::Customer | Stage::Evangelist)
    }
    pub fn fields(&self) -> ContactFields {
        ContactFields {
            name: self.name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            organisation: self.organisation.clone(),
            title: self.title.clone(),
            source: self.source.clone(),
            tags: self.tags.clone(),
        }
    }
    /// Combines a related record with the owner, as the payload of an event.
    pub fn related<T: BelongsToContact>(&self, record: T) -> OfContact<T> {
        OfContact { record, owner: self.owner.as_ref().map(|owner| owner.id) }
    }
}

/// The editable fields of a contact.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ContactFields {
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub organisation: Option<String>,
    pub title: Option<String>,
    pub source: Option<String>,
    pub tags: Vec<String>,
}

/// The maximum number of tags per contact, limited because each of its events contains them.
pub const MAX_TAGS: usize = 50;

impl ContactFields {
    /// Fails if there are more than `MAX_TAGS` tags, and more than `before`.
    pub fn check_tags(&self, before: usize) -> Result<()> {
        if self.tags.len() <= MAX_TAGS.max(before) {
            return Ok(());
        }
        let message = format!("must have at most {MAX_TAGS} items, not {}", self.tags.len());
        Err(Error::invalid("tags", message))
    }
    /// The digits of the telephone number, for comparison.
    pub fn phone_digits(&self) -> Option<String> {
        self.phone.as_deref().map(digits).filter(|digits| !digits.is_empty())
    }
    /// The text for full-text search.
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
    /// Fills empty fields from `other`, and combines the tags.
    pub fn merged_with(self, other: Self) -> Self {
        Self {
            name: self.name,
            email: self.email.or(other.email),
            phone: self.phone.or(other.phone),
            organisation: self.organisation.or(other.organisation),
            title: self.title.or(other.title),
            source: self.source.or(other.source),
            tags: self.tags.into_iter().chain(other.tags).collect(),
        }
        .tidied()
    }
    /// Converts the e-mail address to lower case, and sorts and deduplicates the tags.
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
    /// In any common format. Without a country code, the company's country applies. Stored as E.164.
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
    /// Defaults to the caller; `null` for no owner. Other employees require `leads.manage`.
    #[serde(default, deserialize_with = "schema::double_option")]
    #[schema(value_type = Option<crate::id::EmployeeId>)]
    pub owner_id: Option<Option<EmployeeId>>,
    /// Allows a contact with an existing e-mail or phone.
    #[serde(default)]
    pub allow_duplicate: bool,
}

impl NewContact {
    pub fn into_fields(self) -> ContactFields {
        let tags = self.tags.into_iter().map(|tag| tag.0).collect();
        let Self { name, email, phone, organisation, title, source, .. } = self;
        ContactFields { name, email, phone, organisation, title, source, tags }.tidied()
    }
}

/// A label of contacts.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(min_length = 1, max_length = 40)]
pub struct Tag(pub String);

/// Changes to a contact. Omitted fields are unchanged; `null` clears a field.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactPatch {
    #[schema(min_length = 1, max_length = 120)]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "schema::double_option")]
    #[schema(value_type = Option<String>, format = Email, max_length = 254)]
    pub email: Option<Option<String>>,
    #[serde(default, deserialize_with = "schema::double_option")]
    #[schema(value_type = Option<String>, max_length = 40)]
    pub phone: Option<Option<String>>,
    #[serde(default, deserialize_with = "schema::double_option")]
    #[schema(value_type = Option<String>, max_length = 120)]
    pub organisation: Option<Option<String>>,
    #[serde(default, deserialize_with = "schema::double_option")]
    #[schema(value_type = Option<String>, max_length = 120)]
    pub title: Option<Option<String>>,
    #[serde(default, deserialize_with = "schema::double_option")]
    #[schema(value_type = Option<String>, max_length = 80)]
    pub source: Option<Option<String>>,
    /// Replaces all tags. Use `addTags` and `removeTags` to avoid overwriting concurrent changes.
    #[schema(inline, max_items = 50)]
    pub tags: Option<Vec<Tag>>,
    /// Tags to add.
    #[schema(inline, max_items = 50)]
    pub add_tags: Option<Vec<Tag>>,
    /// Tags to remove.
    #[schema(inline, max_items = 50)]
    pub remove_tags: Option<Vec<Tag>>,
    /// Allows an e-mail or phone that another contact has.
    #[serde(default)]
    pub allow_duplicate: bool,
}

impl ContactPatch {
    pub(super) fn applied_to(self, fields: ContactFields) -> Result<ContactFields> {
        let tags = self.tags_from(&fields.tags)?;
        let fields = ContactFields {
            name: self.name.unwrap_or(fields.name),
            email: self.email.unwrap_or(fields.email),
            phone: self.phone.unwrap_or(fields.phone),
            organisation: self.organisation.unwrap_or(fields.organisation),
            title: self.title.unwrap_or(fields.title),
            source: self.source.unwrap_or(fields.source),
            tags,
        };
        Ok(fields.tidied())
    }

    fn tags_from(&self, current: &[String]) -> Result<Vec<String>> {
        let names =
            |tags: &Option<Vec<Tag>>| tags.iter().flatten().map(|tag| tag.0.clone()).collect::<Vec<_>>();
        if self.tags.is_none() {
            let change = TagChange { add: names(&self.add_tags), remove: names(&self.remove_tags) };
            return Ok(change.apply(current));
        }
        if self.add_tags.is_some() || self.remove_tags.is_some() {
            return Err(Error::invalid("tags", "cannot be combined with addTags or removeTags"));
        }
        Ok(names(&self.tags))
    }
}
