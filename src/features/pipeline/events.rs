use serde::Serialize;
use utoipa::ToSchema;

use super::{Deal, Opportunity, feedback::Feedback, sessions::Session};
use crate::{
    events,
    events::{Audience, BelongsToContact, CONTACT_TEAM, OfContact, Payload},
    features::{
        contacts::{Contact, Stage},
        timeline::Activity,
    },
    id::RecordId,
};

events! {
    STAGE_CHANGED: LeadStageChanged = "lead:stage", "A contact moved to another stage.";
    SESSION_CREATED: OfContact<Session> = "session:created", "A call was logged.";
    SESSION_UPDATED: OfContact<Session> = "session:updated", "A logged call was corrected.";
    FEEDBACK_CREATED: OfContact<Feedback> = "feedback:created", "A customer gave feedback.";
    OPPORTUNITY_CREATED: OfContact<Opportunity> = "opportunity:created", "An opportunity was opened.";
    OPPORTUNITY_UPDATED: OfContact<Opportunity> = "opportunity:updated", "An opportunity changed.";
    OPPORTUNITY_WON: OfContact<Opportunity> = "opportunity:won", "An opportunity was won.";
    OPPORTUNITY_LOST: OfContact<Opportunity> = "opportunity:lost", "An opportunity was lost.";
    DEAL_CREATED: OfContact<Deal> = "deal:created", "A deal was closed.";
}

/// The contact after the change, the stages before and after, the reason, and the activity in its timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadStageChanged {
    #[serde(flatten)]
    pub contact: Contact,
    pub from: Stage,
    pub to: Stage,
    pub reason: String,
    pub activity: Activity,
}

impl Payload for LeadStageChanged {
    const ENTITY: &'static str = Contact::ENTITY;
    const AUDIENCE_TEXT: &'static str = CONTACT_TEAM;
    fn id(&self) -> RecordId {
        Payload::id(&self.contact)
    }
    fn audience(&self) -> Audience {
        self.contact.audience()
    }
}

macro_rules! belongs_to_contact {
    ($($record:ty = $entity:literal),+ $(,)?) => {$(
        impl BelongsToContact for $record {
            const ENTITY: &'static str = $entity;
            fn id(&self) -> RecordId {
                self.id.record()
            }
        }
    )+};
}
belongs_to_contact!(Session = "session", Feedback = "feedback", Opportunity = "opportunity", Deal = "deal",);
