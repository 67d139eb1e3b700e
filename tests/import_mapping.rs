//! Import mapping: detected and suggested columns, joined fields, constants, preview.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    imports::{counts, import, names, wait_until_done},
    on_both_databases,
    support::{Client, Database, Reply, Server},
};

on_both_databases!(
    file_without_a_name_column_waits_for_mapping,
    columns_are_joined_in_the_requested_order,
    known_columns_start_without_mapping,
    review_waits_even_with_known_columns,
    constants_fill_missing_values,
    preview_reports_each_row_without_writing,
    invalid_mapping_names_every_error,
);

pub async fn review(client: &Client, file: impl Into<reqwest::Body>) -> String {
    let reply = client.upload("/api/leads/import?review=true", "text/csv", file).await.expect(201);
    assert_eq!(reply.data()["status"], "MAPPING", "{}", reply.body);
    reply.data()["id"].as_str().unwrap().to_owned()
}

async fn run(client: &Client, id: &str, body: Value) -> Value {
    let mut socket = client.socket().await;
    client.post(&format!("/api/imports/{id}/run"), body).await.expect(200);
    wait_until_done(client, &mut socket, id).await
}

pub async fn preview(client: &Client, id: &str, body: Value) -> Reply {
    client.post(&format!("/api/imports/{id}/preview"), body).await
}

async fn file_without_a_name_column_waits_for_mapping(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let file = "Who;E-Mail;Shoe size\nMaya;maya@example.com;38\nTom;;38\n\"Li, Wei\";wei@example.com;41\n";
    let waiting = admin.upload("/api/leads/import", "text/csv", file).await.expect(201).data();
    assert_eq!(
        (&waiting["status"], &waiting["headers"]),
        (&json!("MAPPING"), &json!(["Who", "E-Mail", "Shoe size"]))
    );
    assert_eq!(waiting["fields"], json!({ "email": ["E-Mail"] }), "known columns are suggested");
    assert_eq!(waiting["mapping"], json!({ "Who": null, "E-Mail": "email", "Shoe size": null }));
    assert_eq!((&waiting["encoding"], &waiting["delimiter"]), (&json!("UTF-8"), &json!(";")));
    let id = waiting["id"].as_str().unwrap();
    let columns = admin.get(&format!("/api/imports/{id}/columns")).await.expect(200);
    assert_eq!((&columns.body["count"], &columns.body["total"]), (&json!(3), &json!(3)));
    assert_eq!(
        columns.data(),
        json!([
            { "name": "Who", "samples": ["Maya", "Tom", "Li, Wei"] },
            { "name": "E-Mail", "samples": ["maya@example.com", "wei@example.com"] },
            { "name": "Shoe size", "samples": ["38", "41"] },
        ])
    );
    // An import without a column for the name does not run.
    let path = format!("/api/imports/{id}/run");
    assert_eq!(admin.post(&path, json!({})).await.expect_error(400, "invalid").fields(), ["mapping"]);
    assert_eq!(admin.post(&format!("/api/imports/{id}/undo"), json!({})).await.code(), "invalid_transition");
    let dry = run(&admin, id, json!({ "dryRun": true, "mapping": { "Who": "name" } })).await;
    assert_eq!((counts(&dry), &dry["dryRun"]), ([3, 3, 0, 0, 0], &json!(true)));
    let done = run(&admin, id, json!({})).await;
    assert_eq!((counts(&done), &done["fields"]["name"]), ([3, 3, 0, 0, 0], &json!(["Who"])));
    assert_eq!(names(&admin).await, ["Li, Wei", "Maya", "Tom"]);
}

