//! Import of contacts from CSV files.

use serde_json::{Value, json};
use tandem::{access::Role, features::imports};

use crate::{
    on_both_databases,
    support::{Client, Database, Program, Server},
};

on_both_databases!(
    file_is_imported_as_contacts,
    invalid_rows_are_reported,
    duplicates_are_skipped_updated_or_rejected,
    dry_run_reports_the_outcome,
    columns_are_mapped_as_requested,
    unterminated_row_fails_the_import,
    import_resumes_after_a_crash,
    import_that_keeps_failing_is_given_up,
    rep_imports_only_their_own_leads,
);

/// Uploads a file and waits for the end of its import.
pub async fn import(client: &Client, query: &str, file: impl Into<reqwest::Body>) -> Value {
    let mut socket = client.socket().await;
    let reply = client.upload(&format!("/api/leads/import?{query}"), "text/csv", file).await.expect(201);
    wait_until_done(client, &mut socket, reply.data()["id"].as_str().unwrap()).await
}

pub async fn wait_until_done(client: &Client, socket: &mut crate::support::Socket, id: &str) -> Value {
    loop {
        let event = socket.expect("import:done").await;
        if event["entity"]["id"] == json!(id) {
            assert_eq!(client.get(&format!("/api/imports/{id}")).await.expect(200).data(), event["data"]);
            return event["data"].clone();
        }
    }
}

pub fn counts(import: &Value) -> [i64; 5] {
    ["rows", "created", "updated", "skipped", "failed"].map(|name| import[name].as_i64().unwrap())
}

