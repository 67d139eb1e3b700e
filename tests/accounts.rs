//! Accounts: signing up, in and out, passwords, invites, users, roles, companies.

use serde_json::{Value, json};
use tandem::access::{Permission, Role};

use crate::{
    on_both,
    support::{Client, Database, PASSWORD, Server},
};

on_both!(
    the_first_sign_up_founds_the_company,
    later_ones_join_or_found,
    closed_registration_lets_only_invites_in,
    invites_are_good_once_and_for_a_week,
    administrators_manage_accounts,
    nobody_gives_what_they_lack,
    the_last_administrator_stays,
    companies_are_ones_own,
    a_deleted_company_leaves_nothing,
);

async fn sign_up(client: &Client, email: &str, more: Value) -> crate::support::Reply {
    let mut body = json!({ "name": "Asha Rao", "email": email, "password": PASSWORD });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/api/auth/register", body).await
}

async fn the_first_sign_up_founds_the_company(database: Database) {
    let server = Server::start(database).await;
    let reply =
        sign_up(&server.client(), "Asha@Example.com", json!({ "role": "Sales Executive" })).await.expect(201);
    let employee = &reply.data()["employee"];
    assert_eq!(
        (&employee["role"], &employee["email"], &employee["status"]),
        (&json!("senior_admin"), &json!("asha@example.com"), &json!("ACTIVE"))
    );
    assert!(
        employee.get("passwordHash").is_none() && employee.get("tokenGeneration").is_none(),
        "{employee}"
    );
    let admin = server.client().signed_in(&reply.data());
    let company = admin.get("/api/companies").await.expect(200).data()[0].clone();
    assert_eq!((&company["name"], &company["slug"]), (&json!("My Company"), &json!("my-company")));
    assert_eq!(
        company["settings"],
        json!({
            "sqlRating": 7, "evangelistRating": 8, "maxSessionsPerStage": 5, "manualQualification": true,
            "enquiryAgeWarning": 15, "enquiryAgeAlarm": 60,
        })
    );
    assert_eq!(admin.get("/api/auth/me").await.expect(200).data()["id"], employee["id"]);
}

async fn later_ones_join_or_found(database: Database) {
    let server = Server::start(database).await;
    let public = server.client();
    let first = sign_up(&public, "a@example.com", json!({})).await.expect(201).data();
    for (n, (asked, given)) in
        [("EMPLOYEE", "employee"), ("sales-executive", "sales_executive"), ("Counselor", "counselor")]
            .into_iter()
            .enumerate()
    {
        let joined =
            sign_up(&public, &format!("b{n}@example.com"), json!({ "role": asked })).await.expect(201).data();
        assert_eq!(
            (&joined["employee"]["role"], &joined["employee"]["companyId"]),
            (&json!(given), &first["employee"]["companyId"])
        );
    }
    assert_eq!(
        sign_up(&public, "c@example.com", json!({})).await.expect(201).data()["employee"]["role"],
        "counselor"
    );
    assert_eq!(
        sign_up(&public, "d@example.com", json!({ "role": "admin" })).await.refused(400, "invalid").fields(),
        ["role"]
    );
    assert_eq!(
        sign_up(&public, "d@example.com", json!({ "role": "king" })).await.refused(400, "invalid").fields(),
        ["role"]
    );
    sign_up(&public, "A@example.com", json!({})).await.refused(409, "email_taken");
    let founded = sign_up(&public, "e@example.com", json!({ "company": "Oak" })).await.expect(201).data();
    assert_eq!(founded["employee"]["role"], "senior_admin");
    assert_ne!(founded["employee"]["companyId"], first["employee"]["companyId"]);
    sign_up(&public, "f@example.com", json!({ "company": "OAK!" })).await.refused(409, "company_exists");
    // With two companies one must say which.
    assert_eq!(
        sign_up(&public, "g@example.com", json!({})).await.refused(400, "invalid").fields(),
        ["company"]
    );
}

async fn closed_registration_lets_only_invites_in(database: Database) {
    let server = Server::start_with(database, &[("OPEN_REGISTRATION", "false")]).await;
    let public = server.client();
    let setup = async || public.get("/api/auth/setup").await.expect(200).data();
    assert_eq!(
        setup().await,
        json!({ "empty": true, "openRegistration": true, "approval": false }),
        "somebody has to begin"
    );
    let admin = public.signed_in(&sign_up(&public, "a@example.com", json!({})).await.expect(201).data());
    assert_eq!(setup().await, json!({ "empty": false, "openRegistration": false, "approval": false }));
    sign_up(&public, "b@example.com", json!({})).await.refused(403, "registration_closed");
    sign_up(&public, "b@example.com", json!({ "company": "Oak" })).await.refused(403, "registration_closed");
    admin
        .post("/api/companies", json!({ "name": "Oak", "adminEmail": "o@example.com" }))
        .await
        .refused(403, "registration_closed");
    let token = invited(&server, &admin, "b@example.com", "manager").await;
    let joined = sign_up(&public, "b@example.com", json!({ "invite": token })).await.expect(201).data();
    assert_eq!(joined["employee"]["role"], "manager");
}

