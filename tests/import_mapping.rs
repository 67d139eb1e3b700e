//! From any spreadsheet's file to the fields of a contact: what is detected, suggested, joined and shown beforehand.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    imports::{ended, errors_of, figures, import, names},
    on_both,
    support::{Client, Database, Reply, Server},
};

on_both!(
    a_file_without_a_known_name_waits_for_its_mapping,
    first_and_last_name_are_joined_in_the_order_that_is_sent,
    exports_with_usual_columns_start_at_once,
    a_file_to_review_waits_whatever_its_columns_are,
    constants_fill_what_rows_do_not_have,
    a_preview_says_what_becomes_of_each_row_and_writes_nothing,
    a_wrong_mapping_names_everything_that_is_wrong,
    every_encoding_of_a_spreadsheet_is_read,
    no_column_name_breaks_an_import,
    a_file_that_is_none_is_refused,
);

async fn review(client: &Client, file: impl Into<reqwest::Body>) -> String {
    let reply = client.upload("/api/leads/import?review=true", "text/csv", file).await.expect(201);
    assert_eq!(reply.data()["status"], "MAPPING", "{}", reply.body);
    reply.data()["id"].as_str().unwrap().to_owned()
}

async fn run(client: &Client, id: &str, body: Value) -> Value {
    let mut socket = client.socket().await;
    client.post(&format!("/api/imports/{id}/run"), body).await.expect(200);
    ended(client, &mut socket, id).await
}

async fn preview(client: &Client, id: &str, body: Value) -> Reply {
    client.post(&format!("/api/imports/{id}/preview"), body).await
}

async fn a_file_without_a_known_name_waits_for_its_mapping(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let file = "Who;E-Mail;Shoe size\nMaya;maya@example.com;38\nTom;;38\n\"Li, Wei\";wei@example.com;41\n";
    let waiting = admin.upload("/api/leads/import", "text/csv", file).await.expect(201).data();
    assert_eq!(
        (&waiting["status"], &waiting["headers"]),
        (&json!("MAPPING"), &json!(["Who", "E-Mail", "Shoe size"]))
    );
    assert_eq!(waiting["fields"], json!({ "email": ["E-Mail"] }), "what is known is suggested");
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
    // Nothing runs without a name.
    let path = format!("/api/imports/{id}/run");
    assert_eq!(admin.post(&path, json!({})).await.refused(400, "invalid").fields(), ["mapping"]);
    assert_eq!(admin.post(&format!("/api/imports/{id}/undo"), json!({})).await.code(), "invalid_transition");
    let dry = run(&admin, id, json!({ "dryRun": true, "mapping": { "Who": "name" } })).await;
    assert_eq!((figures(&dry), &dry["dryRun"]), ([3, 3, 0, 0, 0], &json!(true)));
    let done = run(&admin, id, json!({})).await;
    assert_eq!((figures(&done), &done["fields"]["name"]), ([3, 3, 0, 0, 0], &json!(["Who"])));
    assert_eq!(names(&admin).await, ["Li, Wei", "Maya", "Tom"]);
}

