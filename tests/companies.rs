//! Companies: visibility, settings, creation and deletion.

use serde_json::json;
use tandem::access::Role;

use crate::{
    accounts::sign_up,
    on_both_databases,
    support::{Database, Server},
};

on_both_databases!(employees_see_only_their_own_company, deleted_company_leaves_no_rows);

async fn employees_see_only_their_own_company(database: Database) {
    let server = Server::start(database).await;
    let (admin, outsider) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    let rep = server.employee(&admin, Role::Counselor).await;
    let (own, foreign) =
        (format!("/api/companies/{}", admin.company()), format!("/api/companies/{}", outsider.company()));
    assert_eq!(rep.get("/api/companies").await.expect(200).body["total"], 1);
    rep.get(&own).await.expect(200);
    rep.get(&foreign).await.expect_error(404, "not_found");
    rep.patch(&own, json!({ "name": "Mine" })).await.expect_error(403, "forbidden");
    admin.patch(&foreign, json!({ "name": "Mine" })).await.expect_error(404, "not_found");
    let patch = json!({ "name": "Lotus Academy", "currency": "EUR", "timezone": "Europe/Berlin", "settings": { "sqlRating": 6 } });
    let patched = admin.patch(&own, patch).await.expect(200).data();
    assert_eq!(
        (&patched["name"], &patched["currency"], &patched["slug"]),
        (&json!("Lotus Academy"), &json!("EUR"), &json!("lotus"))
    );
    assert_eq!(
        patched["settings"],
        json!({
            "sqlRating": 6, "evangelistRating": 8, "maxSessionsPerStage": 5, "manualQualification": true,
            "enquiryAgeWarning": 15, "enquiryAgeAlarm": 60,
        })
    );
    let wrong = json!({ "currency": "euro", "settings": { "sqlRating": 11, "colour": 1 }, "slug": "x", "version": 9 });
    let wrong = admin.patch(&own, wrong).await.expect_error(400, "invalid");
    assert_eq!(wrong.fields(), ["currency", "settings.colour", "settings.sqlRating", "slug", "version"]);
    let founded = admin
        .post("/api/companies", json!({ "name": "Elm", "adminEmail": "elm@example.com" }))
        .await
        .expect(201)
        .data();
    assert_eq!(founded["slug"], "elm");
    let token =
        crate::mail::token_in(&crate::mail::wait_for_email(&server, "elm@example.com", "Join Elm").await);
    let joined =
        sign_up(&server.client(), "elm@example.com", json!({ "invite": token })).await.expect(201).data();
    assert_eq!(
        (&joined["employee"]["companyId"], &joined["employee"]["role"]),
        (&founded["id"], &json!("senior_admin"))
    );
}

async fn deleted_company_leaves_no_rows(database: Database) {
    let server = Server::start(database).await;
    let (admin, outsider) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    let id = admin.submit_enquiry("Alice").await;
    admin.post(&format!("/api/enquiries/{id}/claim"), json!({})).await.expect(200);
    admin.post(&format!("/api/enquiries/{id}/notes"), json!({ "text": "called" })).await.expect(201);
    let socket = admin.socket().await;
    let own = format!("/api/companies/{}", admin.company());
    assert_eq!(admin.delete(&own).await.expect_error(400, "invalid").fields(), ["slug"]);
    assert_eq!(
        admin.delete(&format!("{own}?slug=oak")).await.expect_error(400, "invalid").fields(),
        ["slug"]
    );
    outsider.delete(&format!("{own}?slug=lotus")).await.expect_error(404, "not_found");
    admin.delete(&format!("{own}?slug=lotus")).await.expect(200);
    socket.wait_closed().await;
    admin.get("/api/auth/me").await.expect_error(401, "token_invalid");
    let mut conn = server.app.db.read().await.unwrap();
    let company: tandem::id::CompanyId = admin.company().parse().unwrap();
    for table in [
        "employees",
        "events",
        "event_heads",
        "enquiries",
        "enquiry_notes",
        "contacts",
        "counters",
        "jobs",
        "invites",
        "idempotency_keys",
    ] {
        let (left,): (i64,) = conn
            .one(tandem::db::Sql::new(
                format!("select count(*) from {table} where company_id = $1"),
                vec![company.into()],
            ))
            .await
            .unwrap();
        assert_eq!(left, 0, "{table}");
    }
    outsider.get("/api/auth/me").await.expect(200);
}
