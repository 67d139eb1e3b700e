//! Outgoing mail: by SMTP, or into `.eml` files if no mail server is configured.

mod header;
mod message;

use std::path::PathBuf;

use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    message::Mailbox,
    transport::{smtp::authentication::Credentials, stub::AsyncStubTransport},
};
use url::Url;

pub use self::message::Message;
use crate::{
    config::{Mail, Smtp, Tls},
    error::{Error, Result},
    private_files,
    text::single_line,
};

/// The maximum length of a stored delivery error in characters.
const MAX_REASON_LENGTH: usize = 500;

/// The directory for mails within the data directory, if no mail server is configured.
pub const OUTBOX: &str = "outbox";

/// A plain-text mail from the server to one person.
#[derive(Debug, Clone)]
pub struct SystemEmail {
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// Sends mail.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    /// The URL of the web app, whose host is used in message ids.
    web: Url,
    transport: Transport,
}

#[derive(Clone)]
enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Files {
        transport: AsyncFileTransport<Tokio1Executor>,
        folder: PathBuf,
    },
    /// Discards all mail, for demos.
    Discard(AsyncStubTransport),
}

impl Mailer {
    /// Creates a mailer. `outbox` is the directory for mails if no mail server is configured; it is created.
    pub fn open(settings: &Mail, web: Url, outbox: PathBuf) -> Result<Self> {
        let transport = match &settings.smtp {
            Some(smtp) => Transport::Smtp(connect(smtp).map_err(Error::internal)?),
            None => {
                private_files::folder(&outbox).map_err(Error::internal)?;
                Transport::Files { transport: AsyncFileTransport::new(&outbox), folder: outbox }
            }
        };
        Ok(Self { from: settings.from.clone(), web, transport })
    }

    /// Creates a mailer that discards all mail.
    pub fn discarding(settings: &Mail, web: Url) -> Self {
        let transport = Transport::Discard(AsyncStubTransport::new_ok());
        Self { from: settings.from.clone(), web, transport }
    }

    /// Sends a mail from the server.
    pub async fn send(&self, email: &SystemEmail) -> Result<()> {
        let message = header::catching_panics(|| {
            lettre::Message::builder()
                .from(self.from.clone())
                .to(header::mailbox(None, &email.to)?)
                .subject(header::subject(&email.subject))
                .body(email.text.clone())
                .map_err(|error| error.to_string())
        })
        .map_err(Error::internal)?;
        self.submit(message).await.map_err(|undelivered| Error::internal(undelivered.reason))
    }

    /// Sends an employee's mail to a contact.
    pub async fn deliver(&self, message: &Message) -> Result<(), Undelivered> {
        let message = header::catching_panics(|| message.build(&self.from, &self.web))
            .map_err(Undelivered::permanent)?;
        self.submit(message).await
    }

    async fn submit(&self, message: lettre::Message) -> Result<(), Undelivered> {
        match &self.transport {
            Transport::Smtp(transport) => match transport.send(message).await {
                Ok(_) => Ok(()),
                Err(error) if error.is_permanent() => Err(Undelivered::permanent(error)),
                Err(error) => Err(Undelivered::temporary(error)),
            },
            Transport::Discard(transport) => transport.send(message).await.map_err(Undelivered::temporary),
            Transport::Files { transport, folder } => {
                let name = transport.send(message).await.map_err(Undelivered::temporary)?;
                let file = folder.join(name).with_extension("eml");
                tracing::info!(file = %file.display(), "no mail server is configured; mail written to a file");
                Ok(())
            }
        }
    }
}

/// A delivery error. A permanent one must not be retried.
#[derive(Debug)]
pub struct Undelivered {
    pub permanent: bool,
    pub reason: String,
}

impl Undelivered {
    fn permanent(error: impl std::fmt::Display) -> Self {
        Self::new(error, true)
    }
    fn temporary(error: impl std::fmt::Display) -> Self {
        Self::new(error, false)
    }
    /// The reason may contain the mail server's response, so it is reduced to one line of bounded length.
    fn new(error: impl std::fmt::Display, permanent: bool) -> Self {
        Self { permanent, reason: single_line(&error.to_string()).chars().take(MAX_REASON_LENGTH).collect() }
    }
}

/// Builds the SMTP transport. It connects on first use, so that the server starts without the mail server.
fn connect(smtp: &Smtp) -> Result<AsyncSmtpTransport<Tokio1Executor>, lettre::transport::smtp::Error> {
    let mut builder = match smtp.tls {
        Tls::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&smtp.host)?,
        Tls::Implicit => AsyncSmtpTransport::<Tokio1Executor>::relay(&smtp.host)?,
        Tls::None => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host),
    };
    if let Some(port) = smtp.port {
        builder = builder.port(port);
    }
    if let Some((user, password)) = &smtp.login {
        builder = builder.credentials(Credentials::new(user.clone(), password.expose().to_owned()));
    }
    Ok(builder.timeout(Some(std::time::Duration::from_secs(20))).build())
}
