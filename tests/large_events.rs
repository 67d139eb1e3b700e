//! Large events: what an event carries does not grow with its record, and no reader makes the server hold it all.

use serde_json::{Value, json};
use tandem::{
    access::{Actor, Role},
    db::{Arrival, Tx},
    features::enquiries,
    id::CompanyId,
};

use crate::{
    on_both,
    support::{Client, Database, Program, Server, Socket},
};

on_both!(
    note_event_does_not_grow_with_the_notes,
    enquiry_has_a_limited_number_of_notes,
    log_is_read_in_batches_of_limited_size,
    one_answer_looks_at_a_limited_part_of_the_log,
    sockets_that_do_not_read_hold_little_memory,
);

async fn bytes_of_the_log(server: &Server, kind: &str) -> Vec<i64> {
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
    let id = admin.receive_enquiry("Alice").await;
    admin.post(&format!("/api/enquiries/{id}/claim"), json!({})).await.expect(200);
    id
}

async fn note_event_does_not_grow_with_the_notes(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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
    let sizes = bytes_of_the_log(&server, "enquiry:note").await;
    assert_eq!(sizes.len(), 20);
    assert!(sizes.iter().all(|bytes| *bytes < 22_000), "{sizes:?}");
    admin.put(&format!("{path}/status"), json!({ "status": "contacted" })).await.expect(200);
    assert!(bytes_of_the_log(&server, "enquiry:status").await[0] < 2_000);
    // Whoever reads the one record has them all.
    assert_eq!(admin.get(&path).await.expect(200).data()["notes"].as_array().unwrap().len(), 20);
}

async fn enquiry_has_a_limited_number_of_notes(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let id = claimed(&admin).await;
    let path = format!("/api/enquiries/{id}/notes");
    let company: CompanyId = admin.company().parse().unwrap();
    let mut tx = Tx::begin(&server.app.db, Actor::company(company)).await.unwrap();
    tx.exec(tandem::sql!("update enquiries set note_count = 199 where company_id = $1", company))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // Of two who write the last one at the same moment, one does.
    let (a, b) = tokio::join!(
        admin.post(&path, json!({ "text": "one" })),
        admin.post(&path, json!({ "text": "other" }))
    );
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let refused = admin.post(&path, json!({ "text": "more" })).await.refused(409, "too_many_notes");
    assert!(refused.body["message"].as_str().unwrap().contains("at most 200 notes"));
}

/// An enquiry of 20 kB, whose event the database repeats: it writes them faster than they can be sent to it.
async fn receive_large(server: &Server, company: CompanyId, many: i64) {
    receive(server, company, many, &"\u{1f600}".repeat(5_000)).await;
}

async fn receive(server: &Server, company: CompanyId, many: i64, message: &str) {
    let input = json!({ "name": "Alice", "email": "alice@example.com", "message": message });
    let mut arrival = Arrival::new(&server.app.db, Actor::company(company));
    enquiries::submit(&mut arrival, serde_json::from_value(input).unwrap());
    arrival.commit().await.unwrap();
    let repeat = "with recursive times (n) as (select 1 union all select n + 1 from times where n < $1)
                  insert into events (company_id, seq, kind, entity_type, entity_id, at, audience, data)
                  select e.company_id, e.seq + n, e.kind, e.entity_type, e.entity_id, e.at, e.audience, e.data
                  from times cross join events e join event_heads h on h.company_id = e.company_id and h.seq = e.seq
                  where e.company_id = $2";
    let advance = "update event_heads set seq = seq + $1 where company_id = $2";
    let mut tx = Tx::begin(&server.app.db, Actor::company(company)).await.unwrap();
    for sql in [repeat, advance] {
        tx.exec(tandem::sql!(sql, many - 1, company)).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// 20 kB each, so that fifty of them are a batch, and four megabytes an answer.
async fn log_is_read_in_batches_of_limited_size(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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
    // An answer ends early, and the next goes on where it ended.
    let (mut seqs, mut answers): (Vec<Value>, usize) = (vec![], 0);
    loop {
        let after = seqs.last().and_then(Value::as_i64).unwrap_or(0);
        let part = admin.get(&format!("/api/events?after={after}&limit=1000")).await.expect(200).body;
        let events = part["data"].as_array().unwrap().clone();
        assert!(events.len() < 250, "{} events of 20 kB in one answer", events.len());
        seqs.extend(events.into_iter().map(|event| event["seq"].clone()));
        answers += 1;
        if part["nextAfter"].is_null() {
            break;
        }
        assert_eq!(part["nextAfter"], *seqs.last().unwrap());
    }
    assert_eq!((seqs.len(), seqs.last().cloned()), (usize::try_from(last).unwrap(), Some(json!(last))));
    assert!(answers >= 2);
    // A socket that missed them gets each once.
    let mut socket = rep.socket_after(0).await;
    let heard = socket.up_to(last).await;
    let created = heard.iter().filter(|event| event["kind"] == "enquiry:created").count();
    assert_eq!(created, 300);
}

/// HR sees no enquiries: who asks for what comes after them gets on, an answer at a time.
async fn one_answer_looks_at_a_limited_part_of_the_log(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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

/// Four that ask for 50 MB and read nothing: what the network does not take, the server does not hold for them.
async fn sockets_that_do_not_read_hold_little_memory(database: Database) {
    let server = Server::start(database.clone()).await;
    let admin = server.found("Lotus").await;
    receive_large(&server, admin.company().parse().unwrap(), 2_500).await;
    server.stop().await;
    let program = Program::serve(&database, &[]).await;
    let admin = admin.at(&program.url);
    admin.get("/api/events?limit=10").await.expect(200);
    let before = program.memory();
    let mut stuck = vec![];
    for _ in 0..4 {
        stuck.push(Socket::connect(&program.url, json!({ "token": admin.token, "after": 0 })).await.unwrap());
    }
    let client = program.client();
    let shows = async |line: &str| client.get("/metrics").await.body.as_str().unwrap().contains(line);
    let mut most = 0;
    // Until each is given up, by the replay or by its heartbeat.
    while !(shows("tandem_sockets 0\n").await && shows("tandem_slow_sockets_total 4\n").await) {
        most = most.max(program.memory().saturating_sub(before));
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(most < 60 << 20, "grew by {} MB", most >> 20);
    drop(stuck);
    program.kill().await;
}
