//! Readers of the log receive what they may see now, over replay, `sync` and REST alike.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Client, Database, Server},
};

on_both_databases!(
    new_rep_receives_nothing_about_owned_leads,
    demoted_manager_receives_nothing_about_leads_of_others,
    promoted_rep_receives_everything,
    former_owner_receives_that_the_lead_is_hidden,
    deleted_lead_leaves_only_its_id,
    merged_lead_has_the_visibility_of_its_target,
);

/// Occurs in everything that is written about a hidden lead.
const SECRET: &str = "Confidential";

/// The whole log as the employee receives it: by a replay on connect, by `sync`, and over REST.
async fn read_log(person: &Client, last: i64) -> [Vec<Value>; 3] {
    let replayed = person.socket_after(0).await.events_up_to(last).await;
    let mut socket = person.socket().await;
    assert_eq!(socket.call("sync", json!({ "after": 0 })).await["success"], true);
    let synced = socket.events_up_to(last).await;
    let read = person.get("/api/events?limit=1000").await.expect(200).data();
    [replayed, synced, read.as_array().unwrap().clone()]
}

/// Emits an event that every employee receives. Returns its number.
async fn emit_marker(admin: &Client) -> i64 {
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

/// A lead of this owner with an e-mail, its click, a session, a note and an opportunity.
async fn lead_with_history(server: &Server, admin: &Client, owner: Value) -> String {
    let email = format!("{}@example.com", uuid::Uuid::now_v7().simple());
    let body = json!({ "name": format!("{SECRET} Alice"), "email": email, "organisation": SECRET, "ownerId": owner });
    let lead = admin.lead_with(body).await;
    server.make_mql(admin, &lead).await;
    let note = json!({ "kind": "NOTE", "text": SECRET });
    admin.post(&format!("/api/leads/{lead}/activity"), note).await.expect(201);
    admin.make_sql(&lead).await;
    let opportunity = admin.open_opportunity(&lead, 900).await;
    admin.lose(&opportunity).await.expect(200);
    lead
}

async fn assign(admin: &Client, lead: &str, to: &Client) {
    admin.post(&format!("/api/leads/{lead}/assign"), json!({ "employeeId": to.id() })).await.expect(200);
}

async fn set_role(senior: &Client, user: &Client, role: &str) {
    senior.patch(&format!("/api/users/{}", user.id()), json!({ "role": role })).await.expect(200);
}

/// Expects that the lead occurs only in `record:hidden` events.
fn assert_hidden(events: &[Value], lead: &str) {
    let text = json!(events).to_string();
    assert!(!text.contains(SECRET), "{text}");
    let of_the_lead: Vec<&Value> = events.iter().filter(|event| event.to_string().contains(lead)).collect();
    assert!(!of_the_lead.is_empty(), "a client must remove it");
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

async fn new_rep_receives_nothing_about_owned_leads(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let asha = server.employee(&admin, Role::Counselor).await;
    let lead = lead_with_history(&server, &admin, Value::Null).await;
    let open = admin.lead_with(json!({ "name": "Bea", "ownerId": null })).await;
    assign(&admin, &lead, &asha).await;
    let ravi = server.employee(&admin, Role::Counselor).await;
    let last = emit_marker(&admin).await;
    for events in read_log(&ravi, last).await {
        assert_hidden(&events, &lead);
        assert_eq!(kinds_of(&events, &open), BTreeSet::from(["lead:created".to_owned()]));
    }
    for events in read_log(&asha, last).await {
        let kinds = kinds_of(&events, &lead);
        for kind in ["lead:created", "lead:assigned", "email:clicked", "session:created", "opportunity:lost"]
        {
            assert!(kinds.contains(kind), "{kind} in {kinds:?}");
        }
        assert!(!kinds.contains("record:hidden"));
    }
}

async fn demoted_manager_receives_nothing_about_leads_of_others(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let senior = server.employee(&admin, Role::SeniorAdmin).await;
    let (asha, ravi) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Manager).await);
    let owned = lead_with_history(&server, &admin, json!(asha.id())).await;
    let taken = lead_with_history(&server, &admin, Value::Null).await;
    assign(&admin, &taken, &asha).await;
    set_role(&senior, &ravi, "counselor").await;
    let last = emit_marker(&admin).await;
    for events in read_log(&ravi, last).await {
        assert_hidden(&events, &taken);
        assert_eq!(kinds_of(&events, &owned), BTreeSet::new(), "a rep never received it");
    }
}

async fn promoted_rep_receives_everything(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let senior = server.employee(&admin, Role::SeniorAdmin).await;
    let (asha, ravi) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let lead = lead_with_history(&server, &admin, Value::Null).await;
    assign(&admin, &lead, &asha).await;
    set_role(&senior, &ravi, "manager").await;
    let last = emit_marker(&admin).await;
    for events in read_log(&ravi, last).await {
        let kinds = kinds_of(&events, &lead);
        assert!(kinds.contains("lead:created") && !kinds.contains("record:hidden"), "{kinds:?}");
    }
}

async fn former_owner_receives_that_the_lead_is_hidden(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (asha, ravi) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let lead = lead_with_history(&server, &admin, json!(asha.id())).await;
    assign(&admin, &lead, &ravi).await;
    let last = emit_marker(&admin).await;
    for events in read_log(&asha, last).await {
        let received: Vec<Value> =
            events.into_iter().filter(|event| event["kind"] != "notification:created").collect();
        assert_hidden(&received, &lead);
    }
}

async fn deleted_lead_leaves_only_its_id(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let lead = lead_with_history(&server, &admin, Value::Null).await;
    admin.delete(&format!("/api/leads/{lead}")).await.expect(200);
    let (manager, rep) =
        (server.employee(&admin, Role::Manager).await, server.employee(&admin, Role::Counselor).await);
    let last = emit_marker(&admin).await;
    for person in [manager, rep] {
        for events in read_log(&person, last).await {
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

async fn merged_lead_has_the_visibility_of_its_target(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (asha, ravi) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let first = lead_with_history(&server, &admin, Value::Null).await;
    let second = lead_with_history(&server, &admin, Value::Null).await;
    let last_one = lead_with_history(&server, &admin, json!(asha.id())).await;
    for (target, merged) in [(&first, &second), (&last_one, &first)] {
        let path = format!("/api/contacts/{target}/merge");
        admin.post(&path, json!({ "contactId": merged })).await.expect(200);
    }
    let last = emit_marker(&admin).await;
    for events in read_log(&asha, last).await {
        let kinds = kinds_of(&events, &second);
        assert!(kinds.contains("session:created") && kinds.contains("lead:deleted"), "{kinds:?}");
        assert!(!kinds.contains("record:hidden"), "{kinds:?}");
    }
    for events in read_log(&ravi, last).await {
        let text = json!(events).to_string();
        assert!(!text.contains(SECRET), "{text}");
        assert!(text.contains(&first) && text.contains(&second), "a client must remove both");
    }
}
