//! The hub's promises: `ready`, live events, replay, `sync`, `resync`, counters, commands, and who is let in.

use std::time::Duration;

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both,
    support::{Client, Database, Server, Socket},
};

on_both!(
    strangers_are_refused_with_a_reason,
    ready_comes_first_and_then_what_happens,
    an_event_says_what_rest_says,
    what_was_missed_comes_once_and_in_order,
    a_number_out_of_reach_is_answered_with_resync,
    sync_replays_on_an_open_connection,
    a_refused_change_is_told_to_nobody,
    commands_are_acknowledged,
    counters_follow_the_changes,
    losing_the_account_ends_the_sockets,
    a_new_role_brings_other_rooms,
    logging_out_ends_the_sockets_of_that_sign_in,
    an_expired_token_ends_its_sockets,
    too_many_commands_end_the_socket,
    what_one_may_not_see_is_not_told,
    an_audience_that_nobody_knows_is_nobody,
    a_command_line_change_is_told_too,
);

async fn strangers_are_refused_with_a_reason(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let refusal = |auth: Value| {
        let url = server.url.clone();
        async move { Socket::connect(&url, auth).await.err().expect("refused")["data"]["code"].clone() }
    };
    assert_eq!(refusal(json!({})).await, "token_missing");
    assert_eq!(refusal(json!({ "token": "nonsense" })).await, "token_invalid");
    assert_eq!(refusal(json!({ "token": admin.token, "after": "yesterday" })).await, "malformed");
    let forged = format!("{}x", admin.token.clone().unwrap());
    assert_eq!(refusal(json!({ "token": forged })).await, "token_invalid");
    server.clock.shift(chrono::Duration::days(8));
    assert_eq!(refusal(json!({ "token": admin.token })).await, "token_expired");
    server.clock.shift(-chrono::Duration::days(8));
    let rep = server.employee(&admin, Role::Counselor).await;
    admin.patch(&format!("/api/users/{}", rep.id()), json!({ "status": "DEACTIVATED" })).await.expect(200);
    assert_eq!(refusal(json!({ "token": rep.token })).await, "account_inactive");
}

async fn ready_comes_first_and_then_what_happens(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let mut socket = rep.socket().await;
    assert_eq!(socket.ready["employee"], json!({ "id": rep.id(), "name": rep.name() }));
    assert_eq!(socket.ready["company"], json!(rep.company()));
    assert!(socket.ready["permissions"].as_array().unwrap().contains(&json!("enquiries.work")));
    let before = socket.ready["seq"].as_i64().unwrap();
    let id = admin.receive_enquiry("Alice").await;
    let created = socket.expect("enquiry:created").await;
    assert_eq!(
        (&created["seq"], &created["entity"], &created["actor"]),
        (&json!(before + 1), &json!({ "type": "enquiry", "id": id }), &Value::Null)
    );
    rep.post(&format!("/api/enquiries/{id}/claim"), json!({})).await.expect(200);
    let claimed = socket.expect("enquiry:claimed").await;
    assert_eq!((&claimed["seq"], &claimed["actor"]["id"]), (&json!(before + 2), &json!(rep.id())));
}

async fn an_event_says_what_rest_says(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let mut socket = admin.socket().await;
    let id = admin.receive_enquiry("Alice").await;
    let path = format!("/api/enquiries/{id}");
    let listed = || async { admin.get("/api/enquiries").await.data()[0].clone() };
    assert_eq!(socket.expect("enquiry:created").await["data"], listed().await);
    admin.post(&format!("{path}/claim"), json!({})).await.expect(200);
    assert_eq!(socket.expect("enquiry:claimed").await["data"], listed().await);
    let note = admin.post(&format!("{path}/notes"), json!({ "text": "called" })).await.data();
    let mut told = socket.expect("enquiry:note").await["data"].clone();
    assert_eq!(told.as_object_mut().unwrap().remove("note"), Some(note));
    assert_eq!(told, listed().await);
    // And REST says from which number on to follow.
    let read = admin.get(&path).await;
    assert_eq!(
        read.header("x-event-seq").unwrap(),
        admin.get("/api/events?limit=1000").await.data().as_array().unwrap().len().to_string()
    );
}

