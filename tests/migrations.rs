//! Migrations: the same on both databases, and never edited once landed.

use std::{collections::BTreeMap, path::Path};

fn migrations(database: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
    let files = std::fs::read_dir(folder).unwrap().flatten();
    files
        .map(|entry| {
            (entry.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// What really differs between the databases, and why.
const DIFFERENT: [(&str, &str); 1] = [("0003_text_index.sql", "trigrams: FTS5 here, pg_trgm there")];

/// What a migration says apart from the names of types.
fn plain(sql: &str) -> String {
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
fn both_databases_have_the_same_ones() {
    let (sqlite, postgres) = (migrations("sqlite"), migrations("postgres"));
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>());
    for (name, sql) in &sqlite {
        if DIFFERENT.iter().any(|(different, _)| different == name) {
            continue;
        }
        assert_eq!(plain(sql), plain(&postgres[name]), "{name} differs in more than its types");
    }
}

#[test]
fn they_are_numbered_without_gaps() {
    for (i, name) in migrations("sqlite").keys().enumerate() {
        assert!(name.starts_with(&format!("{:04}_", i + 1)), "{name} is not number {}", i + 1);
    }
}

/// Every table but the companies is bound to one, and goes with it.
#[test]
fn every_table_belongs_to_a_company() {
    for sql in migrations("postgres").values().chain(migrations("sqlite").values()) {
        for table in sql.split("create table ").skip(1) {
            let name = table.split_whitespace().next().unwrap();
            let bound =
                table.split(");").next().unwrap().contains("references companies (id) on delete cascade");
            assert!(bound || name == "companies", "{name} is not bound to a company");
        }
    }
}
