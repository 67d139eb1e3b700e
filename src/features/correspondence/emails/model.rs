use crate::{
    access::Person,
    features::contacts::ContactId,
    id::{CompanyId, Id},
    string_enum,
    time::Time,
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub type EmailId = Id<Email>;

string_enum! {
    /// How an e-mail is sent.
    Transport { Smtp = "SMTP", Gmail = "GMAIL" }
}
string_enum! {
    EmailStatus { Queued = "QUEUED", Sent = "SENT", Failed = "FAILED" }
}

/// An e-mail from an employee to a contact, with its delivery status.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Email {
    pub id: EmailId,
    pub company_id: CompanyId,
    pub contact_id: ContactId,
    pub employee: Person,
    #[sqlx(rename = "to_address")]
    pub to: String,
    #[sqlx(json)]
    pub cc: Vec<String>,
    pub subject: String,
    pub transport: Transport,
    pub status: EmailStatus,
    pub gmail_message_id: Option<String>,
    /// The number of opens that were likely by a person.
    pub opens: i64,
    /// The number of clicks that were likely by a person.
    pub clicks: i64,
    /// The number of opens and clicks by machines, such as image proxies and mail scanners.
    pub machine_hits: i64,
    pub first_opened_at: Option<Time>,
    pub first_clicked_at: Option<Time>,
    pub sent_at: Option<Time>,
    /// Why the e-mail FAILED.
    pub error: Option<String>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

/// An e-mail with its body, which lists and events omit.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
pub struct EmailWithBody {
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub email: Email,
    /// Sanitised HTML.
    pub body: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewEmail {
    pub contact_id: ContactId,
    #[schema(min_length = 1, max_length = 200, examples("Your place in the evening batch"))]
    pub subject: String,
    /// HTML. It is sanitised, and a text part is generated from it.
    #[schema(format = "multiline", min_length = 1, max_length = 100_000)]
    pub body: String,
    #[serde(default)]
    #[schema(inline, max_items = 10)]
    pub cc: Vec<Address>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[schema(format = Email, max_length = 254)]
pub struct Address(pub String);
