//! Opportunities and deals: won, lost, reopened, visible with their contact.

use std::sync::Arc;

use serde_json::{Value, json};
use tandem::access::Role;
use tokio::{sync::Barrier, task::JoinSet};

use crate::{
    on_both_databases,
    support::{Client, Database, Server},
};

on_both_databases!(
    lost_opportunity_makes_the_contact_dormant_until_reopened,
    one_of_several_lost_opportunities_keeps_the_stage,
    customer_buys_again,
    opportunity_is_closed_once,
    opportunities_and_deals_are_visible_with_their_contact,
    opportunities_and_deals_are_filtered
);

/// A contact at OPPORTUNITY, and its opportunity.
async fn at_opportunity(server: &Server, rep: &Client) -> (String, String) {
    let id = rep.lead("Alice").await;
    server.make_mql(rep, &id).await;
    rep.make_sql(&id).await;
    let opportunity = rep.open_opportunity(&id, 1_000).await;
    (id, opportunity)
}

async fn lost_opportunity_makes_the_contact_dormant_until_reopened(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (id, opportunity) = at_opportunity(&server, &admin).await;
    let lost = admin.lose(&opportunity).await.expect(200).data();
    assert_eq!((&lost["status"], &lost["lostReason"]), (&json!("LOST"), &json!("price")));
    let contact = admin.contact(&id).await;
    assert_eq!((&contact["stage"], &contact["status"]), (&json!("DORMANT"), &json!("LOST")));
    admin.lose(&opportunity).await.expect_error(409, "invalid_transition");
    admin.win(&opportunity).await.expect_error(409, "invalid_transition");
    admin
        .patch(&format!("/api/opportunities/{opportunity}"), json!({ "title": "X" }))
        .await
        .expect_error(409, "invalid_transition");
    let reopened = admin.post(&format!("/api/contacts/{id}/reopen"), json!({})).await.expect(200).data();
    assert_eq!((&reopened["stage"], &reopened["status"]), (&json!("LEAD"), &json!("NEW")));
}

async fn one_of_several_lost_opportunities_keeps_the_stage(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (id, first) = at_opportunity(&server, &admin).await;
    let second = admin.open_opportunity(&id, 2_000).await;
    admin.lose(&first).await.expect(200);
    assert_eq!(admin.stage(&id).await, "OPPORTUNITY");
    admin.lose(&second).await.expect(200);
    assert_eq!(admin.stage(&id).await, "DORMANT");
}

async fn customer_buys_again(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = server.customer(&admin, "Alice").await;
    let (won, lost) = (admin.open_opportunity(&id, 10).await, admin.open_opportunity(&id, 20).await);
    admin.win(&won).await.expect(200);
    admin.lose(&lost).await.expect(200);
    assert_eq!(admin.stage(&id).await, "CUSTOMER");
    let deals = admin.get(&format!("/api/deals/company/{}", admin.company())).await.expect(200).body;
    assert_eq!(deals["total"], 2);
}

async fn opportunity_is_closed_once(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
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
        late.expect_error(409, "invalid_transition");
    }
    let deals =
        admin.get(&format!("/api/deals/company/{}", admin.company())).await.expect(200).body["total"].clone();
    let stage = admin.stage(&id).await;
    assert!((deals == 1 && stage == "CUSTOMER") || (deals == 0 && stage == "DORMANT"), "{deals} {stage}");
}

async fn opportunities_and_deals_are_visible_with_their_contact(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
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
        ravi.get(&path).await.expect_error(404, "not_found");
    }
    ravi.win(&opportunity).await.expect_error(404, "not_found");
    assert_eq!(ravi.get("/api/opportunities").await.expect(200).body["total"], 0);
    assert_eq!(
        ravi.get(&format!("/api/deals/company/{}", admin.company())).await.expect(200).body["total"],
        0
    );
    admin.submit_enquiry("Bea").await;
    assert_eq!(
        listener.next_event().await.unwrap()["kind"],
        "enquiry:created",
        "none of these events reached another rep"
    );
}

async fn opportunities_and_deals_are_filtered(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::SalesExecutive).await;
    let (lost, won, open) = (
        at_opportunity(&server, &rep).await.1,
        at_opportunity(&server, &rep).await.1,
        at_opportunity(&server, &admin).await.1,
    );
    rep.lose(&lost).await.expect(200);
    rep.win(&won).await.expect(200);
    for (query, expected) in [
        ("status=LOST,WON", vec![&lost, &won]),
        ("status=OPEN,WON", vec![&open, &won]),
        ("ownerId=none", vec![]),
        (&format!("ownerId={}", rep.id()), vec![&lost, &won]),
        (&format!("ownerId={},{}", rep.id(), admin.id()), vec![&lost, &open, &won]),
        ("closedAt=last-7-days", vec![&lost, &won]),
        ("closedAt=..2020-01-01", vec![]),
        ("createdAt=today", vec![&lost, &open, &won]),
    ] {
        let found = admin.get(&format!("/api/opportunities?{query}")).await.expect(200).data();
        assert_eq!(ids(&found), sorted(expected), "{query}");
    }
    let company = admin.company();
    for (query, expected) in [
        (format!("closedBy={}", rep.id()), 1),
        (format!("closedBy={}", admin.id()), 0),
        ("closedAt=today".into(), 1),
    ] {
        let deals = admin.get(&format!("/api/deals/company/{company}?{query}")).await.expect(200);
        assert_eq!(deals.body["total"], expected, "{query}");
    }
    admin.get("/api/opportunities?status=CLOSED&closedAt=soon").await.expect_error(400, "invalid");
}

fn ids(records: &Value) -> Vec<String> {
    let ids = records.as_array().unwrap().iter().map(|record| record["id"].as_str().unwrap());
    let mut ids: Vec<_> = ids.map(str::to_owned).collect();
    ids.sort();
    ids
}

fn sorted(ids: Vec<&String>) -> Vec<String> {
    let mut ids: Vec<_> = ids.into_iter().cloned().collect();
    ids.sort();
    ids
}