async fn first_and_last_name_are_joined_in_the_order_that_is_sent(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let file =
        "Last,First,Work,Home\nRossi,Maya,,maya@home.example\nWei,,wei@work.example,wei@home.example\n";
    let id = review(&admin, file).await;
    let fields = json!({ "name": ["First", "Last"], "email": ["Work", "Home"] });
    let done = run(&admin, &id, json!({ "fields": fields })).await;
    assert_eq!((figures(&done), &done["fields"]), ([2, 2, 0, 0, 0], &fields));
    assert_eq!(done["mapping"], json!({ "First": "name", "Last": "name", "Work": "email", "Home": "email" }));
    let leads = admin.get("/api/leads?sort=name").await.body["data"].clone();
    let found: Vec<_> =
        leads.as_array().unwrap().iter().map(|lead| (&lead["name"], &lead["email"])).collect();
    // Of several addresses the first that there is; what is missing leaves no space.
    assert_eq!(
        found,
        [(&json!("Maya Rossi"), &json!("maya@home.example")), (&json!("Wei"), &json!("wei@work.example"))]
    );
    // By column, two of one field are joined in the order of the file.
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("mapping", r#"{"Last": "name", "First": "name"}"#)
        .finish();
    import(&admin, &query, "Last,First\nKim,Jo\n").await;
    assert!(names(&admin).await.contains(&"Kim Jo".to_owned()));
}

async fn exports_with_usual_columns_start_at_once(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let done = import(&admin, "", "First Name,Last Name,Email\nMaya,Rossi,maya@example.com\n").await;
    assert_eq!((figures(&done), &done["status"]), ([1, 1, 0, 0, 0], &json!("DONE")));
    let google =
        "Given Name,Family Name,E-mail 1 - Value,Organization 1 - Name\nTom,Weber,tom@example.com,Acme\n";
    import(&admin, "", google).await;
    import(&admin, "", "नाम,ई-मेल,कंपनी\nआशा,asha@example.com,कमल\n").await;
    assert_eq!(names(&admin).await, ["Maya Rossi", "Tom Weber", "आशा"]);
}

async fn a_file_to_review_waits_whatever_its_columns_are(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let id = review(&admin, "name,email\nMaya,maya@example.com\n").await;
    for path in [format!("/api/imports/{id}/columns"), format!("/api/imports/{id}")] {
        rep.get(&path).await.refused(404, "not_found");
    }
    preview(&rep, &id, json!({})).await.refused(404, "not_found");
    rep.delete(&format!("/api/imports/{id}")).await.refused(404, "not_found");
    assert_eq!(figures(&run(&admin, &id, json!({})).await), [1, 1, 0, 0, 0]);
    // What has written leads is not deleted: it can be undone.
    admin.delete(&format!("/api/imports/{id}")).await.refused(409, "invalid_transition");
    preview(&admin, &id, json!({})).await.refused(409, "invalid_transition");
    let id = review(&admin, "name\nTom\n").await;
    admin.delete(&format!("/api/imports/{id}")).await.expect(200);
    admin.get(&format!("/api/imports/{id}")).await.refused(404, "not_found");
}

async fn constants_fill_what_rows_do_not_have(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let address = rep.employee["email"].as_str().unwrap();
    let id = review(&admin, "name,source,tags\nMaya,,vip\nTom,Web,\n").await;
    let constants = json!({ "source": "Fair", "tags": "2026, fair", "owner": address });
    let done = run(&admin, &id, json!({ "constants": constants })).await;
    assert_eq!((figures(&done), &done["constants"]), ([2, 2, 0, 0, 0], &constants));
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
            admin.post(&path, json!({ "constants": { field: value } })).await.refused(400, "invalid");
        assert_eq!(refused.fields(), [format!("constants.{field}")]);
    }
    // A rep's leads are their own.
    let id = review(&rep, "name\nMaya\n").await;
    let body = json!({ "constants": { "owner": admin.employee["email"] } });
    let refused = rep.post(&format!("/api/imports/{id}/run"), body).await.refused(400, "invalid");
    assert_eq!(refused.fields(), ["constants.owner"]);
}

async fn a_preview_says_what_becomes_of_each_row_and_writes_nothing(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
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
    // The mapping is tried, not kept.
    let import = admin.get(&format!("/api/imports/{id}")).await.expect(200).data();
    assert_eq!(
        (&import["fields"], &import["version"]),
        (&json!({ "email": ["Mail"], "name": ["First"] }), &json!(2))
    );
    assert_eq!(admin.get("/api/events?limit=1000").await.data(), log, "nothing happened");
}

async fn a_wrong_mapping_names_everything_that_is_wrong(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let id = review(&admin, "Who,Mail\nMaya,maya@example.com\n").await;
    let body = json!({ "fields": { "name": ["Who", "Whom"], "shoe": ["Mail"], "email": ["Who"] }, "constants": { "phone": "1" } });
    for path in ["run", "preview"] {
        let refused =
            admin.post(&format!("/api/imports/{id}/{path}"), body.clone()).await.refused(400, "invalid");
        assert_eq!(
            refused.fields(),
            ["fields.name", "fields.name", "fields.shoe", "constants.phone"],
            "{path}"
        );
        let both = json!({ "fields": { "name": ["Who"] }, "mapping": { "Who": "name" } });
        let refused = admin.post(&format!("/api/imports/{id}/{path}"), both).await.refused(400, "invalid");
        assert_eq!(refused.fields(), ["fields"]);
    }
    assert_eq!(admin.get(&format!("/api/imports/{id}")).await.data()["status"], "MAPPING");
}

