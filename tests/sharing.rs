//! What arrives together shares a commit: what is refused or whose sender goes away takes nothing along, and nothing is
//! half there.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};
use tandem::{access::Actor, db::Arrival, features::enquiries, id::CompanyId};
use tokio::{sync::Barrier, task::JoinSet};

use crate::{
    on_both,
    support::{Client, Database, Server},
};

on_both!(
    what_is_refused_takes_nothing_along,
    one_who_goes_away_leaves_no_knot,
    a_claim_in_a_burst_sees_what_is_true
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

async fn what_is_refused_takes_nothing_along(database: Database) {
    let server = Arc::new(Server::start(database).await);
    let admin = server.found("Lotus").await;
    let barrier = Arc::new(Barrier::new(60));
    let mut writers = JoinSet::new();
    for n in 0..60 {
        let (server, barrier, company) = (server.clone(), barrier.clone(), company(&admin));
        writers.spawn(async move {
            let mut arrival = Arrival::new(&server.app.db, Actor::company(company));
            enquiries::submit(&mut arrival, enquiry(&format!("Alice {n}")));
            if n % 3 == 1 {
                arrival.insert(tandem::sql!("insert into nowhere (company_id)", company));
            }
            barrier.wait().await;
            match n % 3 {
                0 => arrival.commit().await.unwrap(),
                1 => drop(arrival.commit().await.unwrap_err()),
                _ => drop(arrival),
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
                let mut arrival = Arrival::new(&server.app.db, Actor::company(company));
                enquiries::submit(&mut arrival, enquiry(&format!("Alice {round}.{n}")));
                arrival.commit().await.unwrap();
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

/// Whose enquiry was acknowledged finds it, in the middle of a burst, and everybody's change stands.
async fn a_claim_in_a_burst_sees_what_is_true(database: Database) {
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
