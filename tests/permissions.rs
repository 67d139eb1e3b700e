//! Each employee sees one set of leads: in lists, search and exports, and by applying live or replayed events.

use std::collections::{BTreeMap, BTreeSet};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Client, Database, Server},
};

on_both_databases!(
    every_interface_shows_the_same_leads,
    employee_without_lead_permission_receives_no_lead_events
);

/// The state of a client that applies events to a list of leads.
#[derive(Default)]
pub struct ClientState {
    leads: BTreeMap<String, Value>,
    seq: i64,
}

impl ClientState {
    /// Replaces the record by the event's, or removes it if it is no longer visible.
    pub fn apply(&mut self, event: &Value, me: &Client) {
        assert!(event["seq"].as_i64().unwrap() > self.seq, "in order, each once");
        self.seq = event["seq"].as_i64().unwrap();
        if event["entity"]["type"] != "contact" {
            return;
        }
        let id = event["entity"]["id"].as_str().unwrap().to_owned();
        let owner = event["data"]["owner"]["id"].as_str();
        let gone = event["kind"] == "lead:deleted" || event["kind"] == "record:hidden";
        if gone || (!manages(me) && owner.is_some_and(|owner| owner != me.id())) {
            self.leads.remove(&id);
        } else {
            self.leads.insert(id, event["data"].clone());
        }
    }
    pub fn ids(&self) -> BTreeSet<String> {
        self.leads.keys().cloned().collect()
    }
    /// A lead as a list shows it.
    pub fn lead(&self, id: &str) -> &Value {
        &self.leads[id]
    }
}

fn manages(me: &Client) -> bool {
    me.employee["permissions"].as_array().unwrap().contains(&json!("leads.manage"))
}

/// All leads of the list by id.
pub async fn listed(client: &Client) -> BTreeMap<String, Value> {
    let (mut listed, mut cursor) = (BTreeMap::new(), "start".to_owned());
    loop {
        let page = client.get(&format!("/api/leads?limit=100&cursor={cursor}")).await.expect(200).body;
        for lead in page["data"].as_array().unwrap() {
            listed.insert(lead["id"].as_str().unwrap().to_owned(), lead.clone());
        }
        match page["nextCursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return listed,
        }
    }
}

/// Creates, changes, reassigns and deletes leads at random.
async fn shuffle(admin: &Client, people: &[Client]) {
    let mut rng = StdRng::seed_from_u64(7);
    let mut ids = vec![];
    for n in 0..7 {
        let owner = rng.random_range(0..5);
        let owner = if owner == 4 { Value::Null } else { json!(people[owner].id()) };
        ids.push(admin.lead_with(json!({ "name": format!("Common {n}"), "ownerId": owner })).await);
    }
    for _ in 0..40 {
        let path = format!("/api/leads/{}", ids[rng.random_range(0..ids.len())]);
        match rng.random_range(0..4) {
            0 => drop(admin.patch(&path, json!({ "title": format!("T{}", rng.random_range(0..9)) })).await),
            1 if ids.len() > 5 => {
                let id = ids.swap_remove(rng.random_range(0..ids.len()));
                admin.delete(&format!("/api/leads/{id}")).await.expect(200);
            }
            _ => {
                let to = rng.random_range(0..5);
                let to = if to == 4 { Value::Null } else { json!(people[to].id()) };
                admin.post(&format!("{path}/assign"), json!({ "employeeId": to })).await;
            }
        }
    }
}

