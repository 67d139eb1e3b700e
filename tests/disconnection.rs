//! Sockets, replays and streamed responses end together with the sign-in they depend on.

use serde_json::{Value, json};
use tandem::{
    access::{Actor, Role, Room},
    args,
    db::{InsertBatch, Rows, Tx},
    features::enquiries,
    id::{CompanyId, Id},
    time::Time,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpSocket,
};

use crate::{
    on_both_databases,
    support::{Client, Database, PASSWORD, Server, Socket, until},
};

on_both_databases!(
    sync_ends_when_the_account_is_closed,
    sync_ends_when_the_role_changes,
    sync_ends_when_the_password_changes,
    replay_ends_when_the_account_is_closed,
    sweep_ends_sockets_without_an_event,
    new_sign_in_survives_the_end_of_old_ones,
    export_aborts_when_the_account_is_closed,
);

fn company_of(client: &Client) -> CompanyId {
    client.company().parse().unwrap()
}

/// More than fits into all buffers between the log and a client that does not read.
pub async fn fill_log(server: &Server, company: CompanyId) {
    let message = "x".repeat(4_000);
    for _ in 0..10 {
        let mut batch = InsertBatch::new(&server.app.db, Actor::system(company, "test"));
        for _ in 0..600 {
            let input = json!({ "name": "Alice", "email": "alice@example.com", "message": message });
            enquiries::submit(&mut batch, serde_json::from_value(input).unwrap());
        }
        batch.commit().await.unwrap();
    }
}

/// The socket ends without receiving what happened after it should have ended.
pub async fn ends_without(mut socket: Socket, later: &str) {
    while let Some((_, event)) = socket.next().await {
        assert!(!event.to_string().contains(later), "{event}");
    }
}

/// Applies a change to a rep whose socket is in the middle of a `sync` and does not read.
async fn during_sync(database: Database, change: impl AsyncFnOnce(&Client, &Client)) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let senior = server.employee(&admin, Role::SeniorAdmin).await;
    let rep = server.employee(&admin, Role::Counselor).await;
    fill_log(&server, company_of(&admin)).await;
    let mut socket = rep.socket().await;
    socket.send_packet(r#"421["sync",{"after":0}]"#.into()).await;
    let has_left = async || server.app.hub.sockets_in(company_of(&admin), Room::Everyone).is_empty();
    until("the socket to leave its rooms", has_left).await;
    change(&senior, &rep).await;
    admin.submit_enquiry("Later enquiry").await;
    ends_without(socket, "Later enquiry").await;
}

async fn set_user(admin: &Client, user: &Client, change: Value) {
    admin.patch(&format!("/api/users/{}", user.id()), change).await.expect(200);
}

async fn sync_ends_when_the_account_is_closed(database: Database) {
    during_sync(database, async |admin: &Client, rep: &Client| {
        set_user(admin, rep, json!({ "status": "DEACTIVATED" })).await;
    })
    .await;
}

async fn sync_ends_when_the_role_changes(database: Database) {
    during_sync(database, async |admin: &Client, rep: &Client| {
        set_user(admin, rep, json!({ "role": "hr" })).await;
    })
    .await;
}

async fn change_password(rep: &Client) -> Client {
    let change = json!({ "currentPassword": PASSWORD, "newPassword": "cedar-harbor-violin" });
    rep.signed_in(&rep.post("/api/auth/password/change", change).await.expect(200).data())
}

async fn sync_ends_when_the_password_changes(database: Database) {
    during_sync(database, async |_: &Client, rep: &Client| {
        change_password(rep).await;
    })
    .await;
}

async fn replay_ends_when_the_account_is_closed(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    fill_log(&server, company_of(&admin)).await;
    let socket = rep.socket_after(0).await;
    set_user(&admin, &rep, json!({ "status": "DEACTIVATED" })).await;
    admin.submit_enquiry("Later enquiry").await;
    ends_without(socket, "Later enquiry").await;
}

/// A change that reaches this node through no event, only through the database.
async fn sweep_ends_sockets_without_an_event(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let company = company_of(&admin);
    let mut unaffected = admin.socket().await;
    for change in ["status = 'DEACTIVATED'", "role = 'hr'", "token_generation = token_generation + 1"] {
        let rep = server.employee(&admin, Role::Counselor).await;
        let socket = rep.socket().await;
        let mut tx = Tx::begin(&server.app.db, Actor::system(company, "test")).await.unwrap();
        let id: Id<tandem::id::EmployeeTag> = rep.id().parse().unwrap();
        let text = format!("update employees set {change} where company_id = $1 and id = $2");
        tx.exec(tandem::sql!(text, company, id)).await.unwrap();
        tx.commit().await.unwrap();
        socket.wait_closed().await;
    }
    admin.submit_enquiry("Alice").await;
    assert_eq!(unaffected.expect("enquiry:created").await["data"]["name"], "Alice");
}

async fn new_sign_in_survives_the_end_of_old_ones(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    for n in 0..5 {
        let rep = server.employee(&admin, Role::Counselor).await;
        let renewed = change_password(&rep).await;
        let mut socket = renewed.socket().await;
        let name = format!("Alice {n}");
        admin.submit_enquiry(&name).await;
        assert_eq!(socket.expect("enquiry:created").await["data"]["name"], json!(name));
    }
}

/// Large contacts, written directly: the test needs many bytes, not validation.
async fn many_leads(server: &Server, company: CompanyId, count: usize) {
    let mut tx = Tx::begin(&server.app.db, Actor::system(company, "test")).await.unwrap();
    let mut rows = Rows::new(
        "insert into contacts (id, company_id, name, stage, stage_changed_at, status, tags, search_text, created_at, updated_at, version)",
    );
    let (name, now): (String, Time) = ("x".repeat(2_000), tx.now());
    for _ in 0..count {
        let id: Id<tandem::features::contacts::Contact> = Id::new();
        rows.push(args![id, company, &name, "LEAD", now, "NEW", json!([]), "", now, now, 1_i64]);
    }
    tx.write(rows).await.unwrap();
    tx.commit().await.unwrap();
}

async fn export_aborts_when_the_account_is_closed(database: Database) {
    const LEADS: usize = 5_000;
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let manager = server.employee(&admin, Role::Manager).await;
    many_leads(&server, company_of(&admin), LEADS).await;
    let host = admin.base().strip_prefix("http://").unwrap();
    // A small receive buffer, so that the server cannot send everything ahead.
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16_384).unwrap();
    let mut stream = socket.connect(host.parse().unwrap()).await.unwrap();
    let token = manager.token.as_deref().unwrap();
    let head = format!(
        "GET /api/leads/export.csv HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut first_bytes = vec![0; 4_096];
    stream.read_exact(&mut first_bytes).await.unwrap();
    assert!(first_bytes.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&first_bytes));
    set_user(&admin, &manager, json!({ "status": "DEACTIVATED" })).await;
    manager.get("/api/auth/me").await.expect_error(401, "account_inactive");
    let mut rest = vec![];
    // The connection ends, with or without an error, before the last chunk of the body.
    let _ = stream.read_to_end(&mut rest).await;
    assert!(!rest.ends_with(b"\r\n0\r\n\r\n"), "the response must not look complete");
    let rows = rest.windows(4).filter(|bytes| bytes == b"LEAD").count();
    assert!(rows < LEADS, "{rows} rows were received");
}
