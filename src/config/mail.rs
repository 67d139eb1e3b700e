//! Mail settings.

use super::{Secret, Source};

#[derive(Debug, Clone)]
pub struct Mail {
    pub from: lettre::message::Mailbox,
    /// `None` writes mails to files.
    pub smtp: Option<Smtp>,
    /// The maximum number of mails per company and hour; 0 for no limit.
    pub max_per_hour: u32,
}

#[derive(Debug, Clone)]
pub struct Smtp {
    pub host: String,
    pub port: Option<u16>,
    pub login: Option<(String, Secret)>,
    pub tls: Tls,
}

/// The encryption of the connection to the mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// STARTTLS, which the server must support.
    StartTls,
    Implicit,
    None,
}

pub fn read(s: &mut Source) -> Mail {
    let from = "Tandem <tandem@localhost>".parse().expect("a constant");
    let from = s.parsed("MAIL_FROM", from, "an address such as Tandem <crm@example.com>");
    let tls = match s.text_or("MAIL_TLS", "starttls").as_str() {
        "starttls" => Tls::StartTls,
        "implicit" => Tls::Implicit,
        "none" => Tls::None,
        _ => {
            s.problem("MAIL_TLS", "must be starttls, implicit or none");
            Tls::None
        }
    };
    let port = s.text("MAIL_PORT").is_some().then(|| s.parsed("MAIL_PORT", 0, "a port number"));
    let login = match (s.text("MAIL_USER"), s.text("MAIL_PASS")) {
        (Some(user), Some(password)) => Some((user, Secret::new(password))),
        (None, None) => None,
        _ => {
            s.problem("MAIL_USER", "MAIL_USER and MAIL_PASS must be set together");
            None
        }
    };
    let smtp = s.text("MAIL_HOST").map(|host| Smtp { host, port, login, tls });
    let max_per_hour = s.parsed("MAIL_MAX_PER_HOUR", 500, "a number of mails");
    Mail { from, smtp, max_per_hour }
}
