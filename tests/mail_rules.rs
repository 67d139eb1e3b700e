//! When a company may send e-mail: after its founder's address is confirmed, and up to a limit per hour.

use std::{collections::BTreeSet, time::Duration};

use serde_json::json;
use tandem::{
    access::{Actor, Role},
    db::Tx,
    features::correspondence::jobs::SendEmail,
    jobs,
};

use crate::{
    mail::token_in,
    on_both_databases,
    support::{Client, Database, PASSWORD, Server, Smtp, until},
};

on_both_databases!(
    unconfirmed_company_sends_no_email,
    invited_company_needs_no_confirmation,
    emails_beyond_the_hourly_limit_wait,
    settled_email_job_neither_waits_nor_counts,
    welcome_email_omits_a_name_that_looks_like_a_message,
);

const SECRET: &str = "thirty-two bytes or more of a secret";
const PRODUCTION: [(&str, &str); 5] = [
    ("TANDEM_ENV", "production"),
    ("OPEN_REGISTRATION", "true"),
    ("BCRYPT_COST", "10"),
    ("JWT_SECRET", SECRET),
    ("ENCRYPTION_KEY", SECRET),
];

async fn production(database: Database, smtp: &Smtp) -> Server {
    let settings: Vec<_> = PRODUCTION.into_iter().chain(smtp.settings()).collect();
    Server::start_with(database, &settings).await
}

async fn mail_status(employee: &Client) -> serde_json::Value {
    employee.get(&format!("/api/companies/{}/mail", employee.company())).await.expect(200).data()
}

/// Waits until this many e-mails are held back for this reason.
async fn wait_until_waiting(employee: &Client, reason: &str, count: i64) {
    let what = format!("{count} e-mails held back as {reason}");
    until(&what, async || mail_status(employee).await[reason] == json!(count)).await;
}

fn email_of(employee: &Client) -> String {
    employee.employee["email"].as_str().unwrap().to_owned()
}

async fn unconfirmed_company_sends_no_email(database: Database) {
    let mut smtp = Smtp::start().await;
    let server = production(database, &smtp).await;
    let first = server.found_company("Lotus").await;
    let welcome = smtp.mail_to(&email_of(&first)).await;
    assert_eq!(welcome.header("Subject"), "Welcome to Tandem");
    // An unknown person founds another company and writes to addresses of others.
    let outsider = server.found_company("Oak").await;
    let confirm = smtp.mail_to(&email_of(&outsider)).await;
    assert!(confirm.header("Subject").contains("confirm"), "{}", confirm.text);
    outsider
        .post("/api/invites", json!({ "email": "victim@example.com", "role": "counselor" }))
        .await
        .expect(201);
    let contact = outsider.lead_with(json!({ "name": "Victim", "email": "victim2@example.com" })).await;
    let email = outsider.email(&contact).await;
    wait_until_waiting(&outsider, "waitingForConfirmation", 2).await;
    assert!(smtp.try_next().is_none());
    let listed = outsider.get(&format!("/api/emails/contact/{contact}")).await.expect(200).data();
    assert_eq!((&listed[0]["id"], &listed[0]["status"]), (&json!(email), &json!("QUEUED")));
    let body = json!({ "name": "Elm", "adminEmail": "victim3@example.com" });
    outsider.post("/api/companies", body).await.expect_error(403, "confirmation_required");
    // The founder still receives their own e-mails, such as a password reset.
    server
        .client()
        .post("/api/auth/password/forgot", json!({ "email": email_of(&outsider) }))
        .await
        .expect(200);
    assert_eq!(smtp.mail_to(&email_of(&outsider)).await.header("Subject"), "Set a new password");
    // Nobody else confirms for them. A new link replaces the old one, and works once.
    let rep = server.employee(&outsider, Role::SeniorAdmin).await;
    rep.post("/api/auth/confirm/resend", json!({})).await.expect_error(403, "forbidden");
    outsider.post("/api/auth/confirm/resend", json!({})).await.expect(200);
    let again = smtp.mail_to(&email_of(&outsider)).await;
    let anyone = server.client();
    let confirmed =
        async |text: &str| anyone.post("/api/auth/confirm", json!({ "token": token_in(text) })).await;
    assert_eq!(confirmed(&confirm.text).await.expect_error(400, "invalid").fields(), ["token"]);
    let mut socket = outsider.socket().await;
    confirmed(&again.text).await.expect(200);
    assert_eq!(socket.expect("company:updated").await["data"]["awaitsConfirmation"], false);
    confirmed(&again.text).await.expect_error(400, "invalid");
    // Held e-mails are sent now.
    let mut to = [smtp.next().await.to, smtp.next().await.to].concat();
    to.sort_unstable();
    assert_eq!(to, ["victim2@example.com", "victim@example.com"]);
    assert_eq!(mail_status(&outsider).await["waitingForConfirmation"], 0);
    outsider.post("/api/auth/confirm/resend", json!({})).await.expect_error(409, "already_confirmed");
}

