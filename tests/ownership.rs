//! Whose a lead is: reps take unowned ones and release their own; giving to others is for managers.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both,
    support::{Client, Database, Server},
};

on_both!(
    a_rep_takes_an_unowned_lead_and_releases_it,
    of_many_reps_who_take_a_lead_at_once_one_wins,
    a_rep_gives_leads_to_nobody_else,
    a_lead_that_a_rep_could_never_see_stays_unknown_to_them,
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

async fn a_rep_takes_an_unowned_lead_and_releases_it(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (rep, other) =
        (server.employee(&admin, Role::SalesExecutive).await, server.employee(&admin, Role::Counselor).await);
    let id = unowned(&admin).await;
    let mut socket = other.socket().await;
    let taken = rep.post(&path(&id), to(&rep)).await.expect(200).data();
    assert_eq!(taken["owner"], json!({ "id": rep.id(), "name": rep.name() }));
    assert_eq!(socket.expect("lead:assigned").await["data"]["owner"]["id"], json!(rep.id()));
    // Once more changes nothing.
    let again = rep.post(&path(&id), to(&rep)).await.expect(200).data();
    assert_eq!(again["version"], taken["version"]);
    other.get(&format!("/api/leads/{id}")).await.refused(404, "not_found");
    let late = other.post(&path(&id), to(&other)).await.refused(409, "already_owned");
    assert_eq!(late.data()["owner"], json!({ "id": rep.id(), "name": rep.name() }));
    other.post(&path(&id), json!({ "employeeId": null })).await.refused(404, "not_found");
    let released = rep.post(&path(&id), json!({ "employeeId": null })).await.expect(200).data();
    assert_eq!(released["owner"], Value::Null);
    other.post(&path(&id), to(&other)).await.expect(200);
}

async fn of_many_reps_who_take_a_lead_at_once_one_wins(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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
        assert_eq!(reply.refused(409, "already_owned").data()["owner"], won[0].data()["owner"]);
    }
    assert_eq!(admin.contact(&id).await["owner"], won[0].data()["owner"]);
}

async fn a_rep_gives_leads_to_nobody_else(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (rep, other) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let hr = server.employee(&admin, Role::Hr).await;
    let (free, own, others) = (unowned(&admin).await, rep.lead("Bea").await, other.lead("Carl").await);
    for id in [&free, &own, &others] {
        rep.post(&path(id), to(&other)).await.refused(403, "forbidden");
        hr.post(&path(id), to(&hr)).await.refused(403, "forbidden");
    }
    rep.post(&path(&free), json!({ "employeeId": null })).await.expect(200);
    let stale = json!({ "employeeId": rep.id() });
    rep.send(reqwest::Method::POST, &path(&free), Some(stale), &[("if-match", "\"9\"")])
        .await
        .refused(412, "version_mismatch");
}

async fn a_lead_that_a_rep_could_never_see_stays_unknown_to_them(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (rep, other) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let others = other.lead("Carl").await;
    rep.post(&path(&others), to(&rep)).await.refused(404, "not_found");
    // Given from one owner to another: nobody else was told.
    admin.post(&path(&others), to(&admin)).await.expect(200);
    rep.post(&path(&others), to(&rep)).await.refused(404, "not_found");
    let stranger = server.found("Oak").await;
    stranger.post(&path(&others), to(&stranger)).await.refused(404, "not_found");
}
