//! Mail out: through SMTP, or into `.eml` files where no mail server is set.

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

/// The longest reason that is kept of a mail that did not go out, in characters.
const LONGEST_REASON: usize = 500;

/// The folder within the data folder for mails without a mail server.
pub const OUTBOX: &str = "outbox";

/// A letter to one person, in plain text.
#[derive(Debug, Clone)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// Sends letters.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    /// Where the web app is: its host names the messages.
    web: Url,
    by: Transport,
}

#[derive(Clone)]
enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Files {
        transport: AsyncFileTransport<Tokio1Executor>,
        folder: PathBuf,
    },
    /// Takes everything and sends nothing: the mail of a demo.
    Nobody(AsyncStubTransport),
}

impl Mailer {
    /// `outbox` is the folder for letters when no mail server is set; it is made.
    pub fn open(settings: &Mail, web: Url, outbox: PathBuf) -> Result<Self> {
        let by = match &settings.smtp {
            Some(smtp) => Transport::Smtp(connect(smtp).map_err(Error::internal)?),
            None => {
                private_files::folder(&outbox).map_err(Error::internal)?;
                Transport::Files { transport: AsyncFileTransport::new(&outbox), folder: outbox }
            }
        };
        Ok(Self { from: settings.from.clone(), web, by })
    }

    /// Sends to nobody.
    pub fn to_nobody(settings: &Mail, web: Url) -> Self {
        Self { from: settings.from.clone(), web, by: Transport::Nobody(AsyncStubTransport::new_ok()) }
    }

    /// Sends a letter of the server itself.
    pub async fn send(&self, letter: &Letter) -> Result<()> {
        let message = header::catching_panics(|| {
            lettre::Message::builder()
                .from(self.from.clone())
                .to(header::mailbox(None, &letter.to)?)
                .subject(header::subject(&letter.subject))
                .body(letter.text.clone())
                .map_err(|error| error.to_string())
        })
        .map_err(Error::internal)?;
        self.transport(message).await.map_err(|undelivered| Error::internal(undelivered.reason))
    }

    /// Sends an employee's mail to a contact.
    pub async fn deliver(&self, message: &Message) -> Result<(), Undelivered> {
        let message = header::catching_panics(|| message.build(&self.from, &self.web))
            .map_err(Undelivered::for_good)?;
        self.transport(message).await
    }

    async fn transport(&self, message: lettre::Message) -> Result<(), Undelivered> {
        match &self.by {
            Transport::Smtp(transport) => match transport.send(message).await {
                Ok(_) => Ok(()),
                Err(error) if error.is_permanent() => Err(Undelivered::for_good(error)),
                Err(error) => Err(Undelivered::for_now(error)),
            },
            Transport::Nobody(transport) => transport.send(message).await.map_err(Undelivered::for_now),
            Transport::Files { transport, folder } => {
                let name = transport.send(message).await.map_err(Undelivered::for_now)?;
                tracing::info!(file = %folder.join(name).with_extension("eml").display(), "no mail server is set; the mail is in a file");
                Ok(())
            }
        }
    }
}

/// Why a mail did not go out, and whether trying again is of any use.
#[derive(Debug)]
pub struct Undelivered {
    pub permanent: bool,
    pub reason: String,
}

impl Undelivered {
    fn for_good(error: impl std::fmt::Display) -> Self {
        Self::because(error, true)
    }
    fn for_now(error: impl std::fmt::Display) -> Self {
        Self::because(error, false)
    }
    /// The reason may be what a mail server answered: it is kept and shown as one line of bounded length.
    fn because(error: impl std::fmt::Display, permanent: bool) -> Self {
        Self { permanent, reason: single_line(&error.to_string()).chars().take(LONGEST_REASON).collect() }
    }
}

/// Connects when the first letter is sent, so that a mail server that is down does not hold up the start.
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
