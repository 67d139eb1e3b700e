//! Every setting, read and checked at once. `.env.example` lists them; a wrong one stops the start with its name.

mod mail;
mod secret;
mod source;

use std::{net::IpAddr, path::PathBuf, time::Duration};

use ipnet::IpNet;
use url::Url;

pub use self::{
    mail::{Mail, Smtp, Tls},
    secret::Secret,
    source::{Problem, Source},
};

/// Every setting that the server knows, as `.env.example` lists them.
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
    "EVENT_RETENTION_DAYS",
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
    /// Keeps tokens at rest, and signs the addresses in mails.
    pub encryption_key: Secret,
    pub open_registration: bool,
    pub bcrypt_cost: u32,
    /// Where people reach this server: the base of links in mails.
    pub app_url: Url,
    pub frontend_url: Url,
    pub cors: Cors,
    pub trust_proxy: Vec<IpNet>,
    pub clients: Clients,
    pub rate_limit: RateLimit,
    pub auth_rate_limit: RateLimit,
    pub mail: Mail,
    /// 0 keeps every event.
    pub event_retention_days: u32,
    pub log: Log,
    pub metrics_token: Option<Secret>,
}

/// What one client may ask of the server's connections.
#[derive(Debug, Clone, Copy)]
pub struct Clients {
    /// How long a request may take, and how long a connection may be silent between two of them.
    pub patience: Duration,
    /// Connections of one address; 0: any number.
    pub connections: u32,
}

/// At most `max` requests in a `window`; 0 turns the limit off.
#[derive(Debug, Clone, Copy)]
pub struct RateLimit {
    pub max: u32,
    pub window: Duration,
}

/// Which web pages of other origins may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cors {
    /// Any page, but never with cookies.
    Any,
    Listed(Vec<String>),
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
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn load() -> Result<Self, Vec<Problem>> {
        let file = dotenvy::dotenv_iter().into_iter().flatten().filter_map(Result::ok);
        Self::read(Source::new(file.chain(std::env::vars())))
    }

    /// Checks all settings and names every wrong one.
    pub fn read(mut source: Source) -> Result<Self, Vec<Problem>> {
        let s = &mut source;
        let production = environment(s);
        let data_dir = PathBuf::from(s.text_or("DATA_DIR", "data"));
        let config = Self {
            production,
            host: s.parsed("HOST", IpAddr::from([127, 0, 0, 1]), "an IP address"),
            port: s.parsed("PORT", 3000, "a port number"),
            database_url: database_url(s, &data_dir),
            database_max_connections: max_connections(s),
            jwt_secret: made_once(s, "JWT_SECRET", "jwt.secret", production, &data_dir),
            jwt_expire: s.span("JWT_EXPIRE", Duration::from_secs(7 * 86_400)),
            encryption_key: made_once(s, "ENCRYPTION_KEY", "encryption.key", production, &data_dir),
            open_registration: s.flag("OPEN_REGISTRATION", !production),
            bcrypt_cost: bcrypt_cost(s, production),
            app_url: url(s, "APP_URL"),
            frontend_url: url(s, "FRONTEND_URL"),
            cors: cors(s),
            trust_proxy: s.list("TRUST_PROXY", "none", "networks such as 10.0.0.0/8"),
            clients: Clients {
                patience: s.milliseconds("CLIENT_TIMEOUT_MS", 30_000),
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

fn made_once(
    s: &mut Source,
    name: &'static str,
    file: &str,
    production: bool,
    data_dir: &std::path::Path,
) -> Secret {
    if let Some(given) = s.text(name) {
        if production && given.len() < 32 {
            s.problem(name, "must have at least 32 bytes in production");
        }
        return Secret::new(given);
    }
    if production {
        s.problem(name, "is required in production");
        return Secret::new("");
    }
    secret::kept_in(&data_dir.join(file)).unwrap_or_else(|error| {
        s.problem(name, format!("is unset, and none could be kept in DATA_DIR: {error}"));
        Secret::new("")
    })
}

fn bcrypt_cost(s: &mut Source, production: bool) -> u32 {
    let cost = s.parsed("BCRYPT_COST", 12, "a number");
    if !(4..=31).contains(&cost) || (production && cost < 10) {
        s.problem("BCRYPT_COST", "must lie between 4 and 31, and be at least 10 in production");
    }
    cost
}

fn url(s: &mut Source, name: &'static str) -> Url {
    let default = Url::parse("http://localhost:3000").expect("a constant");
    let url = s.parsed(name, default.clone(), "a URL");
    if matches!(url.scheme(), "http" | "https") {
        return url;
    }
    s.problem(name, "must begin with http:// or https://");
    default
}

fn cors(s: &mut Source) -> Cors {
    let text = s.text_or("CORS_ORIGIN", "http://localhost:3000");
    if text.trim() == "*" {
        return Cors::Any;
    }
    let origins: Vec<Url> =
        s.list("CORS_ORIGIN", "http://localhost:3000", "origins such as https://crm.example.com");
    Cors::Listed(origins.iter().map(|url| url.origin().ascii_serialization()).collect())
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
