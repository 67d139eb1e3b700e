//! Mails: written to files without a mail server, sent to a real one, kept and tried again while it is down.

use std::{path::Path, time::Duration};

use serde_json::json;
use tokio::net::TcpListener;

use crate::{
    on_both,
    support::{Database, PASSWORD, Server, SmtpDown},
};

on_both!(
    a_welcome_mail_goes_out,
    a_reset_token_is_good_once_and_for_an_hour,
    a_mail_waits_for_its_server,
    a_stop_hands_the_mail_back,
);

/// The newest letter to somebody whose subject holds these words, once it is written.
pub async fn letter_to(server: &Server, to: &str, subject: &str) -> String {
    let outbox = server.database.folder.path().join("outbox");
    let looking = async {
        loop {
            if let Some(letter) = letters(&outbox).into_iter().rev().find(|l| is_for(l, to, subject)) {
                return letter;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), looking)
        .await
        .unwrap_or_else(|_| panic!("no mail to {to} about {subject}"))
}

fn is_for(letter: &str, to: &str, subject: &str) -> bool {
    let line = |name: &str| letter.lines().find(|line| line.starts_with(name)).unwrap_or_default().to_owned();
    line("To:").contains(to) && line("Subject:").contains(subject)
}

/// Oldest first.
fn letters(outbox: &Path) -> Vec<String> {
    let mut files: Vec<_> =
        std::fs::read_dir(outbox).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
    files.sort_by_key(|path| path.metadata().and_then(|meta| meta.modified()).ok());
    files.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}

/// The token of the letter's link.
pub fn token_in(letter: &str) -> String {
    let body = letter.replace("=\r\n", "").replace("=3D", "=");
    let (_, token) = body.split_once("?token=").unwrap_or_else(|| panic!("no link in {letter}"));
    token.split_whitespace().next().expect("a token").to_owned()
}

async fn a_welcome_mail_goes_out(database: Database) {
    let server = Server::start(database).await;
    let body = json!({ "name": "Asha <b>Rao</b>", "email": "asha@example.com", "password": PASSWORD });
    server.client().post("/api/auth/register", body).await.expect(201);
    let letter = letter_to(&server, "asha@example.com", "Welcome").await;
    assert!(letter.contains("From: Tandem"), "{letter}");
    assert!(letter.contains("Content-Transfer-Encoding"), "{letter}");
}

async fn a_reset_token_is_good_once_and_for_an_hour(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (public, email) = (server.client(), admin.employee["email"].clone());
    let ask = || async {
        let before = letters(&server.database.folder.path().join("outbox")).len();
        public.post("/api/auth/password/forgot", json!({ "email": email })).await.expect(200);
        while letters(&server.database.folder.path().join("outbox")).len() == before {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        token_in(&letter_to(&server, email.as_str().unwrap(), "new password").await)
    };
    let reset = |token: String, password: &'static str| {
        let public = public.clone();
        async move {
            public.post("/api/auth/password/reset", json!({ "token": token, "password": password })).await
        }
    };
    letter_to(&server, email.as_str().unwrap(), "Welcome").await;
    let first = ask().await;
    let second = ask().await;
    assert_eq!(
        reset(first, "cedar-window-flute").await.refused(400, "invalid").fields(),
        ["token"],
        "a newer one voids it"
    );
    assert_eq!(
        reset("nonsense".into(), "cedar-window-flute").await.refused(400, "invalid").fields(),
        ["token"]
    );
    assert_eq!(reset(second.clone(), "password123").await.refused(400, "invalid").fields(), ["password"]);
    // Two at the same moment: one sets its password.
    let (a, b) = tokio::join!(
        reset(second.clone(), "cedar-window-flute"),
        reset(second.clone(), "amber-kettle-river")
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
    reset(second, "cedar-window-flute").await.refused(400, "invalid");
    admin.get("/api/auth/me").await.refused(401, "token_invalid");
    let late = ask().await;
    server.clock.shift(chrono::Duration::minutes(61));
    reset(late, "cedar-window-flute").await.refused(400, "invalid");
}

/// The mail server is down when somebody signs up. Nobody waits for it, and the mail comes when it is back.
async fn a_mail_waits_for_its_server(database: Database) {
    let down = SmtpDown::new();
    let port = down.port();
    let settings = [
        ("MAIL_HOST", "127.0.0.1"),
        ("MAIL_PORT", port.as_str()),
        ("MAIL_TLS", "none"),
        ("RUST_LOG", "error"),
    ];
    let server = Server::start_with(database, &settings).await;
    server.found("Lotus").await;
    while !server.app.metrics.text((0, 0)).contains(r#"tandem_jobs_total{kind="mail",outcome="failed"}"#) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut mails = down.come_up();
    server.clock.shift(chrono::Duration::minutes(5));
    let mail = mails.next().await;
    assert_eq!(mail.header("Subject"), "Welcome to Tandem");
    // It is sent, and not again.
    while server
        .app
        .db
        .read()
        .await
        .unwrap()
        .one::<(i64,)>(tandem::sql!("select count(*) from jobs"))
        .await
        .unwrap()
        .0
        > 0
    {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(mails.waiting().is_none());
}

/// The mail server takes the call and says nothing. A server that stops meanwhile leaves the mail to the next one.
async fn a_stop_hands_the_mail_back(database: Database) {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port().to_string();
    let settings = [("MAIL_HOST", "127.0.0.1"), ("MAIL_PORT", port.as_str()), ("MAIL_TLS", "none")];
    let server = Server::start_with(database.clone(), &settings).await;
    server.found("Lotus").await;
    let (_call, _) = silent.accept().await.unwrap();
    server.stop().await;
    let next = Server::start(database).await;
    let mut conn = next.app.db.read().await.unwrap();
    let held: Vec<(String,)> =
        conn.all(tandem::sql!("select kind from jobs where held_until is not null")).await.unwrap();
    assert_eq!(held, vec![]);
    drop(conn);
    let outbox = next.database.folder.path().join("outbox");
    while letters(&outbox).is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
