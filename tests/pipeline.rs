//! A contact's life from LEAD to EVANGELIST (seed 000): every step for its reason, and no other way.

use std::sync::Arc;

use serde_json::{Value, json};
use tandem::access::Role;
use tokio::{sync::Barrier, task::JoinSet};

use crate::{
    on_both,
    support::{BROWSER, Client, Database, Server, Smtp},
};

on_both!(
    from_lead_to_evangelist,
    a_stage_moves_only_for_its_reason,
    a_company_sets_its_own_thresholds,
    twelve_sessions_at_once_leave_five,
    a_session_belongs_to_its_stage,
    a_lost_opportunity_sleeps_and_is_woken,
    one_of_several_lost_changes_nothing,
    a_customer_buys_again,
    an_opportunity_is_won_once,
    feedback_is_summed_up,
    what_is_sold_is_seen_by_those_who_see_the_contact,
    the_board_counts_what_one_may_see,
);

/// With a real mail server: the mail is parsed from what that server got, and its link is followed.
async fn from_lead_to_evangelist(database: Database) {
    let mut smtp = Smtp::start().await;
    let server = Server::start_with(database, &smtp.settings()).await;
    let admin = server.found("Lotus").await;
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
    assert_eq!(moved["actor"], Value::Null, "it went by itself");

    rep.session(&id, "MQL", 6).await.expect(201);
    let promote = format!("/api/contacts/{id}/promote-sql");
    let low = rep.patch(&promote, json!({})).await.refused(409, "rating_too_low");
    assert_eq!(low.data(), json!({ "average": 6.0, "count": 1, "required": 7 }));
    rep.session(&id, "MQL", 8).await.expect(201);
    assert_eq!(rep.patch(&promote, json!({})).await.expect(200).data()["stage"], "SQL");

    let opportunity = rep.open(&id, 4_500_000).await;
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
    its_history_says_all(&rep, &id).await;
}

async fn its_history_says_all(rep: &Client, id: &str) {
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

/// Every verb at every stage: what the table allows happens, anything else is refused and changes nothing.
async fn a_stage_moves_only_for_its_reason(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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
            admin.send(method, &path, Some(body), &[]).await.refused(409, "invalid_transition");
        }
    }
    // Those without enough to show for it.
    admin.patch(&format!("/api/contacts/{mql}/promote-sql"), json!({})).await.refused(409, "rating_too_low");
    admin
        .post(&format!("/api/contacts/{customer}/evangelist"), json!({}))
        .await
        .refused(409, "rating_too_low");
    for status in ["WON", "LOST"] {
        admin
            .patch(&format!("/api/leads/{lead}/status"), json!({ "status": status }))
            .await
            .refused(409, "invalid_transition");
    }
    admin
        .patch(&format!("/api/leads/{customer}/status"), json!({ "status": "NEW" }))
        .await
        .refused(409, "invalid_transition");
    assert_eq!(
        admin.get("/api/events?limit=1000").await.data().as_array().unwrap().len(),
        log,
        "nothing happened"
    );
}

async fn a_company_sets_its_own_thresholds(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let settings = json!({ "settings": { "sqlRating": 3, "evangelistRating": 2, "maxSessionsPerStage": 1 } });
    admin.patch(&format!("/api/companies/{}", admin.company()), settings).await.expect(200);
    let id = admin.lead("Alice").await;
    server.make_mql(&admin, &id).await;
    admin.session(&id, "MQL", 3).await.expect(201);
    admin.session(&id, "MQL", 10).await.refused(409, "too_many_sessions");
    admin.patch(&format!("/api/contacts/{id}/promote-sql"), json!({})).await.expect(200);
}

async fn twelve_sessions_at_once_leave_five(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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
        refused.refused(409, "too_many_sessions");
    }
    let logged = admin.get(&format!("/api/sessions/contact/{id}")).await.expect(200).data();
    assert_eq!(logged.as_array().unwrap().len(), 5);
}

async fn a_session_belongs_to_its_stage(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let id = admin.lead("Alice").await;
    admin.session(&id, "MQL", 8).await.refused(409, "wrong_stage");
    server.make_mql(&admin, &id).await;
    admin.session(&id, "SQL", 8).await.refused(409, "wrong_stage");
    assert_eq!(admin.session(&id, "LEAD", 8).await.refused(400, "invalid").fields(), ["stage"]);
    assert_eq!(admin.session(&id, "MQL", 11).await.refused(400, "invalid").fields(), ["rating"]);
    let session = admin.session(&id, "MQL", 7).await.expect(201).data();
    let path = format!("/api/sessions/{}", session["id"].as_str().unwrap());
    assert_eq!(admin.patch(&path, json!({ "rating": 9 })).await.expect(200).data()["rating"], 9);
    admin.patch(&format!("/api/contacts/{id}/promote-sql"), json!({})).await.expect(200);
    admin.patch(&path, json!({ "rating": 1 })).await.refused(409, "wrong_stage");
    admin.patch(&path, json!({ "notes": "a typo less" })).await.expect(200);
    admin.session(&id, "SQL", 5).await.expect(201);
    let of_sql = admin.get(&format!("/api/sessions/contact/{id}/SQL")).await.expect(200).data();
    assert_eq!(of_sql.as_array().unwrap().len(), 1);
    admin.get(&format!("/api/sessions/contact/{id}/CUSTOMER")).await.refused(400, "invalid");
}

