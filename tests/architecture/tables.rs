//! Each table has one owner, and only its owner names the table in SQL.

use std::{collections::BTreeSet, path::Path};

use super::source::{self, Source};

/// The tables below the features: a path below `src`, and its tables. Features declare theirs.
const OWNERS: [(&str, &[&str]); 5] = [
    ("db", &["counters", "daily_figures", "past_time_zones", "text_index", "text_index_rows"]),
    ("realtime", &["events", "event_heads", "presence"]),
    ("jobs", &["jobs"]),
    ("http", &["idempotency_keys"]),
    ("auth", &["revoked_tokens"]),
];

fn owners() -> Vec<(String, &'static [&'static str])> {
    let features = tandem::features::ALL.iter().filter(|feature| !feature.tables.is_empty());
    let features = features.map(|feature| (format!("features/{}", feature.name), feature.tables));
    OWNERS.iter().map(|(owner, tables)| ((*owner).to_owned(), *tables)).chain(features).collect()
}

/// Modules below the features. They share their tables, and name those of no feature.
const FOUNDATION: [&str; 5] = ["auth", "db", "http", "jobs", "realtime"];

/// Tables that a module names without owning them, and why.
const EXCEPTIONS: [(&str, &str, &str); 23] = [
    ("db", "companies", "days and statistics are those of the company's time zone, which `db` computes"),
    ("auth", "employees", "each request reads whether its account is still active, with one statement"),
    ("maintenance", "companies", "goes through all companies"),
    ("realtime", "companies", "a node that stops leaves all companies"),
    ("features/accounts", "event_heads", "a new company starts its log"),
    ("features/accounts", "past_time_zones", "a new time zone keeps the days before it"),
    ("features/contacts", "counters", "the total of an unfiltered list is a counter"),
    ("features/contacts", "events", "a merged contact is followed through the log"),
    ("features/leads", "events", "the loser of a race reads the winner from the log"),
    ("features/pipeline", "events", "the history of a contact is read from the log"),
    ("features/pipeline", "contacts", "a list of opportunities or deals shows the names of its contacts"),
    ("features/timeline", "contacts", "a list of tasks shows the names of its contacts"),
    (
        "features/correspondence",
        "employees",
        "an e-mail is sent only as long as its author can work on leads",
    ),
    ("features/imports", "activities", "an undo leaves contacts alone that somebody has worked on"),
    ("features/imports", "contacts", "an undo compares the versions of many contacts with one statement"),
    ("features/imports", "emails", "an undo leaves contacts alone that somebody has worked on"),
    ("audit", "companies", "the operator's check goes through all companies"),
    ("audit", "counters", "the operator's check compares the counters with a recount"),
    ("audit", "daily_figures", "the operator's check compares the statistics with a recount"),
    ("audit", "event_heads", "the operator's check compares the log with its number"),
    ("audit", "events", "the operator's check looks for gaps in the log"),
    ("features/insights", "counters", "analytics read the counters"),
    ("features/insights", "daily_figures", "analytics read the daily statistics"),
];

fn owner(table: &str) -> Option<String> {
    owners().into_iter().find(|(_, tables)| tables.contains(&table)).map(|(owner, _)| owner)
}

/// The tables that a string names as SQL: after `from`, `join`, `into` or `update`. Names of employees may be read
/// everywhere: a record shows who did something, and a second query for each list would cost more.
fn named_in_sql(text: &str) -> Vec<String> {
    let separates = |c: char| c.is_whitespace() || ",;".contains(c);
    let words: Vec<&str> = text.split(separates).filter(|word| !word.is_empty()).collect();
    let tables = words.windows(2).filter_map(|two| {
        let introduces = ["from", "join", "into", "update"].contains(&two[0].trim_start_matches('('));
        let is_name = |c: &char| c.is_alphanumeric() || "_{}".contains(*c);
        introduces.then(|| two[1].trim_start_matches('(').chars().take_while(is_name).collect::<String>())
    });
    let is_sql = ["select ", "insert into ", "delete from ", " set ", " where "]
        .iter()
        .any(|part| text.contains(part));
    let is_named = |name: &String| owner(name).is_some() || (name.starts_with('{') && is_sql);
    let reads_names = reads_only_names(text);
    tables.filter(is_named).filter(|name| name != "employees" || !reads_names).collect()
}

/// Whether a statement reads nothing of `employees e` but names.
fn reads_only_names(text: &str) -> bool {
    let columns = text.split(|c: char| !(c.is_alphanumeric() || "_.".contains(c)));
    let columns: Vec<&str> = columns.filter_map(|word| word.strip_prefix("e.")).collect();
    text.contains("employees e ")
        && columns.contains(&"name")
        && columns.iter().all(|column| ["id", "name", "company_id"].contains(column))
}

/// The tables that a file names: in SQL, and as the table of a `Listing` or of `Related` rows.
fn named_tables(source: &Source) -> Vec<(usize, String)> {
    let mut named = vec![];
    for (line, text) in &source.strings {
        named.extend(named_in_sql(text).into_iter().map(|table| (*line, table)));
        let code = source.text.lines().nth(line - 1).unwrap_or_default();
        let is_value = ["Listing::of(", "table: "].iter().any(|it| code.contains(&format!("{it}\"{text}\"")));
        if is_value {
            named.push((*line, text.clone()));
        }
    }
    named
}

/// Whether a path is in a folder, or is the file of that name.
fn is_in(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
}

