//! Bulk changes: selection and the outcome for each lead.

use serde_json::{Value, json};
use tandem::{access::Role, features::leads::bulk as bulk_changes};

use crate::{
    on_both_databases,
    support::{Client, Database, Program, Reply, Server, Socket},
};

on_both_databases!(
    tags_are_added_to_every_matching_lead,
    bulk_tags_keep_concurrent_tag_changes,
    selection_is_fixed_at_the_start,
    bulk_change_checks_permission_per_lead,
    new_owner_of_many_leads_is_notified_once,
    bulk_change_resumes_after_a_crash,
    bulk_change_that_keeps_failing_is_given_up,
    claim_is_not_blocked_by_a_bulk_change,
);

/// Imports leads from a file, the fastest way to create many.
pub async fn many_leads(client: &Client, count: usize) {
    let rows: String = (0..count).map(|n| format!("Lead {n:05},old\n")).collect();
    let mut socket = client.socket().await;
    let file = format!("name,tags\n{rows}");
    client.upload("/api/leads/import", "text/csv", file).await.expect(201);
    socket.expect("import:done").await;
}

pub async fn begin(client: &Client, body: Value) -> String {
    let started = client.post("/api/leads/bulk", body).await.expect(201);
    let id = started.data()["id"].as_str().unwrap().to_owned();
    assert_eq!(started.header("location"), Some(format!("/api/bulk-changes/{id}").as_str()));
    id
}

/// Waits until the bulk change has ended, and checks that its event equals what `GET` returns.
pub async fn wait_until_done(client: &Client, socket: &mut Socket, id: &str) -> Value {
    loop {
        let event = socket.expect("bulk:done").await;
        if event["entity"]["id"] == json!(id) {
            let mut read = client.get(&format!("/api/bulk-changes/{id}")).await.expect(200).data();
            let failures = read.as_object_mut().unwrap().remove("failures").unwrap();
            assert_eq!(read, event["data"]);
            read["failures"] = failures;
            return read;
        }
    }
}

pub async fn bulk(client: &Client, body: Value) -> Value {
    let mut socket = client.socket().await;
    let id = begin(client, body).await;
    wait_until_done(client, &mut socket, &id).await
}

pub async fn undo(client: &Client, bulk: &Value) -> Value {
    let mut socket = client.socket().await;
    let id = bulk["id"].as_str().unwrap();
    client.post(&format!("/api/bulk-changes/{id}/undo"), json!({})).await.expect(200);
    wait_until_done(client, &mut socket, id).await
}

pub fn counts(bulk: &Value) -> [i64; 4] {
    ["total", "changed", "unchanged", "failed"].map(|name| bulk[name].as_i64().unwrap())
}

pub async fn total(client: &Client, query: &str) -> i64 {
    client.get(&format!("/api/leads?limit=1&{query}")).await.expect(200).body["total"].as_i64().unwrap()
}

pub async fn add_tag(client: &Client, id: &str, tag: &str) -> Reply {
    client.patch(&format!("/api/leads/{id}"), json!({ "addTags": [tag] })).await
}

async fn tags_are_added_to_every_matching_lead(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    many_leads(&admin, 460).await;
    let tagged = admin.lead_with(json!({ "name": "Lead with", "tags": ["vip"] })).await;
    let left_out = admin.lead_with(json!({ "name": "Lead without" })).await;
    admin.lead_with(json!({ "name": "Somebody" })).await;
    let filter = json!({ "q": "lead", "status": "NEW", "except": [left_out] });
    let done = bulk(&admin, json!({ "filter": filter, "change": { "addTags": ["vip", "new"] } })).await;
    assert_eq!((counts(&done), &done["status"]), ([461, 461, 0, 0], &json!("DONE")));
    assert_eq!((total(&admin, "tag=vip").await, total(&admin, "tag=new").await), (461, 461));
    assert_eq!(total(&admin, "tag=old").await, 460, "other tags stay");
    assert_eq!(admin.contact(&tagged).await["tags"], json!(["new", "vip"]));
    assert_eq!(admin.contact(&left_out).await["tags"], json!([]));
    let done = bulk(&admin, json!({ "filter": {}, "change": { "removeTags": ["old"] } })).await;
    assert_eq!(counts(&done), [463, 460, 3, 0]);
    assert_eq!((total(&admin, "tag=old").await, total(&admin, "tag=vip").await), (0, 461));
    let undone = undo(&admin, &done).await;
    assert_eq!(
        (&undone["status"], &undone["undone"], &undone["kept"]),
        (&json!("UNDONE"), &json!(460), &json!(0))
    );
    assert_eq!(total(&admin, "tag=old").await, 460);
}

