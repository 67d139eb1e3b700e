use super::Contact;
use crate::{
    events,
    events::{Audience, CONTACT_TEAM, Payload},
    id::RecordId,
};

events! {
    CREATED: Contact = "lead:created", "A contact was created.";
    UPDATED: Contact = "lead:updated", "A contact's record changed.";
}

impl Payload for Contact {
    const ENTITY: &'static str = "contact";
    const AUDIENCE_TEXT: &'static str = CONTACT_TEAM;
    fn id(&self) -> RecordId {
        self.id.record()
    }
    fn audience(&self) -> Audience {
        Audience::ContactTeam { owner: self.owner.as_ref().map(|owner| owner.id) }
    }
}