async fn every_encoding_of_a_spreadsheet_is_read(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let text = "Name\tOrt\nJörg Müller €\tKöln\nआशा राव\t\"x\ny\"\n";
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    let western = b"sep=;\r\nStra\xdfe;Name\r\nx;J\xf6rg M\xfcller \x80\r\n".to_vec();
    let files = [
        ("UTF-16LE", utf16(u16::to_le_bytes)),
        ("UTF-16BE", utf16(u16::to_be_bytes)),
        ("UTF-8", format!("\u{feff}{text}").into_bytes()),
        ("windows-1252", western),
    ];
    for (encoding, file) in files {
        let done = import(&admin, "", file).await;
        assert_eq!((&done["encoding"], &done["failed"]), (&json!(encoding), &json!(0)), "{done}");
    }
    let found = names(&admin).await;
    assert_eq!(found.iter().filter(|name| *name == "Jörg Müller €").count(), 4, "{found:?}");
    assert_eq!(found.len(), 7);
    // What is rejected comes back readable.
    let done = import(&admin, "", b"name,email\nM\xfcller,nowhere\n".to_vec()).await;
    assert!(errors_of(&admin, &done).await.contains("Müller"));
}

/// PostgreSQL stores no NUL: neither a column's name nor a mapping brings one to it.
async fn no_column_name_breaks_an_import(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let done = import(&admin, "", "na\0me,name,name,\"two\nlines\"\nx,Maya,,\n").await;
    assert_eq!(done["headers"], json!(["na me", "name", "name (2)", "two lines"]));
    assert_eq!(figures(&done), [1, 1, 0, 0, 0]);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("mapping", r#"{"name": "name", "na\u0000me": "title"}"#)
        .finish();
    let refused = admin.upload(&format!("/api/leads/import?{query}"), "text/csv", "name\nx\n").await;
    assert_eq!(refused.refused(400, "invalid").fields(), ["mapping.na me"]);
    let id = review(&admin, "name\nx\n").await;
    for body in [
        json!({ "mapping": { "na\0me": "name" } }),
        json!({ "fields": { "name": ["na\0me"] } }),
        json!({ "fields": { "na\0me": ["name"] } }),
        json!({ "constants": { "source": "a\0b" } }),
        json!({ "constants": { "owner": "a\0b@example.com" } }),
    ] {
        admin.post(&format!("/api/imports/{id}/run"), body.clone()).await.refused(400, "invalid");
        preview(&admin, &id, body).await.refused(400, "invalid");
    }
}

async fn a_file_that_is_none_is_refused(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let hr = server.employee(&admin, Role::Hr).await;
    hr.upload("/api/leads/import", "text/csv", "name\nx\n").await.refused(403, "forbidden");
    admin
        .upload("/api/leads/import", "application/pdf", "name\nx\n")
        .await
        .refused(415, "unsupported_media_type");
    admin.upload("/api/leads/import?match=maybe", "text/csv", "name\nx\n").await.refused(400, "invalid");
    let files: [(&[u8], &str); 6] = [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "png"),
        (b"%PDF-1.7\n1 0 obj", "pdf"),
        (b"PK\x03\x04\x14\0\x06\0[Content_Types].xml", "xlsx"),
        (b"\xef\xbb\xbf<!DOCTYPE html>\n<table>", "html"),
    ];
    for (file, kind) in files {
        let reply =
            admin.upload("/api/leads/import", "text/csv", file.to_vec()).await.refused(400, "invalid");
        assert_eq!(
            (reply.fields(), &reply.data()["fileKind"]),
            (vec!["file"], &json!(kind)),
            "{}",
            reply.body
        );
    }
    let long = "x".repeat(65 * 1024 * 1024);
    admin.upload("/api/leads/import", "text/csv", format!("name\n{long}")).await.refused(413, "too_large");
    assert_eq!(names(&admin).await, [] as [&str; 0]);
}
