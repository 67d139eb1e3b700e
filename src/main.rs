//! The program: `tandem` serves; `tandem --help` says what else it does.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    tandem::cli::run().await
}
