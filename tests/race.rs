//! Claim races: many reps claim at the same moment, one wins, and every socket receives each claim once, in order.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};
use tandem::access::Role;
use tokio::{sync::Barrier, task::JoinSet};

use crate::{
    on_both_databases,
    support::{Client, Database, Reply, Server, Socket},
};

on_both_databases!(
    two_hundred_reps_claim_one_enquiry,
    sixteen_reps_claim_fifty_enquiries,
    http_and_socket_claims_have_one_winner
);

async fn reps(server: &Server, admin: &Client, n: usize) -> Vec<Client> {
    let mut reps = vec![];
    for _ in 0..n {
        reps.push(server.employee(admin, Role::Counselor).await);
    }
    reps
}

/// Every rep claims every enquiry, all starting at the same moment.
async fn claim_all(reps: &[Client], enquiries: &[String]) -> BTreeMap<String, Vec<(Client, Reply)>> {
    let barrier = Arc::new(Barrier::new(reps.len()));
    let mut claiming = JoinSet::new();
    for (n, rep) in reps.iter().cloned().enumerate() {
        let (barrier, mut enquiries) = (barrier.clone(), enquiries.to_vec());
        let turn = n % enquiries.len();
        enquiries.rotate_left(turn);
        claiming.spawn(async move {
            barrier.wait().await;
            let mut replies = vec![];
            for id in enquiries {
                let reply = rep.post(&format!("/api/enquiries/{id}/claim"), json!({})).await;
                replies.push((id, rep.clone(), reply));
            }
            replies
        });
    }
    let mut by_enquiry: BTreeMap<String, Vec<(Client, Reply)>> = BTreeMap::new();
    while let Some(replies) = claiming.join_next().await {
        for (id, rep, reply) in replies.expect("no panic") {
            by_enquiry.entry(id).or_default().push((rep, reply));
        }
    }
    by_enquiry
}

/// Exactly one 200, and a 409 with the winner's name for everyone else.
fn one_winner(replies: &[(Client, Reply)]) -> String {
    let winners: Vec<_> = replies.iter().filter(|(_, reply)| reply.status == 200).collect();
    assert_eq!(winners.len(), 1, "{:?}", replies.iter().map(|(_, r)| r.status).collect::<Vec<_>>());
    let (winner, reply) = winners[0];
    assert_eq!(reply.data()["claimedBy"]["id"], json!(winner.id()));
    for (rep, reply) in replies.iter().filter(|(rep, _)| rep.id() != winner.id()) {
        let lost = reply.clone().expect_error(409, "already_claimed");
        assert_eq!(
            lost.data()["claimedBy"],
            json!({ "id": winner.id(), "name": winner.name() }),
            "for {}",
            rep.name()
        );
        assert!(lost.body["message"].as_str().unwrap().contains(&winner.name()));
    }
    winner.id()
}

async fn two_hundred_reps_claim_one_enquiry(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let reps = reps(&server, &admin, 200).await;
    let id = admin.submit_enquiry("Alice").await;
    let mut listener = admin.socket().await;
    let replies = claim_all(&reps, std::slice::from_ref(&id)).await;
    assert_eq!(replies[&id].len(), 200);
    let winner = one_winner(&replies[&id]);
    assert_eq!(listener.expect("enquiry:claimed").await["data"]["claimedBy"]["id"], json!(winner));
    let claims = kinds_of(&admin, "enquiry:claimed").await;
    assert_eq!(claims.len(), 1);
}

async fn kinds_of(client: &Client, kind: &str) -> Vec<Value> {
    let events = client.get("/api/events?limit=1000").await.expect(200).data();
    events.as_array().unwrap().iter().filter(|event| event["kind"] == kind).cloned().collect()
}

async fn sixteen_reps_claim_fifty_enquiries(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let reps = reps(&server, &admin, 16).await;
    let mut enquiries = vec![];
    for n in 0..50 {
        enquiries.push(admin.submit_enquiry(&format!("Alice {n}")).await);
    }
    let mut sockets = vec![];
    for rep in &reps {
        sockets.push(rep.socket().await);
    }
    let start = sockets[0].ready["seq"].as_i64().unwrap();
    let replies = claim_all(&reps, &enquiries).await;
    let winners: BTreeMap<&String, String> =
        replies.iter().map(|(id, replies)| (id, one_winner(replies))).collect();
    let log = kinds_of(&admin, "enquiry:claimed").await;
    for mut socket in sockets {
        let received = socket.events_up_to(start + 50).await;
        assert_eq!(received, log, "each claim once, in the order of the log");
    }
    for event in &log {
        let id = event["entity"]["id"].as_str().unwrap().to_owned();
        assert_eq!(event["data"]["claimedBy"]["id"], json!(winners[&id]));
    }
}

/// The same race with half of the reps claiming over their sockets.
async fn http_and_socket_claims_have_one_winner(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let reps = reps(&server, &admin, 20).await;
    let id = admin.submit_enquiry("Alice").await;
    let barrier = Arc::new(Barrier::new(reps.len()));
    let mut claiming = JoinSet::new();
    for (n, rep) in reps.into_iter().enumerate() {
        let (barrier, id) = (barrier.clone(), id.clone());
        let mut socket: Socket = rep.socket().await;
        claiming.spawn(async move {
            barrier.wait().await;
            if n % 2 == 0 {
                let answer = socket.call("enquiry:claim", json!({ "id": id })).await;
                (answer["success"] == true, answer["data"].clone(), answer["code"].clone())
            } else {
                let reply = rep.post(&format!("/api/enquiries/{id}/claim"), json!({})).await;
                (reply.status == 200, reply.data(), reply.body["code"].clone())
            }
        });
    }
    let answers = claiming.join_all().await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|(won, ..)| *won);
    assert_eq!((won.len(), lost.len()), (1, 19));
    for (_, data, code) in lost {
        assert_eq!((code, &data["claimedBy"]), (json!("already_claimed"), &won[0].1["claimedBy"]));
    }
}
