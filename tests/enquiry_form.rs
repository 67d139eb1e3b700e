//! The public form for enquiries.

use serde_json::json;

use crate::{
    on_both_databases,
    support::{Database, Server},
};

on_both_databases!(public_form_names_invalid_fields, public_form_selects_its_company);

async fn public_form_names_invalid_fields(database: Database) {
    let server = Server::start(database).await;
    server.found_company("Lotus").await;
    let public = server.client();
    let body = json!({ "email": "nobody", "priority": "urgent", "phone": 5, "status": "claimed", "companyId": "x", "source": "a\u{0}b" });
    let reply = public.post("/api/enquiries", body).await.expect_error(400, "invalid");
    assert_eq!(reply.fields(), ["companyId", "email", "name", "phone", "priority", "source", "status"]);
    assert_eq!(
        public
            .post("/api/enquiries", json!({ "name": "  ", "email": "a@b.co" }))
            .await
            .expect_error(400, "invalid")
            .fields(),
        ["name"]
    );
    public.post("/api/enquiries", json!([])).await.expect_error(400, "malformed");
    // A form sends empty fields as empty text, which counts as absent.
    let blank = json!({ "name": " Alice ", "email": "ALICE@Example.com", "phone": "", "message": " " });
    let receipt = public.post("/api/enquiries", blank).await.expect(201).data();
    assert_eq!((&receipt["name"], &receipt["email"]), (&json!("Alice"), &json!("alice@example.com")));
}

async fn public_form_selects_its_company(database: Database) {
    let server = Server::start(database).await;
    let public = server.client();
    let body =
        |company: Option<&str>| json!({ "name": "Alice", "email": "alice@example.com", "company": company });
    assert_eq!(
        public.post("/api/enquiries", body(None)).await.expect_error(400, "invalid").fields(),
        ["company"]
    );
    let lotus = server.found_company("Lotus Académie").await;
    public.post("/api/enquiries", body(None)).await.expect(201);
    let oak = server.found_company("Oak").await;
    // With two companies the form must say which one.
    assert_eq!(
        public.post("/api/enquiries", body(None)).await.expect_error(400, "invalid").fields(),
        ["company"]
    );
    assert_eq!(
        public.post("/api/enquiries", body(Some("elm"))).await.expect_error(400, "invalid").fields(),
        ["company"]
    );
    public.post("/api/enquiries", body(Some("oak"))).await.expect(201);
    public.post("/api/enquiries", body(Some("lotus-academie"))).await.expect(201);
    assert_eq!(lotus.get("/api/enquiries").await.expect(200).body["total"], 2);
    assert_eq!(oak.get("/api/enquiries").await.expect(200).body["total"], 1);
}
