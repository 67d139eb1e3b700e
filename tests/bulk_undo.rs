//! Bulk changes that are undone, cancelled, or no longer allowed.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    bulk::{add_tag, begin, bulk, counts, many_leads, notifications, total, undo, wait_until_done},
    on_both_databases,
    support::{Client, Database, Server, until},
};

on_both_databases!(
    undo_keeps_later_changes,
    undo_of_an_assignment_notifies_the_previous_owner_once,
    deletion_can_be_cancelled_until_it_starts,
    bulk_change_of_a_deactivated_employee_changes_nothing,
);

async fn undo_keeps_later_changes(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let (a, b, c) = (admin.lead("A").await, admin.lead("B").await, admin.lead("C").await);
    let gone = admin.lead("Gone").await;
    add_tag(&admin, &c, "vip").await.expect(200);
    let ids = json!([a, b, c, gone]);
    let tags = bulk(&admin, json!({ "ids": ids, "change": { "addTags": ["vip"] } })).await;
    let status = bulk(&admin, json!({ "ids": ids, "change": { "status": "CONTACTED" } })).await;
    let owner = bulk(&admin, json!({ "ids": ids, "change": { "assign": { "employeeId": rep.id() } } })).await;
    assert_eq!([counts(&tags), counts(&status), counts(&owner)], [[4, 3, 1, 0], [4, 4, 0, 0], [4, 4, 0, 0]]);
    // Since then A has another status, B another tag and title, C another owner, and one lead is deleted.
    admin.patch(&format!("/api/leads/{a}/status"), json!({ "status": "QUALIFIED" })).await.expect(200);
    admin
        .patch(&format!("/api/leads/{b}"), json!({ "removeTags": ["vip"], "title": "CTO" }))
        .await
        .expect(200);
    admin.post(&format!("/api/leads/{c}/assign"), json!({ "employeeId": null })).await.expect(200);
    admin.delete(&format!("/api/leads/{gone}")).await.expect(200);
    let undone = [undo(&admin, &tags).await, undo(&admin, &status).await, undo(&admin, &owner).await];
    let totals =
        undone.each_ref().map(|one| [one["undone"].as_i64().unwrap(), one["kept"].as_i64().unwrap()]);
    assert_eq!(totals, [[1, 2], [2, 2], [2, 2]]);
    let mut codes: Vec<_> =
        undone[1]["failures"].as_array().unwrap().iter().map(|failure| failure["code"].clone()).collect();
    codes.sort_by_key(Value::to_string);
    assert_eq!(codes, [json!("changed_since"), json!("not_found")]);
    let state = async |id: &str| {
        let lead = admin.contact(id).await;
        (lead["tags"].clone(), lead["status"].clone(), lead["owner"]["id"].clone())
    };
    let me = json!(admin.id());
    assert_eq!(state(&a).await, (json!([]), json!("QUALIFIED"), me.clone()));
    assert_eq!(state(&b).await, (json!([]), json!("NEW"), me));
    assert_eq!(state(&c).await, (json!(["vip"]), json!("NEW"), Value::Null));
    let path = format!("/api/bulk-changes/{}/undo", tags["id"].as_str().unwrap());
    admin.post(&path, json!({})).await.expect_error(409, "invalid_transition");
    let old = bulk(&admin, json!({ "ids": [a], "change": { "addTags": ["x"] } })).await;
    server.clock.shift(chrono::Duration::days(31));
    let path = format!("/api/bulk-changes/{}/undo", old["id"].as_str().unwrap());
    let admin = server.client().signed_in(&sign_in_again(&server, &admin).await);
    admin.post(&path, json!({})).await.expect_error(409, "invalid_transition");
}

/// Signs in again, because a token expires before the undo period does.
async fn sign_in_again(server: &Server, admin: &Client) -> Value {
    let body = json!({ "email": admin.employee["email"], "password": crate::support::PASSWORD });
    server.client().post("/api/auth/login", body).await.expect(200).data()
}

async fn undo_of_an_assignment_notifies_the_previous_owner_once(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (rep, other) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Counselor).await);
    for n in 0..3 {
        rep.lead(&format!("Lead {n}")).await;
    }
    let change = json!({ "assign": { "employeeId": other.id() } });
    let done = bulk(&admin, json!({ "filter": { "ownerId": rep.id() }, "change": change })).await;
    assert_eq!((counts(&done), notifications(&rep).await.len()), ([3, 3, 0, 0], 0));
    let undone = undo(&admin, &done).await;
    assert_eq!((&undone["undone"], &undone["undoneBy"]["id"]), (&json!(3), &json!(admin.id())));
    let received = notifications(&rep).await;
    assert_eq!((received.len(), &received[0]["text"]), (1, &json!("3 leads")));
}

async fn deletion_can_be_cancelled_until_it_starts(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    many_leads(&admin, 120).await;
    let delete = json!({ "filter": {}, "change": { "delete": true } });
    rep.post("/api/leads/bulk", delete.clone()).await.expect_error(403, "forbidden");
    let mut socket = admin.socket().await;
    let id = begin(&admin, delete.clone()).await;
    let path = format!("/api/bulk-changes/{id}");
    assert_eq!(admin.get(&path).await.data()["status"], "QUEUED");
    admin.post(&format!("{path}/undo"), json!({})).await.expect(200);
    let cancelled = wait_until_done(&admin, &mut socket, &id).await;
    assert_eq!((counts(&cancelled), &cancelled["status"]), ([120, 0, 0, 0], &json!("UNDONE")));
    let id = begin(&admin, delete).await;
    server.clock.shift(chrono::Duration::seconds(11));
    let done = wait_until_done(&admin, &mut socket, &id).await;
    assert_eq!((counts(&done), total(&admin, "").await), ([120, 120, 0, 0], 0));
    admin
        .post(&format!("/api/bulk-changes/{id}/undo"), json!({}))
        .await
        .expect_error(409, "invalid_transition");
    let findings =
        tandem::audit::check(&mut server.app.db.read().await.unwrap(), server.app.features).await.unwrap();
    assert_eq!(findings, vec![]);
}

async fn bulk_change_of_a_deactivated_employee_changes_nothing(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let manager = server.employee(&admin, Role::Manager).await;
    let demoted = server.employee(&admin, Role::Manager).await;
    many_leads(&admin, 10).await;
    let delete = json!({ "filter": {}, "change": { "delete": true } });
    let ids = [begin(&manager, delete.clone()).await, begin(&demoted, delete).await];
    let fire = json!({ "status": "DEACTIVATED" });
    admin.patch(&format!("/api/users/{}", manager.id()), fire).await.expect(200);
    let demote = json!({ "role": "counselor" });
    admin.patch(&format!("/api/users/{}", demoted.id()), demote).await.expect(200);
    server.clock.shift(chrono::Duration::seconds(11));
    for id in ids {
        let mut failed = json!(null);
        until("the bulk change to start", async || {
            failed = admin.get(&format!("/api/bulk-changes/{id}")).await.expect(200).data();
            failed["status"] != "QUEUED"
        })
        .await;
        assert_eq!((counts(&failed), &failed["status"]), ([10, 0, 0, 0], &json!("FAILED")));
        assert!(failed["error"].as_str().unwrap().contains("no longer allowed"), "{failed}");
    }
    assert_eq!(total(&admin, "").await, 10);
}
