//! Several nodes on one PostgreSQL: what happens at one is told at all of them, also when nobody is woken.

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
    two_nodes_are_one_company,
    a_lost_wake_up_is_made_up_for,
    a_lost_listener_comes_back,
    a_killed_node_loses_nothing,
    losing_access_acts_on_every_node,
    a_key_is_remembered_on_every_node,
    presence_spans_the_nodes,
    presence_follows_the_owner_on_every_node,
    replay_ends_on_every_node,
    a_deleted_company_ends_on_every_node,
    nodes_that_start_together_migrate_once,
);

async fn two_nodes_are_one_company(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
    let admin = one.found("Lotus").await;
    let rep = one.employee(&admin, Role::Counselor).await.at(&two.url);
    let (mut here, mut there) = (admin.socket().await, rep.socket().await);
    let begun = here.ready["seq"].as_i64().unwrap();
    let mut ids = vec![];
    for n in 0..40 {
        let client = if n % 2 == 0 { admin.clone() } else { admin.at(&two.url) };
        ids.push(client.receive_enquiry(&format!("Alice {n}")).await);
    }
    let told = here.up_to(begun + 40).await;
    assert_eq!(told, there.up_to(begun + 40).await);
    let seqs: Vec<_> = told.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(seqs, (begun + 1..=begun + 40).collect::<Vec<_>>());
    // One winner, whichever node they ask.
    let path = format!("/api/enquiries/{}/claim", ids[0]);
    let (a, b) = tokio::join!(admin.post(&path, json!({})), rep.post(&path, json!({})));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

/// A process that notifies nobody writes to the log: each node looks for itself.
async fn a_lost_wake_up_is_made_up_for(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database.clone()).await);
    let admin = one.found("Lotus").await;
    let (mut here, mut there) = (admin.socket().await, admin.at(&two.url).socket().await);
    let arguments = ["employee", "create", "--name", "Hana", "--email", "hana@example.com", "--role", "hr"];
    assert!(Program::run(&database, &arguments).await.success);
    assert_eq!(here.expect("employee:created").await, there.expect("employee:created").await);
}

/// The connection that hears the other nodes is cut: it comes back, and nothing is missed.
async fn a_lost_listener_comes_back(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
    let admin = one.found("Lotus").await;
    let mut there = admin.at(&two.url).socket().await;
    let begun = there.ready["seq"].as_i64().unwrap();
    let cut = "select pg_terminate_backend(pid) from pg_stat_activity where query like 'LISTEN%' and datname = current_database()";
    assert!(
        one.app.db.read().await.unwrap().exec(tandem::sql!(cut)).await.unwrap() >= 1,
        "somebody listened"
    );
    admin.receive_enquiry("Alice").await;
    assert_eq!(there.up_to(begun + 1).await.len(), 1);
}

async fn a_killed_node_loses_nothing(database: Database) {
    // Both keep their secret in the same folder, so that a token is good at either.
    let survivor = Server::start(database.clone()).await;
    let doomed = Program::serve(&database, &[]).await;
    let admin = survivor.found("Lotus").await;
    let mut socket = admin.socket().await;
    let begun = socket.ready["seq"].as_i64().unwrap();
    let at_doomed: Client = admin.at(&doomed.url);
    for n in 0..20 {
        at_doomed.receive_enquiry(&format!("Alice {n}")).await;
    }
    doomed.kill().await;
    assert_eq!(socket.up_to(begun + 20).await.len(), 20);
}

async fn losing_access_acts_on_every_node(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
    let admin = one.found("Lotus").await;
    let rep = one.employee(&admin, Role::Counselor).await.at(&two.url);
    let (socket, other) = (rep.socket().await, admin.at(&two.url).socket().await);
    admin.patch(&format!("/api/users/{}", rep.id()), json!({ "status": "DEACTIVATED" })).await.expect(200);
    rep.get("/api/auth/me").await.refused(401, "account_inactive");
    socket.ended().await;
    let person = one.employee(&admin, Role::Counselor).await.at(&two.url);
    let before = person.socket().await;
    admin.patch(&format!("/api/users/{}", person.id()), json!({ "role": "manager" })).await.expect(200);
    before.ended().await;
    person.socket().await.expect("dashboard:counters").await;
    admin.post("/api/auth/logout", json!({})).await.expect(200);
    other.ended().await;
}

async fn a_key_is_remembered_on_every_node(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
    let admin = one.found("Lotus").await;
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

async fn presence_spans_the_nodes(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
    let admin = one.found("Lotus").await;
    let rep = one.employee(&admin, Role::Counselor).await.at(&two.url);
    let id = admin.receive_enquiry("Alice").await;
    let mut watcher = admin.socket().await;
    let mut reader: Socket = rep.socket().await;
    reader.ask("enquiry:watch", json!({ "id": id })).await;
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
    reader.vanish();
    while watcher.expect("presence:list").await["online"].as_array().unwrap().len() != 1 {}
}

async fn presence_follows_the_owner_on_every_node(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
    crate::presence::follows_the_owner(&one, &two.url, &one.url).await;
    crate::presence::follows_the_owner(&two, &two.url, &one.url).await;
}

/// A socket that catches up at one node ends when its account is closed at the other.
async fn replay_ends_on_every_node(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
    let admin = one.found("Lotus").await;
    let rep = one.employee(&admin, Role::Counselor).await;
    crate::expulsion::fill_log(&one, admin.company().parse().unwrap()).await;
    let socket = rep.at(&two.url).socket_after(0).await;
    admin.patch(&format!("/api/users/{}", rep.id()), json!({ "status": "DEACTIVATED" })).await.expect(200);
    admin.receive_enquiry("Said afterwards").await;
    crate::expulsion::ends_without(socket, "Said afterwards").await;
}

async fn a_deleted_company_ends_on_every_node(database: Database) {
    let (one, two) = (Server::start(database.clone()).await, Server::start(database).await);
    let admin = one.found("Lotus").await;
    let there = admin.at(&two.url).socket().await;
    admin.delete(&format!("/api/companies/{}?slug=lotus", admin.company())).await.expect(200);
    there.ended().await;
}

async fn nodes_that_start_together_migrate_once(database: Database) {
    let nodes = futures::future::join_all((0..4).map(|_| Server::start(database.clone()))).await;
    nodes[0].found("Lotus").await;
    for node in &nodes {
        assert_eq!(node.client().get("/readyz").await.status, 200);
    }
}
