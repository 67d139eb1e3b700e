//! Random verbs from many tasks at once. Whatever they do: stages move only by the table, history equals events, counters
//! equal a recount, and the state before with the events applied is the state after.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};
use tandem::{
    access::Role,
    features::{contacts::Stage, insights::audit},
};
use tokio::{sync::Barrier, task::JoinSet};

use crate::{
    on_both,
    permissions::{Applied, listed},
    support::{Client, Database, Server},
};

on_both!(whatever_happens_adds_up);

const TASKS: u64 = 8;

/// How many verbs a task fires; `SOAK=1` makes a minute of it.
fn verbs() -> usize {
    if std::env::var("SOAK").is_ok() { 600 } else { 45 }
}

/// What all tasks know of: the ids of leads and of opportunities, gone ones too.
#[derive(Default)]
struct Known {
    leads: Vec<String>,
    opportunities: Vec<String>,
}

async fn whatever_happens_adds_up(database: Database) {
    let server = Arc::new(Server::start_with(database, &[("JWT_EXPIRE", "90d")]).await);
    let admin = server.found("Lotus").await;
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
    let mut acting = JoinSet::new();
    for n in 0..TASKS {
        let (server, people, known, barrier) =
            (server.clone(), people.clone(), known.clone(), barrier.clone());
        acting.spawn(async move {
            let mut dice = StdRng::seed_from_u64(n);
            barrier.wait().await;
            for _ in 0..verbs() {
                let who = people.choose(&mut dice).unwrap().clone();
                // Days pass meanwhile, so that figures of several are kept up.
                if n == 0 {
                    server.clock.shift(chrono::Duration::hours(dice.random_range(0..3)));
                }
                let status = act(&server, &who, &people, &known, &mut dice).await;
                assert!(status < 500, "{status}");
            }
        });
    }
    while let Some(done) = acting.join_next().await {
        done.expect("no verb fails on our side");
    }
    let last = until_quiet(&server, &admin).await;
    let log = whole_log(&admin).await;
    stages_moved_by_the_table(&log);
    histories_are_the_events(&admin, &log).await;
    assert_eq!(audit::check(&mut server.app.db.read().await.unwrap()).await.unwrap(), vec![], "counters");
    for (person, mut socket) in people.iter().zip(sockets) {
        let mut applied = Applied::default();
        socket.up_to(last).await.iter().for_each(|event| applied.apply(event, person));
        let now = listed(person).await;
        assert_eq!(applied.ids(), now.keys().cloned().collect(), "{}", person.name());
        for (id, lead) in &now {
            let known = applied.lead(id);
            let differs: Vec<_> =
                lead.as_object().unwrap().iter().filter(|(field, value)| known[field] != **value).collect();
            assert!(differs.is_empty(), "{}: {id}: {differs:?} but {known}", person.name());
        }
    }
}

