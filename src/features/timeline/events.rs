use serde::Serialize;
use utoipa::ToSchema;

use super::Activity;
use crate::{
    events,
    events::{Audience, CONTACT_TEAM, Payload},
    features::contacts::Contact,
    id::RecordId,
};

events! {
    ACTIVITY_LOGGED: ActivityLogged = "lead:activity", "A timeline activity was added or changed.";
    TASK_DUE: Activity = "task:due", "A task is due.";
}

/// The contact, and the new or changed activity in its timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActivityLogged {
    #[serde(flatten)]
    pub contact: Contact,
    pub activity: Activity,
}

impl Payload for ActivityLogged {
    const ENTITY: &'static str = Contact::ENTITY;
    const AUDIENCE_TEXT: &'static str = CONTACT_TEAM;
    fn id(&self) -> RecordId {
        Payload::id(&self.contact)
    }
    fn audience(&self) -> Audience {
        self.contact.audience()
    }
}

/// Only for tasks. Other activities are part of events about their contact.
impl Payload for Activity {
    const ENTITY: &'static str = "task";
    const AUDIENCE_TEXT: &'static str = "its assignee";
    fn id(&self) -> RecordId {
        self.id.record()
    }
    fn audience(&self) -> Audience {
        Audience::Employees(self.assignee.iter().map(|assignee| assignee.id).collect())
    }
}
