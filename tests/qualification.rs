//! LEAD → MQL by hand, and company settings of the pipeline and the enquiry queue.

use serde_json::json;
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Client, Database, Server},
};

on_both_databases!(
    manager_qualifies_a_lead_with_a_reason,
    time_in_stage_begins_with_the_stage,
    manual_qualification_can_be_disabled,
    enquiry_age_warning_precedes_the_alarm,
);

fn path(id: &str) -> String {
    format!("/api/contacts/{id}/promote-mql")
}

async fn change_settings(admin: &Client, settings: serde_json::Value) -> crate::support::Reply {
    admin.patch(&format!("/api/companies/{}", admin.company()), json!({ "settings": settings })).await
}

async fn manager_qualifies_a_lead_with_a_reason(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (rep, manager) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Manager).await);
    let id = rep.lead("Alice").await;
    let reason = json!({ "reason": "Phoned; wants an offer" });
    rep.patch(&path(&id), reason.clone()).await.expect_error(403, "forbidden");
    for body in [json!({}), json!({ "reason": " " }), json!({ "reason": "x".repeat(501) })] {
        assert_eq!(manager.patch(&path(&id), body).await.expect_error(400, "invalid").fields(), ["reason"]);
    }
    let mut socket = rep.socket().await;
    let qualified = manager.patch(&path(&id), reason.clone()).await.expect(200).data();
    assert_eq!(qualified["stage"], "MQL");
    let received = socket.expect("lead:stage").await["data"].clone();
    assert_eq!(
        [&received["from"], &received["to"], &received["reason"]],
        ["LEAD", "MQL", "Phoned; wants an offer"]
    );
    let history = rep.get(&format!("/api/contacts/{id}/history")).await.expect(200).data();
    assert_eq!(
        (&history[1]["reason"], &history[1]["by"]["id"]),
        (&json!("Phoned; wants an offer"), &json!(manager.id()))
    );
    manager.patch(&path(&id), reason.clone()).await.expect_error(409, "invalid_transition");
    // No other step can be skipped this way.
    manager
        .patch(&format!("/api/contacts/{id}/promote-sql"), json!({}))
        .await
        .expect_error(409, "rating_too_low");
    let outsider = server.found_company("Oak").await;
    outsider.patch(&path(&id), reason).await.expect_error(404, "not_found");
}

async fn time_in_stage_begins_with_the_stage(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = admin.lead("Alice").await;
    let created = admin.contact(&id).await;
    assert_eq!(created["stageChangedAt"], created["createdAt"]);
    server.clock.shift(chrono::Duration::hours(1));
    let edited = admin.patch(&format!("/api/leads/{id}"), json!({ "title": "Dr" })).await.expect(200).data();
    assert_ne!(edited["updatedAt"], created["updatedAt"]);
    assert_eq!(edited["stageChangedAt"], created["stageChangedAt"]);
    let mut socket = admin.socket().await;
    let qualified = admin.patch(&path(&id), json!({ "reason": "Phoned" })).await.expect(200).data();
    assert_eq!(qualified["stageChangedAt"], qualified["updatedAt"]);
    assert_ne!(qualified["stageChangedAt"], created["stageChangedAt"]);
    assert_eq!(socket.expect("lead:stage").await["data"]["stageChangedAt"], qualified["stageChangedAt"]);
    server.clock.shift(chrono::Duration::hours(1));
    let status = json!({ "status": "QUALIFIED" });
    admin.patch(&format!("/api/leads/{id}/status"), status).await.expect(200);
    let known = admin.contact(&id).await;
    assert_ne!(known["updatedAt"], qualified["updatedAt"]);
    assert_eq!(known["stageChangedAt"], qualified["stageChangedAt"]);
}

async fn manual_qualification_can_be_disabled(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = admin.lead("Alice").await;
    let changed = change_settings(&admin, json!({ "manualQualification": false })).await.expect(200).data();
    assert_eq!(changed["settings"]["manualQualification"], false);
    let reason = json!({ "reason": "Phoned" });
    admin.patch(&path(&id), reason.clone()).await.expect_error(409, "manual_qualification_off");
    assert_eq!(admin.stage(&id).await, "LEAD");
    // A click still qualifies the lead.
    server.make_mql(&admin, &id).await;
    assert_eq!(admin.stage(&id).await, "MQL");
    let other = admin.lead("Bea").await;
    change_settings(&admin, json!({ "manualQualification": true })).await.expect(200);
    admin.patch(&path(&other), reason).await.expect(200);
}

async fn enquiry_age_warning_precedes_the_alarm(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let settings = async || {
        let company = admin.get(&format!("/api/companies/{}", admin.company())).await.expect(200).data();
        let settings = company["settings"].clone();
        (settings["enquiryAgeWarning"].as_i64().unwrap(), settings["enquiryAgeAlarm"].as_i64().unwrap())
    };
    assert_eq!(settings().await, (15, 60));
    for (wrong, field) in [
        (json!({ "enquiryAgeWarning": 60 }), "settings.enquiryAgeWarning"),
        (json!({ "enquiryAgeAlarm": 15 }), "settings.enquiryAgeAlarm"),
        (json!({ "enquiryAgeWarning": 9, "enquiryAgeAlarm": 8 }), "settings.enquiryAgeWarning"),
        (json!({ "enquiryAgeWarning": 0 }), "settings.enquiryAgeWarning"),
        (json!({ "enquiryAgeAlarm": 10_081 }), "settings.enquiryAgeAlarm"),
    ] {
        assert_eq!(change_settings(&admin, wrong).await.expect_error(400, "invalid").fields(), [field]);
    }
    change_settings(&admin, json!({ "enquiryAgeWarning": 90, "enquiryAgeAlarm": 120 })).await.expect(200);
    assert_eq!(settings().await, (90, 120));
}
