//! Delivery of e-mails to contacts: rejected, retried, sent once.

use serde_json::json;
use tokio::net::TcpListener;

use crate::{
    correspondence::emails,
    on_both_databases,
    support::{Database, Program, Server, Smtp, SmtpDown, until},
};

on_both_databases!(
    rejected_email_is_failed,
    email_is_retried_and_sent_once,
    queued_email_survives_a_crash,
    slow_mail_server_does_not_delay_tasks,
    invalid_smtp_response_is_retried
);

/// In the metrics, once an attempt has failed.
const FAILED: &str = r#"tandem_jobs_total{kind="email",outcome="failed"}"#;

async fn rejected_email_is_failed(database: Database) {
    let smtp = Smtp::start().await;
    let server = Server::start_with(database, &smtp.settings()).await;
    let admin = server.found_company("Lotus").await;
    let contact = admin.lead_with(json!({ "name": "Alice", "email": "alice@refused.example" })).await;
    let mut socket = admin.socket().await;
    admin.email(&contact).await;
    let failed = socket.expect("email:failed").await["data"].clone();
    assert_eq!(failed["status"], "FAILED");
    assert!(failed["error"].as_str().unwrap().contains("nobody here"), "{failed}");
}

async fn email_is_retried_and_sent_once(database: Database) {
    let down = SmtpDown::new();
    let port = down.port();
    let settings = [
        ("MAIL_HOST", "127.0.0.1"),
        ("MAIL_PORT", port.as_str()),
        ("MAIL_TLS", "none"),
        ("RUST_LOG", "error"),
    ];
    let server = Server::start_with(database, &settings).await;
    let admin = server.found_company("Lotus").await;
    let contact = admin.lead_with(json!({ "name": "Alice", "email": "alice@example.com" })).await;
    let mut socket = admin.socket().await;
    admin.email(&contact).await;
    until("the failed attempt", async || server.app.metrics.text((0, 0)).contains(FAILED)).await;
    assert_eq!(emails(&admin, &contact).await[0]["status"], "QUEUED", "not failed yet: it is retried");
    let mut smtp = down.start_server();
    server.clock.shift(chrono::Duration::minutes(5));
    smtp.mail_to("alice@example.com").await;
    socket.expect("email:sent").await;
    server.wait_for_jobs().await;
    while let Some(other) = smtp.try_next() {
        assert_ne!(other.to, ["alice@example.com"], "sent twice");
    }
}

/// kill -9 after the response and before the mail server was reached: the next server sends the e-mail.
async fn queued_email_survives_a_crash(database: Database) {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port().to_string();
    let program =
        Program::serve(&database, &[("MAIL_HOST", "127.0.0.1"), ("MAIL_PORT", &port), ("MAIL_TLS", "none")])
            .await;
    let body = json!({ "name": "Asha", "email": "asha@example.com", "password": crate::support::PASSWORD });
    let admin = program
        .client()
        .signed_in(&program.client().post("/api/auth/register", body).await.expect(201).data());
    let contact = admin.lead_with(json!({ "name": "Alice", "email": "alice@example.com" })).await;
    let email = admin.email(&contact).await;
    program.kill().await;
    // A job that the killed server held becomes free after two minutes, which the next server's clock skips.
    let mut smtp = Smtp::start().await;
    let next = Server::start_with(database, &smtp.settings()).await;
    next.clock.shift(chrono::Duration::minutes(3));
    let admin = admin.at(&next.url);
    smtp.mail_to("alice@example.com").await;
    let sent = admin.socket_after(0).await.expect("email:sent").await;
    assert_eq!(sent["entity"]["id"], json!(email));
}

async fn slow_mail_server_does_not_delay_tasks(database: Database) {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port().to_string();
    let settings = [("MAIL_HOST", "127.0.0.1"), ("MAIL_PORT", port.as_str()), ("MAIL_TLS", "none")];
    let server = Server::start_with(database, &settings).await;
    let admin = server.found_company("Lotus").await;
    let lead = admin.lead("Alice").await;
    for _ in 0..8 {
        admin.email(&lead).await;
    }
    let (_connection, _) = silent.accept().await.unwrap();
    let mut socket = admin.socket().await;
    let body = json!({ "kind": "TASK", "text": "call", "dueAt": "2020-01-01T00:00:00Z" });
    admin.post(&format!("/api/leads/{lead}/activity"), body).await.expect(201);
    socket.expect("task:due").await;
}

/// Answers every connection with something other than SMTP and closes it. Returns its port and a channel of
/// connections.
async fn invalid_mail_server()
-> (String, tokio::task::JoinHandle<()>, tokio::sync::mpsc::UnboundedReceiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let (connected, connections) = tokio::sync::mpsc::unbounded_channel();
    let server_task = tokio::spawn(async move {
        for nonsense in
            ["HTTP/1.1 200 OK\r\n\r\n", "999 what?\r\n", "220-\r\n", "\u{fffd}\0\r\n"].iter().cycle()
        {
            let (mut connection, _) = listener.accept().await.unwrap();
            let _ = tokio::io::AsyncWriteExt::write_all(&mut connection, nonsense.as_bytes()).await;
            connected.send(()).unwrap();
        }
    });
    (port, server_task, connections)
}

async fn invalid_smtp_response_is_retried(database: Database) {
    let (port, server_task, mut connections) = invalid_mail_server().await;
    let settings =
        [("MAIL_HOST", "127.0.0.1"), ("MAIL_PORT", port.as_str()), ("MAIL_TLS", "none"), ("RUST_LOG", "off")];
    let server = Server::start_with(database, &settings).await;
    let admin = server.found_company("Lotus").await;
    let contact = admin.lead_with(json!({ "name": "Alice", "email": "alice@example.com" })).await;
    let mut socket = admin.socket().await;
    admin.email(&contact).await;
    // The welcome e-mail and this one: each is attempted, and neither fails for good.
    connections.recv().await.unwrap();
    connections.recv().await.unwrap();
    until("the failed attempt", async || server.app.metrics.text((0, 0)).contains(FAILED)).await;
    assert_eq!(emails(&admin, &contact).await[0]["status"], "QUEUED");
    server_task.abort();
    assert!(server_task.await.unwrap_err().is_cancelled());
    let mut smtp = Smtp::on(TcpListener::bind(format!("127.0.0.1:{port}")).await.unwrap());
    server.clock.shift(chrono::Duration::minutes(5));
    smtp.mail_to("alice@example.com").await;
    assert_eq!(socket.expect("email:sent").await["data"]["status"], "SENT");
}
