//! Features, one directory per noun. A feature only uses those above it in `ALL`, through their `mod.rs`.

pub mod accounts;
pub mod contacts;
pub mod correspondence;
pub mod enquiries;
pub mod imports;
pub mod insights;
pub mod leads;
pub mod notifications;
pub mod people;
pub mod pipeline;
pub mod sign_in;
pub mod timeline;
use crate::app::Feature;

/// All features. Router, protocol, sockets, job queues and maintenance use this list.
pub const ALL: &[Feature] = &[
    accounts::FEATURE,
    notifications::FEATURE,
    sign_in::FEATURE,
    contacts::FEATURE,
    timeline::FEATURE,
    pipeline::FEATURE,
    correspondence::FEATURE,
    enquiries::FEATURE,
    people::FEATURE,
    leads::FEATURE,
    imports::FEATURE,
    insights::FEATURE,
];