async fn what_was_missed_comes_once_and_in_order(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    for n in 0..30 {
        admin.receive_enquiry(&format!("Alice {n}")).await;
    }
    let log = admin.get("/api/events?limit=1000").await.data();
    let log = log.as_array().unwrap();
    let last = log.last().unwrap()["seq"].as_i64().unwrap();
    for after in [0, 1, 17, last - 1] {
        let mut socket = admin.socket_after(after).await;
        assert_eq!(socket.ready["seq"], json!(last));
        let replayed = socket.up_to(last).await;
        let expected: Vec<_> =
            log.iter().filter(|event| event["seq"].as_i64() > Some(after)).cloned().collect();
        assert_eq!(replayed, expected);
    }
    // Somebody who has everything hears only what is new.
    let mut socket = admin.socket_after(last).await;
    admin.receive_enquiry("Bea").await;
    assert_eq!(socket.numbered().await.unwrap()["seq"], json!(last + 1));
}

async fn a_number_out_of_reach_is_answered_with_resync(database: Database) {
    let server =
        Server::start_with(database.clone(), &[("EVENT_RETENTION_DAYS", "1"), ("JWT_EXPIRE", "90d")]).await;
    let admin = server.found("Lotus").await;
    for n in 0..5 {
        admin.receive_enquiry(&format!("Old {n}")).await;
    }
    let mut future = admin.socket_after(1_000).await;
    assert_eq!(future.expect("resync").await["seq"], future.ready["seq"]);
    // Two days later the old events are forgotten, all but the audit of people.
    server.clock.shift(chrono::Duration::days(2));
    let forgotten = future.ready["seq"].as_i64().unwrap();
    for n in 0..3 {
        admin.receive_enquiry(&format!("New {n}")).await;
    }
    tandem::housekeeping::clean_up(&server.app).await.unwrap();
    let kept = admin.get("/api/events").await.data();
    let kinds: Vec<_> =
        kept.as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["employee:created", "enquiry:created", "enquiry:created", "enquiry:created"]);
    for lost in [0, 1, forgotten - 1] {
        let mut old = admin.socket_after(lost).await;
        assert_eq!(old.expect("resync").await["seq"], json!(forgotten + 3), "after {lost}");
    }
    let mut just = admin.socket_after(forgotten).await;
    assert_eq!(just.up_to(forgotten + 3).await.len(), 3);
    // After a resync the stream goes on, and the operator's check finds nothing wrong.
    admin.receive_enquiry("Bea").await;
    assert_eq!(future.up_to(forgotten + 4).await.last().unwrap()["data"]["name"], "Bea");
    assert!(crate::support::Program::run(&database, &["check"]).await.success);
}

async fn sync_replays_on_an_open_connection(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    for n in 0..5 {
        admin.receive_enquiry(&format!("Alice {n}")).await;
    }
    let mut socket = admin.socket().await;
    let last = socket.ready["seq"].as_i64().unwrap();
    assert_eq!(socket.ask("sync", json!({ "after": last - 3 })).await["success"], true);
    let replayed: Vec<_> =
        socket.up_to(last).await.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(replayed, [last - 2, last - 1, last]);
    admin.receive_enquiry("Bea").await;
    assert_eq!(socket.numbered().await.unwrap()["seq"], json!(last + 1));
}

async fn a_refused_change_is_told_to_nobody(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let id = admin.receive_enquiry("Alice").await;
    let mut socket = admin.socket().await;
    let last = socket.ready["seq"].as_i64().unwrap();
    admin
        .put(&format!("/api/enquiries/{id}/status"), json!({ "status": "lost", "reason": "price" }))
        .await
        .refused(409, "invalid_transition");
    // A transaction that did everything but commit.
    let company = tandem::access::Actor::company(admin.company().parse().unwrap());
    let mut arrival = tandem::db::Arrival::new(&server.app.db, company.clone());
    let ghost = serde_json::from_value(json!({ "name": "Ghost", "email": "ghost@example.com" })).unwrap();
    tandem::features::enquiries::submit(&mut arrival, ghost);
    let mut tx = tandem::db::Tx::begin(&server.app.db, company).await.unwrap();
    tx.take_in(arrival).await.unwrap();
    drop(tx);
    admin.receive_enquiry("Bea").await;
    let next = socket.numbered().await.unwrap();
    assert_eq!((&next["seq"], &next["data"]["name"]), (&json!(last + 1), &json!("Bea")));
    assert_eq!(admin.get("/api/enquiries").await.body["total"], 2);
}

