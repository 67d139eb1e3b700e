//! Accounts: registration, invites, users, roles.

use serde_json::{Value, json};
use tandem::access::{Permission, Role};

use crate::{
    on_both_databases,
    support::{Client, Database, PASSWORD, Server},
};

on_both_databases!(
    first_registration_founds_a_company,
    later_registrations_join_or_found_a_company,
    closed_registration_requires_an_invite,
    invite_works_once_within_a_week,
    admin_manages_accounts,
    nobody_grants_permissions_they_lack,
    last_admin_cannot_be_removed,
);

pub async fn sign_up(client: &Client, email: &str, more: Value) -> crate::support::Reply {
    let mut body = json!({ "name": "Asha Rao", "email": email, "password": PASSWORD });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/api/auth/register", body).await
}

async fn first_registration_founds_a_company(database: Database) {
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

async fn later_registrations_join_or_found_a_company(database: Database) {
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
        sign_up(&public, "d@example.com", json!({ "role": "admin" }))
            .await
            .expect_error(400, "invalid")
            .fields(),
        ["role"]
    );
    assert_eq!(
        sign_up(&public, "d@example.com", json!({ "role": "king" }))
            .await
            .expect_error(400, "invalid")
            .fields(),
        ["role"]
    );
    sign_up(&public, "A@example.com", json!({})).await.expect_error(409, "email_taken");
    let founded = sign_up(&public, "e@example.com", json!({ "company": "Oak" })).await.expect(201).data();
    assert_eq!(founded["employee"]["role"], "senior_admin");
    assert_ne!(founded["employee"]["companyId"], first["employee"]["companyId"]);
    sign_up(&public, "f@example.com", json!({ "company": "OAK!" })).await.expect_error(409, "company_exists");
    // With two companies the request must say which one.
    assert_eq!(
        sign_up(&public, "g@example.com", json!({})).await.expect_error(400, "invalid").fields(),
        ["company"]
    );
}

async fn closed_registration_requires_an_invite(database: Database) {
    let server = Server::start_with(database, &[("OPEN_REGISTRATION", "false")]).await;
    let public = server.client();
    let setup = async || public.get("/api/auth/setup").await.expect(200).data();
    assert_eq!(
        setup().await,
        json!({ "empty": true, "openRegistration": true, "approval": false }),
        "the first registration is always open"
    );
    let admin = public.signed_in(&sign_up(&public, "a@example.com", json!({})).await.expect(201).data());
    assert_eq!(setup().await, json!({ "empty": false, "openRegistration": false, "approval": false }));
    sign_up(&public, "b@example.com", json!({})).await.expect_error(403, "registration_closed");
    sign_up(&public, "b@example.com", json!({ "company": "Oak" }))
        .await
        .expect_error(403, "registration_closed");
    admin
        .post("/api/companies", json!({ "name": "Oak", "adminEmail": "o@example.com" }))
        .await
        .expect_error(403, "registration_closed");
    let token = invited(&server, &admin, "b@example.com", "manager").await;
    let joined = sign_up(&public, "b@example.com", json!({ "invite": token })).await.expect(201).data();
    assert_eq!(joined["employee"]["role"], "manager");
}

/// Invites an address and reads the token from the e-mail.
async fn invited(server: &Server, admin: &Client, email: &str, role: &str) -> String {
    admin.post("/api/invites", json!({ "email": email, "role": role })).await.expect(201);
    crate::mail::token_in(&crate::mail::wait_for_email(server, email, "Join").await)
}

async fn invite_works_once_within_a_week(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let public = server.client();
    let token = invited(&server, &admin, "ravi@example.com", "counselor").await;
    assert_eq!(
        sign_up(&public, "other@example.com", json!({ "invite": token }))
            .await
            .expect_error(400, "invalid")
            .fields(),
        ["email"]
    );
    assert_eq!(admin.get("/api/invites").await.expect(200).body["total"], 1);
    sign_up(&public, "ravi@example.com", json!({ "invite": token })).await.expect(201);
    assert_eq!(admin.get("/api/invites").await.body["total"], 0);
    assert_eq!(
        sign_up(&public, "ravi@example.com", json!({ "invite": token }))
            .await
            .expect_error(400, "invalid")
            .fields(),
        ["invite"]
    );
    admin
        .post("/api/invites", json!({ "email": "ravi@example.com", "role": "counselor" }))
        .await
        .expect_error(409, "email_taken");
    let late = invited(&server, &admin, "late@example.com", "counselor").await;
    let withdrawn = invited(&server, &admin, "gone@example.com", "counselor").await;
    let invites = admin.get("/api/invites?sort=email").await.data();
    assert!(invites[0].get("tokenHash").is_none());
    admin.delete(&format!("/api/invites/{}", invites[0]["id"].as_str().unwrap())).await.expect(200);
    sign_up(&public, "gone@example.com", json!({ "invite": withdrawn })).await.expect_error(400, "invalid");
    server.clock.shift(chrono::Duration::days(7));
    sign_up(&public, "late@example.com", json!({ "invite": late })).await.expect_error(400, "invalid");
}

