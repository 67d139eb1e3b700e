//! Tandem, a real-time CRM for sales teams.
//!
//! Changes are made by REST and broadcast by Socket.IO; the database is the single source of truth.
//! `features` has the business logic, one directory per noun; `http`, `sockets` and `jobs` call its verbs;
//! `events` defines events; `realtime` delivers them from the log to sockets; `db` abstracts over two
//! databases; `server` is the composition root. See `docs/architecture.md`.

#![warn(clippy::unwrap_used, clippy::todo, clippy::dbg_macro, clippy::wildcard_imports)]

pub mod access;
pub mod app;
pub mod audit;
pub mod auth;
pub mod cli;
pub mod config;
pub mod db;
pub mod demo;
pub mod error;
pub mod events;
pub mod features;
mod filters;
pub mod http;
pub mod id;
pub mod jobs;
pub mod limits;
pub mod mail;
pub mod maintenance;
mod phone;
mod private_files;
pub mod protocol;
pub mod realtime;
mod region;
mod schema;
pub mod secrets;
pub mod server;
pub mod sockets;
pub mod string_enum;
pub mod telemetry;
mod text;
pub mod time;
