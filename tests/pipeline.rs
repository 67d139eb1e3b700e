//! A contact's stages from LEAD to EVANGELIST (seed 000): the only transitions are those of the table.

use std::sync::Arc;

use serde_json::{Value, json};
use tandem::access::Role;
use tokio::{sync::Barrier, task::JoinSet};

use crate::{
    on_both_databases,
    support::{BROWSER, Client, Database, Server, Smtp},
};

on_both_databases!(
    lead_reaches_evangelist_through_every_stage,
    stage_follows_the_transition_table,
    company_sets_its_thresholds,
    concurrent_sessions_respect_the_limit,
    session_belongs_to_its_stage,
    feedback_is_summarised,
    board_counts_visible_leads,
);

/// With a real mail server: the link is parsed from the e-mail it received, and followed.
async fn lead_reaches_evangelist_through_every_stage(database: Database) {
    let mut smtp = Smtp::start().await;
    let server = Server::start_with(database, &smtp.settings()).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.named(&admin, Role::Employee, "Asha Rao").await;
    let mut socket = rep.socket().await;
    let id = rep.lead_with(json!({ "name": "Alice Smith", "email": "alice@example.com" })).await;

    rep.email(&id).await;
    let mail = smtp.mail_to("alice@example.com").await;
    assert!(
        mail.header("From").starts_with("\"Asha Rao\" <") || mail.header("From").starts_with("Asha Rao <"),
        "{}",
        mail.text
    );
    let html = mail.part("text/html");
    assert!(!html.contains("example.com/offer"), "{html}");
    let link = html.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    socket.expect("email:sent").await;
    let followed = rep.visit(&path_of(&link), BROWSER).await.expect(302);
    assert_eq!(followed.header("location"), Some("https://example.com/offer?a=1&b=2"));
    let moved = socket.expect("lead:stage").await;
    assert_eq!((&moved["data"]["from"], &moved["data"]["to"]), (&json!("LEAD"), &json!("MQL")));
    assert_eq!(moved["actor"], Value::Null, "changed by the system");

    rep.session(&id, "MQL", 6).await.expect(201);
    let promote = format!("/api/contacts/{id}/promote-sql");
    let low = rep.patch(&promote, json!({})).await.expect_error(409, "rating_too_low");
    assert_eq!(low.data(), json!({ "average": 6.0, "count": 1, "required": 7 }));
    rep.session(&id, "MQL", 8).await.expect(201);
    assert_eq!(rep.patch(&promote, json!({})).await.expect(200).data()["stage"], "SQL");

    let opportunity = rep.open_opportunity(&id, 4_500_000).await;
    assert_eq!(rep.stage(&id).await, "OPPORTUNITY");
    let won = rep.post(&format!("/api/opportunities/{opportunity}/won"), json!({ "value": 4_000_000 })).await;
    assert_eq!(won.expect(200).data()["status"], "WON");
    let deal = socket.expect("deal:created").await["data"].clone();
    assert_eq!((&deal["value"], &deal["currency"]), (&json!(4_000_000), &json!("INR")));
    let contact = rep.contact(&id).await;
    assert_eq!((&contact["stage"], &contact["status"]), (&json!("CUSTOMER"), &json!("WON")));

    rep.feedback(&id, 8).await.expect(201);
    let evangelist = rep.post(&format!("/api/contacts/{id}/evangelist"), json!({})).await.expect(200);
    assert_eq!(evangelist.data()["stage"], "EVANGELIST");
    assert_history(&rep, &id).await;
}

