//! Settings, read and validated together at startup. `.env.example` documents them.

mod addresses;
mod mail;
mod secret;
mod source;

use std::{net::IpAddr, path::PathBuf, time::Duration};

use ipnet::IpNet;
use url::Url;

pub use self::{
    addresses::Cors,
    mail::{Mail, Smtp, Tls},
    secret::Secret,
    source::{Problem, Source},
};

/// The names of all settings, in the order of `.env.example`.
pub const NAMES: &[&str] = &[
    "TANDEM_ENV",
    "HOST",
    "PORT",
    "DATA_DIR",
    "DATABASE_URL",
    "DATABASE_MAX_CONNECTIONS",
    "JWT_SECRET",
    "JWT_EXPIRE",
    "ENCRYPTION_KEY",
    "OPEN_REGISTRATION",
    "BCRYPT_COST",
    "APP_URL",
    "FRONTEND_URL",
    "CORS_ORIGIN",
    "TRUST_PROXY",
    "CLIENT_TIMEOUT_MS",
    "CONNECTIONS_PER_ADDRESS",
    "RATE_LIMIT_MAX",
    "RATE_LIMIT_WINDOW_MS",
    "AUTH_RATE_LIMIT_MAX",
    "AUTH_RATE_LIMIT_WINDOW_MS",
    "MAIL_HOST",
    "MAIL_PORT",
    "MAIL_USER",
    "MAIL_PASS",
    "MAIL_FROM",
    "MAIL_TLS",
    "MAIL_MAX_PER_HOUR",
    "EVENT_RETENTION_DAYS",
    "IMPORT_MAX_FILE_BYTES",
    "IMPORT_MAX_STORED_BYTES",
    "IMPORT_MAX_STORED_FILES",
    "LOG_DIR",
    "LOG_FORMAT",
    "RUST_LOG",
    "METRICS_TOKEN",
];

#[derive(Debug, Clone)]
pub struct Config {
    pub production: bool,
    pub host: IpAddr,
    pub port: u16,
    pub data_dir: PathBuf,
    pub database_url: Secret,
    pub database_max_connections: Option<u32>,
    pub jwt_secret: Secret,
    pub jwt_expire: Duration,
    /// Encrypts tokens at rest, and signs links in mails.
    pub encryption_key: Secret,
    pub registration: OpenRegistration,
    pub bcrypt_cost: u32,
    /// The public URL of this server, the base of links in mails.
    pub app_url: Url,
    pub frontend_url: Url,
    pub cors: Cors,
    unset: addresses::Unset,
    pub trust_proxy: Vec<IpNet>,
    pub clients: Clients,
    pub rate_limit: RateLimit,
    pub auth_rate_limit: RateLimit,
    pub mail: Mail,
    /// 0 keeps all events.
    pub event_retention_days: u32,
    pub imports: Imports,
    pub log: Log,
    pub metrics_token: Option<Secret>,
}

/// Limits on client connections.
#[derive(Debug, Clone, Copy)]
pub struct Clients {
    /// The timeout of a request, and of an idle connection between requests.
    pub client_timeout: Duration,
    /// The maximum number of connections per address; 0 for no limit.
    pub connections: u32,
}

/// Limits on stored import files.
#[derive(Debug, Clone, Copy)]
pub struct Imports {
    /// The maximum size of a file in bytes.
    pub file_bytes: i64,
    /// The maximum size of all stored files of a company in bytes.
    pub stored_bytes: i64,
    /// The maximum number of stored files of a company.
    pub stored_files: i64,
}

/// At most `max` requests per `window`; 0 disables the limit.
#[derive(Debug, Clone, Copy)]
pub struct RateLimit {
    pub max: u32,
    pub window: Duration,
}

/// Whether sign-up without an invite is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenRegistration {
    Yes,
    /// New employees need the approval of an administrator.
    Approval,
    No,
}

#[derive(Debug, Clone)]
pub struct Log {
    pub dir: Option<PathBuf>,
    /// `pretty`, `json`, or unset: pretty on a terminal, json elsewhere.
    pub json: Option<bool>,
    pub filter: String,
}

impl Config {
    /// Reads the environment, then `.env`, which never overrides it.
    #[expect(clippy::disallowed_methods, reason = "the only place that reads the environment")]
    pub fn load() -> Result<Self, Vec<Problem>> {
        let file = dotenvy::dotenv_iter().into_iter().flatten().filter_map(Result::ok);
        Self::read(Source::new(file.chain(std::env::vars())))
    }

