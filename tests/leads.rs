//! Leads as seed 003 has them: three roles, status, timeline, dashboard, live notifications; and tasks that fall due.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both,
    support::{Client, Database, Program, Server},
};

on_both!(
    three_roles_do_what_they_may,
    a_status_is_moved_and_written_down,
    a_timeline_is_paged_and_its_kinds_are_checked,
    timeline_is_filtered_by_kind_beyond_the_first_page,
    a_due_task_is_told_live_and_once,
    a_task_that_moves_is_told_at_its_new_time,
    a_task_outlives_a_crash,
    tasks_are_listed_and_done,
    open_tasks_follow_a_contact_to_its_new_owner,
    those_named_with_an_at_are_told,
    author_learns_which_mentioned_colleagues_cannot_see_the_lead,
    notifications_are_read,
);

async fn three_roles_do_what_they_may(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let manager = server.employee(&admin, Role::Manager).await;
    let rep = server.employee(&admin, Role::SalesExecutive).await;
    let mut wall = manager.socket().await;
    let id = rep.lead("Alice").await;
    assert_eq!(wall.expect("lead:created").await["entity"]["id"], json!(id));
    let path = format!("/api/leads/{id}");
    rep.post(&format!("{path}/activity"), json!({ "kind": "CALL", "text": "called" })).await.expect(201);
    assert_eq!(wall.expect("lead:activity").await["data"]["activity"]["kind"], "CALL");
    rep.patch(&format!("{path}/status"), json!({ "status": "CONTACTED" })).await.expect(200);
    assert_eq!(wall.expect("lead:status").await["data"]["to"], "CONTACTED");
    for route in [
        "/api/dashboard/stats",
        "/api/dashboard/leads-by-status",
        "/api/dashboard/top-sales",
        "/api/analytics/funnel",
    ] {
        rep.get(route).await.refused(403, "forbidden");
        admin.get(route).await.expect(200);
        manager.get(route).await.expect(200);
    }
    assert_eq!(manager.get("/api/dashboard/stats").await.data()["contactedLeads"], 1);
    rep.delete(&path).await.refused(403, "forbidden");
    manager.delete(&path).await.expect(200);
    assert_eq!(wall.expect("lead:deleted").await["entity"]["id"], json!(id));
}

async fn a_status_is_moved_and_written_down(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let id = admin.lead("Alice").await;
    let path = format!("/api/leads/{id}/status");
    for status in ["CONTACTED", "QUALIFIED", "UNQUALIFIED", "NEW"] {
        assert_eq!(
            admin.patch(&path, json!({ "status": status })).await.expect(200).data()["status"],
            status
        );
    }
    assert_eq!(
        admin.patch(&path, json!({ "status": "NEW" })).await.expect(200).data()["version"],
        5,
        "as it was"
    );
    assert_eq!(
        admin.patch(&path, json!({ "status": "new" })).await.refused(400, "invalid").fields(),
        ["status"]
    );
    let lines = admin.get(&format!("/api/leads/{id}")).await.data()["activities"].clone();
    let texts: Vec<_> = lines.as_array().unwrap().iter().map(|line| line["text"].as_str().unwrap()).collect();
    assert_eq!(
        texts,
        ["UNQUALIFIED → NEW", "QUALIFIED → UNQUALIFIED", "CONTACTED → QUALIFIED", "NEW → CONTACTED"]
    );
    assert!(lines.as_array().unwrap().iter().all(|line| line["kind"] == "STATUS_CHANGE"));
}

