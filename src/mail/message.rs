//! An employee's mail to a contact, as RFC 5322 has it.

use lettre::message::{
    Mailbox, MultiPart,
    header::{HeaderName, HeaderValue},
};
use url::Url;

use super::header::{mailbox, subject};

/// A mail with an HTML part and a text part.
#[derive(Debug, Clone)]
pub struct Message {
    /// The same for each attempt, so that a mail sent twice is recognised.
    pub id: String,
    pub from_name: String,
    pub reply_to: String,
    pub to: String,
    pub cc: Vec<String>,
    pub subject: String,
    pub html: String,
    pub text: String,
    /// One click, as RFC 8058 has it.
    pub unsubscribe: Url,
}

impl Message {
    /// From the server's own address in the employee's name, so that it passes for what it is; replies go to them.
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
            // Written as it is: folding or encoding would hide the address from those who look for it.
            message.headers_mut().insert_raw(HeaderValue::dangerous_new_pre_encoded(
                name,
                value.clone(),
                value,
            ));
        }
        Ok(message)
    }
}
