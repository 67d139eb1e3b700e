//! Mail to contacts: sent once, followed, told from what machines do, and ended by who wants no more.

use serde_json::{Value, json};
use tandem::access::Role;
use tokio::net::TcpListener;

use crate::{
    on_both,
    support::{BROWSER, Client, Database, Program, Server, Smtp, SmtpDown},
};

on_both!(
    a_mail_goes_out_as_it_should,
    what_cannot_be_sent_is_refused,
    sent_mail_is_in_the_timeline_with_its_sender_and_opens_its_body,
    bodies_are_not_in_lists_or_events,
    nothing_that_runs_goes_out,
    opens_and_clicks_are_counted,
    machines_count_apart_and_move_nobody,
    a_forged_address_is_nothing,
    one_click_unsubscribes,
    a_refused_mail_has_failed,
    a_mail_waits_for_its_server_and_is_sent_once,
    a_queued_mail_outlives_a_crash,
    a_slow_mail_server_holds_up_no_task,
    a_mail_server_that_talks_nonsense_is_tried_again,
);

async fn emails(client: &Client, contact: &str) -> Vec<Value> {
    client.get(&format!("/api/emails/contact/{contact}")).await.expect(200).data().as_array().unwrap().clone()
}

async fn a_mail_goes_out_as_it_should(database: Database) {
    let mut smtp = Smtp::start().await;
    let server = Server::start_with(database, &smtp.settings()).await;
    let admin = server.found("Lotus").await;
    let rep = server.named(&admin, Role::Counselor, "Zoë Ünal").await;
    let contact = rep.lead_with(json!({ "name": "Alice", "email": "alice@example.com" })).await;
    let mut socket = rep.socket().await;
    let body = json!({ "contactId": contact, "subject": "Grüße", "body": "<p>Hello <b>Ali</b>.</p>", "cc": ["cc@example.com"] });
    let queued = rep.post("/api/emails", body).await.expect(201).data();
    assert_eq!(
        (&queued["status"], &queued["transport"], &queued["opens"]),
        (&json!("QUEUED"), &json!("SMTP"), &json!(0))
    );
    let mail = smtp.mail_to("alice@example.com").await;
    assert_eq!(mail.to, ["alice@example.com", "cc@example.com"]);
    assert!(mail.header("Reply-To").contains("@example.com"));
    assert_eq!(mail.header("Message-ID"), format!("<{}@localhost>", queued["id"].as_str().unwrap()));
    let app = server.app.config.app_url.clone();
    assert!(mail.header("List-Unsubscribe").starts_with(&format!("<{app}api/t/u/")));
    assert_eq!(mail.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert!(mail.part("text/plain").contains("Ali") && !mail.part("text/plain").contains("<p>"));
    assert!(mail.part("text/html").contains("/api/t/o/"));
    let sent = socket.expect("email:sent").await["data"].clone();
    assert_eq!((&sent["status"], &sent["id"]), (&json!("SENT"), &queued["id"]));
    assert_eq!(emails(&rep, &contact).await, [sent]);
    assert!(smtp.waiting().is_none());
}

async fn sent_mail_is_in_the_timeline_with_its_sender_and_opens_its_body(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let rep = server.named(&admin, Role::Counselor, "Zoë Ünal").await;
    let other = server.employee(&admin, Role::Counselor).await;
    let contact =
        rep.lead_with(json!({ "name": "Alice", "email": "alice@example.com", "ownerId": rep.id() })).await;
    let mut socket = rep.socket().await;
    let body = json!({ "contactId": contact, "subject": "An offer", "body": "<p>Hello</p>", "cc": ["cc@example.com"] });
    let queued = rep.post("/api/emails", body).await.expect(201);
    let email = queued.data()["id"].as_str().unwrap().to_owned();
    assert_eq!(queued.header("location"), Some(format!("/api/emails/{email}").as_str()));
    let line = socket.expect("lead:activity").await["data"]["activity"].clone();
    assert_eq!((&line["kind"], &line["text"]), (&json!("EMAIL"), &json!("An offer")));
    assert_eq!((&line["by"]["name"], &line["emailId"]), (&json!("Zoë Ünal"), &json!(email)));
    socket.expect("email:sent").await;
    let opened = rep.get(&format!("/api/emails/{email}")).await.expect(200).data();
    assert_eq!((&opened["body"], &opened["status"]), (&json!("<p>Hello</p>"), &json!("SENT")));
    assert_eq!((&opened["to"], &opened["cc"]), (&json!("alice@example.com"), &json!(["cc@example.com"])));
    // Visible as its contact is today: not to another rep, and not to its sender once the contact is somebody else's.
    let path = format!("/api/emails/{email}");
    other.get(&path).await.refused(404, "not_found");
    let assign = json!({ "employeeId": other.id() });
    admin.post(&format!("/api/leads/{contact}/assign"), assign).await.expect(200);
    other.get(&path).await.expect(200);
    let reply = rep.get(&path).await.refused(404, "not_found");
    assert!(reply.body["message"].as_str().unwrap().to_lowercase().contains("e-mail"), "{}", reply.body);
}

async fn bodies_are_not_in_lists_or_events(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let contact = admin.lead("Alice").await;
    let mut socket = admin.socket().await;
    let email = admin.email(&contact).await;
    assert_eq!(socket.expect("email:sent").await["data"].get("body"), None);
    server.click(&admin, &email, 0).await.expect(302);
    assert_eq!(socket.expect("email:clicked").await["data"].get("body"), None);
    assert_eq!(emails(&admin, &contact).await[0].get("body"), None);
    assert!(admin.get(&format!("/api/emails/{email}")).await.expect(200).data()["body"].is_string());
}

async fn what_cannot_be_sent_is_refused(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let without = admin.lead_with(json!({ "name": "Alice" })).await;
    let mail = |contact: &str| json!({ "contactId": contact, "subject": "x", "body": "x" });
    assert_eq!(
        admin.post("/api/emails", mail(&without)).await.refused(400, "invalid").fields(),
        ["contactId"]
    );
    rep.post("/api/emails", mail(&without)).await.refused(404, "not_found");
    let reply =
        admin.post("/api/emails", json!({ "contactId": without, "cc": ["nobody"], "body": "" })).await;
    assert_eq!(reply.refused(400, "invalid").fields(), ["body", "cc.0", "subject"]);
}

async fn nothing_that_runs_goes_out(database: Database) {
    let mut smtp = Smtp::start().await;
    let server = Server::start_with(database, &smtp.settings()).await;
    let admin = server.found("Lotus").await;
    let contact =
        admin.lead_with(json!({ "name": "<script>x</script>", "email": "alice@example.com" })).await;
    let body = r#"<p onmouseover="x()">Hi<script>alert(1)</script><a href="javascript:x()">go</a></p><iframe src="https://example.com"></iframe>"#;
    let mail = |subject: &str| json!({ "contactId": contact, "subject": subject, "body": body });
    admin.post("/api/emails", mail("x\r\nBcc: y@example.com")).await.refused(400, "invalid");
    let kept = admin.post("/api/emails", mail("x")).await;
    let kept = kept.expect(201).data()["body"].as_str().unwrap().to_owned();
    let html = smtp.mail_to("alice@example.com").await.part("text/html");
    for text in [kept, html] {
        assert!(!["script", "onmouseover", "iframe"].iter().any(|word| text.contains(word)), "{text}");
    }
}

async fn opens_and_clicks_are_counted(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let contact = admin.lead("Alice").await;
    let email = admin.email(&contact).await;
    let mut socket = admin.socket().await;
    let pixel = server.app.tracker.pixel(email.parse().unwrap()).path().to_owned();
    for _ in 0..2 {
        let reply = admin.visit(&pixel, BROWSER).await.expect(200);
        assert_eq!(reply.header("content-type"), Some("image/gif"));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert_eq!(reply.header("cross-origin-resource-policy"), Some("cross-origin"));
    }
    assert_eq!(socket.expect("email:opened").await["data"]["opens"], 1);
    assert_eq!(
        server.click(&admin, &email, 1).await.expect(302).header("location"),
        Some("https://example.org/")
    );
    let clicked = socket.expect("email:clicked").await;
    assert_eq!(clicked["data"]["clicks"], 1);
    assert_eq!(socket.expect("lead:stage").await["data"]["to"], "MQL");
    server.clock.shift(chrono::Duration::minutes(1));
    server.click(&admin, &email, 0).await.expect(302);
    let email = emails(&admin, &contact).await.remove(0);
    assert_eq!((&email["opens"], &email["clicks"], &email["machineHits"]), (&json!(2), &json!(2), &json!(0)));
    assert!(email["firstOpenedAt"].is_string() && email["firstClickedAt"] == clicked["at"]);
    let history = admin.get(&format!("/api/contacts/{contact}/history")).await.data();
    assert_eq!(history.as_array().unwrap().len(), 2, "the second click moves nothing");
}

async fn machines_count_apart_and_move_nobody(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let contact = admin.lead("Alice").await;
    let email = admin.email(&contact).await;
    let link = |n| server.app.tracker.link(email.parse().unwrap(), n).path().to_owned();
    let mut stranger = admin.clone();
    stranger.token = None;
    for agent in ["Mozilla/5.0 (compatible; BarracudaSentinel)", "python-requests/2.32", "Mozilla/5.0", ""] {
        stranger.visit(&link(0), agent).await.expect(302);
    }
    let looks = |headers: Vec<(&'static str, &'static str)>, method| {
        let (stranger, path) = (stranger.clone(), link(0));
        async move { stranger.send(method, &path, None, &headers).await.expect(302) }
    };
    looks(vec![("user-agent", BROWSER)], reqwest::Method::HEAD).await;
    looks(vec![("user-agent", BROWSER), ("sec-purpose", "prefetch;prerender")], reqwest::Method::GET).await;
    looks(vec![], reqwest::Method::GET).await;
    stranger.visit(server.app.tracker.pixel(email.parse().unwrap()).path(), "Mozilla/5.0").await.expect(200);
    let read = emails(&admin, &contact).await.remove(0);
    assert_eq!((&read["opens"], &read["clicks"], &read["machineHits"]), (&json!(0), &json!(0), &json!(8)));
    assert_eq!(admin.stage(&contact).await, "LEAD");
    // A scanner that calls itself a browser tries every link at once: only the first passes for a person's.
    for n in [0, 1, 0] {
        stranger.visit(&link(n), BROWSER).await.expect(302);
    }
    assert_eq!(emails(&admin, &contact).await[0]["clicks"], 1);
}

async fn a_forged_address_is_nothing(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (lead, mut socket) = (admin.lead("Alice").await, admin.socket().await);
    let email = admin.email(&lead).await;
    socket.expect("email:sent").await;
    let id = email.parse().unwrap();
    let token = |url: url::Url| url.path().rsplit('/').next().unwrap().to_owned();
    let (open, click) = (token(server.app.tracker.pixel(id)), token(server.app.tracker.link(id, 0)));
    let log = admin.get("/api/events?limit=1000").await.data();
    let mut forged = click.clone().into_bytes();
    forged[3] = if forged[3] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    let unknown = token(server.app.tracker.link(tandem::id::Id::new(), 0));
    let beyond = token(server.app.tracker.link(id, 7));
    for path in [
        format!("/api/t/c/{forged}"),
        format!("/api/t/c/{open}"),
        format!("/api/t/o/{click}"),
        format!("/api/t/u/{click}"),
        format!("/api/t/c/{unknown}"),
        format!("/api/t/c/{beyond}"),
        "/api/t/c/https:%2F%2Fevil.example".into(),
    ] {
        admin.visit(&path, BROWSER).await.refused(404, "not_found");
    }
    assert_eq!(admin.get("/api/events?limit=1000").await.data(), log);
}

async fn one_click_unsubscribes(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let contact = admin.lead("Alice").await;
    let email = admin.email(&contact).await;
    let path = server.app.tracker.unsubscribe(email.parse().unwrap()).path().to_owned();
    // A scanner that looks changes nothing.
    let page = admin.visit(&path, BROWSER).await.expect(200);
    assert!(page.body.as_str().unwrap().contains("method=\"post\""));
    assert_eq!(admin.contact(&contact).await["unsubscribedAt"], Value::Null);
    let mut stranger = admin.clone();
    stranger.token = None;
    let mut socket = admin.socket().await;
    for _ in 0..2 {
        let form = "application/x-www-form-urlencoded";
        stranger.upload(&path, form, "List-Unsubscribe=One-Click").await.expect(200);
    }
    let told = socket.expect("lead:updated").await["data"].clone();
    assert!(told["unsubscribedAt"].is_string());
    assert_eq!(admin.contact(&contact).await, told, "once is enough");
    let again = json!({ "contactId": contact, "subject": "x", "body": "x" });
    admin.post("/api/emails", again).await.refused(409, "unsubscribed");
}

async fn a_refused_mail_has_failed(database: Database) {
    let smtp = Smtp::start().await;
    let server = Server::start_with(database, &smtp.settings()).await;
    let admin = server.found("Lotus").await;
    let contact = admin.lead_with(json!({ "name": "Alice", "email": "alice@refused.example" })).await;
    let mut socket = admin.socket().await;
    admin.email(&contact).await;
    let failed = socket.expect("email:failed").await["data"].clone();
    assert_eq!(failed["status"], "FAILED");
    assert!(failed["error"].as_str().unwrap().contains("nobody here"), "{failed}");
}

async fn jobs_left(server: &Server) -> i64 {
    let mut conn = server.app.db.read().await.unwrap();
    conn.one::<(i64,)>(tandem::sql!("select count(*) from jobs")).await.unwrap().0
}

async fn a_mail_waits_for_its_server_and_is_sent_once(database: Database) {
    let down = SmtpDown::new();
    let port = down.port();
    let settings = [
        ("MAIL_HOST", "127.0.0.1"),
        ("MAIL_PORT", port.as_str()),
        ("MAIL_TLS", "none"),
        ("RUST_LOG", "error"),
    ];
    let server = Server::start_with(database, &settings).await;
    let admin = server.found("Lotus").await;
    let contact = admin.lead_with(json!({ "name": "Alice", "email": "alice@example.com" })).await;
    let mut socket = admin.socket().await;
    admin.email(&contact).await;
    while !server.app.metrics.text((0, 0)).contains(r#"tandem_jobs_total{kind="email",outcome="failed"}"#) {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(emails(&admin, &contact).await[0]["status"], "QUEUED", "not failed yet: it is tried again");
    let mut smtp = down.come_up();
    server.clock.shift(chrono::Duration::minutes(5));
    smtp.mail_to("alice@example.com").await;
    socket.expect("email:sent").await;
    while jobs_left(&server).await > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    while let Some(other) = smtp.waiting() {
        assert_ne!(other.to, ["alice@example.com"], "sent twice");
    }
}

/// kill -9 after the answer and before the mail server could be reached: the next server sends it.
async fn a_queued_mail_outlives_a_crash(database: Database) {
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
    // What the killed one held is free again after two minutes; the next server's clock says that they are over.
    let mut smtp = Smtp::start().await;
    let next = Server::start_with(database, &smtp.settings()).await;
    next.clock.shift(chrono::Duration::minutes(3));
    let admin = admin.at(&next.url);
    smtp.mail_to("alice@example.com").await;
    let sent = admin.socket_after(0).await.expect("email:sent").await;
    assert_eq!(sent["entity"]["id"], json!(email));
}

async fn a_slow_mail_server_holds_up_no_task(database: Database) {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port().to_string();
    let settings = [("MAIL_HOST", "127.0.0.1"), ("MAIL_PORT", port.as_str()), ("MAIL_TLS", "none")];
    let server = Server::start_with(database, &settings).await;
    let admin = server.found("Lotus").await;
    let lead = admin.lead("Alice").await;
    for _ in 0..8 {
        admin.email(&lead).await;
    }
    let (_call, _) = silent.accept().await.unwrap();
    let mut socket = admin.socket().await;
    let body = json!({ "kind": "TASK", "text": "call", "dueAt": "2020-01-01T00:00:00Z" });
    admin.post(&format!("/api/leads/{lead}/activity"), body).await.expect(201);
    socket.expect("task:due").await;
}

/// Answers every call with what is not SMTP, and hangs up. Says which port it has, and when it was called.
async fn babbler() -> (String, tokio::task::JoinHandle<()>, tokio::sync::mpsc::UnboundedReceiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let (called, calls) = tokio::sync::mpsc::unbounded_channel();
    let babbling = tokio::spawn(async move {
        for nonsense in
            ["HTTP/1.1 200 OK\r\n\r\n", "999 what?\r\n", "220-\r\n", "\u{fffd}\0\r\n"].iter().cycle()
        {
            let (mut call, _) = listener.accept().await.unwrap();
            let _ = tokio::io::AsyncWriteExt::write_all(&mut call, nonsense.as_bytes()).await;
            called.send(()).unwrap();
        }
    });
    (port, babbling, calls)
}

async fn a_mail_server_that_talks_nonsense_is_tried_again(database: Database) {
    let (port, babbling, mut calls) = babbler().await;
    let settings =
        [("MAIL_HOST", "127.0.0.1"), ("MAIL_PORT", port.as_str()), ("MAIL_TLS", "none"), ("RUST_LOG", "off")];
    let server = Server::start_with(database, &settings).await;
    let admin = server.found("Lotus").await;
    let contact = admin.lead_with(json!({ "name": "Alice", "email": "alice@example.com" })).await;
    let mut socket = admin.socket().await;
    admin.email(&contact).await;
    // The founder's welcome and this mail: each is tried, and not given up.
    calls.recv().await.unwrap();
    calls.recv().await.unwrap();
    while !server.app.metrics.text((0, 0)).contains(r#"tandem_jobs_total{kind="email",outcome="failed"}"#) {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(emails(&admin, &contact).await[0]["status"], "QUEUED");
    babbling.abort();
    assert!(babbling.await.unwrap_err().is_cancelled());
    let mut smtp = Smtp::on(TcpListener::bind(format!("127.0.0.1:{port}")).await.unwrap());
    server.clock.shift(chrono::Duration::minutes(5));
    smtp.mail_to("alice@example.com").await;
    assert_eq!(socket.expect("email:sent").await["data"]["status"], "SENT");
}