pub async fn names(client: &Client) -> Vec<String> {
    let body = client.get("/api/leads?sort=name&limit=100").await.expect(200).body;
    body["data"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

pub async fn errors_of(client: &Client, import: &Value) -> String {
    let path = format!("/api/imports/{}/errors.csv", import["id"].as_str().unwrap());
    client.get(&path).await.expect(200).body.as_str().unwrap().to_owned()
}

async fn file_is_imported_as_contacts(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let file = format!(
        "\u{feff}Full Name;E-Mail;Mobile;Company;Tags;Owner;Shoe size;;\r\n\
         Alice \"the\" Smith;ALICE@example.com;+91 98123 45678;\"Blue; Mill\";vip, evening;{};42\r\n\
         \"Bea Braun\";bea@example.com;;;;;\r\n\r\n\
         Cem\r\n",
        rep.employee["email"].as_str().unwrap()
    );
    let done = import(&admin, "fileName=leads.csv", file).await;
    assert_eq!((counts(&done), &done["status"]), ([3, 3, 0, 0, 0], &json!("DONE")));
    assert_eq!(done["mapping"]["Shoe size"], Value::Null);
    assert_eq!(done["fileName"], "leads.csv");
    assert_eq!(names(&admin).await, ["Alice \"the\" Smith", "Bea Braun", "Cem"]);
    let alice = admin.get("/api/leads?email=alice@example.com").await.body["data"][0].clone();
    assert_eq!((&alice["owner"]["id"], &alice["organisation"]), (&json!(rep.id()), &json!("Blue; Mill")));
    assert_eq!(alice["tags"], json!(["evening", "vip"]));
    let created = admin.get("/api/events?limit=1000").await.data();
    assert_eq!(created.as_array().unwrap().iter().filter(|event| event["kind"] == "lead:created").count(), 3);
    assert_eq!(
        rep.get(&format!("/api/imports/{}", done["id"].as_str().unwrap())).await.status,
        404,
        "not visible to others"
    );
}

async fn invalid_rows_are_reported(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let mut file = b"name,email,phone,tags\n".to_vec();
    file.extend_from_slice("J\u{f6}rg M\u{fc}ller,good@example.com,98123 45671,\n".as_bytes()); // line 2
    file.extend_from_slice(b",empty@example.com,,\n"); // line 3: no name
    file.extend_from_slice(b"Bad mail,not an address,,\n"); // line 4
    file.extend_from_slice(b"M\xfcller,m@example.com,,\n"); // line 5: not UTF-8
    file.extend_from_slice(b"Long,l@example.com,,a,b,c\n"); // line 6: more cells than columns
    file.extend_from_slice(b"Null\0,n@example.com,,\n"); // line 7: a control character
    file.extend_from_slice(format!("Tagged,t@example.com,,{}\n", "x".repeat(41)).as_bytes()); // line 8
    file.extend_from_slice(b"\"=1+1\",'+91 98123 45679,,\n"); // line 9: a formula is accepted as a name, and a phone number may have a leading apostrophe
    file.extend_from_slice(b"Short\n"); // line 10
    let done = import(&admin, "", file).await;
    assert_eq!(counts(&done), [9, 2, 0, 0, 7], "{}", errors_of(&admin, &done).await);
    let errors = errors_of(&admin, &done).await;
    let lines: Vec<_> = errors.lines().collect();
    assert_eq!(lines[0], "line,errors,name,email,phone,tags");
    let begins = [
        (1, "3,Name: is required"),
        (2, "4,E-mail: “not an address” is not a valid e-mail address"),
        (3, "5,Name: has characters that are not valid UTF-8"),
        (4, "6,\"Row: has 6 cells, but the file has 4 columns"),
        (5, "7,Name: must not"),
        (6, "8,Tags: “xxxx"),
    ];
    for (n, begin) in begins {
        assert!(lines[n].starts_with(begin), "{}", lines[n]);
    }
    assert!(lines[7].starts_with("9,"), "a phone number is not an e-mail address: {}", lines[7]);
}

async fn duplicates_are_skipped_updated_or_rejected(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = admin
        .lead_with(json!({ "name": "Alice", "email": "alice@example.com", "title": "CTO", "tags": ["a"] }))
        .await;
    let file = "name,email,organisation,tags\nAlice Smith,Alice@Example.com,Acme,b\nBea,bea@example.com,,\nBea again,bea@example.com,,\n";
    let refused = import(&admin, "match=refuse&dryRun=true", file).await;
    assert_eq!(counts(&refused), [3, 1, 0, 0, 2]);
    let skipped = import(&admin, "match=skip", file).await;
    assert_eq!(counts(&skipped), [3, 1, 0, 2, 0]);
    assert_eq!(admin.contact(&id).await["name"], "Alice");
    let updated = import(&admin, "match=update", file).await;
    assert_eq!(counts(&updated), [3, 0, 2, 1, 0], "the first Bea is unchanged");
    let alice = admin.contact(&id).await;
    assert_eq!(
        (&alice["name"], &alice["title"], &alice["organisation"]),
        (&json!("Alice Smith"), &json!("CTO"), &json!("Acme"))
    );
    assert_eq!(alice["tags"], json!(["a", "b"]));
    let refused = import(&admin, "match=refuse", file).await;
    assert_eq!(counts(&refused), [3, 0, 0, 0, 3]);
    assert!(
        errors_of(&admin, &refused).await.contains("2,Duplicate: another contact has this e-mail or phone")
    );
}

async fn dry_run_reports_the_outcome(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    admin.lead_with(json!({ "name": "Alice", "phone": "98123 45671" })).await;
    let file = "name,phone\nAlice,9812345671\nBea,9812345672\nBea B,9812345672\n,9812345673\n";
    let mut socket = admin.socket().await;
    let dry = import(&admin, "dryRun=true", file).await;
    assert_eq!((counts(&dry), &dry["dryRun"]), ([4, 1, 0, 2, 1], &json!(true)));
    assert_eq!(names(&admin).await, ["Alice"]);
    let path = format!("/api/imports/{}/run", dry["id"].as_str().unwrap());
    admin.post(&path, json!({ "match": "update" })).await.expect(200);
    socket.expect("import:done").await;
    let real = wait_until_done(&admin, &mut socket, dry["id"].as_str().unwrap()).await;
    assert_eq!(counts(&real), [4, 1, 1, 1, 1], "Alice has the same number in another notation");
    assert_eq!(names(&admin).await, ["Alice", "Bea B"]);
    admin.post(&path, json!({})).await.expect_error(409, "invalid_transition");
}

async fn columns_are_mapped_as_requested(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let file = "Who\tName\tWhere\nAlice\tnickname\tAcme\n";
    let mapping =
        |json: &Value| url::form_urlencoded::byte_serialize(json.to_string().as_bytes()).collect::<String>();
    let upload = async |mapped: &Value| {
        admin.upload(&format!("/api/leads/import?mapping={}", mapping(mapped)), "text/csv", file).await
    };
    let wrong = upload(&json!({ "Whom": "name", "Where": "shoe" })).await.expect_error(400, "invalid");
    assert_eq!(wrong.fields(), ["mapping.Where", "mapping.Whom"]);
    assert_eq!(upload(&json!({ "Name": null })).await.expect_error(400, "invalid").fields(), ["mapping"]);
    let query =
        format!("mapping={}", mapping(&json!({ "Who": "name", "Name": null, "Where": "organisation" })));
    let done = import(&admin, &query, file).await;
    assert_eq!((counts(&done), &done["delimiter"]), ([1, 1, 0, 0, 0], &json!("\t")));
    assert_eq!(admin.get("/api/leads?q=acme").await.body["data"][0]["name"], "Alice");
}

async fn unterminated_row_fails_the_import(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    // Slightly longer than a row may be, so that the result must not depend on network chunks.
    let endless = format!("\"Bea,{}", "y\n".repeat(265_000));
    let file = format!("name,title\nAlice,x\n{endless}");
    let failed = import(&admin, "", file).await;
    assert_eq!(failed["status"], "FAILED");
    assert!(failed["error"].as_str().unwrap().contains("does not end"), "{failed}");
    let good: String = (0..300).map(|n| format!("Row {n},x\n")).collect();
    let halfway = import(&admin, "", format!("name,title\n{good}{endless}")).await;
    assert_eq!((&halfway["status"], &halfway["created"]), (&json!("FAILED"), &json!(300)));
    let mut socket = admin.socket().await;
    admin
        .post(&format!("/api/imports/{}/undo", halfway["id"].as_str().unwrap()), json!({}))
        .await
        .expect(200);
    assert_eq!(wait_until_done(&admin, &mut socket, halfway["id"].as_str().unwrap()).await["undone"], 300);
}

/// After a kill -9 in the middle, stored rows stay, none is imported twice, and the rest follows.
async fn import_resumes_after_a_crash(database: Database) {
    let program = Program::serve(&database, &[]).await;
    let body = json!({ "name": "Asha", "email": "asha@example.com", "password": crate::support::PASSWORD });
    let admin = program
        .client()
        .signed_in(&program.client().post("/api/auth/register", body).await.expect(201).data());
    let rows: String = (0..5_000).map(|n| format!("Row {n},row{n}@example.com\n")).collect();
    let mut socket = admin.socket().await;
    let id =
        admin.upload("/api/leads/import", "text/csv", format!("name,email\n{rows}")).await.expect(201).data()
            ["id"]
            .clone();
    socket.expect("import:progress").await;
    program.kill().await;
    let next = Server::start(database).await;
    next.clock.shift(chrono::Duration::minutes(3));
    let admin = admin.at(&next.url);
    let mut socket = admin.socket_after(0).await;
    let done = wait_until_done(&admin, &mut socket, id.as_str().unwrap()).await;
    assert_eq!(counts(&done), [5_000, 5_000, 0, 0, 0]);
    assert_eq!(admin.get("/api/leads").await.body["total"], 5_000);
    let findings =
        tandem::audit::check(&mut next.app.db.read().await.unwrap(), next.app.features).await.unwrap();
    assert_eq!(findings, vec![]);
}

/// The table of tags is renamed away, so every attempt fails with a database error.
async fn import_that_keeps_failing_is_given_up(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    server.rename_table(&admin, "contact_tags", "hidden_tags").await;
    let file = "name,tags\nAlice,a\n";
    let import = admin.upload("/api/leads/import", "text/csv", file).await.expect(201).data();
    let (id, company) = (import["id"].as_str().unwrap(), admin.company().parse().unwrap());
    let attempt = |is_last| imports::resume(&server.app.db, company, id.parse().unwrap(), is_last);
    attempt(false).await.unwrap_err();
    assert_eq!(admin.get(&format!("/api/imports/{id}")).await.data()["status"], "QUEUED");
    attempt(true).await.unwrap();
    server.rename_table(&admin, "hidden_tags", "contact_tags").await;
    let failed = admin.get(&format!("/api/imports/{id}")).await.expect(200).data();
    assert_eq!(
        (&failed["status"], &failed["error"]),
        (&json!("FAILED"), &json!("The import stopped because of a server error"))
    );
    admin.delete(&format!("/api/imports/{id}")).await.expect(200);
}

async fn rep_imports_only_their_own_leads(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    admin.lead_with(json!({ "name": "Hers", "email": "hers@example.com" })).await;
    let file = format!(
        "name,email,owner\nMine,mine@example.com,{}\nStolen,hers@example.com,\n",
        admin.employee["email"].as_str().unwrap()
    );
    let done = import(&rep, "match=update", file).await;
    assert_eq!(counts(&done), [2, 1, 0, 0, 1]);
    let mine = rep.get("/api/leads").await.body["data"][0].clone();
    assert_eq!((&mine["name"], &mine["owner"]["id"]), (&json!("Mine"), &json!(rep.id())));
    assert_eq!(rep.get("/api/imports").await.body["total"], 1);
}
