//! Presence: who is online and who is viewing which record, limited to what the recipient may see.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Database, Server, Socket},
};

on_both_databases!(
    presence_lists_viewers_of_records,
    viewers_of_a_lead_are_visible_with_the_lead,
    presence_follows_the_owner_of_a_lead,
    watched_records_are_limited_per_socket,
);

async fn presence_lists_viewers_of_records(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (rep, hr) = (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Hr).await);
    let other_company = server.found_company("Oak").await;
    let id = admin.submit_enquiry("Alice").await;
    let (mut watcher, mut outsider, mut reader) =
        (admin.socket().await, hr.socket().await, rep.socket().await);
    let all_online = |list: &Value| list["online"].as_array().unwrap().len() == 3;
    wait_for_presence(&mut watcher, all_online).await;
    assert_eq!(reader.call("enquiry:watch", json!({ "id": id })).await["success"], true);
    let viewers = json!([{ "entity": { "type": "enquiry", "id": id }, "people": [{ "id": rep.id(), "name": rep.name() }] }]);
    wait_for_presence(&mut watcher, |list| list["watching"] == viewers).await;
    // An employee who may not see the record cannot see its viewers either.
    assert_eq!(
        other_company.socket().await.call("enquiry:watch", json!({ "id": id })).await["code"],
        "not_found"
    );
    assert_eq!(outsider.call("enquiry:watch", json!({ "id": id })).await["code"], "forbidden");
    reader.drop_connection();
    wait_for_presence(&mut watcher, |list| {
        list["online"].as_array().unwrap().len() == 2 && list["watching"] == json!([])
    })
    .await;
    let mut lists = 0;
    loop {
        let list = outsider.expect("presence:list").await;
        assert_eq!(list["watching"], json!([]));
        lists += 1;
        if list["online"].as_array().unwrap().len() == 2 && lists > 1 {
            break;
        }
    }
}

async fn wait_for_presence(socket: &mut Socket, matches: impl Fn(&Value) -> bool) {
    while !matches(&socket.expect("presence:list").await) {}
}

async fn viewers_of_a_lead_are_visible_with_the_lead(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (asha, ravi) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let lead = asha.lead("Alice").await;
    let (mut manager, mut owner, mut other) =
        (admin.socket().await, asha.socket().await, ravi.socket().await);
    assert_eq!(other.call("lead:watch", json!({ "id": lead })).await["code"], "not_found");
    assert_eq!(owner.call("lead:watch", json!({ "id": lead })).await["success"], true);
    let viewers = |list: &Value| list["watching"][0]["entity"]["id"] == json!(lead);
    wait_for_presence(&mut manager, viewers).await;
    wait_for_presence(&mut owner, viewers).await;
    assert_eq!(owner.call("lead:unwatch", json!({ "id": lead })).await["success"], true);
    wait_for_presence(&mut manager, |list| list["watching"] == json!([])).await;
    // The other rep has received nothing about the lead.
    let enquiry = admin.submit_enquiry("Bea").await;
    assert_eq!(other.call("enquiry:watch", json!({ "id": enquiry })).await["success"], true);
    loop {
        let list = other.expect("presence:list").await;
        assert!(!list.to_string().contains(&lead), "{list}");
        if list["watching"][0]["entity"]["id"] == json!(enquiry) {
            break;
        }
    }
}

/// The viewers of a lead are visible to its current owner, and no longer to its previous owner.
pub async fn assert_follows_the_owner(server: &Server, asha_at: &str, ravi_at: &str) {
    let admin = server.found_company(&format!("Lotus {}", uuid::Uuid::now_v7().simple())).await;
    let (asha, ravi) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let lead = asha.lead("Alice").await;
    let mut manager = admin.socket().await;
    let (mut old, mut new) = (asha.at(asha_at).socket().await, ravi.at(ravi_at).socket().await);
    assert_eq!(manager.call("lead:watch", json!({ "id": lead })).await["success"], true);
    assert_eq!(old.call("lead:watch", json!({ "id": lead })).await["success"], true);
    let viewers = |list: &Value| list["watching"][0]["entity"]["id"] == json!(lead);
    wait_for_presence(&mut old, viewers).await;
    let to = json!({ "employeeId": ravi.id() });
    admin.post(&format!("/api/leads/{lead}/assign"), to).await.expect(200);
    wait_for_presence(&mut new, viewers).await;
    wait_for_presence(&mut old, |list| list["watching"] == json!([])).await;
    // A new connection sees the same, and the previous owner can still stop watching.
    wait_for_presence(&mut asha.at(asha_at).socket().await, |list| list["watching"] == json!([])).await;
    assert_eq!(old.call("lead:unwatch", json!({ "id": lead })).await["success"], true);
    admin.delete(&format!("/api/leads/{lead}")).await.expect(200);
    wait_for_presence(&mut new, |list| list["watching"] == json!([])).await;
}

async fn presence_follows_the_owner_of_a_lead(database: Database) {
    let server = Server::start(database).await;
    assert_follows_the_owner(&server, &server.url, &server.url).await;
}

async fn watched_records_are_limited_per_socket(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let mut socket = admin.socket().await;
    let mut leads = vec![];
    for n in 0..51 {
        leads.push(admin.lead(&format!("Alice {n}")).await);
    }
    for lead in &leads[..50] {
        assert_eq!(socket.call("lead:watch", json!({ "id": lead })).await["success"], true);
    }
    let one_more = json!({ "id": leads[50] });
    assert_eq!(socket.call("lead:watch", one_more.clone()).await["code"], "too_many_watched");
    assert_eq!(
        socket.call("lead:watch", json!({ "id": leads[0] })).await["success"],
        true,
        "already watched"
    );
    assert_eq!(socket.call("lead:unwatch", json!({ "id": leads[0] })).await["success"], true);
    assert_eq!(socket.call("lead:watch", one_more).await["success"], true);
}
