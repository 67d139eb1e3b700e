//! The realtime protocol: `ready`, live events, replay, `sync`, `resync`, counters, commands, audiences.

use std::time::Duration;

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Database, Server, Socket},
};

on_both_databases!(
    ready_comes_first_then_live_events,
    event_data_equals_the_rest_record,
    missed_events_are_replayed_once_in_order,
    unreachable_event_number_gets_resync,
    sync_replays_on_an_open_connection,
    rejected_change_emits_no_event,
    commands_are_acknowledged,
    counters_follow_changes,
    change_by_another_process_is_delivered,
);

async fn ready_comes_first_then_live_events(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let mut socket = rep.socket().await;
    assert_eq!(socket.ready["employee"], json!({ "id": rep.id(), "name": rep.name() }));
    assert_eq!(socket.ready["company"], json!(rep.company()));
    assert!(socket.ready["permissions"].as_array().unwrap().contains(&json!("enquiries.work")));
    let before = socket.ready["seq"].as_i64().unwrap();
    let id = admin.submit_enquiry("Alice").await;
    let created = socket.expect("enquiry:created").await;
    assert_eq!(
        (&created["seq"], &created["entity"], &created["actor"]),
        (&json!(before + 1), &json!({ "type": "enquiry", "id": id }), &Value::Null)
    );
    rep.post(&format!("/api/enquiries/{id}/claim"), json!({})).await.expect(200);
    let claimed = socket.expect("enquiry:claimed").await;
    assert_eq!((&claimed["seq"], &claimed["actor"]["id"]), (&json!(before + 2), &json!(rep.id())));
}

async fn event_data_equals_the_rest_record(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let mut socket = admin.socket().await;
    let id = admin.submit_enquiry("Alice").await;
    let path = format!("/api/enquiries/{id}");
    let listed = || async { admin.get("/api/enquiries").await.data()[0].clone() };
    assert_eq!(socket.expect("enquiry:created").await["data"], listed().await);
    admin.post(&format!("{path}/claim"), json!({})).await.expect(200);
    assert_eq!(socket.expect("enquiry:claimed").await["data"], listed().await);
    let note = admin.post(&format!("{path}/notes"), json!({ "text": "called" })).await.data();
    let mut received = socket.expect("enquiry:note").await["data"].clone();
    assert_eq!(received.as_object_mut().unwrap().remove("note"), Some(note));
    assert_eq!(received, listed().await);
    // REST returns the event number from which a client follows.
    let read = admin.get(&path).await;
    assert_eq!(
        read.header("x-event-seq").unwrap(),
        admin.get("/api/events?limit=1000").await.data().as_array().unwrap().len().to_string()
    );
}

async fn missed_events_are_replayed_once_in_order(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    for n in 0..30 {
        admin.submit_enquiry(&format!("Alice {n}")).await;
    }
    let log = admin.get("/api/events?limit=1000").await.data();
    let log = log.as_array().unwrap();
    let last = log.last().unwrap()["seq"].as_i64().unwrap();
    for after in [0, 1, 17, last - 1] {
        let mut socket = admin.socket_after(after).await;
        assert_eq!(socket.ready["seq"], json!(last));
        let replayed = socket.events_up_to(last).await;
        let expected: Vec<_> =
            log.iter().filter(|event| event["seq"].as_i64() > Some(after)).cloned().collect();
        assert_eq!(replayed, expected);
    }
    // A client that has every event receives only new ones.
    let mut socket = admin.socket_after(last).await;
    admin.submit_enquiry("Bea").await;
    assert_eq!(socket.next_event().await.unwrap()["seq"], json!(last + 1));
}

async fn unreachable_event_number_gets_resync(database: Database) {
    let server =
        Server::start_with(database.clone(), &[("EVENT_RETENTION_DAYS", "1"), ("JWT_EXPIRE", "90d")]).await;
    let admin = server.found_company("Lotus").await;
    for n in 0..5 {
        admin.submit_enquiry(&format!("Old {n}")).await;
    }
    let mut future = admin.socket_after(1_000).await;
    assert_eq!(future.expect("resync").await["seq"], future.ready["seq"]);
    // Two days later the old events are pruned, except those of the employee audit.
    server.clock.shift(chrono::Duration::days(2));
    let forgotten = future.ready["seq"].as_i64().unwrap();
    for n in 0..3 {
        admin.submit_enquiry(&format!("New {n}")).await;
    }
    tandem::maintenance::clean_up(&server.app).await.unwrap();
    let kept = admin.get("/api/events").await.data();
    let kinds: Vec<_> =
        kept.as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["employee:created", "enquiry:created", "enquiry:created", "enquiry:created"]);
    assert!(crate::support::Program::run(&database, &["check"]).await.success);
    for lost in [0, 1, forgotten - 1] {
        let mut old = admin.socket_after(lost).await;
        assert_eq!(old.expect("resync").await["seq"], json!(forgotten + 3), "after {lost}");
    }
    let mut just = admin.socket_after(forgotten).await;
    assert_eq!(just.events_up_to(forgotten + 3).await.len(), 3);
    // After a `resync` live events continue, and `tandem check` finds nothing wrong.
    admin.submit_enquiry("Bea").await;
    assert_eq!(future.events_up_to(forgotten + 4).await.last().unwrap()["data"]["name"], "Bea");
    assert!(crate::support::Program::run(&database, &["check"]).await.success);
}

