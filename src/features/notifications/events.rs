use super::Notification;
use crate::{
    events,
    events::{Audience, Payload},
    id::RecordId,
};

events! {
    CREATED: Notification = "notification:created", "An employee has a new notification.";
}

impl Payload for Notification {
    const ENTITY: &'static str = "notification";
    const AUDIENCE_TEXT: &'static str = "that employee";
    fn id(&self) -> RecordId {
        self.id.record()
    }
    fn audience(&self) -> Audience {
        Audience::Employees(vec![self.employee_id])
    }
}