/// Invites somebody and reads the token out of the mail.
async fn invited(server: &Server, admin: &Client, email: &str, role: &str) -> String {
    admin.post("/api/invites", json!({ "email": email, "role": role })).await.expect(201);
    crate::mail::token_in(&crate::mail::letter_to(server, email, "Join").await)
}

async fn invites_are_good_once_and_for_a_week(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let public = server.client();
    let token = invited(&server, &admin, "ravi@example.com", "counselor").await;
    assert_eq!(
        sign_up(&public, "other@example.com", json!({ "invite": token }))
            .await
            .refused(400, "invalid")
            .fields(),
        ["email"]
    );
    assert_eq!(admin.get("/api/invites").await.expect(200).body["total"], 1);
    sign_up(&public, "ravi@example.com", json!({ "invite": token })).await.expect(201);
    assert_eq!(admin.get("/api/invites").await.body["total"], 0);
    assert_eq!(
        sign_up(&public, "ravi@example.com", json!({ "invite": token }))
            .await
            .refused(400, "invalid")
            .fields(),
        ["invite"]
    );
    admin
        .post("/api/invites", json!({ "email": "ravi@example.com", "role": "counselor" }))
        .await
        .refused(409, "email_taken");
    let late = invited(&server, &admin, "late@example.com", "counselor").await;
    let withdrawn = invited(&server, &admin, "gone@example.com", "counselor").await;
    let invites = admin.get("/api/invites?sort=email").await.data();
    assert!(invites[0].get("tokenHash").is_none());
    admin.delete(&format!("/api/invites/{}", invites[0]["id"].as_str().unwrap())).await.expect(200);
    sign_up(&public, "gone@example.com", json!({ "invite": withdrawn })).await.refused(400, "invalid");
    server.clock.shift(chrono::Duration::days(7));
    sign_up(&public, "late@example.com", json!({ "invite": late })).await.refused(400, "invalid");
}

async fn administrators_manage_accounts(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    rep.get("/api/users").await.refused(403, "forbidden");
    let body = json!({ "name": "Ravi", "email": "Ravi@example.com", "role": "SALES EXECUTIVE", "password": "cedar-window-flute" });
    rep.post("/api/users", body.clone()).await.refused(403, "forbidden");
    let created = admin.post("/api/users", body).await.expect(201);
    let path = created.header("location").unwrap().to_owned();
    assert_eq!(created.data()["role"], "sales_executive");
    assert_eq!(admin.get(&path).await.expect(200).data(), created.data());
    assert_eq!(admin.get("/api/users?q=ravi").await.expect(200).body["total"], 1);
    let login = json!({ "email": "ravi@example.com", "password": "cedar-window-flute" });
    let ravi =
        admin.signed_in(&server.client().post("/api/auth/login", login.clone()).await.expect(200).data());
    // A forced reset ends the sign-in and lets nobody in before it is done.
    admin.patch(&path, json!({ "forceReset": true })).await.expect(200);
    ravi.get("/api/auth/me").await.refused(401, "token_invalid");
    server.client().post("/api/auth/login", login.clone()).await.refused(403, "password_reset_required");
    let token =
        crate::mail::token_in(&crate::mail::letter_to(&server, "ravi@example.com", "new password").await);
    let reset = json!({ "token": token, "password": "amber-kettle-river" });
    server.client().post("/api/auth/password/reset", reset).await.expect(200);
    let login = json!({ "email": "ravi@example.com", "password": "amber-kettle-river" });
    server.client().post("/api/auth/login", login.clone()).await.expect(200);
    // A closed account stays as a record and lets nobody in.
    admin.delete(&path).await.expect(200);
    server.client().post("/api/auth/login", login).await.refused(401, "wrong_credentials");
    let id = created.data()["id"].clone();
    assert_eq!(
        admin.get(&format!("/api/employees/{}", id.as_str().unwrap())).await.data()["status"],
        "DEACTIVATED"
    );
}

