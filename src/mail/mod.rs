//! Mail out: through SMTP, or into `.eml` files where no mail server is set.

mod message;

use std::path::PathBuf;

use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    message::Mailbox,
    transport::{smtp::authentication::Credentials, stub::AsyncStubTransport},
};
use serde::{Deserialize, Serialize};
use url::Url;

pub use self::message::Message;
use crate::{
    config::{Mail, Smtp, Tls},
    error::{Error, Result},
};

/// A letter to one person, in plain text. `{link}` in the text becomes the address of a page of the web app.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub link: Option<Link>,
}

/// A page of the web app that takes a token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Link {
    pub page: String,
    pub token: String,
}

impl Letter {
    fn text(&self, web: &Url) -> String {
        let Some(link) = &self.link else { return self.text.clone() };
        let mut url = web.clone();
        url.set_path(&link.page);
        url.query_pairs_mut().append_pair("token", &link.token);
        self.text.replace("{link}", url.as_str())
    }
}

/// Sends letters.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    /// Where the pages are that letters point to.
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
                std::fs::create_dir_all(&outbox).map_err(Error::internal)?;
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
        let message = lettre::Message::builder()
            .from(self.from.clone())
            .to(letter.to.parse().map_err(Error::internal)?)
            .subject(&letter.subject)
            .body(letter.text(&self.web))
            .map_err(Error::internal)?;
        self.transport(message).await.map_err(|undelivered| Error::internal(undelivered.reason))
    }

    /// Sends an employee's mail to a contact.
    pub async fn deliver(&self, message: &Message) -> Result<(), Undelivered> {
        let message = message.built(&self.from, &self.web).map_err(Undelivered::for_good)?;
        self.transport(message).await
    }

    async fn transport(&self, message: lettre::Message) -> Result<(), Undelivered> {
        match &self.by {
            Transport::Smtp(transport) => match transport.send(message).await {
                Ok(_) => Ok(()),
                Err(error) => Err(Undelivered { permanent: error.is_permanent(), reason: error.to_string() }),
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
        Self { permanent: true, reason: error.to_string() }
    }
    fn for_now(error: impl std::fmt::Display) -> Self {
        Self { permanent: false, reason: error.to_string() }
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
