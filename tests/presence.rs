//! Presence: who is online, and who looks at which record, as far as one may see it.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both,
    support::{Database, Server, Socket},
};

on_both!(
    presence_tells_who_looks_where,
    who_looks_at_a_lead_is_told_to_those_who_may_see_it,
    presence_follows_the_owner_of_a_lead,
    socket_watches_a_limited_number_of_records,
);

async fn presence_tells_who_looks_where(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (rep, hr) = (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Hr).await);
    let stranger = server.found("Oak").await;
    let id = admin.receive_enquiry("Alice").await;
    let (mut watcher, mut outsider, mut reader) =
        (admin.socket().await, hr.socket().await, rep.socket().await);
    let everybody = |list: &Value| list["online"].as_array().unwrap().len() == 3;
    presence_until(&mut watcher, everybody).await;
    assert_eq!(reader.ask("enquiry:watch", json!({ "id": id })).await["success"], true);
    let looks = json!([{ "entity": { "type": "enquiry", "id": id }, "people": [{ "id": rep.id(), "name": rep.name() }] }]);
    presence_until(&mut watcher, |list| list["watching"] == looks).await;
    // Who may not see the record does not see who looks at it either.
    assert_eq!(stranger.socket().await.ask("enquiry:watch", json!({ "id": id })).await["code"], "not_found");
    assert_eq!(outsider.ask("enquiry:watch", json!({ "id": id })).await["code"], "forbidden");
    reader.vanish();
    presence_until(&mut watcher, |list| {
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

async fn presence_until(socket: &mut Socket, right: impl Fn(&Value) -> bool) {
    while !right(&socket.expect("presence:list").await) {}
}

async fn who_looks_at_a_lead_is_told_to_those_who_may_see_it(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (asha, ravi) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let lead = asha.lead("Alice").await;
    let (mut manager, mut owner, mut other) =
        (admin.socket().await, asha.socket().await, ravi.socket().await);
    assert_eq!(other.ask("lead:watch", json!({ "id": lead })).await["code"], "not_found");
    assert_eq!(owner.ask("lead:watch", json!({ "id": lead })).await["success"], true);
    let looks = |list: &Value| list["watching"][0]["entity"]["id"] == json!(lead);
    presence_until(&mut manager, looks).await;
    presence_until(&mut owner, looks).await;
    assert_eq!(owner.ask("lead:unwatch", json!({ "id": lead })).await["success"], true);
    presence_until(&mut manager, |list| list["watching"] == json!([])).await;
    // What the other heard meanwhile names nobody's lead.
    let enquiry = admin.receive_enquiry("Bea").await;
    assert_eq!(other.ask("enquiry:watch", json!({ "id": enquiry })).await["success"], true);
    loop {
        let list = other.expect("presence:list").await;
        assert!(!list.to_string().contains(&lead), "{list}");
        if list["watching"][0]["entity"]["id"] == json!(enquiry) {
            break;
        }
    }
}

/// Who looks at a lead is told to whoever owns it by now, and to nobody who did.
pub async fn follows_the_owner(server: &Server, asha_at: &str, ravi_at: &str) {
    let admin = server.found(&format!("Lotus {}", uuid::Uuid::now_v7().simple())).await;
    let (asha, ravi) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let lead = asha.lead("Alice").await;
    let mut manager = admin.socket().await;
    let (mut old, mut new) = (asha.at(asha_at).socket().await, ravi.at(ravi_at).socket().await);
    assert_eq!(manager.ask("lead:watch", json!({ "id": lead })).await["success"], true);
    assert_eq!(old.ask("lead:watch", json!({ "id": lead })).await["success"], true);
    let looks = |list: &Value| list["watching"][0]["entity"]["id"] == json!(lead);
    presence_until(&mut old, looks).await;
    let to = json!({ "employeeId": ravi.id() });
    admin.post(&format!("/api/leads/{lead}/assign"), to).await.expect(200);
    presence_until(&mut new, looks).await;
    presence_until(&mut old, |list| list["watching"] == json!([])).await;
    // Whoever comes in now is told by today's owner too, and who lost the lead can look away.
    presence_until(&mut asha.at(asha_at).socket().await, |list| list["watching"] == json!([])).await;
    assert_eq!(old.ask("lead:unwatch", json!({ "id": lead })).await["success"], true);
    admin.delete(&format!("/api/leads/{lead}")).await.expect(200);
    presence_until(&mut new, |list| list["watching"] == json!([])).await;
}

async fn presence_follows_the_owner_of_a_lead(database: Database) {
    let server = Server::start(database).await;
    follows_the_owner(&server, &server.url, &server.url).await;
}

async fn socket_watches_a_limited_number_of_records(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let mut socket = admin.socket().await;
    let mut leads = vec![];
    for n in 0..51 {
        leads.push(admin.lead(&format!("Alice {n}")).await);
    }
    for lead in &leads[..50] {
        assert_eq!(socket.ask("lead:watch", json!({ "id": lead })).await["success"], true);
    }
    let one_more = json!({ "id": leads[50] });
    assert_eq!(socket.ask("lead:watch", one_more.clone()).await["code"], "too_many_watched");
    assert_eq!(socket.ask("lead:watch", json!({ "id": leads[0] })).await["success"], true, "it does already");
    assert_eq!(socket.ask("lead:unwatch", json!({ "id": leads[0] })).await["success"], true);
    assert_eq!(socket.ask("lead:watch", one_more).await["success"], true);
}