async fn nobody_gives_what_they_lack(database: Database) {
    let server = Server::start(database).await;
    let senior = server.found("Lotus").await;
    let admin = server.employee(&senior, Role::Admin).await;
    let rep = server.employee(&admin, Role::Counselor).await;
    for role in Role::ALL {
        let given = role.permissions().iter().all(|permission| Role::Admin.allows(*permission));
        let body = json!({ "email": format!("{role}@example.com"), "role": role.name() });
        let (invite, patch) = (
            admin.post("/api/invites", body).await,
            admin.patch(&format!("/api/users/{}", rep.id()), json!({ "role": role.name() })).await,
        );
        if given {
            invite.expect(201);
            patch.expect(200);
        } else {
            invite.refused(403, "forbidden");
            patch.refused(403, "forbidden");
        }
    }
    admin
        .patch(&format!("/api/users/{}", senior.id()), json!({ "role": "counselor" }))
        .await
        .refused(403, "forbidden");
    admin.delete(&format!("/api/users/{}", senior.id())).await.refused(403, "forbidden");
    senior.patch(&format!("/api/users/{}", rep.id()), json!({ "role": "hr" })).await.expect(200);
    // What a role allows is as the table says.
    let holders = |permission| Role::holding(permission).map(Role::name).collect::<Vec<_>>();
    assert_eq!(holders(Permission::BookingsPurge), ["senior_admin", "srdev"]);
    assert_eq!(holders(Permission::EmployeesManage), ["admin", "senior_admin", "hr", "srdev"]);
    assert_eq!(holders(Permission::PaymentsManage), ["admin", "senior_admin", "manager", "srdev"]);
    assert_eq!(holders(Permission::AuditRead), ["admin", "senior_admin", "dev", "srdev"]);
}

async fn the_last_administrator_stays(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let me = format!("/api/users/{}", admin.id());
    for change in
        [json!({ "role": "manager" }), json!({ "status": "DEACTIVATED" }), json!({ "status": "PENDING" })]
    {
        admin.patch(&me, change).await.refused(409, "last_admin");
    }
    admin.delete(&me).await.refused(409, "last_admin");
    // Two who both want to leave at the same moment: one stays.
    let other = server.employee(&admin, Role::Dev).await;
    let them = format!("/api/users/{}", other.id());
    let (a, b) = tokio::join!(
        admin.patch(&them, json!({ "role": "manager" })),
        other.patch(&me, json!({ "role": "manager" }))
    );
    let left = [a.status, b.status].into_iter().filter(|status| *status == 200).count();
    assert_eq!(left, 1, "{} {}", a.body, b.body);
}

async fn companies_are_ones_own(database: Database) {
    let server = Server::start(database).await;
    let (admin, stranger) = (server.found("Lotus").await, server.found("Oak").await);
    let rep = server.employee(&admin, Role::Counselor).await;
    let (own, foreign) =
        (format!("/api/companies/{}", admin.company()), format!("/api/companies/{}", stranger.company()));
    assert_eq!(rep.get("/api/companies").await.expect(200).body["total"], 1);
    rep.get(&own).await.expect(200);
    rep.get(&foreign).await.refused(404, "not_found");
    rep.patch(&own, json!({ "name": "Mine" })).await.refused(403, "forbidden");
    admin.patch(&foreign, json!({ "name": "Mine" })).await.refused(404, "not_found");
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
    let wrong = admin.patch(&own, wrong).await.refused(400, "invalid");
    assert_eq!(wrong.fields(), ["currency", "settings.colour", "settings.sqlRating", "slug", "version"]);
    let founded = admin
        .post("/api/companies", json!({ "name": "Elm", "adminEmail": "elm@example.com" }))
        .await
        .expect(201)
        .data();
    assert_eq!(founded["slug"], "elm");
    let token = crate::mail::token_in(&crate::mail::letter_to(&server, "elm@example.com", "Join Elm").await);
    let joined =
        sign_up(&server.client(), "elm@example.com", json!({ "invite": token })).await.expect(201).data();
    assert_eq!(
        (&joined["employee"]["companyId"], &joined["employee"]["role"]),
        (&founded["id"], &json!("senior_admin"))
    );
}

async fn a_deleted_company_leaves_nothing(database: Database) {
    let server = Server::start(database).await;
    let (admin, stranger) = (server.found("Lotus").await, server.found("Oak").await);
    let id = admin.receive_enquiry("Alice").await;
    admin.post(&format!("/api/enquiries/{id}/claim"), json!({})).await.expect(200);
    admin.post(&format!("/api/enquiries/{id}/notes"), json!({ "text": "called" })).await.expect(201);
    let socket = admin.socket().await;
    let own = format!("/api/companies/{}", admin.company());
    assert_eq!(admin.delete(&own).await.refused(400, "invalid").fields(), ["slug"]);
    assert_eq!(admin.delete(&format!("{own}?slug=oak")).await.refused(400, "invalid").fields(), ["slug"]);
    stranger.delete(&format!("{own}?slug=lotus")).await.refused(404, "not_found");
    admin.delete(&format!("{own}?slug=lotus")).await.expect(200);
    socket.ended().await;
    admin.get("/api/auth/me").await.refused(401, "token_invalid");
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
    stranger.get("/api/auth/me").await.expect(200);
}
