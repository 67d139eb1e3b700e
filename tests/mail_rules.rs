//! When a company's mail may go out: after its founder's address is confirmed, and so many in an hour.

use std::collections::BTreeSet;

use serde_json::json;
use tandem::access::Role;

use crate::{
    mail::token_in,
    on_both,
    support::{Client, Database, PASSWORD, Server, Smtp},
};

on_both!(
    a_stranger_s_company_sends_nothing_before_its_founder_is_confirmed,
    only_strangers_companies_wait_for_a_confirmation,
    mails_beyond_the_hourly_limit_wait_for_the_next_hour,
    a_mail_holds_one_line_of_a_stranger_s_text,
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

async fn mail_status(who: &Client) -> serde_json::Value {
    who.get(&format!("/api/companies/{}/mail", who.company())).await.expect(200).data()
}

/// Waits until so many mails wait for this reason.
async fn until_waiting(who: &Client, reason: &str, count: i64) {
    while mail_status(who).await[reason] != json!(count) {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

fn address(who: &Client) -> String {
    who.employee["email"].as_str().unwrap().to_owned()
}

async fn a_stranger_s_company_sends_nothing_before_its_founder_is_confirmed(database: Database) {
    let mut smtp = Smtp::start().await;
    let server = production(database, &smtp).await;
    let first = server.found("Lotus").await;
    let welcome = smtp.mail_to(&address(&first)).await;
    assert_eq!(welcome.header("Subject"), "Welcome to Tandem");
    // A stranger founds another company, and mails to people whom they do not know.
    let stranger = server.found("Oak").await;
    let confirm = smtp.mail_to(&address(&stranger)).await;
    assert!(confirm.header("Subject").contains("confirm"), "{}", confirm.text);
    stranger
        .post("/api/invites", json!({ "email": "victim@example.com", "role": "counselor" }))
        .await
        .expect(201);
    let contact = stranger.lead_with(json!({ "name": "Victim", "email": "victim2@example.com" })).await;
    let email = stranger.email(&contact).await;
    until_waiting(&stranger, "waitingForConfirmation", 2).await;
    assert!(smtp.waiting().is_none());
    let listed = stranger.get(&format!("/api/emails/contact/{contact}")).await.expect(200).data();
    assert_eq!((&listed[0]["id"], &listed[0]["status"]), (&json!(email), &json!("QUEUED")));
    let body = json!({ "name": "Elm", "adminEmail": "victim3@example.com" });
    stranger.post("/api/companies", body).await.refused(403, "confirmation_required");
    // The founder's own mail comes, also a new password.
    server
        .client()
        .post("/api/auth/password/forgot", json!({ "email": address(&stranger) }))
        .await
        .expect(200);
    assert_eq!(smtp.mail_to(&address(&stranger)).await.header("Subject"), "Set a new password");
    // Somebody else does not confirm for them; the link works once, and again when it is sent again.
    let rep = server.employee(&stranger, Role::SeniorAdmin).await;
    rep.post("/api/auth/confirm/resend", json!({})).await.refused(403, "forbidden");
    stranger.post("/api/auth/confirm/resend", json!({})).await.expect(200);
    let again = smtp.mail_to(&address(&stranger)).await;
    let anyone = server.client();
    let confirmed =
        async |text: &str| anyone.post("/api/auth/confirm", json!({ "token": token_in(text) })).await;
    assert_eq!(confirmed(&confirm.text).await.refused(400, "invalid").fields(), ["token"]);
    let mut socket = stranger.socket().await;
    confirmed(&again.text).await.expect(200);
    assert_eq!(socket.expect("company:updated").await["data"]["awaitsConfirmation"], false);
    confirmed(&again.text).await.refused(400, "invalid");
    // What waited goes out.
    let mut to = [smtp.next().await.to, smtp.next().await.to].concat();
    to.sort_unstable();
    assert_eq!(to, ["victim2@example.com", "victim@example.com"]);
    assert_eq!(mail_status(&stranger).await["waitingForConfirmation"], 0);
    stranger.post("/api/auth/confirm/resend", json!({})).await.refused(409, "already_confirmed");
}

async fn only_strangers_companies_wait_for_a_confirmation(database: Database) {
    let mut smtp = Smtp::start().await;
    let server = production(database, &smtp).await;
    let first = server.found("Lotus").await;
    first.post("/api/companies", json!({ "name": "Elm", "adminEmail": "elm@example.com" })).await.expect(201);
    let token = token_in(&smtp.mail_to("elm@example.com").await.text);
    let body = json!({ "name": "Elm Ma", "email": "elm@example.com", "password": PASSWORD, "invite": token });
    let invited = server.client().post("/api/auth/register", body).await.expect(201).data();
    let invited = server.client().signed_in(&invited);
    for who in [&first, &invited] {
        let company = who.get(&format!("/api/companies/{}", who.company())).await.expect(200).data();
        assert_eq!(company["awaitsConfirmation"], false);
    }
}

async fn mails_beyond_the_hourly_limit_wait_for_the_next_hour(database: Database) {
    let mut smtp = Smtp::start().await;
    let settings: Vec<_> = [("MAIL_MAX_PER_HOUR", "3")].into_iter().chain(smtp.settings()).collect();
    let server = Server::start_with(database, &settings).await;
    // The hour begins, and does not end before the test does.
    let now = server.clock.now();
    server.clock.shift(now.next_hour().since(now));
    let (admin, other) = (server.found("Lotus").await, server.found("Oak").await);
    let mut to = BTreeSet::new();
    while !to.contains(&address(&admin)) || !to.contains(&address(&other)) {
        to.extend(smtp.next().await.to);
    }
    for n in 0..6 {
        let body = json!({ "email": format!("{n}@example.com"), "role": "counselor" });
        admin.post("/api/invites", body).await.expect(201);
    }
    // With the welcome three go out. Another company is not held up.
    until_waiting(&admin, "waitingForNextHour", 4).await;
    let status = mail_status(&admin).await;
    assert_eq!((&status["sentThisHour"], &status["maxPerHour"]), (&json!(3), &json!(3)));
    assert_eq!((&status["delivery"], &status["outbox"]), (&json!("smtp"), &json!(null)));
    other.post("/api/invites", json!({ "email": "oak@example.com", "role": "counselor" })).await.expect(201);
    for _ in 0..3 {
        to.extend(smtp.next().await.to);
    }
    assert!(to.contains("oak@example.com"), "{to:?}");
    // The others come with the hours, and none is lost.
    for (sent, waiting) in [(3, 1), (1, 0)] {
        server.clock.shift(chrono::Duration::hours(1));
        for _ in 0..sent {
            to.extend(smtp.next().await.to);
        }
        until_waiting(&admin, "waitingForNextHour", waiting).await;
    }
    assert!((0..6).all(|n| to.contains(&format!("{n}@example.com"))), "{to:?}");
    assert!(smtp.waiting().is_none());
}

async fn a_mail_holds_one_line_of_a_stranger_s_text(database: Database) {
    let mut smtp = Smtp::start().await;
    let settings = smtp.settings();
    let server = Server::start_with(database, &settings).await;
    let body = json!({ "name": "Claim your prize at evil.example/win", "email": "victim@example.com", "password": PASSWORD });
    server.client().post("/api/auth/register", body).await.expect(201);
    let mail = smtp.mail_to("victim@example.com").await;
    assert!(!mail.text.contains("evil") && mail.text.contains("Hello,"), "{}", mail.text);
}
