use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    access::Person,
    features::contacts::ContactId,
    id::{CompanyId, Id},
    time::Time,
    words,
};

pub type EmailId = Id<Email>;

words! {
    /// By which way an e-mail goes out.
    Transport { Smtp = "SMTP", Gmail = "GMAIL" }
}
words! {
    EmailStatus { Queued = "QUEUED", Sent = "SENT", Failed = "FAILED" }
}

/// An e-mail from an employee to a contact, and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Email {
    pub id: EmailId,
    pub company_id: CompanyId,
    pub contact_id: ContactId,
    pub employee: Person,
    pub to: String,
    pub cc: Vec<String>,
    pub subject: String,
    pub transport: Transport,
    pub status: EmailStatus,
    pub gmail_message_id: Option<String>,
    /// How often it was opened, as far as one can tell by a person.
    pub opens: i64,
    /// How often a link in it was followed, as far as one can tell by a person.
    pub clicks: i64,
    /// How often a machine did either: a proxy that loads pictures, a scanner that follows links.
    pub machine_hits: i64,
    pub first_opened_at: Option<Time>,
    pub first_clicked_at: Option<Time>,
    pub sent_at: Option<Time>,
    /// Why it FAILED.
    pub error: Option<String>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

/// An e-mail with what was written in it. Lists and events go without the body.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct EmailWithBody {
    #[serde(flatten)]
    pub email: Email,
    /// HTML without anything that runs.
    pub body: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewEmail {
    pub contact_id: ContactId,
    #[schema(min_length = 1, max_length = 200, examples("Your place in the evening batch"))]
    pub subject: String,
    /// HTML; what could run in a reader's program is taken out. A text part is made from it.
    #[schema(format = "multiline", min_length = 1, max_length = 100_000)]
    pub body: String,
    #[serde(default)]
    #[schema(inline, max_items = 10)]
    pub cc: Vec<Address>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(format = Email, max_length = 254)]
pub struct Address(pub String);