/// Tags are added one by one: the whole list is never written from an earlier read.
async fn bulk_tags_keep_concurrent_tag_changes(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    many_leads(&admin, 300).await;
    let page = admin.get("/api/leads?limit=100&sort=name").await.expect(200).body;
    let ids: Vec<String> =
        page["data"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    let mut socket = admin.socket().await;
    let id = begin(&admin, json!({ "filter": {}, "change": { "addTags": ["bulk"] } })).await;
    for lead in &ids {
        add_tag(&admin, lead, "mine").await.expect(200);
        admin.patch(&format!("/api/leads/{lead}"), json!({ "removeTags": ["old"] })).await.expect(200);
    }
    assert_eq!(counts(&wait_until_done(&admin, &mut socket, &id).await), [300, 300, 0, 0]);
    for lead in &ids {
        assert_eq!(admin.contact(lead).await["tags"], json!(["bulk", "mine"]));
    }
    assert_eq!((total(&admin, "tag=mine").await, total(&admin, "tag=old").await), (100, 200));
}

/// The change moves leads out of the filter that selects them.
async fn selection_is_fixed_at_the_start(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    many_leads(&admin, 320).await;
    let mut socket = admin.socket().await;
    let body = json!({ "filter": { "status": "NEW" }, "change": { "status": "CONTACTED" } });
    let id = begin(&admin, body).await;
    let later = admin.lead("Later").await;
    assert_eq!(counts(&wait_until_done(&admin, &mut socket, &id).await), [320, 320, 0, 0]);
    assert_eq!(total(&admin, "status=CONTACTED").await, 320);
    assert_eq!(admin.contact(&later).await["status"], "NEW");
    let findings =
        tandem::audit::check(&mut server.app.db.read().await.unwrap(), server.app.features).await.unwrap();
    assert_eq!(findings, vec![]);
}

async fn bulk_change_checks_permission_per_lead(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let (own, unowned) =
        (rep.lead("Own").await, admin.lead_with(json!({ "name": "Free", "ownerId": null })).await);
    let (theirs, gone) = (admin.lead("Theirs").await, admin.lead("Gone").await);
    admin.delete(&format!("/api/leads/{gone}")).await.expect(200);
    let won = rep.lead("Won").await;
    server.make_mql(&rep, &won).await;
    rep.make_sql(&won).await;
    let opportunity = rep.open_opportunity(&won, 1_000).await;
    rep.win(&opportunity).await.expect(200);
    let foreign = server.found_company("Oak").await.lead("Foreign").await;
    let ids = json!([own, unowned, theirs, gone, won, own, foreign]);
    let done = bulk(&rep, json!({ "ids": ids, "change": { "status": "QUALIFIED" } })).await;
    assert_eq!(counts(&done), [6, 2, 0, 4], "a repeated id counts once");
    let failure = |id: &str| {
        let failures = done["failures"].as_array().unwrap();
        failures.iter().find(|failure| failure["id"] == json!(id)).cloned().unwrap()
    };
    for hidden in [&theirs, &gone, &foreign] {
        assert_eq!((&failure(hidden)["code"], &failure(hidden)["name"]), (&json!("not_found"), &Value::Null));
    }
    assert_eq!(
        (&failure(&won)["code"], &failure(&won)["name"]),
        (&json!("invalid_transition"), &json!("Won"))
    );
    assert_eq!(admin.contact(&theirs).await["status"], "NEW");
    let activities = rep.get(&format!("/api/leads/{own}/activities")).await.expect(200).data();
    assert_eq!(activities[0]["kind"], "STATUS_CHANGE", "the same entry as for a single change");
    let all = bulk(&rep, json!({ "filter": {}, "change": { "addTags": ["seen"] } })).await;
    assert_eq!(counts(&all), [3, 3, 0, 0], "a filter selects only visible leads");
}

pub async fn notifications(client: &Client) -> Vec<Value> {
    client.get("/api/notifications").await.expect(200).data().as_array().unwrap().clone()
}

async fn new_owner_of_many_leads_is_notified_once(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    many_leads(&admin, 250).await;
    let change = json!({ "assign": { "employeeId": rep.id() } });
    let done = bulk(&admin, json!({ "filter": {}, "change": change })).await;
    assert_eq!((counts(&done), total(&rep, &format!("ownerId={}", rep.id())).await), ([250, 250, 0, 0], 250));
    let received = notifications(&rep).await;
    assert_eq!(received.len(), 1);
    assert_eq!((&received[0]["kind"], &received[0]["text"]), (&json!("ASSIGNED"), &json!("250 leads")));
    assert_eq!(received[0]["entity"], json!({ "type": "bulk_change", "id": done["id"] }));
}

/// After a kill -9 in the middle of the run, every lead is changed exactly once.
async fn bulk_change_resumes_after_a_crash(database: Database) {
    let program = Program::serve(&database, &[]).await;
    let body = json!({ "name": "Asha", "email": "asha@example.com", "password": crate::support::PASSWORD });
    let founder = program.client().post("/api/auth/register", body).await.expect(201).data();
    let admin = program.client().signed_in(&founder);
    // More than one transaction stores.
    many_leads(&admin, 5_200).await;
    let mut socket = admin.socket().await;
    let id = begin(&admin, json!({ "filter": {}, "change": { "addTags": ["vip"] } })).await;
    while socket.expect("bulk:progress").await["data"]["changed"] == 0 {}
    program.kill().await;
    let next = Server::start(database).await;
    next.clock.shift(chrono::Duration::minutes(3));
    let admin = admin.at(&next.url);
    let mut socket = admin.socket_after(0).await;
    let done = wait_until_done(&admin, &mut socket, &id).await;
    assert_eq!(counts(&done), [5_200, 5_200, 0, 0]);
    assert_eq!(total(&admin, "tag=vip").await, 5_200);
    let events = "select count(*) from events where company_id = $1 and kind = 'lead:updated'";
    let company: tandem::id::CompanyId = admin.company().parse().unwrap();
    let (received,): (i64,) =
        next.app.db.read().await.unwrap().one(tandem::sql!(events, company)).await.unwrap();
    assert_eq!(received, 5_200);
}

/// The table of tags is renamed away, so every attempt fails with a database error.
async fn bulk_change_that_keeps_failing_is_given_up(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let lead = admin.lead("Alice").await;
    let mut socket = admin.socket().await;
    server.rename_table(&admin, "contact_tags", "hidden_tags").await;
    let id = begin(&admin, json!({ "ids": [lead], "change": { "addTags": ["vip"] } })).await;
    let company = admin.company().parse().unwrap();
    let attempt = |is_last| bulk_changes::resume(&server.app.db, company, id.parse().unwrap(), is_last);
    attempt(false).await.unwrap_err();
    assert_eq!(admin.get(&format!("/api/bulk-changes/{id}")).await.expect(200).data()["status"], "QUEUED");
    attempt(true).await.unwrap();
    server.rename_table(&admin, "hidden_tags", "contact_tags").await;
    let failed = wait_until_done(&admin, &mut socket, &id).await;
    assert_eq!(
        (&failed["status"], &failed["error"]),
        (&json!("FAILED"), &json!("The bulk change stopped because of a server error"))
    );
    assert_eq!((counts(&failed), admin.contact(&lead).await["tags"].clone()), ([1, 0, 0, 0], json!([])));
}

async fn claim_is_not_blocked_by_a_bulk_change(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    many_leads(&admin, 3_000).await;
    let enquiry = admin.submit_enquiry("Alice").await;
    let mut socket = admin.socket().await;
    begin(&admin, json!({ "filter": {}, "change": { "status": "CONTACTED" } })).await;
    let claim = admin.post(&format!("/api/enquiries/{enquiry}/claim"), json!({})).await;
    claim.expect(200);
    let mut kinds = vec![];
    while kinds.last().is_none_or(|kind| kind != "bulk:done") {
        kinds.push(socket.next_event().await.unwrap()["kind"].as_str().unwrap().to_owned());
    }
    assert!(kinds.iter().any(|kind| kind == "enquiry:claimed"), "the claim waited for the bulk change");
    assert_eq!(kinds.iter().filter(|kind| *kind == "lead:status").count(), 3_000);
}
