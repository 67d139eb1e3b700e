//! Whoever reads the log is told what they may see today, whichever way they read it.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both,
    support::{Client, Database, Server},
};

on_both!(
    rep_hired_later_hears_nothing_of_leads_taken_since,
    demoted_manager_hears_nothing_of_the_leads_of_others,
    promoted_rep_hears_everything,
    former_owner_is_told_to_drop_the_lead,
    deleted_lead_leaves_nothing_but_its_id,
    merged_lead_is_seen_like_the_one_it_became_part_of,
);

/// What must not be heard: it stands in everything that is written about the lead.
const SECRET: &str = "Confidential";

/// What the employee is told of the whole log: by a replay at the start, by `sync`, and over REST.
async fn told(person: &Client, last: i64) -> [Vec<Value>; 3] {
    let replayed = person.socket_after(0).await.up_to(last).await;
    let mut socket = person.socket().await;
    assert_eq!(socket.ask("sync", json!({ "after": 0 })).await["success"], true);
    let synced = socket.up_to(last).await;
    let read = person.get("/api/events?limit=1000").await.expect(200).data();
    [replayed, synced, read.as_array().unwrap().clone()]
}

/// An event that everybody hears. Answers its number.
async fn fence(admin: &Client) -> i64 {
    let path = format!("/api/companies/{}", admin.company());
    let name = format!("Lotus {}", uuid::Uuid::now_v7().simple());
    let mut socket = admin.socket().await;
    admin.patch(&path, json!({ "name": name })).await.expect(200);
    loop {
        let event = socket.expect("company:updated").await;
        if event["data"]["name"] == json!(name) {
            return event["seq"].as_i64().unwrap();
        }
    }
}

/// A lead of this owner with something of everything: an e-mail, its click, a session, a note, an opportunity.
async fn eventful_lead(server: &Server, admin: &Client, owner: Value) -> String {
    let email = format!("{}@example.com", uuid::Uuid::now_v7().simple());
    let body = json!({ "name": format!("{SECRET} Alice"), "email": email, "organisation": SECRET, "ownerId": owner });
    let lead = admin.lead_with(body).await;
    server.make_mql(admin, &lead).await;
    let note = json!({ "kind": "NOTE", "text": SECRET });
    admin.post(&format!("/api/leads/{lead}/activity"), note).await.expect(201);
    admin.make_sql(&lead).await;
    let opportunity = admin.open(&lead, 900).await;
    admin.lose(&opportunity).await.expect(200);
    lead
}

async fn assign(admin: &Client, lead: &str, to: &Client) {
    admin.post(&format!("/api/leads/{lead}/assign"), json!({ "employeeId": to.id() })).await.expect(200);
}

async fn set_role(senior: &Client, whom: &Client, role: &str) {
    senior.patch(&format!("/api/users/{}", whom.id()), json!({ "role": role })).await.expect(200);
}

/// Nothing of the lead but, once a batch, that it is hidden.
fn assert_hidden(events: &[Value], lead: &str) {
    let text = json!(events).to_string();
    assert!(!text.contains(SECRET), "{text}");
    let of_the_lead: Vec<&Value> = events.iter().filter(|event| event.to_string().contains(lead)).collect();
    assert!(!of_the_lead.is_empty(), "a client must drop it");
    for event in of_the_lead {
        let expected = json!({
            "seq": event["seq"], "at": event["at"], "kind": "record:hidden", "actor": null,
            "entity": { "type": "contact", "id": lead }, "data": { "id": lead, "deleted": false },
        });
        assert_eq!(*event, expected);
    }
}

fn kinds_of(events: &[Value], lead: &str) -> BTreeSet<String> {
    let of_the_lead = events.iter().filter(|event| event.to_string().contains(lead));
    of_the_lead.map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
}

