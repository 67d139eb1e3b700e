//! Event size: an event does not grow with its record, and a slow reader does not make the server buffer the log.

use serde_json::{Value, json};
use tandem::{
    access::{Actor, Role},
    db::{InsertBatch, Tx},
    features::enquiries,
    id::CompanyId,
};

use crate::{
    on_both_databases,
    support::{Client, Database, Program, Server, Socket, until},
};

on_both_databases!(
    note_event_does_not_grow_with_the_enquiry,
    notes_per_enquiry_are_limited,
    log_is_read_in_batches_of_limited_size,
    one_response_scans_a_limited_part_of_the_log,
    sockets_that_do_not_read_use_little_memory,
);

async fn event_sizes(server: &Server, kind: &str) -> Vec<i64> {
    let sql = "select octet_length(data) from events where kind = $1 order by seq";
    let rows: Vec<(i64,)> = if server.database.is_postgres() {
        let sql = "select octet_length(data)::bigint from events where kind = $1 order by seq";
        server.app.db.read().await.unwrap().all(tandem::sql!(sql, kind)).await.unwrap()
    } else {
        server.app.db.read().await.unwrap().all(tandem::sql!(sql, kind)).await.unwrap()
    };
    rows.into_iter().map(|(bytes,)| bytes).collect()
}

async fn claimed(admin: &Client) -> String {
    let id = admin.submit_enquiry("Alice").await;
    admin.post(&format!("/api/enquiries/{id}/claim"), json!({})).await.expect(200);
    id
}

async fn note_event_does_not_grow_with_the_enquiry(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = claimed(&admin).await;
    let path = format!("/api/enquiries/{id}");
    // 20 kB each.
    let text = "\u{1f600}".repeat(5_000);
    let mut socket = admin.socket().await;
    for n in 1..=20 {
        admin.post(&format!("{path}/notes"), json!({ "text": text })).await.expect(201);
        let event = socket.expect("enquiry:note").await;
        assert_eq!((&event["data"]["noteCount"], &event["data"]["note"]["text"]), (&json!(n), &json!(text)));
        assert_eq!(event["data"].get("notes"), None);
    }
    let sizes = event_sizes(&server, "enquiry:note").await;
    assert_eq!(sizes.len(), 20);
    assert!(sizes.iter().all(|bytes| *bytes < 22_000), "{sizes:?}");
    admin.put(&format!("{path}/status"), json!({ "status": "contacted" })).await.expect(200);
    assert!(event_sizes(&server, "enquiry:status").await[0] < 2_000);
    // The single record still returns all of them.
    assert_eq!(admin.get(&path).await.expect(200).data()["notes"].as_array().unwrap().len(), 20);
}