async fn admin_manages_accounts(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    rep.get("/api/users").await.expect_error(403, "forbidden");
    let body = json!({ "name": "Ravi", "email": "Ravi@example.com", "role": "SALES EXECUTIVE", "password": "cedar-window-flute" });
    rep.post("/api/users", body.clone()).await.expect_error(403, "forbidden");
    let created = admin.post("/api/users", body).await.expect(201);
    let path = created.header("location").unwrap().to_owned();
    assert_eq!(created.data()["role"], "sales_executive");
    assert_eq!(admin.get(&path).await.expect(200).data(), created.data());
    assert_eq!(admin.get("/api/users?q=ravi").await.expect(200).body["total"], 1);
    let login = json!({ "email": "ravi@example.com", "password": "cedar-window-flute" });
    let ravi =
        admin.signed_in(&server.client().post("/api/auth/login", login.clone()).await.expect(200).data());
    // A forced reset ends the current sign-in and blocks sign-in until a new password is set.
    admin.patch(&path, json!({ "forceReset": true })).await.expect(200);
    ravi.get("/api/auth/me").await.expect_error(401, "token_invalid");
    server.client().post("/api/auth/login", login.clone()).await.expect_error(403, "password_reset_required");
    let token = crate::mail::token_in(
        &crate::mail::wait_for_email(&server, "ravi@example.com", "new password").await,
    );
    let reset = json!({ "token": token, "password": "amber-kettle-river" });
    server.client().post("/api/auth/password/reset", reset).await.expect(200);
    let login = json!({ "email": "ravi@example.com", "password": "amber-kettle-river" });
    server.client().post("/api/auth/login", login.clone()).await.expect(200);
    // A closed account stays as a record but cannot sign in.
    admin.delete(&path).await.expect(200);
    server.client().post("/api/auth/login", login).await.expect_error(401, "wrong_credentials");
    let id = created.data()["id"].clone();
    assert_eq!(
        admin.get(&format!("/api/employees/{}", id.as_str().unwrap())).await.data()["status"],
        "DEACTIVATED"
    );
}

async fn nobody_grants_permissions_they_lack(database: Database) {
    let server = Server::start(database).await;
    let senior = server.found_company("Lotus").await;
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
            invite.expect_error(403, "forbidden");
            patch.expect_error(403, "forbidden");
        }
    }
    admin
        .patch(&format!("/api/users/{}", senior.id()), json!({ "role": "counselor" }))
        .await
        .expect_error(403, "forbidden");
    admin.delete(&format!("/api/users/{}", senior.id())).await.expect_error(403, "forbidden");
    senior.patch(&format!("/api/users/{}", rep.id()), json!({ "role": "hr" })).await.expect(200);
    // Roles have the permissions that the table lists.
    let holders = |permission| Role::holding(permission).map(Role::name).collect::<Vec<_>>();
    assert_eq!(holders(Permission::BookingsPurge), ["senior_admin", "srdev"]);
    assert_eq!(holders(Permission::EmployeesManage), ["admin", "senior_admin", "hr", "srdev"]);
    assert_eq!(holders(Permission::PaymentsManage), ["admin", "senior_admin", "manager", "srdev"]);
    assert_eq!(holders(Permission::AuditRead), ["admin", "senior_admin", "dev", "srdev"]);
}

async fn last_admin_cannot_be_removed(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let me = format!("/api/users/{}", admin.id());
    for change in
        [json!({ "role": "manager" }), json!({ "status": "DEACTIVATED" }), json!({ "status": "PENDING" })]
    {
        admin.patch(&me, change).await.expect_error(409, "last_admin");
    }
    admin.delete(&me).await.expect_error(409, "last_admin");
    // When both step down at the same moment, only one request succeeds.
    let other = server.employee(&admin, Role::Dev).await;
    let them = format!("/api/users/{}", other.id());
    let (a, b) = tokio::join!(
        admin.patch(&them, json!({ "role": "manager" })),
        other.patch(&me, json!({ "role": "manager" }))
    );
    let left = [a.status, b.status].into_iter().filter(|status| *status == 200).count();
    assert_eq!(left, 1, "{} {}", a.body, b.body);
}