async fn assert_history(rep: &Client, id: &str) {
    let history = rep.get(&format!("/api/contacts/{id}/history")).await.expect(200).data();
    let steps: Vec<_> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|step| (step["from"].as_str(), step["to"].as_str().unwrap(), step["by"]["name"].as_str()))
        .collect();
    let asha = Some("Asha Rao");
    assert_eq!(
        steps,
        [
            (None, "LEAD", asha),
            (Some("LEAD"), "MQL", None),
            (Some("MQL"), "SQL", asha),
            (Some("SQL"), "OPPORTUNITY", asha),
            (Some("OPPORTUNITY"), "CUSTOMER", asha),
            (Some("CUSTOMER"), "EVANGELIST", asha),
        ]
    );
    assert!(history.as_array().unwrap().iter().all(|step| !step["reason"].as_str().unwrap().is_empty()));
    let lead = rep.get(&format!("/api/leads/{id}")).await.expect(200).data();
    let kinds: Vec<_> =
        lead["activities"].as_array().unwrap().iter().map(|line| line["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "STAGE_CHANGE").count(), 5);
    assert!(kinds.contains(&"EMAIL"));
}

fn path_of(url: &str) -> String {
    url.parse::<url::Url>().unwrap().path().to_owned()
}

async fn one_at_each_stage(server: &Server, admin: &Client) -> [String; 5] {
    let lead = admin.lead("Lead").await;
    let mql = admin.lead("Mql").await;
    server.make_mql(admin, &mql).await;
    let sql = admin.lead("Sql").await;
    server.make_mql(admin, &sql).await;
    admin.make_sql(&sql).await;
    let customer = server.customer(admin, "Customer").await;
    let evangelist = server.customer(admin, "Evangelist").await;
    admin.feedback(&evangelist, 10).await.expect(201);
    admin.post(&format!("/api/contacts/{evangelist}/evangelist"), json!({})).await.expect(200);
    [lead, mql, sql, customer, evangelist]
}

/// Every verb at every stage: those outside the table are rejected and change nothing.
async fn stage_follows_the_transition_table(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let [lead, mql, sql, customer, evangelist] = one_at_each_stage(&server, &admin).await;
    let log = admin.get("/api/events?limit=1000").await.data().as_array().unwrap().len();
    let verbs = |id: &str| {
        let contact = format!("/api/contacts/{id}");
        [
            format!("{contact}/promote-sql"),
            format!("{contact}/evangelist"),
            format!("{contact}/reopen"),
            format!("{contact}/opportunity"),
        ]
    };
    for (id, allowed) in [
        (&lead, ""),
        (&mql, "promote"),
        (&sql, "opportunity"),
        (&customer, "evangelist opportunity"),
        (&evangelist, "opportunity"),
    ] {
        for path in verbs(id) {
            let verb = path.rsplit('/').next().unwrap().split('-').next().unwrap();
            if allowed.split(' ').any(|name| name == verb) {
                continue;
            }
            let method = if verb == "promote" { reqwest::Method::PATCH } else { reqwest::Method::POST };
            let body = json!({ "title": "X", "expectedValue": 1 });
            let body = if verb == "opportunity" { body } else { json!({}) };
            admin.send(method, &path, Some(body), &[]).await.expect_error(409, "invalid_transition");
        }
    }
    // Verbs whose requirements are not met.
    admin
        .patch(&format!("/api/contacts/{mql}/promote-sql"), json!({}))
        .await
        .expect_error(409, "rating_too_low");
    admin
        .post(&format!("/api/contacts/{customer}/evangelist"), json!({}))
        .await
        .expect_error(409, "rating_too_low");
    for status in ["WON", "LOST"] {
        admin
            .patch(&format!("/api/leads/{lead}/status"), json!({ "status": status }))
            .await
            .expect_error(409, "invalid_transition");
    }
    admin
        .patch(&format!("/api/leads/{customer}/status"), json!({ "status": "NEW" }))
        .await
        .expect_error(409, "invalid_transition");
    assert_eq!(
        admin.get("/api/events?limit=1000").await.data().as_array().unwrap().len(),
        log,
        "nothing was changed"
    );
}

async fn company_sets_its_thresholds(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let settings = json!({ "settings": { "sqlRating": 3, "evangelistRating": 2, "maxSessionsPerStage": 1 } });
    admin.patch(&format!("/api/companies/{}", admin.company()), settings).await.expect(200);
    let id = admin.lead("Alice").await;
    server.make_mql(&admin, &id).await;
    admin.session(&id, "MQL", 3).await.expect(201);
    admin.session(&id, "MQL", 10).await.expect_error(409, "too_many_sessions");
    admin.patch(&format!("/api/contacts/{id}/promote-sql"), json!({})).await.expect(200);
}

async fn concurrent_sessions_respect_the_limit(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = admin.lead("Alice").await;
    server.make_mql(&admin, &id).await;
    let barrier = Arc::new(Barrier::new(12));
    let mut logging = JoinSet::new();
    for n in 0..12 {
        let (admin, barrier, id) = (admin.clone(), barrier.clone(), id.clone());
        logging.spawn(async move {
            barrier.wait().await;
            admin.session(&id, "MQL", n % 10 + 1).await
        });
    }
    let replies = logging.join_all().await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 5);
    for refused in replies.into_iter().filter(|reply| reply.status != 201) {
        refused.expect_error(409, "too_many_sessions");
    }
    let logged = admin.get(&format!("/api/sessions/contact/{id}")).await.expect(200).data();
    assert_eq!(logged.as_array().unwrap().len(), 5);
}

