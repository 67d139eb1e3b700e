//! E-mails to contacts, with tracking of opens and clicks (seeds 000, 003).

mod address;
mod emails;
pub mod events;
pub mod jobs;
mod page;
pub mod routes;
pub mod tracking;

pub use self::emails::{
    Email, EmailId, EmailSender, EmailStatus, EmailWithBody, NewEmail, deliver, find_visible, is_queued,
    list, queue, reassign,
};
use crate::app::Feature;

pub const FEATURE: Feature = Feature {
    tables: &["email_hits", "email_links", "emails"],
    events: events::ALL,
    jobs: jobs::ALL,
    ..Feature::new("correspondence", routes::router)
};
