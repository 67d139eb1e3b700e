//! Group commit: a failed or dropped change does not affect others in the same commit, and is never stored in part.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};
use tandem::{access::Actor, db::InsertBatch, features::enquiries, id::CompanyId};

use tokio::{sync::Barrier, task::JoinSet};

use crate::{
    on_both_databases,
    support::{Client, Database, Server},
};

on_both_databases!(
    failed_change_does_not_affect_its_batch,
    dropped_request_does_not_block_the_queue,
    claims_in_a_burst_find_their_enquiry
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

/// Each enquiry has its event, each event its enquiry, and the numbers have no gap.
async fn assert_consistent(admin: &Client) {
    let events = admin.get("/api/events?limit=1000").await.expect(200).data();
    let events: Vec<Value> = events.as_array().unwrap().clone();
    let seqs: Vec<_> = events.iter().map(|event| event["seq"].as_u64().unwrap()).collect();
    assert_eq!(seqs, (1..=events.len() as u64).collect::<Vec<_>>());
    let created = events.iter().filter(|event| event["kind"] == "enquiry:created");
    let received: BTreeSet<_> =
        created.map(|event| event["data"]["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(received, names(admin).await);
}

async fn failed_change_does_not_affect_its_batch(database: Database) {
    let server = Arc::new(Server::start(database).await);
    let admin = server.found_company("Lotus").await;
    let barrier = Arc::new(Barrier::new(60));
    let mut writers = JoinSet::new();
    for n in 0..60 {
        let (server, barrier, company) = (server.clone(), barrier.clone(), company(&admin));
        writers.spawn(async move {
            let mut batch = InsertBatch::new(&server.app.db, Actor::system(company, "test"));
            enquiries::submit(&mut batch, enquiry(&format!("Alice {n}")));
            if n % 3 == 1 {
                batch.insert(tandem::sql!("insert into nowhere (company_id)", company));
            }
            barrier.wait().await;
            match n % 3 {
                0 => batch.commit().await.unwrap(),
                1 => drop(batch.commit().await.unwrap_err()),
                _ => drop(batch),
            }
        });
    }
    writers.join_all().await;
    let expected: BTreeSet<_> = (0..60).step_by(3).map(|n| format!("Alice {n}")).collect();
    assert_eq!(names(&admin).await, expected);
    assert_consistent(&admin).await;
}

/// Requests that are dropped at any moment.
async fn dropped_request_does_not_block_the_queue(database: Database) {
    let server = Arc::new(Server::start(database).await);
    let admin = server.found_company("Lotus").await;
    for round in 0..20 {
        let mut writers = JoinSet::new();
        for n in 0..4 {
            let (server, company) = (server.clone(), company(&admin));
            writers.spawn(async move {
                let mut batch = InsertBatch::new(&server.app.db, Actor::system(company, "test"));
                enquiries::submit(&mut batch, enquiry(&format!("Alice {round}.{n}")));
                batch.commit().await.unwrap();
            });
        }
        for _ in 0..round {
            tokio::task::yield_now().await;
        }
        writers.abort_all();
        while writers.join_next().await.is_some() {}
    }
    // The next request is not blocked, and no change is stored in part.
    admin.submit_enquiry("After").await;
    let rep = server.employee(&admin, tandem::access::Role::Counselor).await;
    rep.get("/api/enquiries").await.expect(200);
    assert_consistent(&admin).await;
}

/// Each acknowledged enquiry can be claimed in the middle of a burst, and all changes are stored.
async fn claims_in_a_burst_find_their_enquiry(database: Database) {
    let server = Arc::new(Server::start(database).await);
    let admin = server.found_company("Lotus").await;
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
    assert_consistent(&admin).await;
}
