//! Tandem: a CRM in which a whole sales team works at the same time.
//!
//! REST changes things, Socket.IO tells everybody, the database is the only truth. The map: `features` holds what it
//! does, a folder for each noun; `http`, `sockets` and `chores` (background jobs) are its doors; `events` lists every fact there is; `db` is the
//! only place that knows of two databases; `realtime` carries events from the log to the sockets.

#![warn(clippy::unwrap_used, clippy::todo, clippy::dbg_macro, clippy::wildcard_imports)]

pub mod access;
pub mod app;
mod chores;
pub mod cli;
pub mod config;
pub mod db;
pub mod demo;
pub mod error;
pub mod events;
pub mod features;
pub mod housekeeping;
pub mod http;
pub mod id;
pub mod jobs;
pub mod mail;
mod phone;
mod private_files;
pub mod protocol;
pub mod realtime;
mod region;
mod schema;
pub mod secrets;
pub mod sockets;
pub mod telemetry;
mod text;
pub mod time;
mod words;