fn violation(path: &str, table: &str) -> Option<String> {
    let is_in = |folder: &str| is_in(path, folder);
    let Some(owner) = owner(table) else {
        // `db` builds statements for any table; elsewhere the name of a table must be visible.
        return (!is_in("db")).then(|| format!("names the table {table}, which cannot be checked"));
    };
    let is_shared = FOUNDATION.contains(&owner.as_str()) && FOUNDATION.iter().any(|folder| is_in(folder));
    let is_excepted = EXCEPTIONS.iter().any(|(folder, excepted, _)| is_in(folder) && *excepted == table);
    (!is_in(&owner) && !is_shared && !is_excepted).then(|| format!("names {table}, which belongs to {owner}"))
}

#[test]
fn only_its_owner_names_a_table() {
    let (mut violations, mut used) = (vec![], [false; EXCEPTIONS.len()]);
    for source in source::parsed() {
        for (line, table) in named_tables(&source) {
            let violation = violation(&source.path, &table);
            violations.extend(violation.map(|violation| format!("{}:{line} {violation}", source.path)));
            for (used, (folder, excepted, _)) in used.iter_mut().zip(EXCEPTIONS) {
                *used |= is_in(&source.path, folder) && table == excepted;
            }
        }
    }
    violations.dedup();
    assert!(violations.is_empty(), "{} violations:\n{}", violations.len(), violations.join("\n"));
    let unused: Vec<_> = EXCEPTIONS.iter().zip(used).filter(|(_, used)| !used).collect();
    assert!(unused.is_empty(), "exceptions that are not needed: {unused:?}");
}

/// All migrations, in their order.
fn migrations(database: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

/// The tables that the migrations leave.
fn migrated_tables(database: &str) -> BTreeSet<String> {
    let sql = migrations(database);
    let after = |marker: &str| -> BTreeSet<String> {
        let names = sql.split(marker).skip(1).filter_map(|rest| rest.split([' ', ';', '(']).next());
        names.map(str::to_owned).collect()
    };
    let created: BTreeSet<_> = &after("create table ") | &after("create virtual table ");
    &created - &after("drop table ")
}

#[test]
fn every_table_has_one_owner() {
    let migrated = &migrated_tables("sqlite") | &migrated_tables("postgres");
    let owned: Vec<&str> = owners().iter().flat_map(|(_, tables)| tables.iter().copied()).collect();
    let unique: BTreeSet<String> = owned.iter().map(|table| (*table).to_owned()).collect();
    assert_eq!(owned.len(), unique.len(), "a table has two owners");
    assert_eq!(unique, migrated);
}

/// The tables with a `contact_id`, and what a merge does with the rows of the contact that goes. A new table needs a
/// decision: `leads/related.rs` reassigns its rows, or there is a reason not to.
const ROWS_OF_CONTACTS: [(&str, &str); 11] = [
    ("activities", "reassigned"),
    ("bulk_results", "kept: an undo reports that the contact is gone"),
    ("contact_tags", "deleted: its tags are added to those of the contact that stays"),
    ("deals", "reassigned"),
    ("emails", "reassigned"),
    ("enquiries", "reassigned"),
    ("feedback", "reassigned"),
    ("import_changes", "kept: the import can no longer be undone"),
    ("opportunities", "reassigned"),
    ("sessions", "reassigned"),
    ("stage_entries", "deleted: the contact that stays keeps its own days"),
];

#[test]
fn every_table_with_a_contact_is_handled_by_merging() {
    for database in ["sqlite", "postgres"] {
        let sql = migrations(database);
        let has_contact = |definition: &str| {
            let column = |line: &str| {
                line.trim_start().starts_with("contact_id ") || line.contains(" column contact_id ")
            };
            definition.lines().any(column)
        };
        let tables = ["create table ", "alter table "].into_iter().flat_map(|verb| sql.split(verb).skip(1));
        let definitions = tables.filter_map(|text| text.split(';').next()).filter(|text| has_contact(text));
        let found: BTreeSet<&str> = definitions.filter_map(|text| text.split_whitespace().next()).collect();
        let handled: BTreeSet<&str> = ROWS_OF_CONTACTS.iter().map(|(table, _)| *table).collect();
        assert_eq!(found, handled, "{database}");
    }
}

#[test]
fn tables_are_found_in_sql() {
    let found = named_in_sql;
    assert_eq!(found("select * from deals d join contacts c on c.id = d.contact_id"), ["deals", "contacts"]);
    assert_eq!(found("delete from sessions where id in (select id from(emails) )"), ["sessions"]);
    assert_eq!(found("insert into jobs (id) values ($1)"), ["jobs"]);
    assert_eq!(found("update {table} set contact_id = $1"), ["{table}"]);
    assert_eq!(found("a message from {name}, not from a table"), [] as [&str; 0]);
    assert_eq!(
        found("*, (select e.name from employees e where e.id = deals.closed_by) as name"),
        [] as [&str; 0]
    );
    assert_eq!(found("select e.name, e.role from employees e where e.id = $1"), ["employees"]);
    let listing =
        Source::new("features/x.rs", "fn f() { Listing::of(\"deals\", id) }\nconst X: &str = \"deals\";");
    assert_eq!(named_tables(&listing), [(1, "deals".to_owned())]);
}

#[test]
fn table_rules_match_examples() {
    for (path, table) in [
        ("features/accounts/companies/store.rs", "companies"),
        ("db/rows.rs", "{table}"),
        ("db/effects.rs", "events"),
        ("db/daily_stats.rs", "companies"),
    ] {
        assert_eq!(violation(path, table), None, "{path} {table}");
    }
    for (path, table) in [
        ("features/contacts/store.rs", "employees"),
        ("features/contacts/store.rs", "deals"),
        ("features/contacts/store.rs", "event_heads"),
        ("features/contactless/store.rs", "contacts"),
        ("features/contacts/related.rs", "{table}"),
        ("db/effects.rs", "employees"),
    ] {
        assert!(violation(path, table).is_some(), "{path} {table}");
    }
}
