//! Correspondence: e-mails to contacts, sent by a durable job, and what their readers do with them (seeds 000, 003).

mod emails;
pub mod routes;
pub mod tracking;

pub use self::emails::{
    Email, EmailId, EmailStatus, EmailWithBody, NewEmail, Post, deliver, find_visible, is_queued, list, queue,
};
