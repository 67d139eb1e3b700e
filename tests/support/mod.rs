//! The harness: databases of their own, servers in this process or in another, and clients that speak like anybody's.

mod client;
mod database;
mod in_flight;
#[path = "../../bench/src/million.rs"]
pub mod million;
mod pipeline;
mod program;
pub mod routes;
mod server;
mod smtp;
mod socket;
pub mod statements;

pub use client::{Client, Reply};
pub use database::Database;
pub use in_flight::InFlight;
pub use pipeline::BROWSER;
pub use program::Program;
pub use server::{PASSWORD, Server};
pub use smtp::{Smtp, SmtpDown};
pub use socket::Socket;

/// Runs each test on SQLite and on PostgreSQL.
///
/// A test is `async fn name(database: Database)`.
#[macro_export]
macro_rules! on_both {
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
