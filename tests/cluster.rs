//! Several nodes on one PostgreSQL: every event reaches the sockets of all nodes, even when a notification is lost.

use std::time::Duration;

use serde_json::json;
use tandem::access::Role;

use crate::support::{Client, Database, Program, Server, Socket};

macro_rules! on_postgres {
    ($($name:ident),+ $(,)?) => { $(
        mod $name {
            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                let Some(database) = $crate::support::Database::postgres().await else { return };
                super::$name(database).await;
            }
        }
    )+ };
}
on_postgres!(
    two_nodes_share_events_and_claims,
    lost_notification_is_recovered_by_polling,
    lost_listener_reconnects,
    killed_node_loses_no_event,
    access_loss_applies_on_every_node,
    idempotency_key_works_across_nodes,
    presence_spans_nodes,
    presence_follows_the_owner_on_every_node,
    replay_ends_when_the_account_is_closed_on_another_node,
    deleted_company_disconnects_every_node,
    nodes_started_together_migrate_once,
);

async fn two_nodes_share_events_and_claims(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
    let admin = one.found_company("Lotus").await;
    let rep = one.employee(&admin, Role::Counselor).await.at(&two.url);
    let (mut here, mut there) = (admin.socket().await, rep.socket().await);
    let start = here.ready["seq"].as_i64().unwrap();
    let mut ids = vec![];
    for n in 0..40 {
        let client = if n % 2 == 0 { admin.clone() } else { admin.at(&two.url) };
        ids.push(client.submit_enquiry(&format!("Alice {n}")).await);
    }
    let received = here.events_up_to(start + 40).await;
    assert_eq!(received, there.events_up_to(start + 40).await);
    let seqs: Vec<_> = received.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(seqs, (start + 1..=start + 40).collect::<Vec<_>>());
    // One winner, whichever node the claim goes to.
    let path = format!("/api/enquiries/{}/claim", ids[0]);
    let (a, b) = tokio::join!(admin.post(&path, json!({})), rep.post(&path, json!({})));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

/// The other process writes to the log without a notification, so each node has to poll.
async fn lost_notification_is_recovered_by_polling(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database.clone()).await);
    let admin = one.found_company("Lotus").await;
    let (mut here, mut there) = (admin.socket().await, admin.at(&two.url).socket().await);
    let arguments = ["employee", "create", "--name", "Hana", "--email", "hana@example.com", "--role", "hr"];
    assert!(Program::run(&database, &arguments).await.success);
    assert_eq!(here.expect("employee:created").await, there.expect("employee:created").await);
}

/// When the connection that listens for other nodes is cut, it is reopened and no event is missed.
async fn lost_listener_reconnects(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
    let admin = one.found_company("Lotus").await;
    let mut there = admin.at(&two.url).socket().await;
    let start = there.ready["seq"].as_i64().unwrap();
    let cut = "select pg_terminate_backend(pid) from pg_stat_activity where query like 'LISTEN%' and datname = current_database()";
    assert!(
        one.app.db.read().await.unwrap().exec(tandem::sql!(cut)).await.unwrap() >= 1,
        "a listener was connected"
    );
    admin.submit_enquiry("Alice").await;
    assert_eq!(there.events_up_to(start + 1).await.len(), 1);
}

async fn killed_node_loses_no_event(database: Database) {
    // Both read their secret from the same folder, so a token is valid on either.
    let survivor = Server::start(database.clone()).await;
    let doomed = Program::serve(&database, &[]).await;
    let admin = survivor.found_company("Lotus").await;
    let mut socket = admin.socket().await;
    let start = socket.ready["seq"].as_i64().unwrap();
    let at_doomed: Client = admin.at(&doomed.url);
    for n in 0..20 {
        at_doomed.submit_enquiry(&format!("Alice {n}")).await;
    }
    doomed.kill().await;
    assert_eq!(socket.events_up_to(start + 20).await.len(), 20);
}