async fn a_timeline_is_paged_and_its_kinds_are_checked(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let id = admin.lead("Alice").await;
    let path = format!("/api/leads/{id}/activity");
    for (body, field) in [
        (json!({ "kind": "STAGE_CHANGE", "text": "x" }), "kind"),
        (json!({ "kind": "TASK", "text": "x" }), "dueAt"),
        (json!({ "kind": "NOTE", "text": "x", "dueAt": "2030-01-01T00:00:00Z" }), "dueAt"),
        (json!({ "kind": "NOTE", "text": "x", "assigneeId": admin.id() }), "assigneeId"),
        (json!({ "kind": "NOTE" }), "text"),
    ] {
        assert_eq!(admin.post(&path, body).await.refused(400, "invalid").fields(), [field]);
    }
    for n in 0..25 {
        let at = format!("2026-01-{:02}T10:00:00Z", n + 1);
        admin
            .post(&path, json!({ "kind": "NOTE", "text": format!("{n}"), "occurredAt": at }))
            .await
            .expect(201);
    }
    let first = admin.get(&format!("/api/leads/{id}")).await.data()["activities"].clone();
    assert_eq!(first.as_array().unwrap().len(), 20);
    let (mut texts, mut cursor) = (vec![], "start".to_owned());
    loop {
        let page =
            admin.get(&format!("/api/leads/{id}/activities?limit=10&cursor={cursor}")).await.expect(200).body;
        texts.extend(
            page["data"].as_array().unwrap().iter().map(|line| line["text"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["nextCursor"].as_str() else { break };
        next.clone_into(&mut cursor);
    }
    assert_eq!(texts, (0..25).rev().map(|n| n.to_string()).collect::<Vec<_>>());
}

async fn timeline_is_filtered_by_kind_beyond_the_first_page(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let id = admin.lead("Alice").await;
    for n in 0..30 {
        let kind = if n < 3 { ["CALL", "MEETING", "CALL"][n] } else { "NOTE" };
        let at = format!("2026-01-{:02}T10:00:00Z", n + 1);
        let body = json!({ "kind": kind, "text": format!("{n}"), "occurredAt": at });
        admin.post(&format!("/api/leads/{id}/activity"), body).await.expect(201);
    }
    let path = format!("/api/leads/{id}/activities");
    let texts = |body: &Value| -> Vec<String> {
        body["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line["text"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = admin.get(&format!("{path}?kind=CALL,MEETING&limit=2&cursor=start")).await.expect(200).body;
    assert_eq!(texts(&first), ["2", "1"]);
    let cursor = first["nextCursor"].as_str().unwrap();
    let rest = admin.get(&format!("{path}?kind=CALL,%20MEETING&cursor={cursor}")).await.expect(200).body;
    assert_eq!((texts(&rest), &rest["nextCursor"]), (vec!["0".to_owned()], &Value::Null));
    assert_eq!(admin.get(&format!("{path}?kind=NOTE")).await.expect(200).body["total"], 27);
    for wrong in ["BOGUS", "NOTE,", "note"] {
        let reply = admin.get(&format!("{path}?kind={wrong}")).await.refused(400, "invalid");
        assert_eq!(reply.fields(), ["kind"]);
        assert!(reply.body["errors"][0]["message"].as_str().unwrap().contains("NOTE, CALL"));
    }
}

/// A task that is due so many minutes from now.
async fn task(client: &Client, lead: &str, server: &Server, minutes: i64, assignee: &Client) -> Value {
    let due_at = server.clock.now().plus(chrono::Duration::minutes(minutes));
    let body = json!({ "kind": "TASK", "text": "Call back", "dueAt": due_at, "assigneeId": assignee.id() });
    client.post(&format!("/api/leads/{lead}/activity"), body).await.expect(201).data()
}

async fn due_events(client: &Client) -> usize {
    let log = client.get("/api/events?limit=1000").await.expect(200).data();
    log.as_array().unwrap().iter().filter(|event| event["kind"] == "task:due").count()
}

async fn a_due_task_is_told_live_and_once(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let lead = admin.lead_with(json!({ "name": "Alice", "ownerId": rep.id() })).await;
    let mut socket = rep.socket().await;
    let created = task(&admin, &lead, &server, 60, &rep).await;
    assert_eq!(socket.expect("notification:created").await["data"]["kind"], "ASSIGNED");
    assert_eq!(due_events(&admin).await, 0);
    server.clock.shift(chrono::Duration::minutes(61));
    let told = socket.expect("notification:created").await;
    assert_eq!(told["data"]["kind"], "TASK_DUE");
    let due = socket.expect("task:due").await;
    assert_eq!(due["data"]["id"], created["id"]);
    assert_eq!(due["actor"], Value::Null);
    // Long after, it was told once.
    server.clock.shift(chrono::Duration::minutes(600));
    let later = task(&rep, &lead, &server, -1, &rep).await;
    assert_eq!(socket.expect("task:due").await["data"]["id"], later["id"]);
    assert_eq!(due_events(&admin).await, 2);
}

async fn a_task_that_moves_is_told_at_its_new_time(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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
        "neither the moved nor the done one"
    );
    server.clock.shift(chrono::Duration::minutes(10));
    assert_eq!(socket.expect("task:due").await["data"]["id"], moved["id"]);
    assert_eq!(due_events(&admin).await, 2);
}

/// kill -9 between a task's creation and its time: the next server tells it.
async fn a_task_outlives_a_crash(database: Database) {
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

async fn tasks_are_listed_and_done(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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
    other.patch(&path, json!({ "done": true })).await.refused(404, "not_found");
    rep.patch(&path, json!({ "assigneeId": other.id() })).await.refused(400, "invalid");
    rep.patch(&path, json!({ "done": true })).await.expect(200);
    assert_eq!(ids(&rep, "state=open").await, [coming["id"].clone()]);
    assert_eq!(ids(&rep, "state=done").await, [overdue["id"].clone()]);
    assert_eq!(ids(&admin, &format!("assigneeId={}", rep.id())).await.len(), 2);
    other.get(&format!("/api/tasks?assigneeId={}", rep.id())).await.refused(403, "forbidden");
    rep.patch(&path, json!({ "done": false })).await.expect(200);
    assert_eq!(ids(&rep, "state=done").await, [] as [Value; 0]);
}

async fn open_tasks_follow_a_contact_to_its_new_owner(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (rep, other) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let lead = rep.lead("Alice").await;
    let open = task(&rep, &lead, &server, 5, &rep).await;
    let done = task(&rep, &lead, &server, 5, &rep).await;
    let managers = task(&admin, &lead, &server, 5, &admin).await;
    let path = |task: &Value| format!("/api/tasks/{}", task["id"].as_str().unwrap());
    rep.patch(&path(&done), json!({ "done": true })).await.expect(200);
    let mut hears = other.socket().await;
    let assign = json!({ "employeeId": other.id() });
    admin.post(&format!("/api/leads/{lead}/assign"), assign).await.expect(200);
    let told = hears.expect("lead:activity").await["data"]["activity"].clone();
    assert_eq!((&told["id"], &told["assignee"]["id"]), (&open["id"], &json!(other.id())));
    let ids = async |client: &Client| {
        let body = client.get("/api/tasks").await.expect(200).body;
        body["data"].as_array().unwrap().iter().map(|task| task["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&other).await, [open["id"].clone()]);
    assert_eq!(ids(&admin).await, [managers["id"].clone()], "who may see all keeps their own");
    assert_eq!(ids(&rep).await, [] as [Value; 0], "what is done is out of sight with its contact");
    rep.patch(&path(&open), json!({ "done": true })).await.refused(404, "not_found");
    // A merge gives a contact another owner, too.
    let (kept, merged) = (other.lead("Cem").await, rep.lead("Cem").await);
    let follows = task(&rep, &merged, &server, 1, &rep).await;
    admin.post(&format!("/api/contacts/{kept}/merge"), json!({ "contactId": merged })).await.expect(200);
    assert_eq!(ids(&other).await, [follows["id"].clone(), open["id"].clone()]);
    server.clock.shift(chrono::Duration::minutes(6));
    let due = [hears.expect("task:due").await, hears.expect("task:due").await];
    assert!(due.iter().any(|due| due["data"]["id"] == open["id"]), "the new owner is told when it is due");
}

async fn those_named_with_an_at_are_told(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let asha = server.named(&admin, Role::Manager, "Asha Rao").await;
    let ravi = server.named(&admin, Role::Counselor, "Ravi Iyer").await;
    let lead = admin.lead("Alice").await;
    let (mut hears, mut hears_not) = (asha.socket().await, ravi.socket().await);
    let text = "@Asha Rao and @ravi: please call";
    admin
        .post(&format!("/api/leads/{lead}/activity"), json!({ "kind": "NOTE", "text": text }))
        .await
        .expect(201);
    let told = hears.expect("notification:created").await["data"].clone();
    assert_eq!((&told["kind"], &told["by"]["id"]), (&json!("MENTIONED"), &json!(admin.id())));
    assert!(told["text"].as_str().unwrap().contains(text));
    // Ravi may not see the lead; that it exists is not told. The enquiry he may see.
    let enquiry = admin.receive_enquiry("Bea").await;
    admin
        .post(&format!("/api/enquiries/{enquiry}/notes"), json!({ "text": "@Ravi Iyer yours?" }))
        .await
        .expect(201);
    let told = hears_not.expect("notification:created").await["data"].clone();
    assert_eq!((&told["kind"], &told["entity"]["id"]), (&json!("MENTIONED"), &json!(enquiry)));
    assert_eq!(ravi.get("/api/notifications").await.body["total"], 1);
}

async fn author_learns_which_mentioned_colleagues_cannot_see_the_lead(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let asha = server.named(&admin, Role::SalesExecutive, "Asha Rao").await;
    let ravi = server.named(&admin, Role::SalesExecutive, "Ravi Iyer").await;
    let mei = server.named(&admin, Role::Manager, "Mei Lin").await;
    let lead = admin.lead_with(json!({ "name": "Alice", "ownerId": asha.id() })).await;
    let path = format!("/api/leads/{lead}/activity");
    let note = json!({ "kind": "NOTE", "text": "@Asha Rao, @Ravi Iyer, @Mei Lin and @Nobody: please call" });
    let answer = admin.post(&path, note).await.expect(201).data();
    let unseen = json!([{ "id": ravi.id(), "name": "Ravi Iyer", "reason": "NO_ACCESS" }]);
    assert_eq!(answer["notNotified"], unseen);
    assert_eq!(ravi.get("/api/notifications").await.body["total"], 0);
    assert_eq!(mei.get("/api/notifications").await.body["total"], 1);
    let quiet = admin.post(&path, json!({ "kind": "CALL", "text": "called" })).await.expect(201).data();
    assert_eq!(quiet["notNotified"], json!([]));
}

async fn notifications_are_read(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    for name in ["Alice", "Bea", "Cem"] {
        admin.lead_with(json!({ "name": name, "ownerId": rep.id() })).await;
    }
    let unread = rep.get("/api/notifications?unread=true").await.expect(200).body;
    assert_eq!(unread["total"], 3);
    assert_eq!(unread["data"][0]["text"], "Cem is yours");
    let one = json!({ "ids": [unread["data"][0]["id"]] });
    assert_eq!(
        admin.post("/api/notifications/read", one.clone()).await.expect(200).data()["read"],
        0,
        "not hers"
    );
    assert_eq!(rep.post("/api/notifications/read", one).await.expect(200).data()["read"], 1);
    assert_eq!(rep.post("/api/notifications/read", json!({})).await.expect(200).data()["read"], 2);
    assert_eq!(rep.get("/api/notifications?unread=true").await.body["total"], 0);
    assert_eq!(rep.get("/api/notifications").await.body["total"], 3);
}
