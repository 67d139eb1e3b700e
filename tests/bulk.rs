//! Bulk changes: what is selected, and what becomes of each lead.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both,
    support::{Client, Database, Program, Reply, Server, Socket},
};

on_both!(
    tags_are_added_to_every_lead_that_fits,
    bulk_tags_keep_the_tags_that_others_change_meanwhile,
    selection_is_fixed_when_a_bulk_change_begins,
    each_lead_is_changed_with_the_permission_of_the_starter,
    new_owner_of_many_leads_is_notified_once,
    bulk_change_resumes_after_a_crash,
    claims_get_their_turn_during_a_bulk_change,
    wrong_bulk_changes_name_their_fields,
    bulk_changes_are_seen_by_their_starter_and_managers,
    selected_leads_are_exported_without_naming_them_in_the_address,
    refused_bulk_change_leaves_no_selection,
);

/// Leads from a file: many at once.
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

/// The bulk change once it has ended, as its event and as `GET` have it.
pub async fn ended(client: &Client, socket: &mut Socket, id: &str) -> Value {
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
    ended(client, &mut socket, &id).await
}

pub async fn undo(client: &Client, bulk: &Value) -> Value {
    let mut socket = client.socket().await;
    let id = bulk["id"].as_str().unwrap();
    client.post(&format!("/api/bulk-changes/{id}/undo"), json!({})).await.expect(200);
    ended(client, &mut socket, id).await
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

async fn tags_are_added_to_every_lead_that_fits(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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

/// The whole list of tags of each lead is never written from what somebody read before.
async fn bulk_tags_keep_the_tags_that_others_change_meanwhile(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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
    assert_eq!(counts(&ended(&admin, &mut socket, &id).await), [300, 300, 0, 0]);
    for lead in &ids {
        assert_eq!(admin.contact(lead).await["tags"], json!(["bulk", "mine"]));
    }
    assert_eq!((total(&admin, "tag=mine").await, total(&admin, "tag=old").await), (100, 200));
}

/// The change moves leads out of the very filter that selects them.
async fn selection_is_fixed_when_a_bulk_change_begins(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    many_leads(&admin, 320).await;
    let mut socket = admin.socket().await;
    let body = json!({ "filter": { "status": "NEW" }, "change": { "status": "CONTACTED" } });
    let id = begin(&admin, body).await;
    let later = admin.lead("Later").await;
    assert_eq!(counts(&ended(&admin, &mut socket, &id).await), [320, 320, 0, 0]);
    assert_eq!(total(&admin, "status=CONTACTED").await, 320);
    assert_eq!(admin.contact(&later).await["status"], "NEW");
    let findings =
        tandem::features::insights::audit::check(&mut server.app.db.read().await.unwrap()).await.unwrap();
    assert_eq!(findings, vec![]);
}

async fn each_lead_is_changed_with_the_permission_of_the_starter(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let (own, unowned) =
        (rep.lead("Own").await, admin.lead_with(json!({ "name": "Free", "ownerId": null })).await);
    let (theirs, gone) = (admin.lead("Theirs").await, admin.lead("Gone").await);
    admin.delete(&format!("/api/leads/{gone}")).await.expect(200);
    let won = rep.lead("Won").await;
    server.make_mql(&rep, &won).await;
    rep.make_sql(&won).await;
    let opportunity = rep.open(&won, 1_000).await;
    rep.win(&opportunity).await.expect(200);
    let foreign = server.found("Oak").await.lead("Foreign").await;
    let ids = json!([own, unowned, theirs, gone, won, own, foreign]);
    let done = bulk(&rep, json!({ "ids": ids, "change": { "status": "QUALIFIED" } })).await;
    assert_eq!(counts(&done), [6, 2, 0, 4], "an id that is given twice counts once");
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
    assert_eq!(activities[0]["kind"], "STATUS_CHANGE", "as a single change writes it");
    let all = bulk(&rep, json!({ "filter": {}, "change": { "addTags": ["seen"] } })).await;
    assert_eq!(counts(&all), [3, 3, 0, 0], "a filter selects what one may see");
}

pub async fn notifications(client: &Client) -> Vec<Value> {
    client.get("/api/notifications").await.expect(200).data().as_array().unwrap().clone()
}

async fn new_owner_of_many_leads_is_notified_once(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    many_leads(&admin, 250).await;
    let change = json!({ "assign": { "employeeId": rep.id() } });
    let done = bulk(&admin, json!({ "filter": {}, "change": change })).await;
    assert_eq!((counts(&done), total(&rep, &format!("ownerId={}", rep.id())).await), ([250, 250, 0, 0], 250));
    let told = notifications(&rep).await;
    assert_eq!(told.len(), 1);
    assert_eq!((&told[0]["kind"], &told[0]["text"]), (&json!("ASSIGNED"), &json!("250 leads are yours")));
    assert_eq!(told[0]["entity"], json!({ "type": "bulk_change", "id": done["id"] }));
}

/// kill -9 in the middle of it: every lead is changed once.
async fn bulk_change_resumes_after_a_crash(database: Database) {
    let program = Program::serve(&database, &[]).await;
    let body = json!({ "name": "Asha", "email": "asha@example.com", "password": crate::support::PASSWORD });
    let founder = program.client().post("/api/auth/register", body).await.expect(201).data();
    let admin = program.client().signed_in(&founder);
    // More than are stored in one transaction.
    many_leads(&admin, 5_200).await;
    let mut socket = admin.socket().await;
    let id = begin(&admin, json!({ "filter": {}, "change": { "addTags": ["vip"] } })).await;
    while socket.expect("bulk:progress").await["data"]["changed"] == 0 {}
    program.kill().await;
    let next = Server::start(database).await;
    next.clock.shift(chrono::Duration::minutes(3));
    let admin = admin.at(&next.url);
    let mut socket = admin.socket_after(0).await;
    let done = ended(&admin, &mut socket, &id).await;
    assert_eq!(counts(&done), [5_200, 5_200, 0, 0]);
    assert_eq!(total(&admin, "tag=vip").await, 5_200);
    let events = "select count(*) from events where company_id = $1 and kind = 'lead:updated'";
    let company: tandem::id::CompanyId = admin.company().parse().unwrap();
    let (told,): (i64,) = next.app.db.read().await.unwrap().one(tandem::sql!(events, company)).await.unwrap();
    assert_eq!(told, 5_200);
}

async fn claims_get_their_turn_during_a_bulk_change(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    many_leads(&admin, 3_000).await;
    let enquiry = admin.receive_enquiry("Alice").await;
    let mut socket = admin.socket().await;
    begin(&admin, json!({ "filter": {}, "change": { "status": "CONTACTED" } })).await;
    let claim = admin.post(&format!("/api/enquiries/{enquiry}/claim"), json!({})).await;
    claim.expect(200);
    let mut kinds = vec![];
    while kinds.last().is_none_or(|kind| kind != "bulk:done") {
        kinds.push(socket.numbered().await.unwrap()["kind"].as_str().unwrap().to_owned());
    }
    assert!(kinds.iter().any(|kind| kind == "enquiry:claimed"), "the claim waited for the bulk change");
    assert_eq!(kinds.iter().filter(|kind| *kind == "lead:status").count(), 3_000);
}

async fn wrong_bulk_changes_name_their_fields(database: Database) {
    let server = Server::start(database).await;
    let (admin, stranger) = (server.found("Lotus").await, server.found("Oak").await);
    let hr = server.employee(&admin, Role::Hr).await;
    let lead = admin.lead("Alice").await;
    let tag = json!({ "addTags": ["x"] });
    let wrong = [
        (json!({ "ids": [lead] }), "change"),
        (json!({ "change": tag }), "ids"),
        (json!({ "ids": [lead], "filter": {}, "change": tag }), "ids"),
        (json!({ "ids": [], "change": tag }), "ids"),
        (json!({ "ids": ["x"], "change": tag }), "ids.0"),
        (json!({ "filter": { "shoe": 42 }, "change": tag }), "filter.shoe"),
        (json!({ "filter": { "stage": "BOGUS" }, "change": tag }), "filter.stage"),
        (json!({ "ids": [lead], "change": {} }), "change"),
        (json!({ "ids": [lead], "change": { "addTags": ["x"], "status": "NEW" } }), "change"),
        (json!({ "ids": [lead], "change": { "addTags": [] } }), "change.addTags"),
        (json!({ "ids": [lead], "change": { "status": "WON" } }), "change.status"),
        (json!({ "ids": [lead], "change": { "delete": false } }), "change.delete"),
        (json!({ "ids": [lead], "change": { "assign": {} } }), "change.assign.employeeId"),
        (
            json!({ "ids": [lead], "change": { "assign": { "employeeId": stranger.id() } } }),
            "change.assign.employeeId",
        ),
    ];
    for (body, field) in wrong {
        let reply = admin.post("/api/leads/bulk", body.clone()).await.refused(400, "invalid");
        assert_eq!(reply.fields()[0], field, "{body}: {}", reply.body);
        assert!(!reply.body.to_string().contains("is wrong\""), "{body}: {}", reply.body);
    }
    hr.post("/api/leads/bulk", json!({ "ids": [lead], "change": tag })).await.refused(403, "forbidden");
    let patch = json!({ "tags": ["a"], "addTags": ["b"] });
    admin.patch(&format!("/api/leads/{lead}"), patch).await.refused(400, "invalid");
    let names = |from: usize| (from..from + 30).map(|n| format!("tag {n}")).collect::<Vec<_>>();
    admin.patch(&format!("/api/leads/{lead}"), json!({ "addTags": names(0) })).await.expect(200);
    let full = admin.patch(&format!("/api/leads/{lead}"), json!({ "addTags": names(30) })).await;
    assert_eq!(full.refused(400, "invalid").fields(), ["tags"]);
    let done = bulk(&admin, json!({ "ids": [lead], "change": { "addTags": names(30) } })).await;
    assert_eq!((counts(&done), &done["failures"][0]["code"]), ([1, 0, 0, 1], &json!("invalid")));
    for _ in 0..5 {
        begin(&admin, json!({ "ids": [lead], "change": { "delete": true } })).await;
    }
    let sixth = admin.post("/api/leads/bulk", json!({ "ids": [lead], "change": tag })).await;
    sixth.refused(409, "too_many_bulk_changes");
}

async fn bulk_changes_are_seen_by_their_starter_and_managers(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (rep, other) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    let lead = rep.lead("Alice").await;
    let done = bulk(&rep, json!({ "ids": [lead], "change": { "addTags": ["x"] } })).await;
    let path = format!("/api/bulk-changes/{}", done["id"].as_str().unwrap());
    other.get(&path).await.refused(404, "not_found");
    other.post(&format!("{path}/undo"), json!({})).await.refused(404, "not_found");
    assert_eq!(other.get("/api/bulk-changes").await.expect(200).body["total"], 0);
    admin.get(&path).await.expect(200);
    assert_eq!(admin.get("/api/bulk-changes").await.expect(200).body["total"], 1);
    let mine = format!("/api/bulk-changes?startedBy={}", admin.id());
    assert_eq!(admin.get(&mine).await.expect(200).body["total"], 0);
}

async fn selected_leads_are_exported_without_naming_them_in_the_address(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    many_leads(&admin, 1_300).await;
    let hidden = admin.lead_with(json!({ "name": "Hidden", "ownerId": admin.id() })).await;
    let mut ids = vec![hidden.clone()];
    for page in 1..=11 {
        let page =
            admin.get(&format!("/api/leads?limit=100&sort=name&q=lead&page={page}")).await.expect(200).body;
        ids.extend(page["data"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()));
    }
    let export = async |client: &Client, body: Value| {
        let csv = client.post("/api/leads/export.csv", body).await.expect(200);
        assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
        let text = csv.body.as_str().unwrap().to_owned();
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        rows.records().map(|row| row.unwrap()[1].to_owned()).collect::<Vec<_>>()
    };
    let exported = export(&admin, json!({ "ids": ids })).await;
    assert_eq!((exported.len(), exported.contains(&"Hidden".to_owned())), (1_101, true));
    assert_eq!(export(&rep, json!({ "ids": ids })).await.len(), 1_100, "what a rep may not see stays out");
    let filter = json!({ "filter": { "q": "lead", "except": ids[..1_000] } });
    assert_eq!(export(&rep, filter).await.len(), 301);
    admin.post("/api/leads/export.csv", json!({})).await.refused(400, "invalid");
}

/// The selection is written in parts before the bulk change is begun.
async fn refused_bulk_change_leaves_no_selection(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    many_leads(&admin, 5_001).await;
    let lead = admin.lead("Alice").await;
    for _ in 0..5 {
        begin(&admin, json!({ "ids": [lead], "change": { "delete": true } })).await;
    }
    let all = json!({ "filter": {}, "change": { "addTags": ["x"] } });
    admin.post("/api/leads/bulk", all).await.refused(409, "too_many_bulk_changes");
    let select = tandem::sql!("select count(distinct bulk_change_id) from bulk_selections");
    let (kept,): (i64,) = server.app.db.read().await.unwrap().one(select).await.unwrap();
    assert_eq!(kept, 5, "of the bulk changes that were begun");
}
