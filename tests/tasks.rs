//! Tasks: due once, listed, completed, reassigned with their contact.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Client, Database, Program, Server},
};

on_both_databases!(
    due_task_is_reported_once,
    moved_task_is_reported_at_its_new_time,
    task_survives_a_crash,
    tasks_are_listed_and_completed,
    open_tasks_follow_the_owner_of_their_contact
);

/// Creates a task that is due this many minutes from now.
async fn task(client: &Client, lead: &str, server: &Server, minutes: i64, assignee: &Client) -> Value {
    let due_at = server.clock.now().plus(chrono::Duration::minutes(minutes));
    let body = json!({ "kind": "TASK", "text": "Call back", "dueAt": due_at, "assigneeId": assignee.id() });
    client.post(&format!("/api/leads/{lead}/activity"), body).await.expect(201).data()
}

async fn due_events(client: &Client) -> usize {
    let log = client.get("/api/events?limit=1000").await.expect(200).data();
    log.as_array().unwrap().iter().filter(|event| event["kind"] == "task:due").count()
}

async fn due_task_is_reported_once(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let lead = admin.lead_with(json!({ "name": "Alice", "ownerId": rep.id() })).await;
    let mut socket = rep.socket().await;
    let created = task(&admin, &lead, &server, 60, &rep).await;
    assert_eq!(socket.expect("notification:created").await["data"]["kind"], "ASSIGNED");
    assert_eq!(due_events(&admin).await, 0);
    server.clock.shift(chrono::Duration::minutes(61));
    let received = socket.expect("notification:created").await;
    assert_eq!(received["data"]["kind"], "TASK_DUE");
    let due = socket.expect("task:due").await;
    assert_eq!(due["data"]["id"], created["id"]);
    assert_eq!(due["actor"], Value::Null);
    // Long after, it was reported only once.
    server.clock.shift(chrono::Duration::minutes(600));
    let later = task(&rep, &lead, &server, -1, &rep).await;
    assert_eq!(socket.expect("task:due").await["data"]["id"], later["id"]);
    assert_eq!(due_events(&admin).await, 2);
}

async fn moved_task_is_reported_at_its_new_time(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let lead = admin.lead("Alice").await;
    let mut socket = admin.socket().await;
    let (moved, done, plain) = (
        task(&admin, &lead, &server, 10, &admin).await,
        task(&admin, &lead, &server, 10, &admin).await,
        task(&admin, &lead, &server, 20, &admin).await,
    );
    let path = |task: &Value| format!("/api/tasks/{}", task["id"].as_str().unwrap());
    let later = server.clock.now().plus(chrono::Duration::minutes(30));
    admin.patch(&path(&moved), json!({ "dueAt": later })).await.expect(200);
    let finished = admin.patch(&path(&done), json!({ "done": true })).await.expect(200).data();
    assert!(finished["doneAt"].is_string());
    server.clock.shift(chrono::Duration::minutes(25));
    assert_eq!(
        socket.expect("task:due").await["data"]["id"],
        plain["id"],
        "neither the moved nor the completed task"
    );
    server.clock.shift(chrono::Duration::minutes(10));
    assert_eq!(socket.expect("task:due").await["data"]["id"], moved["id"]);
    assert_eq!(due_events(&admin).await, 2);
}

/// kill -9 between the creation of a task and its due time: the next server reports it.
async fn task_survives_a_crash(database: Database) {
    let program = Program::serve(&database, &[]).await;
    let body = json!({ "name": "Asha", "email": "asha@example.com", "password": crate::support::PASSWORD });
    let admin = program
        .client()
        .signed_in(&program.client().post("/api/auth/register", body).await.expect(201).data());
    let lead = admin.lead("Alice").await;
    let soon = chrono::Utc::now() + chrono::Duration::milliseconds(1_500);
    let body = json!({ "kind": "TASK", "text": "Call back", "dueAt": soon });
    let task = admin.post(&format!("/api/leads/{lead}/activity"), body).await.expect(201).data();
    program.kill().await;
    let next = Program::serve(&database, &[]).await;
    let due = admin.at(&next.url).socket_after(0).await.expect("task:due").await;
    assert_eq!(due["data"]["id"], task["id"]);
    next.kill().await;
}