async fn notes_per_enquiry_are_limited(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = claimed(&admin).await;
    let path = format!("/api/enquiries/{id}/notes");
    let company: CompanyId = admin.company().parse().unwrap();
    let mut tx = Tx::begin(&server.app.db, Actor::system(company, "test")).await.unwrap();
    tx.exec(tandem::sql!("update enquiries set note_count = 199 where company_id = $1", company))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // Of two that write the last note at the same moment, one succeeds.
    let (a, b) = tokio::join!(
        admin.post(&path, json!({ "text": "one" })),
        admin.post(&path, json!({ "text": "other" }))
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let refused = admin.post(&path, json!({ "text": "more" })).await.expect_error(409, "too_many_notes");
    assert!(refused.body["message"].as_str().unwrap().contains("at most 200 notes"));
}

/// Receives an enquiry of 20 kB whose event is copied in the database, which is faster than sending each.
async fn receive_large(server: &Server, company: CompanyId, count: i64) {
    receive(server, company, count, &"\u{1f600}".repeat(5_000)).await;
}

async fn receive(server: &Server, company: CompanyId, count: i64, message: &str) {
    let input = json!({ "name": "Alice", "email": "alice@example.com", "message": message });
    let mut batch = InsertBatch::new(&server.app.db, Actor::system(company, "test"));
    enquiries::submit(&mut batch, serde_json::from_value(input).unwrap());
    batch.commit().await.unwrap();
    let repeat = "with recursive times (n) as (select 1 union all select n + 1 from times where n < $1)
                  insert into events (company_id, seq, kind, entity_type, entity_id, at, audience, data)
                  select e.company_id, e.seq + n, e.kind, e.entity_type, e.entity_id, e.at, e.audience, e.data
                  from times cross join events e join event_heads h on h.company_id = e.company_id and h.seq = e.seq
                  where e.company_id = $2";
    let advance = "update event_heads set seq = seq + $1 where company_id = $2";
    let mut tx = Tx::begin(&server.app.db, Actor::system(company, "test")).await.unwrap();
    for sql in [repeat, advance] {
        tx.exec(tandem::sql!(sql, count - 1, company)).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Events of 20 kB, so that about fifty fit into a batch and about 200 into a response.
async fn log_is_read_in_batches_of_limited_size(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let company: CompanyId = admin.company().parse().unwrap();
    receive_large(&server, company, 300).await;
    let last: i64 = admin.get("/api/auth/me").await.header("x-event-seq").unwrap().parse().unwrap();
    let mut conn = server.app.db.read().await.unwrap();
    let (mut after, mut batches) = (0, 0);
    loop {
        let batch = tandem::realtime::log::batch(&mut conn, company, after).await.unwrap();
        let Some(newest) = batch.last() else { break };
        assert_eq!(batch[0].seq, after + 1);
        assert!(batch.len() < 60, "{} events of 20 kB at once", batch.len());
        after = newest.seq;
        batches += 1;
    }
    assert_eq!(after, last);
    assert!(batches >= 6, "{batches}");
    drop(conn);
    // A response ends early, and the next continues where it ended.
    let (mut seqs, mut answers): (Vec<Value>, usize) = (vec![], 0);
    loop {
        let after = seqs.last().and_then(Value::as_i64).unwrap_or(0);
        let part = admin.get(&format!("/api/events?after={after}&limit=1000")).await.expect(200).body;
        let events = part["data"].as_array().unwrap().clone();
        assert!(events.len() < 250, "{} events of 20 kB in one response", events.len());
        seqs.extend(events.into_iter().map(|event| event["seq"].clone()));
        answers += 1;
        if part["nextAfter"].is_null() {
            break;
        }
        assert_eq!(part["nextAfter"], *seqs.last().unwrap());
    }
    assert_eq!((seqs.len(), seqs.last().cloned()), (usize::try_from(last).unwrap(), Some(json!(last))));
    assert!(answers >= 2);
    // A socket that missed them receives each once.
    let mut socket = rep.socket_after(0).await;
    let received = socket.events_up_to(last).await;
    let created = received.iter().filter(|event| event["kind"] == "enquiry:created").count();
    assert_eq!(created, 300);
}

/// HR sees no enquiries, so each response may be empty, but the client still advances.
async fn one_response_scans_a_limited_part_of_the_log(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let hr = server.employee(&admin, Role::Hr).await;
    let first: i64 = hr.get("/api/auth/me").await.header("x-event-seq").unwrap().parse().unwrap();
    receive(&server, admin.company().parse().unwrap(), 12_000, "Hello").await;
    server.employee(&admin, Role::Hr).await;
    let (mut after, mut counts) = (json!(first), vec![]);
    while !after.is_null() {
        let part = hr.get(&format!("/api/events?after={after}")).await.expect(200).body;
        counts.push(part["count"].as_i64().unwrap());
        after = part["nextAfter"].clone();
    }
    assert_eq!(counts, [0, 0, 1]);
}

/// Four clients ask for 50 MB and read nothing: the server must not buffer what the network does not accept.
async fn sockets_that_do_not_read_use_little_memory(database: Database) {
    let server = Server::start(database.clone()).await;
    let admin = server.found_company("Lotus").await;
    receive_large(&server, admin.company().parse().unwrap(), 2_500).await;
    server.stop().await;
    let program = Program::serve(&database, &[]).await;
    let admin = admin.at(&program.url);
    admin.get("/api/events?limit=10").await.expect(200);
    let before = program.memory();
    let mut sockets = vec![];
    for _ in 0..4 {
        sockets
            .push(Socket::connect(&program.url, json!({ "token": admin.token, "after": 0 })).await.unwrap());
    }
    let client = program.client();
    let shows = async |line: &str| client.get("/metrics").await.body.as_str().unwrap().contains(line);
    let mut peak = 0;
    // Until each is disconnected, by the replay or by its heartbeat.
    until("the sockets to be disconnected", async || {
        peak = peak.max(program.memory().saturating_sub(before));
        shows("tandem_sockets 0\n").await && shows("tandem_slow_sockets_total 4\n").await
    })
    .await;
    assert!(peak < 60 << 20, "grew by {} MB", peak >> 20);
    drop(sockets);
    program.kill().await;
}
