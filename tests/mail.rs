//! System e-mails: written to files without a mail server, sent with one, retried while it is down.

use std::path::Path;

use serde_json::json;
use tandem::{
    db::{CommitNotifier, Db},
    time::Clock,
};
use tokio::net::TcpListener;

use crate::{
    on_both_databases,
    support::{Database, PASSWORD, Server, SmtpDown, until},
};

on_both_databases!(
    welcome_email_is_sent,
    reset_token_works_once_within_an_hour,
    email_waits_for_the_mail_server,
    shutdown_releases_the_mail_job,
);

/// Waits for the newest e-mail to this address whose subject contains these words.
pub async fn wait_for_email(server: &Server, to: &str, subject: &str) -> String {
    let outbox = server.database.folder.path().join("outbox");
    let mut found = None;
    until(&format!("an e-mail to {to} with {subject}"), async || {
        found = sent_emails(&outbox).into_iter().rev().find(|mail| is_for(mail, to, subject));
        found.is_some()
    })
    .await;
    found.expect("an e-mail")
}

fn is_for(mail: &str, to: &str, subject: &str) -> bool {
    let line = |name: &str| mail.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    line("To:").contains(to) && line("Subject:").contains(subject)
}

/// Oldest first.
fn sent_emails(outbox: &Path) -> Vec<String> {
    let mut files: Vec<_> =
        std::fs::read_dir(outbox).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
    files.sort_by_key(|path| path.metadata().and_then(|meta| meta.modified()).ok());
    files.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}

/// The token of the link in an e-mail.
pub fn token_in(mail: &str) -> String {
    let body = mail.replace("=\r\n", "").replace("=3D", "=");
    let (_, token) = body.split_once("?token=").unwrap_or_else(|| panic!("no link in {mail}"));
    token.split_whitespace().next().expect("a token").to_owned()
}

async fn welcome_email_is_sent(database: Database) {
    let server = Server::start(database).await;
    let body = json!({ "name": "Asha <b>Rao</b>", "email": "asha@example.com", "password": PASSWORD });
    server.client().post("/api/auth/register", body).await.expect(201);
    let mail = wait_for_email(&server, "asha@example.com", "Welcome").await;
    assert!(mail.contains("From: Tandem"), "{mail}");
    assert!(mail.contains("Content-Transfer-Encoding"), "{mail}");
}

async fn reset_token_works_once_within_an_hour(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (public, email) = (server.client(), admin.employee["email"].clone());
    let ask = || async {
        let before = sent_emails(&server.database.folder.path().join("outbox")).len();
        public.post("/api/auth/password/forgot", json!({ "email": email })).await.expect(200);
        let is_sent = async || sent_emails(&server.database.folder.path().join("outbox")).len() > before;
        until("the e-mail with the link", is_sent).await;
        token_in(&wait_for_email(&server, email.as_str().unwrap(), "new password").await)
    };
    let reset = |token: String, password: &'static str| {
        let public = public.clone();
        async move {
            public.post("/api/auth/password/reset", json!({ "token": token, "password": password })).await
        }
    };
    wait_for_email(&server, email.as_str().unwrap(), "Welcome").await;
    let first = ask().await;
    let second = ask().await;
    assert_eq!(
        reset(first, "cedar-window-flute").await.expect_error(400, "invalid").fields(),
        ["token"],
        "a newer token invalidates it"
    );
    assert_eq!(
        reset("nonsense".into(), "cedar-window-flute").await.expect_error(400, "invalid").fields(),
        ["token"]
    );
    assert_eq!(
        reset(second.clone(), "password123").await.expect_error(400, "invalid").fields(),
        ["password"]
    );
    // Of two resets at the same moment, one succeeds.
    let (a, b) = tokio::join!(
        reset(second.clone(), "cedar-window-flute"),
        reset(second.clone(), "amber-kettle-river")
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
    reset(second, "cedar-window-flute").await.expect_error(400, "invalid");
    admin.get("/api/auth/me").await.expect_error(401, "token_invalid");
    let late = ask().await;
    server.clock.shift(chrono::Duration::minutes(61));
    reset(late, "cedar-window-flute").await.expect_error(400, "invalid");
}

/// The mail server is down during a registration. The request does not wait for it, and the e-mail is sent once it is
/// back.
async fn email_waits_for_the_mail_server(database: Database) {
    let down = SmtpDown::new();
    let port = down.port();
    let settings = [
        ("MAIL_HOST", "127.0.0.1"),
        ("MAIL_PORT", port.as_str()),
        ("MAIL_TLS", "none"),
        ("RUST_LOG", "error"),
    ];
    let server = Server::start_with(database, &settings).await;
    server.found_company("Lotus").await;
    let failed = r#"tandem_jobs_total{kind="mail",outcome="failed"}"#;
    until("the failed attempt", async || server.app.metrics.text((0, 0)).contains(failed)).await;
    let mut smtp = down.start_server();
    server.clock.shift(chrono::Duration::minutes(5));
    let mail = smtp.next().await;
    assert_eq!(mail.header("Subject"), "Welcome to Tandem");
    // The e-mail is sent once.
    server.wait_for_jobs().await;
    assert!(smtp.try_next().is_none());
}

/// The mail server accepts the connection and stays silent. A server that stops releases the job for the next one.
async fn shutdown_releases_the_mail_job(database: Database) {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port().to_string();
    let settings = [("MAIL_HOST", "127.0.0.1"), ("MAIL_PORT", port.as_str()), ("MAIL_TLS", "none")];
    let server = Server::start_with(database.clone(), &settings).await;
    server.found_company("Lotus").await;
    let (_call, _) = silent.accept().await.unwrap();
    server.stop().await;
    // Read before the next server starts, which claims the job at once.
    let db = Db::connect(&database.url, None, Clock::default(), CommitNotifier::new().0).await.unwrap();
    let held = tandem::sql!("select kind from jobs where held_until is not null");
    assert_eq!(db.read().await.unwrap().all::<(String,)>(held).await.unwrap(), vec![]);
    db.close().await;
    let next = Server::start(database).await;
    let outbox = next.database.folder.path().join("outbox");
    until("the e-mail of the next server", async || !sent_emails(&outbox).is_empty()).await;
}