async fn tasks_are_listed_and_completed(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (rep, other) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let lead = rep.lead("Alice").await;
    let (overdue, coming) =
        (task(&rep, &lead, &server, -5, &rep).await, task(&rep, &lead, &server, 5, &rep).await);
    let ids = async |client: &Client, query: &str| {
        let body = client.get(&format!("/api/tasks?{query}")).await.expect(200).body;
        body["data"].as_array().unwrap().iter().map(|task| task["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&rep, "").await, [overdue["id"].clone(), coming["id"].clone()], "the most urgent first");
    assert_eq!(ids(&rep, "state=due").await, [overdue["id"].clone()]);
    let tasks = rep.get("/api/tasks").await.expect(200).body;
    assert_eq!(
        (&tasks["data"][0]["contactName"], &tasks["data"][0]["contactId"]),
        (&json!("Alice"), &json!(lead))
    );
    let path = format!("/api/tasks/{}", overdue["id"].as_str().unwrap());
    other.patch(&path, json!({ "done": true })).await.expect_error(404, "not_found");
    rep.patch(&path, json!({ "assigneeId": other.id() })).await.expect_error(400, "invalid");
    rep.patch(&path, json!({ "done": true })).await.expect(200);
    assert_eq!(ids(&rep, "state=open").await, [coming["id"].clone()]);
    assert_eq!(ids(&rep, "state=done").await, [overdue["id"].clone()]);
    assert_eq!(ids(&admin, &format!("assigneeId={}", rep.id())).await.len(), 2);
    other.get(&format!("/api/tasks?assigneeId={}", rep.id())).await.expect_error(403, "forbidden");
    rep.patch(&path, json!({ "done": false })).await.expect(200);
    assert_eq!(ids(&rep, "state=done").await, [] as [Value; 0]);
}

async fn open_tasks_follow_the_owner_of_their_contact(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (rep, other) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let lead = rep.lead("Alice").await;
    let open = task(&rep, &lead, &server, 5, &rep).await;
    let done = task(&rep, &lead, &server, 5, &rep).await;
    let managers = task(&admin, &lead, &server, 5, &admin).await;
    let path = |task: &Value| format!("/api/tasks/{}", task["id"].as_str().unwrap());
    rep.patch(&path(&done), json!({ "done": true })).await.expect(200);
    let mut other_socket = other.socket().await;
    let assign = json!({ "employeeId": other.id() });
    admin.post(&format!("/api/leads/{lead}/assign"), assign).await.expect(200);
    let received = other_socket.expect("lead:activity").await["data"]["activity"].clone();
    assert_eq!((&received["id"], &received["assignee"]["id"]), (&open["id"], &json!(other.id())));
    let ids = async |client: &Client| {
        let body = client.get("/api/tasks").await.expect(200).body;
        body["data"].as_array().unwrap().iter().map(|task| task["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&other).await, [open["id"].clone()]);
    assert_eq!(ids(&admin).await, [managers["id"].clone()], "those who see all leads keep their own");
    assert_eq!(ids(&rep).await, [] as [Value; 0], "what is done is out of sight with its contact");
    rep.patch(&path(&open), json!({ "done": true })).await.expect_error(404, "not_found");
    // A merge changes the owner as well.
    let (kept, merged) = (other.lead("Cem").await, rep.lead("Cem").await);
    let follows = task(&rep, &merged, &server, 1, &rep).await;
    admin.post(&format!("/api/contacts/{kept}/merge"), json!({ "contactId": merged })).await.expect(200);
    assert_eq!(ids(&other).await, [follows["id"].clone(), open["id"].clone()]);
    server.clock.shift(chrono::Duration::minutes(6));
    let due = [other_socket.expect("task:due").await, other_socket.expect("task:due").await];
    assert!(due.iter().any(|due| due["data"]["id"] == open["id"]), "the new owner is notified");
}
