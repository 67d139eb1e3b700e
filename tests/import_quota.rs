//! Limits on stored import files, and the removal of incomplete uploads.

use std::time::Duration;

use serde_json::json;
use tandem::access::Role;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{
    imports::{counts, errors_of, import},
    on_both_databases,
    support::{Client, Database, Server, until},
};

on_both_databases!(
    stored_files_are_limited_by_count,
    stored_files_are_limited_by_size,
    concurrent_uploads_are_limited_per_employee,
    aborted_upload_leaves_nothing,
    unused_files_are_removed,
    rejected_rows_are_stored_up_to_a_limit,
);

const KIB: usize = 1024;

fn file(bytes: usize) -> String {
    let row = "Maya Rossi,maya@example.com\n";
    format!("who,mail\n{}", row.repeat(bytes / row.len()))
}

async fn limits(client: &Client) -> [i64; 2] {
    let limits = client.get("/api/imports/limits").await.expect(200).data();
    ["storedFiles", "storedBytes"].map(|name| limits[name].as_i64().unwrap())
}

async fn stored_files_are_limited_by_count(database: Database) {
    let server = Server::start_with(database, &[("IMPORT_MAX_STORED_FILES", "2")]).await;
    let (admin, other) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    let upload = async || admin.upload("/api/leads/import", "text/csv", "who\nMaya\n").await;
    let first = upload().await.expect(201).data()["id"].as_str().unwrap().to_owned();
    upload().await.expect(201);
    let full = upload().await.expect_error(409, "import_storage_full");
    assert_eq!(full.data()["maxStoredFiles"], 2);
    other.upload("/api/leads/import", "text/csv", "who\nMaya\n").await.expect(201);
    admin.delete(&format!("/api/imports/{first}")).await.expect(200);
    upload().await.expect(201);
    assert_eq!(limits(&admin).await, [2, 18]);
}

async fn stored_files_are_limited_by_size(database: Database) {
    let settings = [("IMPORT_MAX_STORED_BYTES", "1000000"), ("IMPORT_MAX_FILE_BYTES", "800000")];
    let server = Server::start_with(database, &settings).await;
    let admin = server.found_company("Lotus").await;
    let upload = async |bytes: usize| admin.upload("/api/leads/import", "text/csv", file(bytes)).await;
    upload(900 * KIB).await.expect_error(413, "too_large");
    upload(600 * KIB).await.expect(201);
    let kept = limits(&admin).await;
    upload(600 * KIB).await.expect_error(409, "import_storage_full");
    assert_eq!(limits(&admin).await, kept, "a rejected file is not stored");
    upload(200 * KIB).await.expect(201);
    assert_eq!(admin.get("/api/imports").await.body["total"], 2);
}

