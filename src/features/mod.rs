//! What Tandem does, a folder for each noun. A feature uses only those above it, and only through their `mod.rs`.

pub mod accounts;
pub mod contacts;
pub mod correspondence;
pub mod enquiries;
pub mod insights;
pub mod notifications;
pub mod people;
pub mod sales;
