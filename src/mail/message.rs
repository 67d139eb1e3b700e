//! An employee's mail to a contact (RFC 5322).

use lettre::message::{
    Mailbox, MultiPart,
    header::{HeaderName, HeaderValue},
};
use url::Url;

use super::header::{mailbox, subject};

/// A mail with an HTML part and a text part.
#[derive(Debug, Clone)]
pub struct Message {
    /// The message id. The same for all attempts, so that duplicates are recognised.
    pub id: String,
    pub from_name: String,
    pub reply_to: String,
    pub to: String,
    pub cc: Vec<String>,
    pub subject: String,
    pub html: String,
    pub text: String,
    /// The one-click unsubscribe URL (RFC 8058).
    pub unsubscribe: Url,
}

impl Message {
    /// Sends from the server's address in the employee's name, so that SPF and DKIM pass; replies go to them.
    pub(super) fn build(&self, from: &Mailbox, web: &Url) -> Result<lettre::Message, String> {
        let host = web.host_str().unwrap_or("localhost");
        let mut builder = lettre::Message::builder()
            .from(mailbox(Some(&self.from_name), from.email.as_ref())?)
            .reply_to(mailbox(None, &self.reply_to)?)
            .to(mailbox(None, &self.to)?)
            .subject(subject(&self.subject))
            .message_id(Some(format!("<{}@{host}>", self.id)));
        for cc in &self.cc {
            builder = builder.cc(mailbox(None, cc)?);
        }
        let parts = MultiPart::alternative_plain_html(self.text.clone(), self.html.clone());
        let mut message = builder.multipart(parts).map_err(|error| error.to_string())?;
        let headers = [
            ("List-Unsubscribe", format!("<{}>", self.unsubscribe)),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
        ];
        for (name, value) in headers {
            let name = HeaderName::new_from_ascii_str(name);
            // Written raw: mail clients do not find a folded or encoded URL.
            message.headers_mut().insert_raw(HeaderValue::dangerous_new_pre_encoded(
                name,
                value.clone(),
                value,
            ));
        }
        Ok(message)
    }
}
