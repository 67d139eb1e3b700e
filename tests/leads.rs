//! Leads as in seed 003: three roles, status, timeline.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Database, Server},
};

on_both_databases!(
    three_roles_have_their_permissions,
    status_change_is_recorded,
    timeline_is_paged_and_validated,
    timeline_is_filtered_by_kind_on_every_page,
);

async fn three_roles_have_their_permissions(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let manager = server.employee(&admin, Role::Manager).await;
    let rep = server.employee(&admin, Role::SalesExecutive).await;
    let mut manager_socket = manager.socket().await;
    let id = rep.lead("Alice").await;
    assert_eq!(manager_socket.expect("lead:created").await["entity"]["id"], json!(id));
    let path = format!("/api/leads/{id}");
    rep.post(&format!("{path}/activity"), json!({ "kind": "CALL", "text": "called" })).await.expect(201);
    assert_eq!(manager_socket.expect("lead:activity").await["data"]["activity"]["kind"], "CALL");
    rep.patch(&format!("{path}/status"), json!({ "status": "CONTACTED" })).await.expect(200);
    assert_eq!(manager_socket.expect("lead:status").await["data"]["to"], "CONTACTED");
    for route in [
        "/api/dashboard/stats",
        "/api/dashboard/leads-by-status",
        "/api/dashboard/top-sales",
        "/api/analytics/funnel",
    ] {
        rep.get(route).await.expect_error(403, "forbidden");
        admin.get(route).await.expect(200);
        manager.get(route).await.expect(200);
    }
    assert_eq!(manager.get("/api/dashboard/stats").await.data()["contactedLeads"], 1);
    rep.delete(&path).await.expect_error(403, "forbidden");
    manager.delete(&path).await.expect(200);
    assert_eq!(manager_socket.expect("lead:deleted").await["entity"]["id"], json!(id));
}

async fn status_change_is_recorded(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = admin.lead("Alice").await;
    let path = format!("/api/leads/{id}/status");
    for status in ["CONTACTED", "QUALIFIED", "UNQUALIFIED", "NEW"] {
        assert_eq!(
            admin.patch(&path, json!({ "status": status })).await.expect(200).data()["status"],
            status
        );
    }
    assert_eq!(
        admin.patch(&path, json!({ "status": "NEW" })).await.expect(200).data()["version"],
        5,
        "unchanged"
    );
    assert_eq!(
        admin.patch(&path, json!({ "status": "new" })).await.expect_error(400, "invalid").fields(),
        ["status"]
    );
    let lines = admin.get(&format!("/api/leads/{id}")).await.data()["activities"].clone();
    let texts: Vec<_> = lines.as_array().unwrap().iter().map(|line| line["text"].as_str().unwrap()).collect();
    assert_eq!(
        texts,
        ["UNQUALIFIED → NEW", "QUALIFIED → UNQUALIFIED", "CONTACTED → QUALIFIED", "NEW → CONTACTED"]
    );
    assert!(lines.as_array().unwrap().iter().all(|line| line["kind"] == "STATUS_CHANGE"));
}

async fn timeline_is_paged_and_validated(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = admin.lead("Alice").await;
    let path = format!("/api/leads/{id}/activity");
    for (body, field) in [
        (json!({ "kind": "STAGE_CHANGE", "text": "x" }), "kind"),
        (json!({ "kind": "TASK", "text": "x" }), "dueAt"),
        (json!({ "kind": "NOTE", "text": "x", "dueAt": "2030-01-01T00:00:00Z" }), "dueAt"),
        (json!({ "kind": "NOTE", "text": "x", "assigneeId": admin.id() }), "assigneeId"),
        (json!({ "kind": "NOTE" }), "text"),
    ] {
        assert_eq!(admin.post(&path, body).await.expect_error(400, "invalid").fields(), [field]);
    }
    for n in 0..25 {
        let at = format!("2026-01-{:02}T10:00:00Z", n + 1);
        admin
            .post(&path, json!({ "kind": "NOTE", "text": format!("{n}"), "occurredAt": at }))
            .await
            .expect(201);
    }
    let first = admin.get(&format!("/api/leads/{id}")).await.data()["activities"].clone();
    assert_eq!(first.as_array().unwrap().len(), 20);
    let (mut texts, mut cursor) = (vec![], "start".to_owned());
    loop {
        let page =
            admin.get(&format!("/api/leads/{id}/activities?limit=10&cursor={cursor}")).await.expect(200).body;
        texts.extend(
            page["data"].as_array().unwrap().iter().map(|line| line["text"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["nextCursor"].as_str() else { break };
        next.clone_into(&mut cursor);
    }
    assert_eq!(texts, (0..25).rev().map(|n| n.to_string()).collect::<Vec<_>>());
}

async fn timeline_is_filtered_by_kind_on_every_page(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = admin.lead("Alice").await;
    for n in 0..30 {
        let kind = if n < 3 { ["CALL", "MEETING", "CALL"][n] } else { "NOTE" };
        let at = format!("2026-01-{:02}T10:00:00Z", n + 1);
        let body = json!({ "kind": kind, "text": format!("{n}"), "occurredAt": at });
        admin.post(&format!("/api/leads/{id}/activity"), body).await.expect(201);
    }
    let path = format!("/api/leads/{id}/activities");
    let texts = |body: &Value| -> Vec<String> {
        body["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line["text"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = admin.get(&format!("{path}?kind=CALL,MEETING&limit=2&cursor=start")).await.expect(200).body;
    assert_eq!(texts(&first), ["2", "1"]);
    let cursor = first["nextCursor"].as_str().unwrap();
    let rest = admin.get(&format!("{path}?kind=CALL,%20MEETING&cursor={cursor}")).await.expect(200).body;
    assert_eq!((texts(&rest), &rest["nextCursor"]), (vec!["0".to_owned()], &Value::Null));
    assert_eq!(admin.get(&format!("{path}?kind=NOTE")).await.expect(200).body["total"], 27);
    for wrong in ["BOGUS", "NOTE,", "note"] {
        let reply = admin.get(&format!("{path}?kind={wrong}")).await.expect_error(400, "invalid");
        assert_eq!(reply.fields(), ["kind"]);
        assert!(reply.body["errors"][0]["message"].as_str().unwrap().contains("NOTE, CALL"));
    }
}
