//! LEAD → MQL by hand, and the settings of a company that the pipeline and the queue go by.

use serde_json::json;
use tandem::access::Role;

use crate::{
    on_both,
    support::{Client, Database, Server},
};

on_both!(
    a_manager_qualifies_a_lead_by_hand_with_a_reason,
    qualifying_by_hand_can_be_switched_off,
    a_late_enquiry_is_warned_of_before_it_alarms,
);

fn path(id: &str) -> String {
    format!("/api/contacts/{id}/promote-mql")
}

async fn change_settings(admin: &Client, settings: serde_json::Value) -> crate::support::Reply {
    admin.patch(&format!("/api/companies/{}", admin.company()), json!({ "settings": settings })).await
}

async fn a_manager_qualifies_a_lead_by_hand_with_a_reason(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (rep, manager) =
        (server.employee(&admin, Role::Counselor).await, server.employee(&admin, Role::Manager).await);
    let id = rep.lead("Alice").await;
    let reason = json!({ "reason": "Phoned; wants an offer" });
    rep.patch(&path(&id), reason.clone()).await.refused(403, "forbidden");
    for body in [json!({}), json!({ "reason": " " }), json!({ "reason": "x".repeat(501) })] {
        assert_eq!(manager.patch(&path(&id), body).await.refused(400, "invalid").fields(), ["reason"]);
    }
    let mut socket = rep.socket().await;
    let qualified = manager.patch(&path(&id), reason.clone()).await.expect(200).data();
    assert_eq!(qualified["stage"], "MQL");
    let told = socket.expect("lead:stage").await["data"].clone();
    assert_eq!([&told["from"], &told["to"], &told["reason"]], ["LEAD", "MQL", "Phoned; wants an offer"]);
    let history = rep.get(&format!("/api/contacts/{id}/history")).await.expect(200).data();
    assert_eq!(
        (&history[1]["reason"], &history[1]["by"]["id"]),
        (&json!("Phoned; wants an offer"), &json!(manager.id()))
    );
    manager.patch(&path(&id), reason.clone()).await.refused(409, "invalid_transition");
    // No other step has a way around its rule.
    manager.patch(&format!("/api/contacts/{id}/promote-sql"), json!({})).await.refused(409, "rating_too_low");
    let stranger = server.found("Oak").await;
    stranger.patch(&path(&id), reason).await.refused(404, "not_found");
}

async fn qualifying_by_hand_can_be_switched_off(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let id = admin.lead("Alice").await;
    let changed = change_settings(&admin, json!({ "manualQualification": false })).await.expect(200).data();
    assert_eq!(changed["settings"]["manualQualification"], false);
    let reason = json!({ "reason": "Phoned" });
    admin.patch(&path(&id), reason.clone()).await.refused(409, "manual_qualification_off");
    assert_eq!(admin.stage(&id).await, "LEAD");
    // A click qualifies all the same.
    server.make_mql(&admin, &id).await;
    assert_eq!(admin.stage(&id).await, "MQL");
    let other = admin.lead("Bea").await;
    change_settings(&admin, json!({ "manualQualification": true })).await.expect(200);
    admin.patch(&path(&other), reason).await.expect(200);
}

async fn a_late_enquiry_is_warned_of_before_it_alarms(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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
        assert_eq!(change_settings(&admin, wrong).await.refused(400, "invalid").fields(), [field]);
    }
    change_settings(&admin, json!({ "enquiryAgeWarning": 90, "enquiryAgeAlarm": 120 })).await.expect(200);
    assert_eq!(settings().await, (90, 120));
}
