//! Writers who share a commit: one who fails or goes away takes nobody along, and nothing is half there.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};
use tandem::{access::Actor, db::Tx, features::enquiries, id::CompanyId};
use tokio::{sync::Barrier, task::JoinSet};

use crate::{
    on_both,
    support::{Client, Database, Server},
};

on_both!(
    one_who_fails_takes_nobody_along,
    one_who_goes_away_leaves_no_knot,
    a_reader_waits_for_what_others_share
);

fn enquiry(name: &str) -> enquiries::NewEnquiry {
    serde_json::from_value(json!({ "name": name, "email": "alice@example.com" })).unwrap()
}

fn company(admin: &Client) -> CompanyId {
    admin.company().parse().unwrap()
}

async fn names(admin: &Client) -> BTreeSet<String> {
    let list = admin.get("/api/enquiries?limit=100").await.expect(200).data();
    list.as_array().unwrap().iter().map(|enquiry| enquiry["name"].as_str().unwrap().to_owned()).collect()
}

/// Each enquiry has its event, each event its enquiry, and the numbers have no hole.
async fn is_whole(admin: &Client) {
    let events = admin.get("/api/events?limit=1000").await.expect(200).data();
    let events: Vec<Value> = events.as_array().unwrap().clone();
    let seqs: Vec<_> = events.iter().map(|event| event["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=events.len() as u64).collect::<Vec<_>>());
    let created = events.iter().filter(|event| event["kind"] == "enquiry:created");
    let told: BTreeSet<_> = created.map(|event| event["data"]["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(told, names(admin).await);
}

async fn one_who_fails_takes_nobody_along(database: Database) {
    let server = Arc::new(Server::start(database).await);
    let admin = server.found("Lotus").await;
    let barrier = Arc::new(Barrier::new(60));
    let mut writers = JoinSet::new();
    for n in 0..60 {
        let (server, barrier, company) = (server.clone(), barrier.clone(), company(&admin));
        writers.spawn(async move {
            barrier.wait().await;
            let mut tx = Tx::begin_shared(&server.app.db, Actor::company(company)).await.unwrap();
            enquiries::submit(&mut tx, enquiry(&format!("Alice {n}"))).await.unwrap();
            match n % 3 {
                0 => tx.commit().await.unwrap(),
                // An error in the middle of the common transaction, and simply giving up.
                1 => drop(tx.exec(tandem::sql!("insert into nowhere values (1)")).await.unwrap_err()),
                _ => drop(tx),
            }
        });
    }
    writers.join_all().await;
    let expected: BTreeSet<_> = (0..60).step_by(3).map(|n| format!("Alice {n}")).collect();
    assert_eq!(names(&admin).await, expected);
    is_whole(&admin).await;
}

/// Requests whose clients hang up, at any moment of their work.
async fn one_who_goes_away_leaves_no_knot(database: Database) {
    let server = Arc::new(Server::start(database).await);
    let admin = server.found("Lotus").await;
    for round in 0..20 {
        let mut writers = JoinSet::new();
        for n in 0..4 {
            let (server, company) = (server.clone(), company(&admin));
            writers.spawn(async move {
                let mut tx = Tx::begin_shared(&server.app.db, Actor::company(company)).await.unwrap();
                enquiries::submit(&mut tx, enquiry(&format!("Alice {round}.{n}"))).await.unwrap();
                tx.commit().await.unwrap();
            });
        }
        for _ in 0..round {
            tokio::task::yield_now().await;
        }
        writers.abort_all();
        while writers.join_next().await.is_some() {}
    }
    // Whoever comes next is not held up, and what is there is there whole.
    admin.receive_enquiry("After").await;
    let rep = server.employee(&admin, tandem::access::Role::Counselor).await;
    rep.get("/api/enquiries").await.expect(200);
    is_whole(&admin).await;
}

/// A claim in the middle of a burst sees only what is committed, and everybody's change stands.
async fn a_reader_waits_for_what_others_share(database: Database) {
    let server = Arc::new(Server::start(database).await);
    let admin = server.found("Lotus").await;
    let mut work = JoinSet::new();
    for n in 0..40 {
        let (admin, public) = (admin.clone(), server.client());
        work.spawn(async move {
            let body = json!({ "name": format!("Alice {n}"), "email": "alice@example.com" });
            let id = public.post("/api/enquiries", body).await.expect(201).data()["id"]
                .as_str()
                .unwrap()
                .to_owned();
            let claimed =
                admin.post(&format!("/api/enquiries/{id}/claim"), json!({})).await.expect(200).data();
            assert_eq!(claimed["status"], "claimed");
        });
    }
    work.join_all().await;
    assert_eq!(admin.get("/api/enquiries?status=claimed").await.body["total"], 40);
    is_whole(&admin).await;
}
