//! Signing in and out: tokens, the cookie, wrong credentials, passwords.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    on_both_databases,
    support::{Database, PASSWORD, Server},
};

on_both_databases!(
    passwords_must_be_hard_to_guess,
    token_is_accepted_in_every_form,
    cookie_is_rejected_from_other_origins,
    cookie_is_rejected_from_http_when_the_app_uses_https,
    wrong_credentials_are_indistinguishable,
    logout_invalidates_the_token,
    password_change_ends_other_sign_ins,
);

async fn passwords_must_be_hard_to_guess(database: Database) {
    let server = Server::start(database).await;
    let public = server.client();
    for easy in ["password123", "qwertyuiop", "1234567890", "aaaaaaaaaaaa", "short", &"x7!k".repeat(30)] {
        let body = json!({ "name": "Asha Rao", "email": "asha@example.com", "password": easy });
        assert_eq!(
            public.post("/api/auth/register", body).await.expect_error(400, "invalid").fields(),
            ["password"],
            "{easy}"
        );
    }
}

async fn token_is_accepted_in_every_form(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let token = admin.token.clone().unwrap();
    let anonymous = server.client();
    let me = |name: &'static str, value: String| {
        let anonymous = anonymous.clone();
        async move { anonymous.send(Method::GET, "/api/auth/me", None, &[(name, &value)]).await }
    };
    for value in [token.clone(), format!("Bearer {token}"), format!("bearer {token}")] {
        me("authorization", value).await.expect(200);
    }
    me("cookie", format!("other=1; tandem_token={token}")).await.expect(200);
    anonymous.get("/api/auth/me").await.expect_error(401, "token_missing");
    for bad in ["", "Bearer", "Bearer x.y.z", &format!("{token}x")] {
        me("authorization", bad.to_owned()).await.expect_error(401, "token_invalid");
    }
    // `alg: none`, and a wrong signature.
    let claims = token.split('.').nth(1).unwrap();
    me("authorization", format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims}."))
        .await
        .expect_error(401, "token_invalid");
    server.clock.shift(chrono::Duration::days(7));
    me("authorization", token).await.expect_error(401, "token_expired");
}

async fn cookie_is_rejected_from_http_when_the_app_uses_https(database: Database) {
    let server = Server::start_with(database, &[("APP_URL", "https://crm.example.com")]).await;
    let admin = server.found_company("Lotus").await;
    let cookie = format!("tandem_token={}", admin.token.clone().unwrap());
    let (path, body) = (format!("/api/companies/{}", admin.company()), json!({ "name": "Lotus" }));
    let change = async |origin: &str| {
        let headers = [("cookie", cookie.as_str()), ("origin", origin)];
        server.client().send(Method::PATCH, &path, Some(body.clone()), &headers).await
    };
    change(&server.url).await.expect_error(403, "foreign_origin");
    change("http://crm.example.com").await.expect_error(403, "foreign_origin");
    change("https://crm.example.com").await.expect(200);
    change(&server.url.replacen("http", "https", 1)).await.expect(200);
}

async fn cookie_is_rejected_from_other_origins(database: Database) {
    let server = Server::start_with(database, &[("CORS_ORIGIN", "https://crm.example.com")]).await;
    let admin = server.found_company("Lotus").await;
    let cookie = format!("tandem_token={}", admin.token.clone().unwrap());
    let anonymous = server.client();
    let change = |origin: String| {
        let (anonymous, cookie) = (anonymous.clone(), cookie.clone());
        let (path, body) = (format!("/api/companies/{}", admin.company()), json!({ "name": "Lotus" }));
        async move {
            anonymous
                .send(Method::PATCH, &path, Some(body), &[("cookie", &cookie), ("origin", &origin)])
                .await
        }
    };
    change("https://crm.example.com".into()).await.expect(200);
    change(server.url.clone()).await.expect(200);
    for foreign in ["https://evil.example.com", "null", "https://crm.example.com.evil.com"] {
        change(foreign.into()).await.expect_error(403, "foreign_origin");
    }
    let set = anonymous
        .post("/api/auth/login", json!({ "email": admin.employee["email"], "password": PASSWORD }))
        .await
        .expect(200);
    let set = set.header("set-cookie").unwrap().to_owned();
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"), "{set}");
}

async fn wrong_credentials_are_indistinguishable(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let public = server.client();
    let email = admin.employee["email"].clone();
    let known = public
        .post("/api/auth/login", json!({ "email": email, "password": "wrong" }))
        .await
        .expect_error(401, "wrong_credentials");
    let unknown = public
        .post("/api/auth/login", json!({ "email": "nobody@example.com", "password": "wrong" }))
        .await
        .expect_error(401, "wrong_credentials");
    assert_eq!(known.body["message"], unknown.body["message"]);
    let forgot = |email: Value| {
        let public = public.clone();
        async move { public.post("/api/auth/password/forgot", json!({ "email": email })).await.expect(200).body }
    };
    assert_eq!(forgot(email).await, forgot(json!("nobody@example.com")).await);
    assert_eq!(
        public.post("/api/auth/login", json!({ "email": "x" })).await.expect_error(400, "invalid").fields(),
        ["password"]
    );
}

async fn logout_invalidates_the_token(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let reply = admin.post("/api/auth/logout", json!({})).await.expect(200);
    assert!(reply.header("set-cookie").unwrap().starts_with("tandem_token=;"));
    admin.get("/api/auth/me").await.expect_error(401, "token_invalid");
}

async fn password_change_ends_other_sign_ins(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let email = admin.employee["email"].clone();
    let elsewhere = admin.signed_in(
        &admin.post("/api/auth/login", json!({ "email": email, "password": PASSWORD })).await.data(),
    );
    let change = |current: &str, new: &str| json!({ "currentPassword": current, "newPassword": new });
    assert_eq!(
        admin
            .post("/api/auth/password/change", change("wrong", "cedar-window-flute"))
            .await
            .expect_error(400, "invalid")
            .fields(),
        ["currentPassword"]
    );
    assert_eq!(
        admin
            .post("/api/auth/password/change", change(PASSWORD, "password123"))
            .await
            .expect_error(400, "invalid")
            .fields(),
        ["newPassword"]
    );
    let changed =
        admin.post("/api/auth/password/change", change(PASSWORD, "cedar-window-flute")).await.expect(200);
    for old in [&admin, &elsewhere] {
        old.get("/api/auth/me").await.expect_error(401, "token_invalid");
    }
    admin.signed_in(&changed.data()).get("/api/auth/me").await.expect(200);
    server
        .client()
        .post("/api/auth/login", json!({ "email": email, "password": PASSWORD }))
        .await
        .expect_error(401, "wrong_credentials");
    server
        .client()
        .post("/api/auth/login", json!({ "email": email, "password": "cedar-window-flute" }))
        .await
        .expect(200);
}
