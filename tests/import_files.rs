//! Files to import: encodings, column names, file types.

use serde_json::json;
use tandem::access::Role;

use crate::{
    import_mapping::{preview, review},
    imports::{counts, errors_of, import, names},
    on_both_databases,
    support::{Database, Server},
};

on_both_databases!(
    spreadsheet_encodings_are_detected,
    unusual_column_names_are_accepted,
    file_that_is_not_csv_is_rejected
);

async fn spreadsheet_encodings_are_detected(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
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
    // A rejected row is returned in readable form.
    let done = import(&admin, "", b"name,email\nM\xfcller,nowhere\n".to_vec()).await;
    assert!(errors_of(&admin, &done).await.contains("Müller"));
}

/// PostgreSQL cannot store NUL: neither a column name nor a mapping may contain it.
async fn unusual_column_names_are_accepted(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let done = import(&admin, "", "na\0me,name,name,\"two\nlines\"\nx,Maya,,\n").await;
    assert_eq!(done["headers"], json!(["na me", "name", "name (2)", "two lines"]));
    assert_eq!(counts(&done), [1, 1, 0, 0, 0]);
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("mapping", r#"{"name": "name", "na\u0000me": "title"}"#)
        .finish();
    let refused = admin.upload(&format!("/api/leads/import?{query}"), "text/csv", "name\nx\n").await;
    assert_eq!(refused.expect_error(400, "invalid").fields(), ["mapping.na me"]);
    let id = review(&admin, "name\nx\n").await;
    for body in [
        json!({ "mapping": { "na\0me": "name" } }),
        json!({ "fields": { "name": ["na\0me"] } }),
        json!({ "fields": { "na\0me": ["name"] } }),
        json!({ "constants": { "source": "a\0b" } }),
        json!({ "constants": { "owner": "a\0b@example.com" } }),
    ] {
        admin.post(&format!("/api/imports/{id}/run"), body.clone()).await.expect_error(400, "invalid");
        preview(&admin, &id, body).await.expect_error(400, "invalid");
    }
}

async fn file_that_is_not_csv_is_rejected(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let hr = server.employee(&admin, Role::Hr).await;
    hr.upload("/api/leads/import", "text/csv", "name\nx\n").await.expect_error(403, "forbidden");
    admin
        .upload("/api/leads/import", "application/pdf", "name\nx\n")
        .await
        .expect_error(415, "unsupported_media_type");
    admin.upload("/api/leads/import?match=maybe", "text/csv", "name\nx\n").await.expect_error(400, "invalid");
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
            admin.upload("/api/leads/import", "text/csv", file.to_vec()).await.expect_error(400, "invalid");
        assert_eq!(
            (reply.fields(), &reply.data()["fileKind"]),
            (vec!["file"], &json!(kind)),
            "{}",
            reply.body
        );
    }
    let long = "x".repeat(65 * 1024 * 1024);
    admin
        .upload("/api/leads/import", "text/csv", format!("name\n{long}"))
        .await
        .expect_error(413, "too_large");
    assert_eq!(names(&admin).await, [] as [&str; 0]);
}