async fn session_belongs_to_its_stage(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = admin.lead("Alice").await;
    admin.session(&id, "MQL", 8).await.expect_error(409, "wrong_stage");
    server.make_mql(&admin, &id).await;
    admin.session(&id, "SQL", 8).await.expect_error(409, "wrong_stage");
    assert_eq!(admin.session(&id, "LEAD", 8).await.expect_error(400, "invalid").fields(), ["stage"]);
    assert_eq!(admin.session(&id, "MQL", 11).await.expect_error(400, "invalid").fields(), ["rating"]);
    let session = admin.session(&id, "MQL", 7).await.expect(201).data();
    let path = format!("/api/sessions/{}", session["id"].as_str().unwrap());
    assert_eq!(admin.patch(&path, json!({ "rating": 9 })).await.expect(200).data()["rating"], 9);
    admin.patch(&format!("/api/contacts/{id}/promote-sql"), json!({})).await.expect(200);
    admin.patch(&path, json!({ "rating": 1 })).await.expect_error(409, "wrong_stage");
    admin.patch(&path, json!({ "notes": "a typo less" })).await.expect(200);
    admin.session(&id, "SQL", 5).await.expect(201);
    let of_sql = admin.get(&format!("/api/sessions/contact/{id}/SQL")).await.expect(200).data();
    assert_eq!(of_sql.as_array().unwrap().len(), 1);
    admin.get(&format!("/api/sessions/contact/{id}/CUSTOMER")).await.expect_error(400, "invalid");
}

async fn feedback_is_summarised(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let lead = admin.lead("Lead").await;
    admin.feedback(&lead, 9).await.expect_error(409, "wrong_stage");
    let id = server.customer(&admin, "Alice").await;
    let summary =
        || async { admin.get(&format!("/api/feedback/contact/{id}/summary")).await.expect(200).data() };
    assert_eq!(
        summary().await,
        json!({ "average": null, "count": 0, "distribution": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0] })
    );
    for rating in [7, 9, 9] {
        admin.feedback(&id, rating).await.expect(201);
    }
    let said = summary().await;
    assert_eq!(said["count"], 3);
    assert_eq!(said["distribution"], json!([0, 0, 0, 0, 0, 0, 1, 0, 2, 0]));
    assert!((said["average"].as_f64().unwrap() - 25.0 / 3.0).abs() < 1e-9);
    let listed = admin.get(&format!("/api/feedback/contact/{id}")).await.expect(200).data();
    assert_eq!(listed[0]["rating"], 9);
}

async fn board_counts_visible_leads(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (rep, other) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let column = async |client: &Client, query: &str, stage: &str| {
        let board = client.get(&format!("/api/leads/board?{query}")).await.expect(200).data();
        let columns = board.as_array().unwrap();
        assert_eq!(columns.len(), 7, "every stage has a column");
        let found = columns.iter().find(|column| column["stage"] == stage).unwrap();
        (found["count"].as_i64().unwrap(), found["value"].clone())
    };
    rep.lead("Alice").await;
    let (mine, theirs) = (rep.lead("Bilal").await, other.lead("Chen").await);
    for (owner, contact) in [(&rep, &mine), (&other, &theirs)] {
        server.make_mql(owner, contact).await;
        owner.make_sql(contact).await;
    }
    rep.open_opportunity(&mine, 700).await;
    let closed = rep.open_opportunity(&mine, 900).await;
    other.open_opportunity(&theirs, 5_000).await;
    rep.lose(&closed).await.expect(200);
    assert_eq!(column(&admin, "", "LEAD").await, (1, json!({})));
    assert_eq!(column(&admin, "", "OPPORTUNITY").await, (2, json!({ "INR": 5_700 })));
    assert_eq!(column(&rep, "", "OPPORTUNITY").await, (1, json!({ "INR": 700 })));
    let of_rep = format!("ownerId={}", rep.id());
    assert_eq!(column(&admin, &of_rep, "OPPORTUNITY").await, (1, json!({ "INR": 700 })));
    assert_eq!(column(&admin, "q=chen", "OPPORTUNITY").await, (1, json!({ "INR": 5_000 })));
    assert_eq!(column(&admin, "unowned=true", "OPPORTUNITY").await, (0, json!({})));
}
