//! The tests: the real server on a real database, spoken to over HTTP and Socket.IO, on both databases.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests play everybody else: operators, databases, mail servers"
)]

mod support;

mod accounts;
mod analytics;
mod approval;
mod architecture;
mod audit;
mod bulk;
mod bulk_undo;
mod cluster;
mod contacts;
mod conventions;
mod conversion;
mod correspondence;
mod crash;
mod enquiries;
mod env_example;
mod expulsion;
mod faults;
mod figures;
mod fuzz;
mod hub;
mod import_mapping;
mod import_quota;
mod import_undo;
mod imports;
mod input;
mod invites;
mod isolation;
mod jobs;
mod large_events;
mod leads;
mod limits;
mod lists;
mod mail;
mod mail_rules;
mod memory;
mod merging;
mod migrations;
mod numbers;
mod ownership;
mod people;
mod permissions;
mod phones;
mod pipeline;
mod plans;
mod presence;
mod process;
mod property;
mod protocol;
mod qualification;
mod race;
mod regions;
mod replay;
mod revocation;
mod sharing;
mod sign_in;
mod storm;
mod strangers;
mod visibility;
mod web;
