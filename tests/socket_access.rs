//! Access of sockets: handshake, the end of a sign-in, rooms, audiences of events.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Client, Database, Server, Socket},
};

on_both_databases!(
    handshake_is_refused_with_a_reason,
    deactivation_ends_sockets,
    role_change_replaces_rooms,
    logout_ends_sockets_of_that_sign_in,
    expired_token_ends_its_sockets,
    socket_is_closed_after_too_many_commands,
    events_are_limited_to_their_audience,
    event_with_an_unknown_audience_reaches_nobody
);

async fn handshake_is_refused_with_a_reason(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
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

async fn deactivation_ends_sockets(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let (one, two) = (rep.socket().await, rep.socket().await);
    admin.patch(&format!("/api/users/{}", rep.id()), json!({ "status": "DEACTIVATED" })).await.expect(200);
    one.wait_closed().await;
    two.wait_closed().await;
    rep.get("/api/auth/me").await.expect_error(401, "account_inactive");
}

async fn role_change_replaces_rooms(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let person = server.employee(&admin, Role::Counselor).await;
    let before = person.socket().await;
    admin.patch(&format!("/api/users/{}", person.id()), json!({ "role": "manager" })).await.expect(200);
    before.wait_closed().await;
    let mut after = person.socket().await;
    assert!(after.ready["permissions"].as_array().unwrap().contains(&json!("analytics.read")));
    after.expect("dashboard:counters").await;
}

async fn logout_ends_sockets_of_that_sign_in(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
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
    ending.wait_closed().await;
    elsewhere.submit_enquiry("Alice").await;
    staying.expect("enquiry:created").await;
    admin.get("/api/auth/me").await.expect_error(401, "token_invalid");
}

async fn expired_token_ends_its_sockets(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let socket = admin.socket().await;
    server.clock.shift(chrono::Duration::days(8));
    socket.wait_closed().await;
}

async fn socket_is_closed_after_too_many_commands(database: Database) {
    let server =
        Server::start_with(database, &[("RATE_LIMIT_MAX", "30"), ("RATE_LIMIT_WINDOW_MS", "600000")]).await;
    let admin = server.found_company("Lotus").await;
    let mut socket = admin.socket().await;
    for _ in 0..30 {
        assert_eq!(socket.call("nonsense", json!({})).await["code"], "not_found");
    }
    socket.send_packet(r#"42["nonsense",{}]"#.into()).await;
    socket.wait_closed().await;
}

async fn events_are_limited_to_their_audience(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (hr, rep) = (server.employee(&admin, Role::Hr).await, server.employee(&admin, Role::Counselor).await);
    let first = admin.get("/api/events").await.data()[0]["seq"].as_i64().unwrap();
    let (mut hr_socket, mut rep_socket) = (hr.socket().await, rep.socket().await);
    admin.submit_enquiry("Alice").await;
    server.named(&admin, Role::Counselor, "Bea").await;
    admin
        .patch(&format!("/api/companies/{}", admin.company()), json!({ "name": "Lotus & Co" }))
        .await
        .expect(200);
    let kinds = |socket: &mut Vec<Value>| {
        socket.iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let last = seq_of(&admin).await;
    assert_eq!(kinds(&mut hr_socket.events_up_to(last).await), ["employee:created", "company:updated"]);
    assert_eq!(kinds(&mut rep_socket.events_up_to(last).await), ["enquiry:created", "company:updated"]);
    // Replay and REST return the same events, and no others.
    for (client, own) in [(&hr, "employee:"), (&rep, "enquiry:")] {
        let mut replay = client.socket_after(first - 1).await;
        let replayed = replay.events_up_to(last).await;
        let is_visible = |event: &Value| {
            ["company:", own].iter().any(|kind| event["kind"].as_str().unwrap().starts_with(kind))
        };
        assert!(replayed.iter().all(is_visible), "{replayed:?}");
        let read = client.get("/api/events?limit=1000").await.data();
        assert_eq!(json!(replayed), read);
    }
}

/// While two versions run side by side, a newer one may write audiences that this one does not know.
async fn event_with_an_unknown_audience_reaches_nobody(database: Database) {
    let server = Server::start(database).await;
    let (admin, outsider) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    let (mut socket, mut elsewhere) = (admin.socket().await, outsider.socket().await);
    let start = socket.ready["seq"].as_i64().unwrap();
    let company: tandem::id::CompanyId = admin.company().parse().unwrap();
    let mut tx =
        tandem::db::Tx::begin(&server.app.db, tandem::access::Actor::system(company, "test")).await.unwrap();
    let now = tx.now();
    tx.exec(tandem::sql!("update event_heads set seq = seq + 1 where company_id = $1", company))
        .await
        .unwrap();
    let insert = "insert into events (company_id, seq, kind, entity_type, entity_id, at, audience, data)
                  values ($1, $2, 'ship:launched', 'ship', $1, $3, 'ships.fly', '{}')";
    tx.exec(tandem::sql!(insert, company, start + 1, now)).await.unwrap();
    tx.commit().await.unwrap();
    admin.submit_enquiry("Alice").await;
    outsider.submit_enquiry("Bea").await;
    assert_eq!(socket.next_event().await.unwrap()["seq"], json!(start + 2));
    assert_eq!(elsewhere.next_event().await.unwrap()["data"]["name"], "Bea");
    let replayed = admin.socket_after(start).await.next_event().await.unwrap();
    assert_eq!(replayed["seq"], json!(start + 2));
}

async fn seq_of(client: &Client) -> i64 {
    client.get("/api/auth/me").await.header("x-event-seq").unwrap().parse().unwrap()
}
