//! The tests: the real server on a real database, spoken to over HTTP and Socket.IO, on both databases.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests play everybody else: operators, databases, mail servers"
)]

mod support;

mod accounts;
mod architecture;
mod audit;
mod cluster;
mod conventions;
mod crash;
mod enquiries;
mod env_example;
mod faults;
mod hub;
mod isolation;
mod limits;
mod mail;
mod migrations;
mod people;
mod process;
mod protocol;
mod race;
mod replay;
mod sharing;
mod sign_in;