/// Starts an upload without finishing it.
async fn begin_upload(server: &Server, client: &Client, bytes: usize) -> TcpStream {
    let mut stream = TcpStream::connect(server.url.trim_start_matches("http://")).await.unwrap();
    let head = format!(
        "POST /api/leads/import HTTP/1.1\r\nhost: x\r\ncontent-type: text/csv\r\ncontent-length: 10000000\r\nauthorization: {}\r\n\r\n",
        client.token.as_deref().unwrap()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(file(bytes).as_bytes()).await.unwrap();
    stream
}

/// Waits until this many imports are listed and this many files are stored.
async fn wait_until_listed(client: &Client, imports: i64, files: i64) {
    until(&format!("{imports} imports and {files} files"), async || {
        let total = client.get("/api/imports").await.expect(200).body["total"].as_i64().unwrap();
        total == imports && limits(client).await[0] == files
    })
    .await;
}

async fn concurrent_uploads_are_limited_per_employee(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let mut uploads = vec![];
    for _ in 0..3 {
        uploads.push(begin_upload(&server, &rep, 300 * KIB).await);
    }
    wait_until_listed(&admin, 3, 3).await;
    rep.upload("/api/leads/import", "text/csv", "name\nMaya\n").await.expect_error(409, "too_many_uploads");
    admin.upload("/api/leads/import", "text/csv", "who\nMaya\n").await.expect(201);
    drop(uploads);
    wait_until_listed(&admin, 1, 1).await;
    import(&rep, "", "name\nMaya\n").await;
}

/// The client disconnects, is too slow, or sends a file of another type.
async fn aborted_upload_leaves_nothing(database: Database) {
    let server = Server::start_with(database, &[("CLIENT_TIMEOUT_MS", "1500")]).await;
    let admin = server.found_company("Lotus").await;
    let gone = begin_upload(&server, &admin, 600 * KIB).await;
    wait_until_listed(&admin, 1, 1).await;
    drop(gone);
    wait_until_listed(&admin, 0, 0).await;
    let mut slow = begin_upload(&server, &admin, 600 * KIB).await;
    wait_until_listed(&admin, 1, 1).await;
    let mut answer = vec![];
    let _ = timeout(Duration::from_secs(30), slow.read_to_end(&mut answer))
        .await
        .expect("the server closes the connection");
    wait_until_listed(&admin, 0, 0).await;
    let image = [b"\x89PNG\r\n\x1a\n".to_vec(), vec![0; 900 * KIB]].concat();
    let refused = admin.upload("/api/leads/import", "text/csv", image).await.expect_error(400, "invalid");
    assert_eq!(refused.data()["fileKind"], "png");
    assert_eq!(limits(&admin).await, [0, 0]);
}

async fn unused_files_are_removed(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    import(&admin, "dryRun=true", "name\nMaya\n").await;
    assert_eq!(limits(&admin).await, [1, 10]);
    import(&admin, "", "name\nMaya\n").await;
    assert_eq!(limits(&admin).await, [1, 10], "a finished import is not run again");
    let waiting = admin.upload("/api/leads/import", "text/csv", "who\nMaya\n").await.expect(201).data();
    assert_eq!(waiting["status"], json!("MAPPING"));
    let clean_up = async |days: i64| {
        server.clock.shift(chrono::Duration::days(days));
        tandem::maintenance::clean_up(&server.app).await.unwrap();
        let admin = server.employee(&admin, Role::Admin).await;
        (limits(&admin).await[0], admin.get("/api/imports").await.expect(200).body["total"].clone())
    };
    assert_eq!(clean_up(0).await, (2, json!(3)));
    assert_eq!(clean_up(8).await, (1, json!(2)), "never mapped");
    assert_eq!(clean_up(30).await, (0, json!(2)), "never run");
}

async fn rejected_rows_are_stored_up_to_a_limit(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (long, tall) = ("x".repeat(4_097), "\u{1f600}".repeat(9_000));
    let rows = format!("Maya,{long}@example.com,\n,,{tall}\n{}", ",,\n".repeat(10_020));
    let done = import(&admin, "", format!("name,email,remark\n{rows}")).await;
    assert_eq!(counts(&done), [10_022, 0, 0, 0, 10_022]);
    let errors = errors_of(&admin, &done).await;
    let lines: Vec<&str> = errors.lines().collect();
    assert_eq!(lines.len(), 1 + 10_000);
    assert!(lines[1].starts_with("2,E-mail: must have at most 4096 bytes,Maya,"), "{:.100}", lines[1]);
    assert_eq!(lines[2].matches('\u{1f600}').count(), 4_000);
    // They count towards the company's storage for a month.
    let [files, bytes] = limits(&admin).await;
    assert!(files == 0 && bytes > 16_000, "{files} files, {bytes} bytes");
    server.clock.shift(chrono::Duration::days(31));
    tandem::maintenance::clean_up(&server.app).await.unwrap();
    let other = server.employee(&admin, Role::Admin).await;
    assert_eq!(limits(&other).await, [0, 0]);
}