async fn commands_are_acknowledged(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (rep, hr) = (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Hr).await);
    let id = admin.receive_enquiry("Alice").await;
    let (mut winner, mut loser, mut outsider) = (admin.socket().await, rep.socket().await, hr.socket().await);
    let won = winner.ask("enquiry:claim", json!({ "id": id })).await;
    assert_eq!((&won["success"], &won["data"]["status"]), (&json!(true), &json!("claimed")));
    let lost = loser.ask("enquiry:claim", json!({ "id": id })).await;
    assert_eq!(
        (&lost["success"], &lost["code"], &lost["data"]["claimedBy"]["name"]),
        (&json!(false), &json!("already_claimed"), &json!(admin.name()))
    );
    assert_eq!(outsider.ask("enquiry:claim", json!({ "id": id })).await["code"], "forbidden");
    // Nonsense is answered, and the socket lives on.
    for (command, body, code) in [
        ("enquiry:claim", json!({ "id": "nonsense" }), "malformed"),
        ("enquiry:claim", json!({}), "malformed"),
        ("enquiry:claim", json!("text"), "malformed"),
        ("enquiry:claim", json!({ "id": uuid::Uuid::now_v7() }), "not_found"),
        ("sync", json!({ "after": "x" }), "malformed"),
        ("enquiry:delete", json!({ "id": id }), "not_found"),
    ] {
        let answer = loser.ask(command, body).await;
        assert_eq!((&answer["success"], &answer["code"]), (&json!(false), &json!(code)), "{command}");
    }
    admin.receive_enquiry("Bea").await;
    loser.expect("enquiry:created").await;
}

