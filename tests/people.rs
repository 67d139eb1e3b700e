//! Employees as HR and colleagues see them.

use reqwest::Method;
use serde_json::json;
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Database, Server},
};

on_both_databases!(
    hr_manages_employee_records,
    colleagues_see_only_names_and_roles,
    invite_activates_the_record_that_hr_entered
);

async fn hr_manages_employee_records(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (hr, rep) = (server.employee(&admin, Role::Hr).await, server.employee(&admin, Role::Counselor).await);
    let body = json!({
        "name": "Meera", "email": "Meera@example.com", "employeeCode": "E-7", "department": "Sales", "joinedOn": "2026-01-31",
    });
    rep.post("/api/employees", body.clone()).await.expect_error(403, "forbidden");
    let manager = server.employee(&admin, Role::Manager).await;
    manager.post("/api/employees", body.clone()).await.expect_error(403, "forbidden");
    let created = hr.post("/api/employees", body).await.expect(201);
    let path = created.header("location").unwrap().to_owned();
    assert_eq!(
        (&created.data()["status"], &created.data()["role"], &created.data()["joinedOn"]),
        (&json!("PENDING"), &json!("employee"), &json!("2026-01-31"))
    );
    let same_mail = json!({ "name": "Twin", "email": "MEERA@example.com" });
    hr.post("/api/employees", same_mail).await.expect_error(409, "email_taken");
    let twin = json!({ "name": "Twin", "email": "twin@example.com", "employeeCode": "E-7" });
    hr.post("/api/employees", twin).await.expect_error(409, "employee_code_taken");
    // An absent field stays, null clears it, a stale version is rejected.
    let patched =
        hr.patch(&path, json!({ "department": null, "designation": "Counselor" })).await.expect(200);
    assert_eq!(
        (&patched.data()["department"], &patched.data()["employeeCode"]),
        (&json!(null), &json!("E-7"))
    );
    assert_eq!(patched.header("etag"), Some("\"2\""));
    let stale = hr
        .send(Method::PATCH, &path, Some(json!({ "phone": "98123 45678" })), &[("if-match", "\"1\"")])
        .await;
    assert_eq!(stale.expect_error(412, "version_mismatch").data()["version"], 2);
    hr.send(Method::PATCH, &path, Some(json!({ "phone": "98123 45678" })), &[("if-match", "\"2\"")])
        .await
        .expect(200);
    let wrong = hr
        .patch(
            &path,
            json!({ "role": "admin", "status": "ACTIVE", "companyId": "x", "joinedOn": "31.1.2026" }),
        )
        .await;
    assert_eq!(wrong.expect_error(400, "invalid").fields(), ["companyId", "joinedOn", "role", "status"]);
}

async fn colleagues_see_only_names_and_roles(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (hr, rep) = (server.employee(&admin, Role::Hr).await, server.employee(&admin, Role::Counselor).await);
    let of = |id: String| format!("/api/employees/{id}");
    let seen = rep.get(&of(hr.id())).await.expect(200).data();
    assert_eq!(seen["role"], "hr");
    assert!(seen.get("email").is_none() && seen.get("phone").is_none(), "{seen}");
    let listed = rep.get("/api/employees").await.expect(200);
    assert_eq!(listed.body["total"], 3);
    assert!(listed.data().as_array().unwrap().iter().all(|employee| employee.get("email").is_none()));
    // Hidden fields cannot be searched either.
    let email = admin.employee["email"].as_str().unwrap();
    assert_eq!(rep.get(&format!("/api/employees?q={email}")).await.body["total"], 0);
    assert_eq!(hr.get(&format!("/api/employees?q={email}")).await.body["total"], 1);
    assert_eq!(rep.get("/api/employees?role=hr&status=ACTIVE").await.body["total"], 1);
    // Employees see all of their own record and may change a part of it.
    assert_eq!(rep.get("/api/employees/me").await.expect(200).data()["email"], rep.employee["email"]);
    assert!(rep.get(&of(rep.id())).await.data()["email"].is_string());
    rep.patch(&of(rep.id()), json!({ "phone": "98123 45678", "name": "Ravi" })).await.expect(200);
    rep.patch(&of(rep.id()), json!({ "department": "Board" })).await.expect_error(403, "forbidden");
    rep.patch(&of(hr.id()), json!({ "phone": "98123 45678" })).await.expect_error(403, "forbidden");
}

async fn invite_activates_the_record_that_hr_entered(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let hr = server.employee(&admin, Role::Hr).await;
    let entered = hr
        .post(
            "/api/employees",
            json!({ "name": "Meera S", "email": "meera@example.com", "employeeCode": "E-7" }),
        )
        .await
        .expect(201)
        .data();
    admin
        .post("/api/invites", json!({ "email": "meera@example.com", "role": "counselor" }))
        .await
        .expect(201);
    let token =
        crate::mail::token_in(&crate::mail::wait_for_email(&server, "meera@example.com", "Join").await);
    let mut socket = hr.socket().await;
    let body = json!({ "name": "Meera Shah", "email": "meera@example.com", "password": crate::support::PASSWORD, "invite": token });
    let joined =
        server.client().post("/api/auth/register", body).await.expect(201).data()["employee"].clone();
    assert_eq!(
        (&joined["id"], &joined["employeeCode"], &joined["status"]),
        (&entered["id"], &json!("E-7"), &json!("ACTIVE"))
    );
    assert_eq!(socket.expect("employee:approved").await["entity"]["id"], entered["id"]);
}
