//! Shared by the benchmarks: the release binary on a fresh database, a lean HTTP client, and percentiles.

pub mod dataset;
pub mod fan_out;
pub mod load;
pub mod socket;

use std::{process::Stdio, time::Duration};

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    process::{Child, Command},
};

/// A fresh database: SQLite, or PostgreSQL at `TEST_DATABASE_URL` or on localhost.
pub struct Database {
    pub name: &'static str,
    pub url: String,
    pub folder: TempDir,
    postgres: Option<(String, String)>,
}

impl Database {
    pub fn sqlite() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let url = format!("sqlite://{}/tandem.db", folder.path().display());
        Self { name: "SQLite", url, folder, postgres: None }
    }
    pub async fn postgres() -> Option<Self> {
        let default = || "postgres://postgres@127.0.0.1:5432/postgres".into();
        let admin_url = std::env::var("TEST_DATABASE_URL").unwrap_or_else(|_| default());
        let mut admin = PgConnection::connect(&admin_url).await.ok()?;
        let name = format!("tandem_bench_{}", uuid::Uuid::now_v7().simple());
        sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&mut admin).await.ok()?;
        let (base, _) = admin_url.rsplit_once('/')?;
        let url = format!("{base}/{name}");
        Some(Self {
            name: "PostgreSQL",
            url,
            folder: TempDir::new().expect("a temporary folder"),
            postgres: Some((admin_url, name)),
        })
    }
    /// Both, or only SQLite where PostgreSQL is not available.
    pub async fn all() -> Vec<Self> {
        let mut all = vec![Self::sqlite()];
        all.extend(Self::postgres().await);
        all
    }
    pub async fn remove(self) {
        if let Some((admin_url, name)) = self.postgres
            && let Ok(mut admin) = PgConnection::connect(&admin_url).await
        {
            let drop = sqlx::AssertSqlSafe(format!("drop database if exists {name} with (force)"));
            if let Err(error) = sqlx::query(drop).execute(&mut admin).await {
                eprintln!("cannot drop {name}: {error}");
            }
        }
    }
}

/// A running server, by default the release binary next to this benchmark.
pub struct Server {
    pub address: String,
    child: Child,
}