async fn invited_company_needs_no_confirmation(database: Database) {
    let mut smtp = Smtp::start().await;
    let server = production(database, &smtp).await;
    let first = server.found_company("Lotus").await;
    first.post("/api/companies", json!({ "name": "Elm", "adminEmail": "elm@example.com" })).await.expect(201);
    let token = token_in(&smtp.mail_to("elm@example.com").await.text);
    let body = json!({ "name": "Elm Ma", "email": "elm@example.com", "password": PASSWORD, "invite": token });
    let invited = server.client().post("/api/auth/register", body).await.expect(201).data();
    let invited = server.client().signed_in(&invited);
    for employee in [&first, &invited] {
        let company =
            employee.get(&format!("/api/companies/{}", employee.company())).await.expect(200).data();
        assert_eq!(company["awaitsConfirmation"], false);
    }
}

async fn emails_beyond_the_hourly_limit_wait(database: Database) {
    let mut smtp = Smtp::start().await;
    let settings: Vec<_> = [("MAIL_MAX_PER_HOUR", "3")].into_iter().chain(smtp.settings()).collect();
    let server = Server::start_with(database, &settings).await;
    // Starts at the beginning of an hour, which does not end before the test does.
    let now = server.clock.now();
    server.clock.shift(now.next_hour().since(now));
    let (admin, other) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    let mut to = BTreeSet::new();
    while !to.contains(&email_of(&admin)) || !to.contains(&email_of(&other)) {
        to.extend(smtp.next().await.to);
    }
    for n in 0..6 {
        let body = json!({ "email": format!("{n}@example.com"), "role": "counselor" });
        admin.post("/api/invites", body).await.expect(201);
    }
    // Three are sent, including the welcome. Another company is not affected.
    wait_until_waiting(&admin, "waitingForNextHour", 4).await;
    let status = mail_status(&admin).await;
    assert_eq!((&status["sentThisHour"], &status["maxPerHour"]), (&json!(3), &json!(3)));
    assert_eq!((&status["delivery"], &status["outbox"]), (&json!("smtp"), &json!(null)));
    other.post("/api/invites", json!({ "email": "oak@example.com", "role": "counselor" })).await.expect(201);
    for _ in 0..3 {
        to.extend(smtp.next().await.to);
    }
    assert!(to.contains("oak@example.com"), "{to:?}");
    // The rest follows in the next hours, and none is lost.
    for (sent, waiting) in [(3, 1), (1, 0)] {
        server.clock.shift(chrono::Duration::hours(1));
        for _ in 0..sent {
            to.extend(smtp.next().await.to);
        }
        wait_until_waiting(&admin, "waitingForNextHour", waiting).await;
    }
    assert!((0..6).all(|n| to.contains(&format!("{n}@example.com"))), "{to:?}");
    assert!(smtp.try_next().is_none());
}

/// Queues the job of an e-mail and waits until no job is left.
async fn run_email_job(server: &Server, of: &Client, email: &str) {
    let company = of.company().parse().unwrap();
    let mut tx = Tx::begin(&server.app.db, Actor::system(company, "test")).await.unwrap();
    jobs::enqueue(&mut tx, &SendEmail(email.parse().unwrap())).await.unwrap();
    tx.commit().await.unwrap();
    let emptied = tokio::time::timeout(Duration::from_secs(20), server.wait_for_jobs()).await;
    emptied.expect("the job does not wait");
}

/// A job may run again after its e-mail was sent, for instance when the server crashed before the job was deleted.
async fn settled_email_job_neither_waits_nor_counts(database: Database) {
    let mut smtp = Smtp::start().await;
    let settings: Vec<_> = [("MAIL_MAX_PER_HOUR", "3")].into_iter().chain(smtp.settings()).collect();
    let server = Server::start_with(database, &settings).await;
    // Starts at the beginning of an hour, which does not end before the test does.
    let now = server.clock.now();
    server.clock.shift(now.next_hour().since(now));
    let admin = server.found_company("Lotus").await;
    let contact = admin.lead_with(json!({ "name": "Alice", "email": "alice@example.com" })).await;
    let email = admin.email(&contact).await;
    smtp.mail_to("alice@example.com").await;
    server.wait_for_jobs().await;
    assert_eq!(mail_status(&admin).await["sentThisHour"], 2, "the welcome and the e-mail");
    run_email_job(&server, &admin, &email).await;
    assert_eq!(mail_status(&admin).await["sentThisHour"], 2, "it does not count");
    admin.post("/api/invites", json!({ "email": "a@example.com", "role": "counselor" })).await.expect(201);
    smtp.mail_to("a@example.com").await;
    server.wait_for_jobs().await;
    assert_eq!(mail_status(&admin).await["sentThisHour"], 3, "the limit is reached");
    run_email_job(&server, &admin, &email).await;
    assert_eq!(mail_status(&admin).await["waitingForNextHour"], 0);
    assert!(smtp.try_next().is_none(), "it is not sent again");
}

async fn welcome_email_omits_a_name_that_looks_like_a_message(database: Database) {
    let mut smtp = Smtp::start().await;
    let settings = smtp.settings();
    let server = Server::start_with(database, &settings).await;
    let body = json!({ "name": "Claim your prize at evil.example/win", "email": "victim@example.com", "password": PASSWORD });
    server.client().post("/api/auth/register", body).await.expect(201);
    let mail = smtp.mail_to("victim@example.com").await;
    assert!(!mail.text.contains("evil") && mail.text.contains("Hello,"), "{}", mail.text);
}