async fn access_loss_applies_on_every_node(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
    let admin = one.found_company("Lotus").await;
    let rep = one.employee(&admin, Role::Counselor).await.at(&two.url);
    let (socket, other) = (rep.socket().await, admin.at(&two.url).socket().await);
    admin.patch(&format!("/api/users/{}", rep.id()), json!({ "status": "DEACTIVATED" })).await.expect(200);
    rep.get("/api/auth/me").await.expect_error(401, "account_inactive");
    socket.wait_closed().await;
    let person = one.employee(&admin, Role::Counselor).await.at(&two.url);
    let before = person.socket().await;
    admin.patch(&format!("/api/users/{}", person.id()), json!({ "role": "manager" })).await.expect(200);
    before.wait_closed().await;
    person.socket().await.expect("dashboard:counters").await;
    admin.post("/api/auth/logout", json!({})).await.expect(200);
    other.wait_closed().await;
}

async fn idempotency_key_works_across_nodes(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
    let admin = one.found_company("Lotus").await;
    let body = json!({ "email": "ravi@example.com", "role": "counselor" });
    let post = |client: Client| {
        let body = body.clone();
        async move {
            client
                .send(reqwest::Method::POST, "/api/invites", Some(body), &[("idempotency-key", "k")])
                .await
                .expect(201)
        }
    };
    let (first, second) = tokio::join!(post(admin.clone()), post(admin.at(&two.url)));
    assert_eq!(first.body, second.body);
    let replayed =
        [&first, &second].iter().filter(|reply| reply.header("idempotency-replayed") == Some("true")).count();
    assert_eq!(replayed, 1);
}

async fn presence_spans_nodes(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
    let admin = one.found_company("Lotus").await;
    let rep = one.employee(&admin, Role::Counselor).await.at(&two.url);
    let id = admin.submit_enquiry("Alice").await;
    let mut watcher = admin.socket().await;
    let mut reader: Socket = rep.socket().await;
    reader.call("enquiry:watch", json!({ "id": id })).await;
    let seen = async {
        loop {
            let list = watcher.expect("presence:list").await;
            if list["watching"][0]["people"][0]["id"] == json!(rep.id()) {
                return list;
            }
        }
    };
    let list = tokio::time::timeout(Duration::from_secs(10), seen).await.expect("seen");
    assert_eq!(list["online"].as_array().unwrap().len(), 2);
    reader.drop_connection();
    while watcher.expect("presence:list").await["online"].as_array().unwrap().len() != 1 {}
}

async fn presence_follows_the_owner_on_every_node(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
    crate::presence::assert_follows_the_owner(&one, &two.url, &one.url).await;
    crate::presence::assert_follows_the_owner(&two, &two.url, &one.url).await;
}

/// A socket that is replaying on one node is disconnected when its account is closed on the other.
async fn replay_ends_when_the_account_is_closed_on_another_node(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
    let admin = one.found_company("Lotus").await;
    let rep = one.employee(&admin, Role::Counselor).await;
    crate::disconnection::fill_log(&one, admin.company().parse().unwrap()).await;
    let socket = rep.at(&two.url).socket_after(0).await;
    admin.patch(&format!("/api/users/{}", rep.id()), json!({ "status": "DEACTIVATED" })).await.expect(200);
    admin.submit_enquiry("Later enquiry").await;
    crate::disconnection::ends_without(socket, "Later enquiry").await;
}

async fn deleted_company_disconnects_every_node(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
    let admin = one.found_company("Lotus").await;
    let there = admin.at(&two.url).socket().await;
    admin.delete(&format!("/api/companies/{}?slug=lotus", admin.company())).await.expect(200);
    there.wait_closed().await;
}

async fn nodes_started_together_migrate_once(database: Database) {
    let nodes = futures::future::join_all((0..4).map(|_| Server::start(database.clone()))).await;
    nodes[0].found_company("Lotus").await;
    for node in &nodes {
        assert_eq!(node.client().get("/readyz").await.status, 200);
    }
}
