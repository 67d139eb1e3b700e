//! The tests: the real server on a real database, spoken to over HTTP and Socket.IO, on both databases.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests play everybody else: operators, databases, mail servers"
)]

mod support;

mod accounts;
mod analytics;
mod architecture;
mod audit;
mod cluster;
mod contacts;
mod conventions;
mod correspondence;
mod crash;
mod enquiries;
mod env_example;
mod faults;
mod fuzz;
mod hub;
mod imports;
mod isolation;
mod leads;
mod limits;
mod mail;
mod merging;
mod migrations;
mod people;
mod permissions;
mod pipeline;
mod presence;
mod process;
mod property;
mod protocol;
mod race;
mod replay;
mod sharing;
mod sign_in;
mod storm;
mod strangers;
mod web;
