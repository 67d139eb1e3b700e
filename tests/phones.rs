//! Phone numbers: every notation becomes the same E.164 number; invalid ones are rejected, or kept as text.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Client, Database, Server},
};

on_both_databases!(
    notations_of_a_number_are_equal,
    invalid_number_is_rejected_with_a_local_example,
    public_form_accepts_an_invalid_number,
    invalid_number_in_an_import_is_a_row_error,
);

async fn message(reply: crate::support::Reply) -> String {
    let reply = reply.expect_error(400, "invalid");
    assert_eq!(reply.fields(), ["phone"]);
    reply.body["errors"][0]["message"].as_str().unwrap().to_owned()
}

async fn notations_of_a_number_are_equal(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let first = admin.lead_with(json!({ "name": "Alice", "phone": "98123 45678" })).await;
    assert_eq!(admin.contact(&first).await["phone"], "+919812345678");
    for phone in ["+91 (98123) 45-678", "098123-45678", "0091 98123 45678", "tel:+91-98123-45678"] {
        let known = admin
            .post("/api/leads", json!({ "name": "A", "phone": phone }))
            .await
            .expect_error(409, "duplicate_contact");
        assert_eq!(known.data()["contactId"], json!(first), "{phone}");
        let query = url::form_urlencoded::byte_serialize(phone.as_bytes()).collect::<String>();
        assert_eq!(
            admin.get(&format!("/api/leads?phone={query}")).await.expect(200).body["total"],
            1,
            "{phone}"
        );
    }
    // The same digits in another country are another number.
    let german = admin.lead_with(json!({ "name": "Bea", "phone": "+49 30 901820" })).await;
    assert_eq!(admin.contact(&german).await["phone"], "+4930901820");
    let path = format!("/api/leads/{german}");
    admin.patch(&path, json!({ "phone": "98123 45678" })).await.expect_error(409, "duplicate_contact");
    let changed = admin.patch(&path, json!({ "phone": "6123 4567" })).await;
    let why = message(changed).await;
    assert!(why.starts_with("is not a valid phone number"), "{why}");
    let company = format!("/api/companies/{}", admin.company());
    admin.patch(&company, json!({ "country": "SG" })).await.expect(200);
    let changed = admin.patch(&path, json!({ "phone": "6123 4567 x12" })).await.expect(200).data();
    assert_eq!(changed["phone"], "+6561234567;ext=12");
    assert_eq!(admin.patch(&path, json!({ "phone": null })).await.expect(200).data()["phone"], Value::Null);
}

async fn invalid_number_is_rejected_with_a_local_example(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let refusal = async |client: &Client, path: &str, phone: &str| {
        let body = json!({ "name": "A", "email": "a@example.com", "phone": phone });
        message(client.post(path, body).await).await
    };
    for path in ["/api/leads", "/api/contacts", "/api/customers", "/api/employees"] {
        assert_eq!(
            refusal(&admin, path, "123").await,
            "is too short; write it like +91 81234 56789",
            "{path}"
        );
    }
    let company = format!("/api/companies/{}", admin.company());
    admin.patch(&company, json!({ "country": "DE" })).await.expect(200);
    assert_eq!(
        refusal(&admin, "/api/leads", "N/A").await,
        "is not a phone number; write it like +49 1512 3456789"
    );
    let me = format!("/api/employees/{}", rep.id());
    message(rep.patch(&me, json!({ "phone": "n/a" })).await).await;
    let changed = rep.patch(&me, json!({ "phone": "030 901820" })).await.expect(200).data();
    assert_eq!(changed["phone"], "+4930901820");
}

async fn public_form_accepts_an_invalid_number(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let convert = async |name: &str, phone: &str| {
        let body = json!({ "name": name, "email": format!("{name}@example.com"), "phone": phone });
        let id = server.client().post("/api/enquiries", body).await.expect(201).data()["id"].clone();
        let path = format!("/api/enquiries/{}", id.as_str().unwrap());
        let kept = admin.post(&format!("{path}/claim"), json!({})).await.expect(200).data()["phone"].clone();
        for status in ["contacted", "converted"] {
            admin.put(&format!("{path}/status"), json!({ "status": status })).await.expect(200);
        }
        let contact = admin.get(&path).await.expect(200).data()["contactId"].clone();
        (kept, admin.get(&format!("/api/leads/{}", contact.as_str().unwrap())).await.expect(200).data())
    };
    let (kept, alice) = convert("alice", "000 00").await;
    assert_eq!((&kept, &alice["phone"]), (&json!("000 00"), &Value::Null));
    assert!(alice["activities"].to_string().contains("Phone: 000 00"), "{alice}");
    let (_, bea) = convert("bea", "000 00").await;
    assert_ne!(alice["id"], bea["id"], "an invalid number does not match contacts");
    let (kept, carl) = convert("carl", "98123 45678").await;
    assert_eq!((&kept, &carl["phone"]), (&json!("+919812345678"), &json!("+919812345678")));
    let (_, again) = convert("carla", "+91 98123-45678").await;
    assert_eq!(carl["id"], again["id"]);
    let found = admin.get("/api/enquiries?q=98123%2045678").await.expect(200).body;
    assert_eq!(found["total"], 2);
}

async fn invalid_number_in_an_import_is_a_row_error(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let mut socket = admin.socket().await;
    let file = "name,phone\nAlice,98123 45678\nBea,call me\n";
    let import = admin.upload("/api/leads/import", "text/csv", file).await.expect(201).data();
    socket.expect("import:done").await;
    let id = import["id"].as_str().unwrap();
    let done = admin.get(&format!("/api/imports/{id}")).await.expect(200).data();
    assert_eq!((&done["created"], &done["failed"]), (&json!(1), &json!(1)));
    let errors = admin.get(&format!("/api/imports/{id}/errors.csv")).await.expect(200).body;
    assert!(errors.as_str().unwrap().contains("is not a phone number"), "{errors}");
    assert_eq!(admin.get("/api/leads").await.expect(200).data()[0]["phone"], "+919812345678");
}
