//! E-mails to contacts: content, visibility, and what is rejected.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Client, Database, Server, Smtp},
};

on_both_databases!(
    email_has_the_expected_headers_and_parts,
    invalid_email_is_rejected,
    sent_email_is_in_the_timeline_and_can_be_read,
    email_bodies_are_not_in_lists_or_events,
    scripts_are_removed_from_emails,
);

pub async fn emails(client: &Client, contact: &str) -> Vec<Value> {
    client.get(&format!("/api/emails/contact/{contact}")).await.expect(200).data().as_array().unwrap().clone()
}

async fn email_has_the_expected_headers_and_parts(database: Database) {
    let mut smtp = Smtp::start().await;
    let server = Server::start_with(database, &smtp.settings()).await;
    let admin = server.found_company("Lotus").await;
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
    assert!(smtp.try_next().is_none());
}

async fn sent_email_is_in_the_timeline_and_can_be_read(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
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
    // Visibility follows the contact: another rep cannot see it, and neither can its sender once the contact is
    // reassigned.
    let path = format!("/api/emails/{email}");
    other.get(&path).await.expect_error(404, "not_found");
    let assign = json!({ "employeeId": other.id() });
    admin.post(&format!("/api/leads/{contact}/assign"), assign).await.expect(200);
    other.get(&path).await.expect(200);
    let reply = rep.get(&path).await.expect_error(404, "not_found");
    assert!(reply.body["message"].as_str().unwrap().to_lowercase().contains("e-mail"), "{}", reply.body);
}

async fn email_bodies_are_not_in_lists_or_events(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let contact = admin.lead("Alice").await;
    let mut socket = admin.socket().await;
    let email = admin.email(&contact).await;
    assert_eq!(socket.expect("email:sent").await["data"].get("body"), None);
    server.click(&admin, &email, 0).await.expect(302);
    assert_eq!(socket.expect("email:clicked").await["data"].get("body"), None);
    assert_eq!(emails(&admin, &contact).await[0].get("body"), None);
    assert!(admin.get(&format!("/api/emails/{email}")).await.expect(200).data()["body"].is_string());
}

async fn invalid_email_is_rejected(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let without = admin.lead_with(json!({ "name": "Alice" })).await;
    let mail = |contact: &str| json!({ "contactId": contact, "subject": "x", "body": "x" });
    assert_eq!(
        admin.post("/api/emails", mail(&without)).await.expect_error(400, "invalid").fields(),
        ["contactId"]
    );
    rep.post("/api/emails", mail(&without)).await.expect_error(404, "not_found");
    let reply =
        admin.post("/api/emails", json!({ "contactId": without, "cc": ["nobody"], "body": "" })).await;
    assert_eq!(reply.expect_error(400, "invalid").fields(), ["body", "cc.0", "subject"]);
}

async fn scripts_are_removed_from_emails(database: Database) {
    let mut smtp = Smtp::start().await;
    let server = Server::start_with(database, &smtp.settings()).await;
    let admin = server.found_company("Lotus").await;
    let contact =
        admin.lead_with(json!({ "name": "<script>x</script>", "email": "alice@example.com" })).await;
    let body = r#"<p onmouseover="x()">Hi<script>alert(1)</script><a href="javascript:x()">go</a></p><iframe src="https://example.com"></iframe>"#;
    let mail = |subject: &str| json!({ "contactId": contact, "subject": subject, "body": body });
    admin.post("/api/emails", mail("x\r\nBcc: y@example.com")).await.expect_error(400, "invalid");
    let kept = admin.post("/api/emails", mail("x")).await;
    let kept = kept.expect(201).data()["body"].as_str().unwrap().to_owned();
    let html = smtp.mail_to("alice@example.com").await.part("text/html");
    for text in [kept, html] {
        assert!(!["script", "onmouseover", "iframe"].iter().any(|word| text.contains(word)), "{text}");
    }
}
