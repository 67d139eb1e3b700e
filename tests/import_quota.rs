//! What files to import may take up: nobody fills the disk with them, and an upload that does not end leaves nothing.

use std::time::Duration;

use serde_json::json;
use tandem::access::Role;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{
    imports::{errors_of, figures, import},
    on_both,
    support::{Client, Database, Server},
};

on_both!(
    a_company_keeps_only_so_many_files,
    a_company_keeps_only_so_many_bytes,
    an_employee_uploads_only_so_many_files_at_a_time,
    an_upload_that_is_cut_off_leaves_nothing,
    a_file_is_kept_no_longer_than_it_is_needed,
    rejected_rows_are_kept_up_to_a_limit,
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

async fn a_company_keeps_only_so_many_files(database: Database) {
    let server = Server::start_with(database, &[("IMPORT_MAX_STORED_FILES", "2")]).await;
    let (admin, other) = (server.found("Lotus").await, server.found("Oak").await);
    let upload = async || admin.upload("/api/leads/import", "text/csv", "who\nMaya\n").await;
    let first = upload().await.expect(201).data()["id"].as_str().unwrap().to_owned();
    upload().await.expect(201);
    let full = upload().await.refused(409, "import_storage_full");
    assert_eq!(full.data()["maxStoredFiles"], 2);
    other.upload("/api/leads/import", "text/csv", "who\nMaya\n").await.expect(201);
    admin.delete(&format!("/api/imports/{first}")).await.expect(200);
    upload().await.expect(201);
    assert_eq!(limits(&admin).await, [2, 18]);
}

async fn a_company_keeps_only_so_many_bytes(database: Database) {
    let settings = [("IMPORT_MAX_STORED_BYTES", "1000000"), ("IMPORT_MAX_FILE_BYTES", "800000")];
    let server = Server::start_with(database, &settings).await;
    let admin = server.found("Lotus").await;
    let upload = async |bytes: usize| admin.upload("/api/leads/import", "text/csv", file(bytes)).await;
    upload(900 * KIB).await.refused(413, "too_large");
    upload(600 * KIB).await.expect(201);
    let kept = limits(&admin).await;
    upload(600 * KIB).await.refused(409, "import_storage_full");
    assert_eq!(limits(&admin).await, kept, "what was refused is not kept");
    upload(200 * KIB).await.expect(201);
    assert_eq!(admin.get("/api/imports").await.body["total"], 2);
}

/// Begins an upload and does not end it.
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

/// Waits until so many imports are listed, and so many files are kept.
async fn until_listed(client: &Client, imports: i64, files: i64) {
    let listed = async {
        loop {
            let total = client.get("/api/imports").await.expect(200).body["total"].as_i64().unwrap();
            if total == imports && limits(client).await[0] == files {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(30), listed).await.expect("the uploads are as they should be");
}

async fn an_employee_uploads_only_so_many_files_at_a_time(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    let mut begun = vec![];
    for _ in 0..3 {
        begun.push(begin_upload(&server, &rep, 300 * KIB).await);
    }
    until_listed(&admin, 3, 3).await;
    rep.upload("/api/leads/import", "text/csv", "name\nMaya\n").await.refused(409, "too_many_uploads");
    admin.upload("/api/leads/import", "text/csv", "who\nMaya\n").await.expect(201);
    drop(begun);
    until_listed(&admin, 1, 1).await;
    import(&rep, "", "name\nMaya\n").await;
}

/// Whether the sender goes, is too slow, or sends what is no file.
async fn an_upload_that_is_cut_off_leaves_nothing(database: Database) {
    let server = Server::start_with(database, &[("CLIENT_TIMEOUT_MS", "1500")]).await;
    let admin = server.found("Lotus").await;
    let gone = begin_upload(&server, &admin, 600 * KIB).await;
    until_listed(&admin, 1, 1).await;
    drop(gone);
    until_listed(&admin, 0, 0).await;
    let mut slow = begin_upload(&server, &admin, 600 * KIB).await;
    until_listed(&admin, 1, 1).await;
    let mut answer = vec![];
    let _ =
        timeout(Duration::from_secs(30), slow.read_to_end(&mut answer)).await.expect("the server ends it");
    until_listed(&admin, 0, 0).await;
    let image = [b"\x89PNG\r\n\x1a\n".to_vec(), vec![0; 900 * KIB]].concat();
    let refused = admin.upload("/api/leads/import", "text/csv", image).await.refused(400, "invalid");
    assert_eq!(refused.data()["fileKind"], "png");
    assert_eq!(limits(&admin).await, [0, 0]);
}

async fn a_file_is_kept_no_longer_than_it_is_needed(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    import(&admin, "dryRun=true", "name\nMaya\n").await;
    assert_eq!(limits(&admin).await, [1, 10]);
    import(&admin, "", "name\nMaya\n").await;
    assert_eq!(limits(&admin).await, [1, 10], "a finished import is not run again");
    let waiting = admin.upload("/api/leads/import", "text/csv", "who\nMaya\n").await.expect(201).data();
    assert_eq!(waiting["status"], json!("MAPPING"));
    let clean_up = async |days: i64| {
        server.clock.shift(chrono::Duration::days(days));
        tandem::housekeeping::clean_up(&server.app).await.unwrap();
        let admin = server.employee(&admin, Role::Admin).await;
        (limits(&admin).await[0], admin.get("/api/imports").await.expect(200).body["total"].clone())
    };
    assert_eq!(clean_up(0).await, (2, json!(3)));
    assert_eq!(clean_up(8).await, (1, json!(2)), "nobody has mapped it");
    assert_eq!(clean_up(30).await, (0, json!(2)), "nobody has used it");
}

async fn rejected_rows_are_kept_up_to_a_limit(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found("Lotus").await;
    let (long, tall) = ("x".repeat(4_097), "\u{1f600}".repeat(9_000));
    let rows = format!("Maya,{long}@example.com,\n,,{tall}\n{}", ",,\n".repeat(10_020));
    let done = import(&admin, "", format!("name,email,remark\n{rows}")).await;
    assert_eq!(figures(&done), [10_022, 0, 0, 0, 10_022]);
    let errors = errors_of(&admin, &done).await;
    let lines: Vec<&str> = errors.lines().collect();
    assert_eq!(lines.len(), 1 + 10_000);
    assert!(lines[1].starts_with("2,E-mail: must have at most 4096 bytes,Maya,"), "{:.100}", lines[1]);
    assert_eq!(lines[2].matches('\u{1f600}').count(), 4_000);
    // They count as what the company keeps, for a month.
    let [files, bytes] = limits(&admin).await;
    assert!(files == 0 && bytes > 16_000, "{files} files, {bytes} bytes");
    server.clock.shift(chrono::Duration::days(31));
    tandem::housekeeping::clean_up(&server.app).await.unwrap();
    let other = server.employee(&admin, Role::Admin).await;
    assert_eq!(limits(&other).await, [0, 0]);
}