async fn counters_follow_the_changes(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let mut socket = admin.socket().await;
    assert_eq!(socket.expect("dashboard:counters").await["enquiries"]["unclaimed"], 0);
    let id = admin.receive_enquiry("Alice").await;
    admin.receive_enquiry("Bea").await;
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

async fn wait_for(socket: &mut Socket, right: impl Fn(&Value) -> bool) {
    while !right(&socket.expect("dashboard:counters").await) {}
}

async fn losing_the_account_ends_the_sockets(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let (one, two) = (rep.socket().await, rep.socket().await);
    admin.patch(&format!("/api/users/{}", rep.id()), json!({ "status": "DEACTIVATED" })).await.expect(200);
    one.ended().await;
    two.ended().await;
    rep.get("/api/auth/me").await.refused(401, "account_inactive");
}

async fn a_new_role_brings_other_rooms(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let person = server.employee(&admin, Role::Counselor).await;
    let before = person.socket().await;
    admin.patch(&format!("/api/users/{}", person.id()), json!({ "role": "manager" })).await.expect(200);
    before.ended().await;
    let mut after = person.socket().await;
    assert!(after.ready["permissions"].as_array().unwrap().contains(&json!("analytics.read")));
    after.expect("dashboard:counters").await;
}

async fn logging_out_ends_the_sockets_of_that_sign_in(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let elsewhere = admin
        .post(
            "/api/auth/login",
            json!({ "email": admin.employee["email"], "password": crate::support::PASSWORD }),
        )
        .await
        .expect(200);
    let elsewhere = admin.signed_in(&elsewhere.data());
    let (ending, mut staying) = (admin.socket().await, elsewhere.socket().await);
    admin.post("/api/auth/logout", json!({})).await.expect(200);
    ending.ended().await;
    elsewhere.receive_enquiry("Alice").await;
    staying.expect("enquiry:created").await;
    admin.get("/api/auth/me").await.refused(401, "token_invalid");
}

async fn an_expired_token_ends_its_sockets(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let socket = admin.socket().await;
    server.clock.shift(chrono::Duration::days(8));
    socket.ended().await;
}

async fn too_many_commands_end_the_socket(database: Database) {
    let server =
        Server::start_with(database, &[("RATE_LIMIT_MAX", "30"), ("RATE_LIMIT_WINDOW_MS", "600000")]).await;
    let admin = server.found("Lotus").await;
    let mut socket = admin.socket().await;
    for _ in 0..30 {
        assert_eq!(socket.ask("nonsense", json!({})).await["code"], "not_found");
    }
    socket.say(r#"42["nonsense",{}]"#.into()).await;
    socket.ended().await;
}

async fn what_one_may_not_see_is_not_told(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (hr, rep) = (server.employee(&admin, Role::Hr).await, server.employee(&admin, Role::Counselor).await);
    let first = admin.get("/api/events").await.data()[0]["seq"].as_i64().unwrap();
    let (mut hears_people, mut hears_enquiries) = (hr.socket().await, rep.socket().await);
    admin.receive_enquiry("Alice").await;
    server.named(&admin, Role::Counselor, "Bea").await;
    admin
        .patch(&format!("/api/companies/{}", admin.company()), json!({ "name": "Lotus & Co" }))
        .await
        .expect(200);
    let kinds = |socket: &mut Vec<Value>| {
        socket.iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let last = seq_of(&admin).await;
    assert_eq!(kinds(&mut hears_people.up_to(last).await), ["employee:created", "company:updated"]);
    assert_eq!(kinds(&mut hears_enquiries.up_to(last).await), ["enquiry:created", "company:updated"]);
    // Replay and REST tell the same, and no more.
    for (client, own) in [(&hr, "employee:"), (&rep, "enquiry:")] {
        let mut replay = client.socket_after(first - 1).await;
        let replayed = replay.up_to(last).await;
        let may_hear = |event: &Value| {
            ["company:", own].iter().any(|kind| event["kind"].as_str().unwrap().starts_with(kind))
        };
        assert!(replayed.iter().all(may_hear), "{replayed:?}");
        let read = client.get("/api/events?limit=1000").await.data();
        assert_eq!(json!(replayed), read);
    }
}

/// A later version may write audiences that this one does not know, while both run.
async fn an_audience_that_nobody_knows_is_nobody(database: Database) {
    let server = Server::start(database).await;
    let (admin, stranger) = (server.found("Lotus").await, server.found("Oak").await);
    let (mut socket, mut elsewhere) = (admin.socket().await, stranger.socket().await);
    let begun = socket.ready["seq"].as_i64().unwrap();
    let company: tandem::id::CompanyId = admin.company().parse().unwrap();
    let mut tx =
        tandem::db::Tx::begin(&server.app.db, tandem::access::Actor::company(company)).await.unwrap();
    let now = tx.now();
    tx.exec(tandem::sql!("update event_heads set seq = seq + 1 where company_id = $1", company))
        .await
        .unwrap();
    let insert = "insert into events (company_id, seq, kind, entity_type, entity_id, at, audience, data)
                  values ($1, $2, 'ship:launched', 'ship', $1, $3, 'ships.fly', '{}')";
    tx.exec(tandem::sql!(insert, company, begun + 1, now)).await.unwrap();
    tx.commit().await.unwrap();
    admin.receive_enquiry("Alice").await;
    stranger.receive_enquiry("Bea").await;
    assert_eq!(socket.numbered().await.unwrap()["seq"], json!(begun + 2));
    assert_eq!(elsewhere.numbered().await.unwrap()["data"]["name"], "Bea");
    let replayed = admin.socket_after(begun).await.numbered().await.unwrap();
    assert_eq!(replayed["seq"], json!(begun + 2));
}

async fn seq_of(client: &Client) -> i64 {
    client.get("/api/auth/me").await.header("x-event-seq").unwrap().parse().unwrap()
}

/// Another process writes to the same database; nothing wakes the server, which looks for itself.
async fn a_command_line_change_is_told_too(database: Database) {
    let server = Server::start(database.clone()).await;
    let admin = server.found("Lotus").await;
    let mut socket = admin.socket().await;
    let arguments = ["employee", "create", "--name", "Hana", "--email", "hana@example.com", "--role", "HR"];
    let printed = crate::support::Program::run(&database, &arguments).await;
    assert!(printed.success, "{}", printed.text);
    let told =
        tokio::time::timeout(Duration::from_secs(10), socket.expect("employee:created")).await.expect("told");
    assert_eq!((&told["data"]["name"], &told["data"]["role"]), (&json!("Hana"), &json!("hr")));
}
