//! Tracked e-mails: opens, clicks, machines, unsubscribing.

use serde_json::{Value, json};

use crate::{
    correspondence::emails,
    on_both_databases,
    support::{BROWSER, Database, Server},
};

on_both_databases!(
    opens_and_clicks_are_counted,
    machine_hits_change_no_stage,
    forged_tracking_address_is_not_found,
    contact_unsubscribes_with_one_click
);

async fn opens_and_clicks_are_counted(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let contact = admin.lead("Alice").await;
    let email = admin.email(&contact).await;
    let mut socket = admin.socket().await;
    let pixel = tandem::features::correspondence::tracking::Tracker::of(&server.app.config)
        .pixel(email.parse().unwrap())
        .path()
        .to_owned();
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
    assert_eq!(history.as_array().unwrap().len(), 2, "the second click changes no stage");
}

async fn machine_hits_change_no_stage(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let contact = admin.lead("Alice").await;
    let email = admin.email(&contact).await;
    let link = |n| {
        tandem::features::correspondence::tracking::Tracker::of(&server.app.config)
            .link(email.parse().unwrap(), n)
            .path()
            .to_owned()
    };
    let mut anonymous = admin.clone();
    anonymous.token = None;
    for agent in ["Mozilla/5.0 (compatible; BarracudaSentinel)", "python-requests/2.32", "Mozilla/5.0", ""] {
        anonymous.visit(&link(0), agent).await.expect(302);
    }
    let machine_visit = |headers: Vec<(&'static str, &'static str)>, method| {
        let (anonymous, path) = (anonymous.clone(), link(0));
        async move { anonymous.send(method, &path, None, &headers).await.expect(302) }
    };
    machine_visit(vec![("user-agent", BROWSER)], reqwest::Method::HEAD).await;
    machine_visit(vec![("user-agent", BROWSER), ("sec-purpose", "prefetch;prerender")], reqwest::Method::GET)
        .await;
    machine_visit(vec![], reqwest::Method::GET).await;
    anonymous
        .visit(
            tandem::features::correspondence::tracking::Tracker::of(&server.app.config)
                .pixel(email.parse().unwrap())
                .path(),
            "Mozilla/5.0",
        )
        .await
        .expect(200);
    let read = emails(&admin, &contact).await.remove(0);
    assert_eq!((&read["opens"], &read["clicks"], &read["machineHits"]), (&json!(0), &json!(0), &json!(8)));
    assert_eq!(admin.stage(&contact).await, "LEAD");
    // A scanner with a browser's user agent tries every link at once: only the first counts as a click.
    // The same holds for a user agent that is longer than what is stored of it.
    let long_agent = format!("{BROWSER} {}", "x".repeat(400));
    for (agent, clicks) in [(BROWSER, 1), (&long_agent, 2)] {
        for n in [0, 1, 0] {
            anonymous.visit(&link(n), agent).await.expect(302);
        }
        assert_eq!(emails(&admin, &contact).await[0]["clicks"], clicks);
    }
}

async fn forged_tracking_address_is_not_found(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (lead, mut socket) = (admin.lead("Alice").await, admin.socket().await);
    let email = admin.email(&lead).await;
    socket.expect("email:sent").await;
    let id = email.parse().unwrap();
    let token = |url: url::Url| url.path().rsplit('/').next().unwrap().to_owned();
    let (open, click) = (
        token(tandem::features::correspondence::tracking::Tracker::of(&server.app.config).pixel(id)),
        token(tandem::features::correspondence::tracking::Tracker::of(&server.app.config).link(id, 0)),
    );
    let log = admin.get("/api/events?limit=1000").await.data();
    let mut forged = click.clone().into_bytes();
    forged[3] = if forged[3] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    let unknown = token(
        tandem::features::correspondence::tracking::Tracker::of(&server.app.config)
            .link(tandem::id::Id::new(), 0),
    );
    let beyond =
        token(tandem::features::correspondence::tracking::Tracker::of(&server.app.config).link(id, 7));
    for path in [
        format!("/api/t/c/{forged}"),
        format!("/api/t/c/{open}"),
        format!("/api/t/o/{click}"),
        format!("/api/t/u/{click}"),
        format!("/api/t/c/{unknown}"),
        format!("/api/t/c/{beyond}"),
        "/api/t/c/https:%2F%2Fevil.example".into(),
    ] {
        admin.visit(&path, BROWSER).await.expect_error(404, "not_found");
    }
    assert_eq!(admin.get("/api/events?limit=1000").await.data(), log);
}

async fn contact_unsubscribes_with_one_click(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let contact = admin.lead("Alice").await;
    let email = admin.email(&contact).await;
    let path = tandem::features::correspondence::tracking::Tracker::of(&server.app.config)
        .unsubscribe(email.parse().unwrap())
        .path()
        .to_owned();
    // A GET by a scanner changes nothing.
    let page = admin.visit(&path, BROWSER).await.expect(200);
    assert!(page.body.as_str().unwrap().contains("method=\"post\""));
    assert_eq!(admin.contact(&contact).await["unsubscribedAt"], Value::Null);
    let mut anonymous = admin.clone();
    anonymous.token = None;
    let mut socket = admin.socket().await;
    for _ in 0..2 {
        let form = "application/x-www-form-urlencoded";
        anonymous.upload(&path, form, "List-Unsubscribe=One-Click").await.expect(200);
    }
    let received = socket.expect("lead:updated").await["data"].clone();
    assert!(received["unsubscribedAt"].is_string());
    assert_eq!(admin.contact(&contact).await, received, "the second request changes nothing");
    let again = json!({ "contactId": contact, "subject": "x", "body": "x" });
    admin.post("/api/emails", again).await.expect_error(409, "unsubscribed");
}
