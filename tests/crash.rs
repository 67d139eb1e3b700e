//! kill -9 under load: no acknowledged change is lost, the log has no gap, and each event has its change.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use tokio::{sync::Notify, task::JoinSet};

use crate::{
    on_both_databases,
    support::{Client, Database, PASSWORD, Program},
};

on_both_databases!(kill_under_load_loses_no_acknowledged_change, sigterm_under_load_exits_cleanly);

const ROUNDS: usize = 4;
const CLIENTS: usize = 8;

async fn sign_up(program: &Program) -> Client {
    let client = program.client();
    let body = json!({ "name": "Asha", "email": "asha@example.com", "password": PASSWORD });
    client.post("/api/auth/register", body).await.expect(201);
    sign_in(program).await
}

async fn sign_in(program: &Program) -> Client {
    let client = program.client();
    let login =
        client.post("/api/auth/login", json!({ "email": "asha@example.com", "password": PASSWORD })).await;
    client.signed_in(&login.expect(200).data())
}

/// Submits enquiries until the server is gone, and records each that was acknowledged.
fn load(program: &Program, round: usize, acknowledged: &Arc<Acknowledged>) -> JoinSet<()> {
    let mut clients = JoinSet::new();
    for n in 0..CLIENTS {
        let (client, acknowledged) = (program.client(), acknowledged.clone());
        clients.spawn(async move {
            for i in 0.. {
                let body = json!({ "name": format!("Alice {round}.{n}.{i}"), "email": "alice@example.com" });
                match client.try_send(reqwest::Method::POST, "/api/enquiries", Some(body), &[]).await {
                    Ok(reply) if reply.status == 201 => {
                        let id = reply.data()["id"].as_str().unwrap().to_owned();
                        acknowledged.add(id);
                    }
                    Ok(reply) => assert_eq!(reply.status, 503, "{}", reply.body),
                    Err(_) => return,
                }
            }
        });
    }
    clients
}

/// The enquiries that were answered with 201.
#[derive(Default)]
struct Acknowledged {
    ids: Mutex<BTreeSet<String>>,
    added: Notify,
}

impl Acknowledged {
    fn add(&self, id: String) {
        self.ids.lock().unwrap().insert(id);
        self.added.notify_one();
    }
    fn count(&self) -> usize {
        self.ids.lock().unwrap().len()
    }
    /// Waits for this many more acknowledgements, so that the server is stopped in the middle of the load.
    async fn wait_for(&self, more: usize) {
        let wanted = self.count() + more;
        while self.count() < wanted {
            self.added.notified().await;
        }
    }
}

async fn list_all(client: &Client, path: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (vec![], "start".to_owned());
    loop {
        let part = client.get(&format!("{path}?limit=100&cursor={cursor}")).await.expect(200);
        all.extend(part.data().as_array().unwrap().clone());
        match part.body["nextCursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => return all,
        }
    }
}

async fn log(client: &Client) -> Vec<Value> {
    let mut log: Vec<Value> = vec![];
    loop {
        let part =
            client.get(&format!("/api/events?after={}&limit=1000", log.len())).await.expect(200).data();
        if part == json!([]) {
            return log;
        }
        log.extend(part.as_array().unwrap().clone());
    }
}

async fn assert_consistent(client: &Client, acknowledged: &Acknowledged) {
    let kept: BTreeSet<String> = list_all(client, "/api/enquiries")
        .await
        .iter()
        .map(|enquiry| enquiry["id"].as_str().unwrap().to_owned())
        .collect();
    let lost: Vec<_> = acknowledged.ids.lock().unwrap().difference(&kept).cloned().collect();
    assert_eq!(lost, Vec::<String>::new(), "acknowledged and lost");
    let log = log(client).await;
    let seqs: Vec<i64> = log.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(seqs, (1..=seqs.len() as i64).collect::<Vec<_>>(), "numbers without gaps");
    let created: Vec<&str> = log
        .iter()
        .filter(|event| event["kind"] == "enquiry:created")
        .map(|event| event["entity"]["id"].as_str().unwrap())
        .collect();
    let received: BTreeSet<String> = created.iter().map(|id| (*id).to_owned()).collect();
    assert_eq!(created.len(), received.len(), "each created once");
    assert_eq!(received, kept, "each enquiry has its event, each event its enquiry");
}

async fn kill_under_load_loses_no_acknowledged_change(database: Database) {
    let acknowledged = Arc::new(Acknowledged::default());
    let mut program = Program::serve(&database, &[]).await;
    sign_up(&program).await;
    for round in 0..ROUNDS {
        let clients = load(&program, round, &acknowledged);
        acknowledged.wait_for(60).await;
        program.kill().await;
        clients.join_all().await;
        program = Program::serve(&database, &[]).await;
        assert_consistent(&sign_in(&program).await, &acknowledged).await;
    }
    program.kill().await;
    let output = Program::run(&database, &["check"]).await;
    assert!(output.success, "{}", output.text);
}

/// On SIGTERM open requests are answered, sockets are asked to reconnect, and the process exits with success.
async fn sigterm_under_load_exits_cleanly(database: Database) {
    let acknowledged = Arc::new(Acknowledged::default());
    let program = Program::serve(&database, &[]).await;
    let admin = sign_up(&program).await;
    let mut socket = admin.socket().await;
    let clients = load(&program, 0, &acknowledged);
    acknowledged.wait_for(60).await;
    assert!(program.terminate().await, "it exits with success");
    clients.join_all().await;
    socket.expect("server:closing").await;
    socket.wait_closed().await;
    let program = Program::serve(&database, &[]).await;
    assert_consistent(&sign_in(&program).await, &acknowledged).await;
}