async fn sync_replays_on_an_open_connection(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    for n in 0..5 {
        admin.submit_enquiry(&format!("Alice {n}")).await;
    }
    let mut socket = admin.socket().await;
    let last = socket.ready["seq"].as_i64().unwrap();
    assert_eq!(socket.call("sync", json!({ "after": last - 3 })).await["success"], true);
    let replayed: Vec<_> =
        socket.events_up_to(last).await.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(replayed, [last - 2, last - 1, last]);
    admin.submit_enquiry("Bea").await;
    assert_eq!(socket.next_event().await.unwrap()["seq"], json!(last + 1));
}

async fn rejected_change_emits_no_event(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = admin.submit_enquiry("Alice").await;
    let mut socket = admin.socket().await;
    let last = socket.ready["seq"].as_i64().unwrap();
    admin
        .put(&format!("/api/enquiries/{id}/status"), json!({ "status": "lost", "reason": "price" }))
        .await
        .expect_error(409, "invalid_transition");
    // A transaction that does everything except commit.
    let company = tandem::access::Actor::system(admin.company().parse().unwrap(), "test");
    let mut batch = tandem::db::InsertBatch::new(&server.app.db, company.clone());
    let ghost = serde_json::from_value(json!({ "name": "Ghost", "email": "ghost@example.com" })).unwrap();
    tandem::features::enquiries::submit(&mut batch, ghost);
    let mut tx = tandem::db::Tx::begin(&server.app.db, company).await.unwrap();
    tx.apply(batch).await.unwrap();
    drop(tx);
    admin.submit_enquiry("Bea").await;
    let next = socket.next_event().await.unwrap();
    assert_eq!((&next["seq"], &next["data"]["name"]), (&json!(last + 1), &json!("Bea")));
    assert_eq!(admin.get("/api/enquiries").await.body["total"], 2);
}

async fn commands_are_acknowledged(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (rep, hr) = (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Hr).await);
    let id = admin.submit_enquiry("Alice").await;
    let (mut winner, mut loser, mut outsider) = (admin.socket().await, rep.socket().await, hr.socket().await);
    let won = winner.call("enquiry:claim", json!({ "id": id })).await;
    assert_eq!((&won["success"], &won["data"]["status"]), (&json!(true), &json!("claimed")));
    let lost = loser.call("enquiry:claim", json!({ "id": id })).await;
    assert_eq!(
        (&lost["success"], &lost["code"], &lost["data"]["claimedBy"]["name"]),
        (&json!(false), &json!("already_claimed"), &json!(admin.name()))
    );
    assert_eq!(outsider.call("enquiry:claim", json!({ "id": id })).await["code"], "forbidden");
    // An invalid command is answered, and the socket stays open.
    for (command, body, code) in [
        ("enquiry:claim", json!({ "id": "nonsense" }), "malformed"),
        ("enquiry:claim", json!({}), "malformed"),
        ("enquiry:claim", json!("text"), "malformed"),
        ("enquiry:claim", json!({ "id": uuid::Uuid::now_v7() }), "not_found"),
        ("sync", json!({ "after": "x" }), "malformed"),
        ("enquiry:delete", json!({ "id": id }), "not_found"),
    ] {
        let answer = loser.call(command, body).await;
        assert_eq!((&answer["success"], &answer["code"]), (&json!(false), &json!(code)), "{command}");
    }
    admin.submit_enquiry("Bea").await;
    loser.expect("enquiry:created").await;
}

async fn counters_follow_changes(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let mut socket = admin.socket().await;
    assert_eq!(socket.expect("dashboard:counters").await["enquiries"]["unclaimed"], 0);
    let id = admin.submit_enquiry("Alice").await;
    admin.submit_enquiry("Bea").await;
    wait_for(&mut socket, |counters| counters["enquiries"]["unclaimed"] == 2).await;
    admin.post(&format!("/api/enquiries/{id}/claim"), json!({})).await.expect(200);
    for status in ["contacted", "converted"] {
        admin.put(&format!("/api/enquiries/{id}/status"), json!({ "status": status })).await.expect(200);
    }
    wait_for(&mut socket, |counters| {
        let of = |group: &str, name: &str| counters[group][name].as_i64().unwrap();
        (of("enquiries", "unclaimed"), of("enquiries", "converted"), of("contacts", "LEAD")) == (1, 1, 1)
    })
    .await;
}

async fn wait_for(socket: &mut Socket, matches: impl Fn(&Value) -> bool) {
    while !matches(&socket.expect("dashboard:counters").await) {}
}

/// Another process writes to the same database without a notification, so the server has to poll.
async fn change_by_another_process_is_delivered(database: Database) {
    let server = Server::start(database.clone()).await;
    let admin = server.found_company("Lotus").await;
    let mut socket = admin.socket().await;
    let arguments = ["employee", "create", "--name", "Hana", "--email", "hana@example.com", "--role", "HR"];
    let output = crate::support::Program::run(&database, &arguments).await;
    assert!(output.success, "{}", output.text);
    let received = tokio::time::timeout(Duration::from_secs(10), socket.expect("employee:created"))
        .await
        .expect("received");
    assert_eq!((&received["data"]["name"], &received["data"]["role"]), (&json!("Hana"), &json!("hr")));
}