async fn every_interface_shows_the_same_leads(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    server.found_company("Oak").await.lead("Common outsider").await;
    let roles = [Role::Counselor, Role::Employee, Role::Manager, Role::SalesExecutive, Role::Hr];
    let mut people = vec![];
    for role in roles {
        people.push(server.employee(&admin, role).await);
    }
    let mut sockets = vec![];
    for person in &people {
        sockets.push(person.socket().await);
    }
    let start = sockets[0].ready["seq"].as_i64().unwrap();
    shuffle(&admin, &people).await;
    admin.submit_enquiry("The last").await;
    admin
        .patch(&format!("/api/companies/{}", admin.company()), json!({ "name": "Lotus 2" }))
        .await
        .expect(200);
    let last = admin.get("/api/leads").await.header("x-event-seq").unwrap().parse::<i64>().unwrap();
    for (person, mut socket) in people.iter().zip(sockets) {
        let live = socket.events_up_to(last).await;
        let replayed = person.socket_after(start).await.events_up_to(last).await;
        assert_replay_equals_live(&live, &replayed, person);
        let (mut state, mut fresh) = (ClientState::default(), ClientState::default());
        live.iter().for_each(|event| state.apply(event, person));
        person
            .socket_after(0)
            .await
            .events_up_to(last)
            .await
            .iter()
            .for_each(|event| fresh.apply(event, person));
        if person.employee["role"] == "hr" {
            person.get("/api/leads").await.expect_error(403, "forbidden");
            person.get("/api/leads/export.csv").await.expect_error(403, "forbidden");
            assert_eq!(found(person).await, BTreeSet::new());
            assert_eq!((state.ids(), fresh.ids()), (BTreeSet::new(), BTreeSet::new()));
            continue;
        }
        let listed: BTreeSet<String> = listed(person).await.into_keys().collect();
        assert_eq!(found(person).await, listed, "search, {}", person.name());
        assert_eq!(exported(person).await, listed, "export, {}", person.name());
        assert_eq!(state.ids(), listed, "live, {}", person.name());
        assert_eq!(fresh.ids(), listed, "replay, {}", person.name());
    }
}

/// A replay returns the live events, except those of leads that are no longer visible, and leads to the same state.
fn assert_replay_equals_live(live: &[Value], replayed: &[Value], person: &Client) {
    let (mut once, mut again) = (ClientState::default(), ClientState::default());
    live.iter().for_each(|event| once.apply(event, person));
    replayed.iter().for_each(|event| again.apply(event, person));
    assert_eq!(once.leads, again.leads, "{}", person.name());
    let whole: Vec<&Value> = replayed.iter().filter(|event| event["kind"] != "record:hidden").collect();
    assert!(whole.iter().all(|event| live.contains(event)), "{}", person.name());
    let kept = |event: &&Value| event["entity"]["id"].as_str().is_some_and(|id| once.leads.contains_key(id));
    let of_kept: Vec<&Value> = live.iter().filter(kept).collect();
    assert_eq!(of_kept, whole.into_iter().filter(kept).collect::<Vec<_>>(), "{}", person.name());
}

async fn found(client: &Client) -> BTreeSet<String> {
    let found = client.get("/api/search?q=common").await.expect(200).data();
    found["contacts"].as_array().unwrap().iter().map(|lead| lead["id"].as_str().unwrap().to_owned()).collect()
}

async fn exported(client: &Client) -> BTreeSet<String> {
    let csv = client.get("/api/leads/export.csv").await.expect(200).body;
    let mut reader = csv::Reader::from_reader(csv.as_str().unwrap().as_bytes());
    reader.records().map(|record| record.unwrap().get(0).unwrap().to_owned()).collect()
}

/// An owner whose new role does not work on leads keeps the records but receives no more events about them.
async fn employee_without_lead_permission_receives_no_lead_events(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let senior = server.employee(&admin, Role::SeniorAdmin).await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let lead = rep.lead("Alice").await;
    let socket = rep.socket().await;
    senior.patch(&format!("/api/users/{}", rep.id()), json!({ "role": "hr" })).await.expect(200);
    socket.wait_closed().await;
    let mut socket = rep.socket().await;
    admin.patch(&format!("/api/leads/{lead}"), json!({ "title": "secret" })).await.expect(200);
    admin
        .patch(&format!("/api/companies/{}", admin.company()), json!({ "name": "Lotus 2" }))
        .await
        .expect(200);
    assert_eq!(socket.next_event().await.unwrap()["kind"], "company:updated");
    let received = rep.get("/api/events?limit=1000").await.expect(200).data();
    assert!(!received.to_string().contains("lead:"), "{received}");
}
