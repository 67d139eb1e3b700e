//! Migrations: equal on both databases.

use std::{collections::BTreeMap, path::Path};

use serde_json::json;
use sqlx::{Connection, PgConnection, SqliteConnection, migrate::Migrator};

use crate::{
    on_both_databases,
    support::{Client, Database, PASSWORD, Server},
};

on_both_databases!(first_schema_version_migrates);

fn migrations(database: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
    let files = std::fs::read_dir(folder).unwrap().flatten();
    files
        .map(|entry| {
            (entry.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// Migrations that really differ between the databases, and why.
const DIFFERENT: [(&str, &str); 2] = [
    ("0003_text_index.sql", "trigrams: FTS5 here, pg_trgm there"),
    ("0008_import_mapping.sql", "JSON functions have other names"),
];

/// A migration without the differences in type names.
fn normalized(sql: &str) -> String {
    let same = [
        ("uuid", "text"),
        ("timestamptz", "text"),
        ("bigint", "integer"),
        ("boolean", "integer"),
        ("jsonb", "text"),
        ("bytea", "blob"),
        ("date", "text"),
        ("strict", ""),
    ];
    let words = sql.split_whitespace().map(|word| {
        let bare = word.trim_end_matches([',', ';']);
        let end = &word[bare.len()..];
        let renamed = same.iter().find(|(from, _)| *from == bare).map_or(bare, |(_, to)| to);
        match renamed {
            "false" => format!("0{end}"),
            other => format!("{other}{end}"),
        }
    });
    words.collect::<Vec<_>>().join(" ").replace(") ;", ");")
}

#[test]
fn both_databases_have_the_same_migrations() {
    let (sqlite, postgres) = (migrations("sqlite"), migrations("postgres"));
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>());
    for (name, sql) in &sqlite {
        if DIFFERENT.iter().any(|(different, _)| different == name) {
            continue;
        }
        assert_eq!(normalized(sql), normalized(&postgres[name]), "{name} differs in more than type names");
    }
}

#[test]
fn migrations_are_numbered_without_gaps() {
    for (i, name) in migrations("sqlite").keys().enumerate() {
        assert!(name.starts_with(&format!("{:04}_", i + 1)), "{name} is not number {}", i + 1);
    }
}

/// Every table except `companies` references a company and is deleted with it.
#[test]
fn every_table_belongs_to_a_company() {
    for sql in migrations("postgres").values().chain(migrations("sqlite").values()) {
        for table in sql.split("create table ").skip(1) {
            let name = table.split_whitespace().next().unwrap();
            let bound =
                table.split(");").next().unwrap().contains("references companies (id) on delete cascade");
            assert!(bound || name == "companies", "{name} does not reference a company");
        }
    }
}

/// A database as the first migration left it, with two contacts.
async fn first_version(database: &Database) {
    let kind = if database.is_postgres() { "postgres" } else { "sqlite" };
    let folder = tempfile::TempDir::new().unwrap();
    let first =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(kind).join("0001_foundation.sql");
    std::fs::copy(first, folder.path().join("0001_foundation.sql")).unwrap();
    let migrator = Migrator::new(folder.path()).await.unwrap();
    let company = "01900000-0000-7000-8000-000000000001";
    let at = if database.is_postgres() { "2026-01-02 03:04:05+00" } else { "2026-01-02T03:04:05+00:00" };
    let later = at.replace("03:04", "09:10");
    let mut statements = vec![
        format!(
            "insert into companies values ('{company}', 'Lotus', 'lotus', 'INR', 'Asia/Kolkata', 7, 8, 5, '{at}', '{at}', 1)"
        ),
        format!("insert into event_heads values ('{company}', 3, 1)"),
        format!("insert into counters values ('{company}', 'contacts.LEAD', 2)"),
    ];
    for (n, phone) in [(1, "(98123) 45678"), (2, "12-3")] {
        let id = format!("01900000-0000-7000-8000-00000000010{n}");
        statements.push(format!(
            "insert into contacts values ('{id}', '{company}', 'Alice {n}', 'alice{n}@example.com', '{phone}', 'web', 'LEAD', null, '{at}', '{at}', 1)"
        ));
        statements.push(format!(
            "insert into events values ('{company}', {n}, 'lead:created', 'contact', '{id}', null, null, '{at}', 'leads.manage', null, '{{\"stage\":\"LEAD\"}}')"
        ));
    }
    statements.push(format!(
        "insert into events values ('{company}', 3, 'lead:stage', 'contact', '01900000-0000-7000-8000-000000000102', null, null, '{later}', 'leads.manage', null, '{{\"stage\":\"LEAD\"}}')"
    ));
    let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(statements.join(";\n")));
    if database.is_postgres() {
        let mut conn = PgConnection::connect(&database.url).await.unwrap();
        migrator.run(&mut conn).await.unwrap();
        sql.execute(&mut conn).await.unwrap();
    } else {
        let mut conn = SqliteConnection::connect(&format!("{}?mode=rwc", database.url)).await.unwrap();
        migrator.run(&mut conn).await.unwrap();
        sql.execute(&mut conn).await.unwrap();
        conn.close().await.unwrap();
    }
}

async fn first_schema_version_migrates(database: Database) {
    first_version(&database).await;
    let server = Server::start(database).await;
    let company = "01900000-0000-7000-8000-000000000001";
    let anonymous = Client::new(&server.url);
    let newcomer = json!({ "name": "Asha", "email": "asha@example.com", "password": PASSWORD });
    let rep = anonymous.signed_in(&anonymous.post("/api/auth/register", newcomer).await.expect(201).data());
    assert_eq!(rep.company(), company);
    let found = rep.get("/api/leads?q=alice&sort=name").await.expect(200).body;
    assert_eq!((&found["total"], &found["data"][0]["status"]), (&json!(2), &json!("NEW")));
    assert_eq!(
        found["data"][0]["stageChangedAt"], "2026-01-02T03:04:05.000Z",
        "no stage change is in the log"
    );
    assert_eq!(found["data"][1]["stageChangedAt"], "2026-01-02T09:10:05.000Z", "the last change in the log");
    // Phone numbers are rewritten as E.164; invalid ones are kept and found by their digits.
    let rewritten = rep.socket_after(3).await.expect("lead:updated").await;
    assert_eq!(rewritten["data"]["phone"], "+919812345678");
    for (query, name) in [("phone=098123-45678", "Alice 1"), ("phone=123", "Alice 2")] {
        let found = rep.get(&format!("/api/leads?{query}")).await.expect(200).data();
        assert_eq!(found[0]["name"], name, "{query}");
    }
    let body = json!({ "name": "A", "phone": "+91 98123 45678" });
    let known = rep.post("/api/leads", body).await.expect_error(409, "duplicate_contact");
    assert_eq!(known.data()["contactId"], found["data"][0]["id"]);
    let path = format!("/api/leads/{}", found["data"][1]["id"].as_str().unwrap());
    rep.patch(&path, json!({ "title": "Dr", "phone": "12-3" })).await.expect(200);
    let findings =
        tandem::audit::check(&mut server.app.db.read().await.unwrap(), server.app.features).await.unwrap();
    assert_eq!(findings, vec![]);
}
