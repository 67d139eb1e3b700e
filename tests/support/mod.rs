//! The test harness: databases, servers in this process or in another, and HTTP, socket and mail clients.

pub mod calls;
mod client;
mod database;
#[path = "../../bench/src/dataset.rs"]
pub mod dataset;
pub mod filter;
mod in_flight;
mod pipeline;
mod program;
pub mod routes;
mod server;
mod smtp;
mod socket;
pub mod statements;
mod until;

pub use client::{Client, Reply};
pub use database::Database;
pub use in_flight::InFlight;
pub use pipeline::BROWSER;
pub use program::Program;
pub use server::{PASSWORD, Server};
pub use smtp::{Smtp, SmtpDown};
pub use socket::Socket;
pub use until::until;

/// Says that a test needs something that this machine lacks. CI has it all, so there it is a failure.
pub fn skip(lacks: &str) {
    assert!(std::env::var_os("CI").is_none(), "CI is set, but {lacks}");
    eprintln!("SKIPPED: {lacks}");
}

/// Runs each test on SQLite and on PostgreSQL.
///
/// A test is `async fn name(database: Database)`.
#[macro_export]
macro_rules! on_both_databases {
    ($($name:ident),+ $(,)?) => { $(
        mod $name {
            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                super::$name($crate::support::Database::sqlite()).await;
            }
            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                let Some(database) = $crate::support::Database::postgres().await else { return };
                super::$name(database).await;
            }
        }
    )+ };
}