impl Server {
    pub async fn start(database: &Database) -> Self {
        Self::listening(
            sibling("tandem")
                .current_dir(database.folder.path())
                .env("PORT", "0")
                .env("DATABASE_URL", &database.url)
                .env("DATA_DIR", database.folder.path())
                .env("BCRYPT_COST", "4")
                .env("CONNECTIONS_PER_ADDRESS", "0")
                .env("RATE_LIMIT_MAX", "0")
                .env("AUTH_RATE_LIMIT_MAX", "0")
                .env("RUST_LOG", "error"),
        )
        .await
    }
    /// The same libraries without Tandem: see `bin/bare.rs`.
    pub async fn bare() -> Self {
        Self::listening(&mut sibling("bare")).await
    }
    /// The same work on Express, Prisma and socket.io: see `peer/`.
    pub async fn peer(database: &Database) -> Self {
        let mut command = Command::new("node");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/peer/server.mjs");
        command.arg(script).env("DATABASE_URL", &database.url).env("NODE_ENV", "production");
        Self::listening(&mut command).await
    }
    /// Starts a server that prints its address.
    pub async fn listening(command: &mut Command) -> Self {
        let command = command.stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("cargo build --release --workspace");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let line = lines.next_line().await.expect("a line").expect("the address it listens on");
        let address = line.trim_start_matches("listening on http://").to_owned();
        Self { address, child }
    }
    /// Adds a rep to the founder's company. Returns their token.
    pub async fn rep(&self, founder: &str, name: &str) -> String {
        let mut http = Http::signed_in(&self.address, founder).await;
        let account = format!(r#""email":"{name}@example.com","password":"moss-lantern-orbit""#);
        let body = format!(r#"{{"name":"{name}","role":"counselor",{account}}}"#);
        let (status, answer) = http.post("/api/users", &body).await;
        assert_eq!(status, 201, "{answer}");
        let (_, answer) = http.post("/api/auth/login", &format!("{{{account}}}")).await;
        let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        answer["data"]["token"].as_str().expect("a token").to_owned()
    }
    /// The peak memory of the server so far, in MB.
    pub fn peak_memory(&self) -> u64 {
        self.status("VmHWM:") / 1024
    }
    /// The current memory, in kB.
    pub fn memory(&self) -> u64 {
        self.status("VmRSS:")
    }
    fn status(&self, name: &str) -> u64 {
        let pid = self.child.id().expect("a running process");
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("Linux reports it");
        let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("the line");
        line.trim().trim_end_matches(" kB").parse().expect("kB")
    }
    pub async fn stop(mut self) {
        self.child.kill().await.expect("killed");
    }
    /// Founds a company. Returns its founder's token.
    pub async fn found_company(&self) -> String {
        let mut http = Http::connect(&self.address).await;
        let body = r#"{"name":"Asha","email":"asha@example.com","password":"moss-lantern-orbit"}"#;
        let (status, answer) = http.post("/api/auth/register", body).await;
        assert_eq!(status, 201, "{answer}");
        let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        answer["data"]["token"].as_str().expect("a token").to_owned()
    }
}

fn sibling(name: &str) -> Command {
    Command::new(std::env::current_exe().expect("the path of this executable").with_file_name(name))
}

/// One keep-alive connection. Leaner than a client library, because it shares the machine with what it
/// measures.
pub struct Http {
    stream: BufReader<TcpStream>,
    token: Option<String>,
}

impl Http {
    pub async fn connect(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("a connection");
        stream.set_nodelay(true).expect("nodelay");
        Self { stream: BufReader::new(stream), token: None }
    }
    /// A connection that authenticates with this token.
    pub async fn signed_in(address: &str, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..Self::connect(address).await }
    }
    pub async fn get(&mut self, path: &str) -> (u16, String) {
        self.send("GET", path, "", b"").await
    }
    pub async fn post(&mut self, path: &str, body: &str) -> (u16, String) {
        self.send("POST", path, "application/json", body.as_bytes()).await
    }
    /// The JSON of a request that must succeed.
    pub async fn data(&mut self, path: &str) -> serde_json::Value {
        let (status, answer) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {answer}");
        serde_json::from_str(&answer).expect("JSON")
    }
    pub async fn send(&mut self, method: &str, path: &str, content_type: &str, body: &[u8]) -> (u16, String) {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nhost: bench\r\ncontent-length: {}\r\n", body.len());
        if !content_type.is_empty() {
            request.push_str(&format!("content-type: {content_type}\r\n"));
        }
        if let Some(token) = &self.token {
            request.push_str(&format!("authorization: {token}\r\n"));
        }
        request.push_str("\r\n");
        let mut bytes = request.into_bytes();
        bytes.extend_from_slice(body);
        self.stream.get_mut().write_all(&bytes).await.expect("written");
        self.answer().await
    }
    async fn answer(&mut self) -> (u16, String) {
        let (mut line, mut status, mut length) = (String::new(), 0, 0);
        loop {
            line.clear();
            self.stream.read_line(&mut line).await.expect("a line");
            let lower = line.trim_end().to_lowercase();
            if let Some(rest) = lower.strip_prefix("http/1.1 ") {
                status = rest[..3].parse().expect("a status");
            } else if let Some(rest) = lower.strip_prefix("content-length: ") {
                length = rest.parse().expect("a length");
            } else if lower.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await.expect("the body");
        (status, String::from_utf8_lossy(&body).into_owned())
    }
}

/// The value at this quantile of sorted times.
pub fn percentile(sorted: &[Duration], share: f64) -> Duration {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index"
    )]
    let index = ((sorted.len() as f64 * share) as usize).min(sorted.len().saturating_sub(1));
    sorted.get(index).copied().unwrap_or_default()
}