async fn columns_are_joined_in_the_requested_order(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let file =
        "Last,First,Work,Home\nRossi,Maya,,maya@home.example\nWei,,wei@work.example,wei@home.example\n";
    let id = review(&admin, file).await;
    let fields = json!({ "name": ["First", "Last"], "email": ["Work", "Home"] });
    let done = run(&admin, &id, json!({ "fields": fields })).await;
    assert_eq!((counts(&done), &done["fields"]), ([2, 2, 0, 0, 0], &fields));
    assert_eq!(done["mapping"], json!({ "First": "name", "Last": "name", "Work": "email", "Home": "email" }));
    let leads = admin.get("/api/leads?sort=name").await.body["data"].clone();
    let found: Vec<_> =
        leads.as_array().unwrap().iter().map(|lead| (&lead["name"], &lead["email"])).collect();
    // The first address that is present wins, and a missing part leaves no space.
    assert_eq!(
        found,
        [(&json!("Maya Rossi"), &json!("maya@home.example")), (&json!("Wei"), &json!("wei@work.example"))]
    );
    // A mapping by column joins two columns of one field in the order of the file.
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("mapping", r#"{"Last": "name", "First": "name"}"#)
        .finish();
    import(&admin, &query, "Last,First\nKim,Jo\n").await;
    assert!(names(&admin).await.contains(&"Kim Jo".to_owned()));
}

async fn known_columns_start_without_mapping(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let done = import(&admin, "", "First Name,Last Name,Email\nMaya,Rossi,maya@example.com\n").await;
    assert_eq!((counts(&done), &done["status"]), ([1, 1, 0, 0, 0], &json!("DONE")));
    let google =
        "Given Name,Family Name,E-mail 1 - Value,Organization 1 - Name\nTom,Weber,tom@example.com,Acme\n";
    import(&admin, "", google).await;
    import(&admin, "", "नाम,ई-मेल,कंपनी\nआशा,asha@example.com,कमल\n").await;
    assert_eq!(names(&admin).await, ["Maya Rossi", "Tom Weber", "आशा"]);
}

async fn review_waits_even_with_known_columns(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let id = review(&admin, "name,email\nMaya,maya@example.com\n").await;
    for path in [format!("/api/imports/{id}/columns"), format!("/api/imports/{id}")] {
        rep.get(&path).await.expect_error(404, "not_found");
    }
    preview(&rep, &id, json!({})).await.expect_error(404, "not_found");
    rep.delete(&format!("/api/imports/{id}")).await.expect_error(404, "not_found");
    assert_eq!(counts(&run(&admin, &id, json!({})).await), [1, 1, 0, 0, 0]);
    // An import that has written leads cannot be deleted, but can be undone.
    admin.delete(&format!("/api/imports/{id}")).await.expect_error(409, "invalid_transition");
    preview(&admin, &id, json!({})).await.expect_error(409, "invalid_transition");
    let id = review(&admin, "name\nTom\n").await;
    admin.delete(&format!("/api/imports/{id}")).await.expect(200);
    admin.get(&format!("/api/imports/{id}")).await.expect_error(404, "not_found");
}

async fn constants_fill_missing_values(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let address = rep.employee["email"].as_str().unwrap();
    let id = review(&admin, "name,source,tags\nMaya,,vip\nTom,Web,\n").await;
    let constants = json!({ "source": "Fair", "tags": "2026, fair", "owner": address });
    let done = run(&admin, &id, json!({ "constants": constants })).await;
    assert_eq!((counts(&done), &done["constants"]), ([2, 2, 0, 0, 0], &constants));
    let leads = admin.get("/api/leads?sort=name").await.body["data"].clone();
    let found: Vec<_> = leads
        .as_array()
        .unwrap()
        .iter()
        .map(|lead| json!([lead["source"], lead["tags"], lead["owner"]["id"]]))
        .collect();
    let expected =
        [json!(["Fair", ["2026", "fair", "vip"], rep.id()]), json!(["Web", ["2026", "fair"], rep.id()])];
    assert_eq!(found, expected);
    let id = review(&admin, "name\nMaya\n").await;
    let path = format!("/api/imports/{id}/run");
    for (field, value) in
        [("owner", "nobody@example.com"), ("email", "a@example.com"), ("title", &"x".repeat(121))]
    {
        let refused =
            admin.post(&path, json!({ "constants": { field: value } })).await.expect_error(400, "invalid");
        assert_eq!(refused.fields(), [format!("constants.{field}")]);
    }
    // A rep can only own their own leads.
    let id = review(&rep, "name\nMaya\n").await;
    let body = json!({ "constants": { "owner": admin.employee["email"] } });
    let refused = rep.post(&format!("/api/imports/{id}/run"), body).await.expect_error(400, "invalid");
    assert_eq!(refused.fields(), ["constants.owner"]);
}

async fn preview_reports_each_row_without_writing(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    admin.lead_with(json!({ "name": "Maya", "email": "maya@example.com" })).await;
    let log = admin.get("/api/events?limit=1000").await.data();
    let rows: String = (0..20).map(|n| format!("Row {n},,\n")).collect();
    let file = format!(
        "First,Mail,Boss\nMaya,MAYA@example.com,\n,tom@example,nobody@example.com\nTom,tom@example.com,\n{rows}"
    );
    let id = review(&admin, file).await;
    let fields = json!({ "name": ["First"], "email": ["Mail"], "owner": ["Boss"] });
    let reply = preview(&admin, &id, json!({ "fields": fields, "match": "update" })).await.expect(200);
    let rows = reply.data();
    assert_eq!((&reply.body["count"], rows.as_array().unwrap().len()), (&json!(10), 10));
    assert_eq!(
        rows[0],
        json!({ "line": 2, "outcome": "UPDATE", "values": { "name": "Maya", "email": "MAYA@example.com" }, "errors": [] })
    );
    assert_eq!(rows[1]["outcome"], "REJECT");
    assert_eq!(rows[1]["values"], json!({ "email": "tom@example", "owner": "nobody@example.com" }));
    let wrong: Vec<_> = rows[1]["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
    assert_eq!(wrong, ["name", "owner"], "{rows}");
    assert_eq!((&rows[2]["outcome"], &rows[2]["line"]), (&json!("CREATE"), &json!(4)));
    let refuse =
        preview(&admin, &id, json!({ "fields": fields, "match": "refuse" })).await.expect(200).data();
    assert_eq!(refuse[0]["errors"][0]["field"], "duplicate_contact");
    let skip = preview(&admin, &id, json!({ "fields": fields })).await.expect(200).data();
    assert_eq!(skip[0]["outcome"], "SKIP");
    // A preview does not store the mapping.
    let import = admin.get(&format!("/api/imports/{id}")).await.expect(200).data();
    assert_eq!(
        (&import["fields"], &import["version"]),
        (&json!({ "email": ["Mail"], "name": ["First"] }), &json!(2))
    );
    assert_eq!(admin.get("/api/events?limit=1000").await.data(), log, "nothing was changed");
}

async fn invalid_mapping_names_every_error(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let id = review(&admin, "Who,Mail\nMaya,maya@example.com\n").await;
    let body = json!({ "fields": { "name": ["Who", "Whom"], "shoe": ["Mail"], "email": ["Who"] }, "constants": { "phone": "1" } });
    for path in ["run", "preview"] {
        let refused =
            admin.post(&format!("/api/imports/{id}/{path}"), body.clone()).await.expect_error(400, "invalid");
        assert_eq!(
            refused.fields(),
            ["fields.name", "fields.name", "fields.shoe", "constants.phone"],
            "{path}"
        );
        let both = json!({ "fields": { "name": ["Who"] }, "mapping": { "Who": "name" } });
        let refused =
            admin.post(&format!("/api/imports/{id}/{path}"), both).await.expect_error(400, "invalid");
        assert_eq!(refused.fields(), ["fields"]);
    }
    assert_eq!(admin.get(&format!("/api/imports/{id}")).await.data()["status"], "MAPPING");
}
