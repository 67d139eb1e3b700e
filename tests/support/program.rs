//! The real binary, started and killed as an operator would, and its output.

use std::{path::PathBuf, process::Stdio};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use super::{Client, Database, server::variables};

pub struct Program {
    child: Child,
    errors: PathBuf,
    pub url: String,
}

pub struct Output {
    pub success: bool,
    pub text: String,
}

fn command(database: &Database, settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
    // Started where there is no `.env` of a developer.
    command.current_dir(database.folder.path()).envs(variables(database, settings)).kill_on_drop(true);
    command
}

impl Program {
    /// Serves until killed.
    pub async fn serve(database: &Database, settings: &[(&str, &str)]) -> Self {
        let errors = database.folder.path().join("stderr.txt");
        let file = std::fs::File::options().create(true).append(true).open(&errors).expect("a file");
        let mut command = command(database, settings);
        let mut child = command.stdout(Stdio::piped()).stderr(file).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let line = lines.next_line().await.expect("a line").expect("the address it listens on");
        let url = line.strip_prefix("listening on ").unwrap_or_else(|| panic!("{line}")).to_owned();
        Self { child, url, errors }
    }
    /// Runs a command until it exits.
    pub async fn run(database: &Database, arguments: &[&str]) -> Output {
        Self::run_with(database, &[], arguments).await
    }
    pub async fn run_with(database: &Database, settings: &[(&str, &str)], arguments: &[&str]) -> Output {
        let output = command(database, settings).args(arguments).output().await.expect("the program runs");
        let text =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        Output { success: output.status.success(), text }
    }
    /// Starts a command that runs until it is dropped.
    pub fn start(database: &Database, settings: &[(&str, &str)], arguments: &[&str]) -> Child {
        command(database, settings).args(arguments).stdout(Stdio::null()).spawn().expect("the program starts")
    }
    pub fn client(&self) -> Client {
        Client::new(&self.url)
    }
    /// The resident memory of the process, in bytes.
    pub fn memory(&self) -> u64 {
        let status = format!("/proc/{}/status", self.child.id().expect("it runs"));
        let status = std::fs::read_to_string(status).expect("the status of the process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its resident memory");
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
        kilobytes * 1024
    }
    /// kill -9.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("killed");
    }
    /// Sends SIGTERM and waits. Returns whether the process exited with success.
    pub async fn terminate(mut self) -> bool {
        let pid = Pid::from_raw(i32::try_from(self.child.id().expect("it runs")).expect("a process id"));
        kill(pid, Signal::SIGTERM).expect("signalled");
        let success = self.child.wait().await.expect("it exits").success();
        let errors = std::fs::read_to_string(&self.errors).expect("the captured output");
        assert!(!errors.contains("panicked"), "{errors}");
        success
    }
}