async fn rep_hired_later_hears_nothing_of_leads_taken_since(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let asha = server.employee(&admin, Role::Counselor).await;
    let lead = eventful_lead(&server, &admin, Value::Null).await;
    let open = admin.lead_with(json!({ "name": "Bea", "ownerId": null })).await;
    assign(&admin, &lead, &asha).await;
    let ravi = server.employee(&admin, Role::Counselor).await;
    let last = fence(&admin).await;
    for events in told(&ravi, last).await {
        assert_hidden(&events, &lead);
        assert_eq!(kinds_of(&events, &open), BTreeSet::from(["lead:created".to_owned()]));
    }
    for events in told(&asha, last).await {
        let kinds = kinds_of(&events, &lead);
        for kind in ["lead:created", "lead:assigned", "email:clicked", "session:created", "opportunity:lost"]
        {
            assert!(kinds.contains(kind), "{kind} in {kinds:?}");
        }
        assert!(!kinds.contains("record:hidden"));
    }
}

async fn demoted_manager_hears_nothing_of_the_leads_of_others(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let senior = server.employee(&admin, Role::SeniorAdmin).await;
    let (asha, ravi) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Manager).await);
    let owned = eventful_lead(&server, &admin, json!(asha.id())).await;
    let taken = eventful_lead(&server, &admin, Value::Null).await;
    assign(&admin, &taken, &asha).await;
    set_role(&senior, &ravi, "counselor").await;
    let last = fence(&admin).await;
    for events in told(&ravi, last).await {
        assert_hidden(&events, &taken);
        assert_eq!(kinds_of(&events, &owned), BTreeSet::new(), "a rep never heard of it");
    }
}

async fn promoted_rep_hears_everything(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let senior = server.employee(&admin, Role::SeniorAdmin).await;
    let (asha, ravi) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let lead = eventful_lead(&server, &admin, Value::Null).await;
    assign(&admin, &lead, &asha).await;
    set_role(&senior, &ravi, "manager").await;
    let last = fence(&admin).await;
    for events in told(&ravi, last).await {
        let kinds = kinds_of(&events, &lead);
        assert!(kinds.contains("lead:created") && !kinds.contains("record:hidden"), "{kinds:?}");
    }
}

async fn former_owner_is_told_to_drop_the_lead(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (asha, ravi) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let lead = eventful_lead(&server, &admin, json!(asha.id())).await;
    assign(&admin, &lead, &ravi).await;
    let last = fence(&admin).await;
    for events in told(&asha, last).await {
        let heard: Vec<Value> =
            events.into_iter().filter(|event| event["kind"] != "notification:created").collect();
        assert_hidden(&heard, &lead);
    }
}

async fn deleted_lead_leaves_nothing_but_its_id(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let lead = eventful_lead(&server, &admin, Value::Null).await;
    admin.delete(&format!("/api/leads/{lead}")).await.expect(200);
    let (manager, rep) =
        (server.employee(&admin, Role::Manager).await, server.employee(&admin, Role::Counselor).await);
    let last = fence(&admin).await;
    for person in [manager, rep] {
        for events in told(&person, last).await {
            let text = json!(events).to_string();
            assert!(!text.contains(SECRET), "{text}");
            let hidden: Vec<&Value> = events
                .iter()
                .filter(|event| event["kind"] == "record:hidden")
                .map(|event| &event["data"])
                .collect();
            assert_eq!(hidden.last(), Some(&&json!({ "id": lead, "deleted": true })));
        }
    }
}

async fn merged_lead_is_seen_like_the_one_it_became_part_of(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (asha, ravi) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let first = eventful_lead(&server, &admin, Value::Null).await;
    let second = eventful_lead(&server, &admin, Value::Null).await;
    let last_one = eventful_lead(&server, &admin, json!(asha.id())).await;
    for (stays, goes) in [(&first, &second), (&last_one, &first)] {
        let path = format!("/api/contacts/{stays}/merge");
        admin.post(&path, json!({ "contactId": goes })).await.expect(200);
    }
    let last = fence(&admin).await;
    for events in told(&asha, last).await {
        let kinds = kinds_of(&events, &second);
        assert!(kinds.contains("session:created") && kinds.contains("lead:deleted"), "{kinds:?}");
        assert!(!kinds.contains("record:hidden"), "{kinds:?}");
    }
    for events in told(&ravi, last).await {
        let text = json!(events).to_string();
        assert!(!text.contains(SECRET), "{text}");
        assert!(text.contains(&first) && text.contains(&second), "both are to be dropped");
    }
}
