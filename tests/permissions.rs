//! One set of leads for each employee: what REST lists, search finds, the export writes, and what the socket and the
//! replay leave in a client that applies them.

use std::collections::{BTreeMap, BTreeSet};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both,
    support::{Client, Database, Server},
};

on_both!(every_door_shows_the_same_leads, whoever_loses_leads_hears_no_more_of_them);

/// What a client has that applied events to the list of leads.
#[derive(Default)]
pub struct Applied {
    leads: BTreeMap<String, Value>,
    seq: i64,
}

impl Applied {
    /// One reducer for whatever happens to leads: the record replaces the record, if one may still see it.
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
    /// Of a lead: what a list shows of it.
    pub fn lead(&self, id: &str) -> &Value {
        &self.leads[id]
    }
}

fn manages(me: &Client) -> bool {
    me.employee["permissions"].as_array().unwrap().contains(&json!("leads.manage"))
}

/// Every lead of the list, by its id.
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

/// Leads that come, change, change hands and go.
async fn shuffle(admin: &Client, people: &[Client]) {
    let mut dice = StdRng::seed_from_u64(7);
    let mut ids = vec![];
    for n in 0..7 {
        let owner = dice.random_range(0..5);
        let owner = if owner == 4 { Value::Null } else { json!(people[owner].id()) };
        ids.push(admin.lead_with(json!({ "name": format!("Common {n}"), "ownerId": owner })).await);
    }
    for _ in 0..40 {
        let path = format!("/api/leads/{}", ids[dice.random_range(0..ids.len())]);
        match dice.random_range(0..4) {
            0 => drop(admin.patch(&path, json!({ "title": format!("T{}", dice.random_range(0..9)) })).await),
            1 if ids.len() > 5 => {
                let id = ids.swap_remove(dice.random_range(0..ids.len()));
                admin.delete(&format!("/api/leads/{id}")).await.expect(200);
            }
            _ => {
                let to = dice.random_range(0..5);
                let to = if to == 4 { Value::Null } else { json!(people[to].id()) };
                admin.post(&format!("{path}/assign"), json!({ "employeeId": to })).await;
            }
        }
    }
}

async fn every_door_shows_the_same_leads(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    server.found("Oak").await.lead("Common stranger").await;
    let roles = [Role::Counselor, Role::Employee, Role::Manager, Role::SalesExecutive, Role::Hr];
    let mut people = vec![];
    for role in roles {
        people.push(server.employee(&admin, role).await);
    }
    let mut sockets = vec![];
    for person in &people {
        sockets.push(person.socket().await);
    }
    let begun = sockets[0].ready["seq"].as_i64().unwrap();
    shuffle(&admin, &people).await;
    admin.receive_enquiry("The last").await;
    admin
        .patch(&format!("/api/companies/{}", admin.company()), json!({ "name": "Lotus 2" }))
        .await
        .expect(200);
    let last = admin.get("/api/leads").await.header("x-event-seq").unwrap().parse::<i64>().unwrap();
    for (person, mut socket) in people.iter().zip(sockets) {
        let live = socket.up_to(last).await;
        let replayed = person.socket_after(begun).await.up_to(last).await;
        assert_told_again(&live, &replayed, person);
        let (mut applied, mut anew) = (Applied::default(), Applied::default());
        live.iter().for_each(|event| applied.apply(event, person));
        person.socket_after(0).await.up_to(last).await.iter().for_each(|event| anew.apply(event, person));
        if person.employee["role"] == "hr" {
            person.get("/api/leads").await.refused(403, "forbidden");
            person.get("/api/leads/export.csv").await.refused(403, "forbidden");
            assert_eq!(found(person).await, BTreeSet::new());
            assert_eq!((applied.ids(), anew.ids()), (BTreeSet::new(), BTreeSet::new()));
            continue;
        }
        let listed: BTreeSet<String> = listed(person).await.into_keys().collect();
        assert_eq!(found(person).await, listed, "search, {}", person.name());
        assert_eq!(exported(person).await, listed, "export, {}", person.name());
        assert_eq!(applied.ids(), listed, "live, {}", person.name());
        assert_eq!(anew.ids(), listed, "replay, {}", person.name());
    }
}

/// A replay tells what was told live, but of the leads that one may see no more, and leaves the same.
fn assert_told_again(live: &[Value], replayed: &[Value], person: &Client) {
    let (mut once, mut again) = (Applied::default(), Applied::default());
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

/// An owner whose new role works on no leads keeps the records and hears nothing more of them.
async fn whoever_loses_leads_hears_no_more_of_them(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let senior = server.employee(&admin, Role::SeniorAdmin).await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let lead = rep.lead("Alice").await;
    let socket = rep.socket().await;
    senior.patch(&format!("/api/users/{}", rep.id()), json!({ "role": "hr" })).await.expect(200);
    socket.ended().await;
    let mut socket = rep.socket().await;
    admin.patch(&format!("/api/leads/{lead}"), json!({ "title": "secret" })).await.expect(200);
    admin
        .patch(&format!("/api/companies/{}", admin.company()), json!({ "name": "Lotus 2" }))
        .await
        .expect(200);
    assert_eq!(socket.numbered().await.unwrap()["kind"], "company:updated");
    let heard = rep.get("/api/events?limit=1000").await.expect(200).data();
    assert!(!heard.to_string().contains("lead:"), "{heard}");
}