    /// Validates all settings.
    ///
    /// # Errors
    /// All problems, not only the first.
    pub fn read(mut source: Source) -> Result<Self, Vec<Problem>> {
        let s = &mut source;
        let production = environment(s);
        let data_dir = PathBuf::from(s.text_or("DATA_DIR", "data"));
        let host = s.parsed("HOST", IpAddr::from([127, 0, 0, 1]), "an IP address");
        let port = s.parsed("PORT", 3000, "a port number");
        let addresses = addresses::read(s, (host, port).into());
        let config = Self {
            production,
            host,
            port,
            database_url: database_url(s, &data_dir),
            database_max_connections: max_connections(s),
            jwt_secret: given_or_generated(s, "JWT_SECRET", "jwt.secret", production, &data_dir),
            jwt_expire: s.span("JWT_EXPIRE", Duration::from_secs(7 * 86_400)),
            encryption_key: given_or_generated(s, "ENCRYPTION_KEY", "encryption.key", production, &data_dir),
            registration: registration(s, production),
            bcrypt_cost: bcrypt_cost(s, production),
            app_url: addresses.app_url,
            frontend_url: addresses.frontend_url,
            cors: addresses.cors,
            unset: addresses.unset,
            trust_proxy: s.list("TRUST_PROXY", "none", "networks such as 10.0.0.0/8"),
            clients: Clients {
                client_timeout: s.milliseconds("CLIENT_TIMEOUT_MS", 30_000),
                connections: s.parsed("CONNECTIONS_PER_ADDRESS", 1000, "a number of connections"),
            },
            rate_limit: RateLimit {
                max: s.parsed("RATE_LIMIT_MAX", 1000, "a number of requests"),
                window: s.milliseconds("RATE_LIMIT_WINDOW_MS", 60_000),
            },
            auth_rate_limit: RateLimit {
                max: s.parsed("AUTH_RATE_LIMIT_MAX", 20, "a number of requests"),
                window: s.milliseconds("AUTH_RATE_LIMIT_WINDOW_MS", 900_000),
            },
            mail: mail::read(s),
            event_retention_days: s.parsed("EVENT_RETENTION_DAYS", 0, "a number of days"),
            imports: imports(s),
            log: log(s),
            metrics_token: s.text("METRICS_TOKEN").map(Secret::new),
            data_dir,
        };
        let problems = source.problems();
        if problems.is_empty() { Ok(config) } else { Err(problems) }
    }
}

fn environment(s: &mut Source) -> bool {
    let name = s.text("TANDEM_ENV").or_else(|| s.text("NODE_ENV")).unwrap_or_else(|| "development".into());
    match name.as_str() {
        "production" => true,
        "development" | "test" => false,
        _ => {
            s.problem("TANDEM_ENV", "must be development or production");
            false
        }
    }
}

fn registration(s: &mut Source, production: bool) -> OpenRegistration {
    let default = if production { OpenRegistration::No } else { OpenRegistration::Yes };
    match s.text("OPEN_REGISTRATION").map(|text| text.trim().to_lowercase()).as_deref() {
        None => default,
        Some("approval") => OpenRegistration::Approval,
        Some("true" | "1" | "yes" | "on") => OpenRegistration::Yes,
        Some("false" | "0" | "no" | "off") => OpenRegistration::No,
        Some(_) => {
            s.problem("OPEN_REGISTRATION", "must be true, approval or false");
            default
        }
    }
}

fn database_url(s: &mut Source, data_dir: &std::path::Path) -> Secret {
    let url = s.text("DATABASE_URL").unwrap_or_else(|| format!("sqlite://{}/tandem.db", data_dir.display()));
    if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme)) {
        s.problem("DATABASE_URL", "must begin with sqlite:// or postgres://");
    }
    Secret::new(url)
}

fn max_connections(s: &mut Source) -> Option<u32> {
    s.text("DATABASE_MAX_CONNECTIONS")?;
    let max = s.parsed("DATABASE_MAX_CONNECTIONS", 1, "a number of connections");
    if max == 0 {
        s.problem("DATABASE_MAX_CONNECTIONS", "must be at least 1");
    }
    Some(max)
}

fn given_or_generated(
    s: &mut Source,
    name: &'static str,
    file: &str,
    production: bool,
    data_dir: &std::path::Path,
) -> Secret {
    if let Some(given) = s.text(name) {
        if production && given.len() < secret::MIN_BYTES {
            s.problem(name, format!("must have at least {} bytes in production", secret::MIN_BYTES));
        }
        return Secret::new(given);
    }
    if production {
        s.problem(name, "is required in production");
        return Secret::new("");
    }
    secret::load_or_generate(&data_dir.join(file)).unwrap_or_else(|error| {
        s.problem(name, format!("is not set, and a generated one cannot be stored in DATA_DIR: {error}"));
        Secret::new("")
    })
}

fn bcrypt_cost(s: &mut Source, production: bool) -> u32 {
    let cost = s.parsed("BCRYPT_COST", 12, "a number");
    if !(4..=31).contains(&cost) || (production && cost < 10) {
        s.problem("BCRYPT_COST", "must be between 4 and 31, and at least 10 in production");
    }
    cost
}

fn imports(s: &mut Source) -> Imports {
    let mut at_least_one = |name, default| {
        let number: i64 = s.parsed(name, default, "a number");
        if number < 1 {
            s.problem(name, "must be at least 1");
        }
        number
    };
    Imports {
        file_bytes: at_least_one("IMPORT_MAX_FILE_BYTES", 64 * 1024 * 1024),
        stored_bytes: at_least_one("IMPORT_MAX_STORED_BYTES", 512 * 1024 * 1024),
        stored_files: at_least_one("IMPORT_MAX_STORED_FILES", 100),
    }
}

fn log(s: &mut Source) -> Log {
    let json = match s.text("LOG_FORMAT").as_deref() {
        None => None,
        Some("pretty") => Some(false),
        Some("json") => Some(true),
        Some(_) => {
            s.problem("LOG_FORMAT", "must be pretty or json");
            None
        }
    };
    let filter = s.text_or("RUST_LOG", "info");
    if tracing_subscriber::EnvFilter::try_new(&filter).is_err() {
        s.problem("RUST_LOG", "must be a log filter such as info or tandem=debug,sqlx=warn");
    }
    Log { dir: s.text("LOG_DIR").map(PathBuf::from), json, filter }
}