/// One verb, chosen by the dice. Answers its status: whatever is refused changed nothing.
async fn act(
    server: &Server,
    who: &Client,
    people: &[Client],
    known: &Mutex<Known>,
    dice: &mut StdRng,
) -> u16 {
    let (lead, other, opportunity) = {
        let known = known.lock().unwrap();
        let lead = known.leads.choose(dice).cloned().unwrap_or_default();
        let other = known.leads.choose(dice).cloned().unwrap_or_default();
        (lead, other, known.opportunities.choose(dice).cloned().unwrap_or_default())
    };
    let (path, contact) = (format!("/api/leads/{lead}"), format!("/api/contacts/{lead}"));
    let rating = dice.random_range(5..=10);
    let reply = match dice.random_range(0..20) {
        0..=2 => {
            // Few addresses for many, so that some are duplicates.
            let email = format!("{}@example.com", dice.random_range(0..40));
            let reply = who.post("/api/leads", json!({ "name": "Lead", "email": email })).await;
            known.lock().unwrap().leads.extend(reply.data()["id"].as_str().map(str::to_owned));
            reply
        }
        3..=5 => {
            let email =
                json!({ "contactId": lead, "subject": "x", "body": "<a href=\"https://example.com\">x</a>" });
            let reply = who.post("/api/emails", email).await;
            match reply.data()["id"].as_str() {
                Some(email) => server.click(who, email, 0).await,
                None => reply,
            }
        }
        6 | 7 => who.session(&lead, ["MQL", "SQL"].choose(dice).unwrap(), rating).await,
        8 | 9 => who.patch(&format!("{contact}/promote-sql"), json!({})).await,
        10 | 11 => {
            let currency = ["INR", "EUR"].choose(dice).unwrap();
            let body =
                json!({ "title": "X", "expectedValue": dice.random_range(1..100), "currency": currency });
            let reply = who.post(&format!("{contact}/opportunity"), body).await;
            known.lock().unwrap().opportunities.extend(reply.data()["id"].as_str().map(str::to_owned));
            reply
        }
        12 => who.win(&opportunity).await,
        13 => who.lose(&opportunity).await,
        14 => {
            who.feedback(&lead, rating).await;
            who.post(&format!("{contact}/evangelist"), json!({})).await
        }
        15 => who.post(&format!("{contact}/reopen"), json!({})).await,
        16 => {
            let status = ["NEW", "CONTACTED", "QUALIFIED", "WON"].choose(dice).unwrap();
            who.patch(&format!("{path}/status"), json!({ "status": status })).await
        }
        17 => {
            let to = people.choose(dice).filter(|_| rating > 6).map(Client::id);
            who.post(&format!("{path}/assign"), json!({ "employeeId": to })).await
        }
        18 => who.post(&format!("{contact}/merge"), json!({ "contactId": other })).await,
        _ if rating > 8 => who.delete(&path).await,
        _ => who.patch(&path, json!({ "title": format!("T{rating}"), "tags": [format!("t{rating}")] })).await,
    };
    reply.status
}

/// Waits until no mail is left to be sent. Answers the company's last event number.
async fn until_quiet(server: &Server, admin: &Client) -> i64 {
    loop {
        let mut conn = server.app.db.read().await.unwrap();
        let (jobs,): (i64,) = conn.one(tandem::sql!("select count(*) from jobs")).await.unwrap();
        if jobs == 0 {
            break;
        }
        drop(conn);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    // Everybody hears this one, whoever they are.
    admin.patch(&format!("/api/companies/{}", admin.company()), json!({ "name": "Quiet" })).await.expect(200);
    admin.get("/api/leads").await.header("x-event-seq").unwrap().parse().unwrap()
}

async fn whole_log(admin: &Client) -> Vec<Value> {
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

fn stages_moved_by_the_table(log: &[Value]) {
    let stage = |value: &Value| Stage::try_from(value.as_str().unwrap().to_owned()).unwrap();
    let mut stages: BTreeMap<&str, Stage> = BTreeMap::new();
    let mut moves = 0;
    for event in log.iter().filter(|event| event["entity"]["type"] == "contact") {
        let (id, now) = (event["entity"]["id"].as_str().unwrap(), stage(&event["data"]["stage"]));
        match event["kind"].as_str().unwrap() {
            "lead:created" => assert_eq!(now, Stage::Lead),
            "lead:stage" => {
                assert!(stages[id].may_become(now), "{} to {now}", stages[id]);
                moves += 1;
            }
            _ => assert_eq!(stages[id], now, "{} moves no stage", event["kind"]),
        }
        stages.insert(id, now);
    }
    assert!(moves > 10, "enough happened to tell: {moves}");
}

/// For each lead that is left: its history is what the events say.
async fn histories_are_the_events(admin: &Client, log: &[Value]) {
    for id in listed(admin).await.keys() {
        let history = admin.get(&format!("/api/contacts/{id}/history")).await.expect(200).data();
        let told: Vec<_> = log
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
        assert_eq!(read, told);
    }
}
