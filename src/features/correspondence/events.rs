use super::Email;
use crate::{
    events,
    events::{BelongsToContact, OfContact},
    id::RecordId,
};

events! {
    SENT: OfContact<Email> = "email:sent", "An e-mail was sent.";
    FAILED: OfContact<Email> = "email:failed", "An e-mail could not be sent.";
    OPENED: OfContact<Email> = "email:opened", "An e-mail was opened, likely by a person.";
    CLICKED: OfContact<Email> = "email:clicked", "A link in an e-mail was clicked, likely by a person.";
}

impl BelongsToContact for Email {
    const ENTITY: &'static str = "email";
    fn id(&self) -> RecordId {
        self.id.record()
    }
}
