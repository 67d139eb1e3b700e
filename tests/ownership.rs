//! Ownership of leads: reps take unowned leads and release their own; only managers assign leads to others.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Client, Database, Server},
};

on_both_databases!(
    rep_takes_and_releases_an_unowned_lead,
    concurrent_takes_have_one_winner,
    rep_cannot_assign_leads_to_others,
    invisible_lead_is_not_found,
);

async fn unowned(admin: &Client) -> String {
    admin.lead_with(json!({ "name": "Alice", "ownerId": null })).await
}

fn path(id: &str) -> String {
    format!("/api/leads/{id}/assign")
}

fn to(person: &Client) -> Value {
    json!({ "employeeId": person.id() })
}

async fn rep_takes_and_releases_an_unowned_lead(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (rep, other) =
        (server.employee(&admin, Role::SalesExecutive).await, server.employee(&admin, Role::Counselor).await);
    let id = unowned(&admin).await;
    let mut socket = other.socket().await;
    let taken = rep.post(&path(&id), to(&rep)).await.expect(200).data();
    assert_eq!(taken["owner"], json!({ "id": rep.id(), "name": rep.name() }));
    assert_eq!(socket.expect("lead:assigned").await["data"]["owner"]["id"], json!(rep.id()));
    // Taking it again changes nothing.
    let again = rep.post(&path(&id), to(&rep)).await.expect(200).data();
    assert_eq!(again["version"], taken["version"]);
    other.get(&format!("/api/leads/{id}")).await.expect_error(404, "not_found");
    let late = other.post(&path(&id), to(&other)).await.expect_error(409, "already_owned");
    assert_eq!(late.data()["owner"], json!({ "id": rep.id(), "name": rep.name() }));
    other.post(&path(&id), json!({ "employeeId": null })).await.expect_error(404, "not_found");
    let released = rep.post(&path(&id), json!({ "employeeId": null })).await.expect(200).data();
    assert_eq!(released["owner"], Value::Null);
    other.post(&path(&id), to(&other)).await.expect(200);
}

async fn concurrent_takes_have_one_winner(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = unowned(&admin).await;
    let mut reps = vec![];
    for _ in 0..12 {
        reps.push(server.employee(&admin, Role::Counselor).await);
    }
    let takes = reps.iter().map(|rep| {
        let path = path(&id);
        async move { rep.post(&path, to(rep)).await }
    });
    let replies = futures::future::join_all(takes).await;
    let (won, lost): (Vec<_>, Vec<_>) = replies.into_iter().partition(|reply| reply.status == 200);
    assert_eq!(won.len(), 1);
    for reply in lost {
        assert_eq!(reply.expect_error(409, "already_owned").data()["owner"], won[0].data()["owner"]);
    }
    assert_eq!(admin.contact(&id).await["owner"], won[0].data()["owner"]);
}

async fn rep_cannot_assign_leads_to_others(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (rep, other) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let hr = server.employee(&admin, Role::Hr).await;
    let (free, own, others) = (unowned(&admin).await, rep.lead("Bea").await, other.lead("Carl").await);
    for id in [&free, &own, &others] {
        rep.post(&path(id), to(&other)).await.expect_error(403, "forbidden");
        hr.post(&path(id), to(&hr)).await.expect_error(403, "forbidden");
    }
    rep.post(&path(&free), json!({ "employeeId": null })).await.expect(200);
    let stale = json!({ "employeeId": rep.id() });
    rep.send(reqwest::Method::POST, &path(&free), Some(stale), &[("if-match", "\"9\"")])
        .await
        .expect_error(412, "version_mismatch");
}

async fn invisible_lead_is_not_found(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (rep, other) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let others = other.lead("Carl").await;
    rep.post(&path(&others), to(&rep)).await.expect_error(404, "not_found");
    // Reassigned from one owner to another: nobody else is informed.
    admin.post(&path(&others), to(&admin)).await.expect(200);
    rep.post(&path(&others), to(&rep)).await.expect_error(404, "not_found");
    let outsider = server.found_company("Oak").await;
    outsider.post(&path(&others), to(&outsider)).await.expect_error(404, "not_found");
}
