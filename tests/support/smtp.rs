//! A mail server on loopback that accepts every e-mail and reports it.

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::mpsc,
};

/// Addresses at this host are rejected permanently.
const REFUSED: &str = "@refused.example";

/// A received e-mail: its envelope and its lines.
#[derive(Debug, Clone, Default)]
pub struct Mail {
    pub from: String,
    pub to: Vec<String>,
    pub text: String,
}

pub struct Smtp {
    pub port: String,
    mails: mpsc::UnboundedReceiver<Mail>,
}

/// A mail server that is down: its port is reserved and refuses connections.
pub struct SmtpDown(TcpSocket);

impl SmtpDown {
    pub fn new() -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a port");
        Self(socket)
    }
    pub fn port(&self) -> String {
        self.0.local_addr().expect("an address").port().to_string()
    }
    pub fn start_server(self) -> Smtp {
        Smtp::on(self.0.listen(16).expect("it listens"))
    }
}

impl Smtp {
    pub async fn start() -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.expect("a port"))
    }
    pub fn on(listener: TcpListener) -> Self {
        let port = listener.local_addr().expect("an address").port().to_string();
        let (sender, mails) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, sender.clone()));
            }
        });
        Self { port, mails }
    }
    /// The settings with which a server sends its e-mail here.
    pub fn settings(&self) -> [(&str, &str); 3] {
        [("MAIL_HOST", "127.0.0.1"), ("MAIL_PORT", &self.port), ("MAIL_TLS", "none")]
    }
    /// The next e-mail to this address, skipping others.
    pub async fn mail_to(&mut self, address: &str) -> Mail {
        loop {
            let mail = self.next().await;
            if mail.to.iter().any(|to| to == address) {
                return mail;
            }
        }
    }
    pub async fn next(&mut self) -> Mail {
        let timeout = std::time::Duration::from_secs(20);
        tokio::time::timeout(timeout, self.mails.recv()).await.expect("an e-mail in time").expect("it runs")
    }
    /// An e-mail that has already arrived.
    pub fn try_next(&mut self) -> Option<Mail> {
        self.mails.try_recv().ok()
    }
}

async fn serve(stream: TcpStream, sender: mpsc::UnboundedSender<Mail>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 here\r\n").await.ok();
    let (mut mail, mut in_mail) = (Mail::default(), false);
    while let Ok(Some(line)) = lines.next_line().await {
        if in_mail && line != "." {
            // A leading dot is doubled in transit (RFC 5321, 4.5.2).
            mail.text.push_str(line.strip_prefix('.').unwrap_or(&line));
            mail.text.push_str("\r\n");
            continue;
        }
        let answer = match line.as_str() {
            "." if in_mail => {
                in_mail = false;
                sender.send(std::mem::take(&mut mail)).ok();
                "250 taken"
            }
            "DATA" => {
                in_mail = true;
                "354 go on"
            }
            "QUIT" => "221 bye",
            "RSET" => {
                mail = Mail::default();
                "250 well"
            }
            _ => envelope(&line, &mut mail),
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await.ok();
    }
}

fn envelope(line: &str, mail: &mut Mail) -> &'static str {
    let address = || line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
    if line.starts_with("MAIL FROM:") {
        mail.from = address();
    } else if line.starts_with("RCPT TO:") {
        if address().ends_with(REFUSED) {
            return "550 nobody here";
        }
        mail.to.push(address());
    }
    "250 well"
}

impl Mail {
    /// A header, unfolded.
    pub fn header(&self, name: &str) -> String {
        let (head, _) = self.text.split_once("\r\n\r\n").expect("a head and a body");
        let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let line =
            head.lines().find(|line| line.to_lowercase().starts_with(&format!("{}:", name.to_lowercase())));
        line.and_then(|line| line.split_once(':'))
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default()
    }
    /// The part of this media type, decoded if it is quoted-printable.
    pub fn part(&self, media_type: &str) -> String {
        let boundary = self.header("Content-Type");
        let (_, boundary) = boundary.split_once("boundary=\"").expect("a multipart message");
        let boundary = format!("--{}", boundary.split('"').next().expect("quoted"));
        let part =
            self.text.split(&boundary).find(|part| part.contains(&format!("Content-Type: {media_type}")));
        let (head, body) =
            part.expect("a part of this type").split_once("\r\n\r\n").expect("a head and a body");
        if head.contains("quoted-printable") { unquoted(body) } else { body.to_owned() }
    }
}

/// Decodes quoted-printable text (RFC 2045).
fn unquoted(body: &str) -> String {
    let body = body.replace("=\r\n", "");
    let (mut bytes, mut rest) = (vec![], body.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'=').then(|| after.get(..2)).flatten();
        let byte = code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).expect("text")
}