/// A contact at OPPORTUNITY, and its opportunity.
async fn at_opportunity(server: &Server, rep: &Client) -> (String, String) {
    let id = rep.lead("Alice").await;
    server.make_mql(rep, &id).await;
    rep.make_sql(&id).await;
    let opportunity = rep.open(&id, 1_000).await;
    (id, opportunity)
}

async fn a_lost_opportunity_sleeps_and_is_woken(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (id, opportunity) = at_opportunity(&server, &admin).await;
    let lost = admin.lose(&opportunity).await.expect(200).data();
    assert_eq!((&lost["status"], &lost["lostReason"]), (&json!("LOST"), &json!("price")));
    let contact = admin.contact(&id).await;
    assert_eq!((&contact["stage"], &contact["status"]), (&json!("DORMANT"), &json!("LOST")));
    admin.lose(&opportunity).await.refused(409, "invalid_transition");
    admin.win(&opportunity).await.refused(409, "invalid_transition");
    admin
        .patch(&format!("/api/opportunities/{opportunity}"), json!({ "title": "X" }))
        .await
        .refused(409, "invalid_transition");
    let woken = admin.post(&format!("/api/contacts/{id}/reopen"), json!({})).await.expect(200).data();
    assert_eq!((&woken["stage"], &woken["status"]), (&json!("LEAD"), &json!("NEW")));
}

async fn one_of_several_lost_changes_nothing(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (id, first) = at_opportunity(&server, &admin).await;
    let second = admin.open(&id, 2_000).await;
    admin.lose(&first).await.expect(200);
    assert_eq!(admin.stage(&id).await, "OPPORTUNITY");
    admin.lose(&second).await.expect(200);
    assert_eq!(admin.stage(&id).await, "DORMANT");
}

async fn a_customer_buys_again(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let id = server.customer(&admin, "Alice").await;
    let (won, lost) = (admin.open(&id, 10).await, admin.open(&id, 20).await);
    admin.win(&won).await.expect(200);
    admin.lose(&lost).await.expect(200);
    assert_eq!(admin.stage(&id).await, "CUSTOMER");
    let deals = admin.get(&format!("/api/deals/company/{}", admin.company())).await.expect(200).body;
    assert_eq!(deals["total"], 2);
}

async fn an_opportunity_is_won_once(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (id, opportunity) = at_opportunity(&server, &admin).await;
    let barrier = Arc::new(Barrier::new(8));
    let mut winning = JoinSet::new();
    for n in 0..8 {
        let (admin, barrier, opportunity) = (admin.clone(), barrier.clone(), opportunity.clone());
        winning.spawn(async move {
            barrier.wait().await;
            match n % 3 {
                0 => admin.win(&opportunity).await,
                1 => admin.post("/api/deals", json!({ "opportunityId": opportunity })).await,
                _ => admin.lose(&opportunity).await,
            }
        });
    }
    let replies = winning.join_all().await;
    assert_eq!(replies.iter().filter(|reply| reply.status < 300).count(), 1);
    for late in replies.into_iter().filter(|reply| reply.status >= 300) {
        late.refused(409, "invalid_transition");
    }
    let deals =
        admin.get(&format!("/api/deals/company/{}", admin.company())).await.expect(200).body["total"].clone();
    let stage = admin.stage(&id).await;
    assert!((deals == 1 && stage == "CUSTOMER") || (deals == 0 && stage == "DORMANT"), "{deals} {stage}");
}

async fn feedback_is_summed_up(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let lead = admin.lead("Lead").await;
    admin.feedback(&lead, 9).await.refused(409, "wrong_stage");
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

async fn what_is_sold_is_seen_by_those_who_see_the_contact(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (asha, ravi) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Employee).await);
    let mut listener = ravi.socket().await;
    let (_, opportunity) = at_opportunity(&server, &asha).await;
    asha.win(&opportunity).await.expect(200);
    let deals = asha.get(&format!("/api/deals/company/{}", admin.company())).await.expect(200).body;
    let deal = deals["data"][0]["id"].as_str().unwrap().to_owned();
    for path in [format!("/api/opportunities/{opportunity}"), format!("/api/deals/{deal}")] {
        asha.get(&path).await.expect(200);
        admin.get(&path).await.expect(200);
        ravi.get(&path).await.refused(404, "not_found");
    }
    ravi.win(&opportunity).await.refused(404, "not_found");
    assert_eq!(ravi.get("/api/opportunities").await.expect(200).body["total"], 0);
    assert_eq!(
        ravi.get(&format!("/api/deals/company/{}", admin.company())).await.expect(200).body["total"],
        0
    );
    admin.receive_enquiry("Bea").await;
    assert_eq!(listener.numbered().await.unwrap()["kind"], "enquiry:created", "nothing of it was told");
}

async fn the_board_counts_what_one_may_see(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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
    rep.open(&mine, 700).await;
    let closed = rep.open(&mine, 900).await;
    other.open(&theirs, 5_000).await;
    rep.lose(&closed).await.expect(200);
    assert_eq!(column(&admin, "", "LEAD").await, (1, json!({})));
    assert_eq!(column(&admin, "", "OPPORTUNITY").await, (2, json!({ "INR": 5_700 })));
    assert_eq!(column(&rep, "", "OPPORTUNITY").await, (1, json!({ "INR": 700 })));
    let of_rep = format!("ownerId={}", rep.id());
    assert_eq!(column(&admin, &of_rep, "OPPORTUNITY").await, (1, json!({ "INR": 700 })));
    assert_eq!(column(&admin, "q=chen", "OPPORTUNITY").await, (1, json!({ "INR": 5_000 })));
    assert_eq!(column(&admin, "unowned=true", "OPPORTUNITY").await, (0, json!({})));
}
