//! Random verbs from many concurrent tasks. Stages follow the table, the history equals the events, counters equal a
//! recount, and the state before plus the events is the state after.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};
use tandem::{access::Role, audit, features::contacts::Stage};

use tokio::{sync::Barrier, task::JoinSet};

use crate::{
    on_both_databases,
    permissions::{ClientState, listed},
    support::{Client, Database, Server},
};

on_both_databases!(random_verbs_keep_all_invariants);

const TASKS: u64 = 8;

/// How many verbs each task runs; with `SOAK=1` about a minute of them.
fn verbs() -> usize {
    if std::env::var("SOAK").is_ok() { 600 } else { 45 }
}

/// The ids that the tasks share, including those of deleted records.
#[derive(Default)]
struct Known {
    leads: Vec<String>,
    opportunities: Vec<String>,
}

async fn random_verbs_keep_all_invariants(database: Database) {
    let server = Arc::new(Server::start_with(database, &[("JWT_EXPIRE", "90d")]).await);
    let admin = server.found_company("Lotus").await;
    let manager = server.employee(&admin, Role::Manager).await;
    let reps =
        [server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Employee).await];
    let people: Vec<Client> = [admin.clone(), manager.clone()].into_iter().chain(reps).collect();
    let mut sockets = vec![];
    for person in &people {
        sockets.push(person.socket().await);
    }
    let known = Arc::new(Mutex::new(Known::default()));
    let barrier = Arc::new(Barrier::new(usize::try_from(TASKS).unwrap()));
    let mut tasks = JoinSet::new();
    for n in 0..TASKS {
        let (server, people, known, barrier) =
            (server.clone(), people.clone(), known.clone(), barrier.clone());
        tasks.spawn(async move {
            let mut rng = StdRng::seed_from_u64(n);
            barrier.wait().await;
            for _ in 0..verbs() {
                let employee = people.choose(&mut rng).unwrap().clone();
                // The clock advances, so that several days have statistics.
                if n == 0 {
                    server.clock.shift(chrono::Duration::hours(rng.random_range(0..3)));
                }
                let status = run_random_verb(&server, &employee, &people, &known, &mut rng).await;
                assert!(status < 500, "{status}");
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.expect("no verb fails with a server error");
    }
    let last = wait_until_idle(&server, &admin).await;
    let log = read_log(&admin).await;
    assert_stages_follow_the_table(&log);
    assert_histories_equal_events(&admin, &log).await;
    assert_eq!(
        audit::check(&mut server.app.db.read().await.unwrap(), server.app.features).await.unwrap(),
        vec![],
        "counters"
    );
    for (person, mut socket) in people.iter().zip(sockets) {
        let mut state = ClientState::default();
        socket.events_up_to(last).await.iter().for_each(|event| state.apply(event, person));
        let now = listed(person).await;
        assert_eq!(state.ids(), now.keys().cloned().collect(), "{}", person.name());
        for (id, lead) in &now {
            let known = state.lead(id);
            let differs: Vec<_> =
                lead.as_object().unwrap().iter().filter(|(field, value)| known[field] != **value).collect();
            assert!(differs.is_empty(), "{}: {id}: {differs:?} but {known}", person.name());
        }
    }
}

/// Runs one random verb and returns the status of its response.
async fn run_random_verb(
    server: &Server,
    employee: &Client,
    people: &[Client],
    known: &Mutex<Known>,
    rng: &mut StdRng,
) -> u16 {
    let (lead, other, opportunity) = {
        let known = known.lock().unwrap();
        let lead = known.leads.choose(rng).cloned().unwrap_or_default();
        let other = known.leads.choose(rng).cloned().unwrap_or_default();
        (lead, other, known.opportunities.choose(rng).cloned().unwrap_or_default())
    };
    let (path, contact) = (format!("/api/leads/{lead}"), format!("/api/contacts/{lead}"));
    let rating = rng.random_range(5..=10);
    let reply = match rng.random_range(0..20) {
        0..=2 => {
            // Few addresses, so that some leads are duplicates.
            let email = format!("{}@example.com", rng.random_range(0..40));
            let reply = employee.post("/api/leads", json!({ "name": "Lead", "email": email })).await;
            known.lock().unwrap().leads.extend(reply.data()["id"].as_str().map(str::to_owned));
            reply
        }
        3..=5 => {
            let email =
                json!({ "contactId": lead, "subject": "x", "body": "<a href=\"https://example.com\">x</a>" });
            let reply = employee.post("/api/emails", email).await;
            match reply.data()["id"].as_str() {
                Some(email) => server.click(employee, email, 0).await,
                None => reply,
            }
        }
        6 | 7 => employee.session(&lead, ["MQL", "SQL"].choose(rng).unwrap(), rating).await,
        8 | 9 => employee.patch(&format!("{contact}/promote-sql"), json!({})).await,
        10 | 11 => {
            let currency = ["INR", "EUR"].choose(rng).unwrap();
            let body =
                json!({ "title": "X", "expectedValue": rng.random_range(1..100), "currency": currency });
            let reply = employee.post(&format!("{contact}/opportunity"), body).await;
            known.lock().unwrap().opportunities.extend(reply.data()["id"].as_str().map(str::to_owned));
            reply
        }
        12 => employee.win(&opportunity).await,
        13 => employee.lose(&opportunity).await,
        14 => {
            employee.feedback(&lead, rating).await;
            employee.post(&format!("{contact}/evangelist"), json!({})).await
        }
        15 => employee.post(&format!("{contact}/reopen"), json!({})).await,
        16 => {
            let status = ["NEW", "CONTACTED", "QUALIFIED", "WON"].choose(rng).unwrap();
            employee.patch(&format!("{path}/status"), json!({ "status": status })).await
        }
        17 => {
            let to = people.choose(rng).filter(|_| rating > 6).map(Client::id);
            employee.post(&format!("{path}/assign"), json!({ "employeeId": to })).await
        }
        18 => employee.post(&format!("{contact}/merge"), json!({ "contactId": other })).await,
        _ if rating > 8 => employee.delete(&path).await,
        _ => {
            employee
                .patch(&path, json!({ "title": format!("T{rating}"), "tags": [format!("t{rating}")] }))
                .await
        }
    };
    reply.status
}

/// Waits until all e-mails are sent. Returns the company's last event number.
async fn wait_until_idle(server: &Server, admin: &Client) -> i64 {
    server.wait_for_jobs().await;
    // Every employee receives this event.
    admin.patch(&format!("/api/companies/{}", admin.company()), json!({ "name": "Quiet" })).await.expect(200);
    admin.get("/api/leads").await.header("x-event-seq").unwrap().parse().unwrap()
}

async fn read_log(admin: &Client) -> Vec<Value> {
    let mut log: Vec<Value> = vec![];
    loop {
        let after = log.last().map_or(0, |event| event["seq"].as_i64().unwrap());
        let more = admin.get(&format!("/api/events?limit=1000&after={after}")).await.expect(200).data();
        let more = more.as_array().unwrap();
        if more.is_empty() {
            return log;
        }
        log.extend(more.iter().cloned());
    }
}

fn assert_stages_follow_the_table(log: &[Value]) {
    let stage = |value: &Value| Stage::try_from(value.as_str().unwrap().to_owned()).unwrap();
    let mut stages: BTreeMap<&str, Stage> = BTreeMap::new();
    let mut moves = 0;
    for event in log.iter().filter(|event| event["entity"]["type"] == "contact") {
        let (id, now) = (event["entity"]["id"].as_str().unwrap(), stage(&event["data"]["stage"]));
        match event["kind"].as_str().unwrap() {
            "lead:created" => assert_eq!(now, Stage::Lead),
            "lead:stage" => {
                assert!(stages[id].can_become(now), "{} to {now}", stages[id]);
                moves += 1;
            }
            _ => assert_eq!(stages[id], now, "{} changes no stage", event["kind"]),
        }
        stages.insert(id, now);
    }
    assert!(moves > 10, "only {moves} stage changes");
}

/// The history of each remaining lead equals its events.
async fn assert_histories_equal_events(admin: &Client, log: &[Value]) {
    for id in listed(admin).await.keys() {
        let history = admin.get(&format!("/api/contacts/{id}/history")).await.expect(200).data();
        let received: Vec<_> = log
            .iter()
            .filter(|event| event["entity"]["id"] == json!(id))
            .filter(|event| ["lead:created", "lead:stage"].contains(&event["kind"].as_str().unwrap()))
            .map(|event| (event["data"]["from"].clone(), event["data"]["stage"].clone(), event["at"].clone()))
            .collect();
        let read: Vec<_> = history
            .as_array()
            .unwrap()
            .iter()
            .map(|step| (step["from"].clone(), step["to"].clone(), step["at"].clone()))
            .collect();
        assert_eq!(read, received);
    }
}
