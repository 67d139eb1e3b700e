//! The house's rules as a machine: which way modules may lean on each other, and how long a file may be.

use std::path::{Path, PathBuf};

/// Every source file of the server, by its path below `src`.
pub fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![];
    walk(&root, &mut files);
    files
        .into_iter()
        .map(|path| (path.strip_prefix(&root).unwrap().to_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The modules of this crate that a file names, as `db`, `features::contacts`, …
fn used(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]").next().unwrap();
    let mut used = vec![];
    for (start, _) in code.match_indices("crate::") {
        used.extend(paths(&code[start + "crate::".len()..]));
    }
    used.sort_unstable();
    used.dedup();
    used
}

/// The first two steps of each path that begins here, through nested braces.
fn paths(text: &str) -> Vec<String> {
    if let Some(inside) = text.strip_prefix('{') {
        return items(inside).into_iter().flat_map(|item| paths(item.trim())).collect();
    }
    let first: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let rest = text[first.len()..].strip_prefix("::").unwrap_or_default();
    if first != "features" {
        return vec![first];
    }
    let seconds = if rest.starts_with('{') {
        paths(rest)
    } else {
        vec![rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()]
    };
    seconds
        .into_iter()
        .filter(|second| !second.is_empty())
        .map(|second| format!("features::{second}"))
        .collect()
}

/// The parts between the commas of this level.
fn items(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut items) = (0, 0, vec![]);
    for (i, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                items.push(&text[start..i]);
                return items;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    items
}

/// Features, each leaning only on those before it.
const FEATURES: [&str; 8] =
    ["accounts", "people", "notifications", "contacts", "sales", "correspondence", "enquiries", "insights"];
/// What everything may lean on.
const GROUND: [&str; 12] = [
    "access",
    "args",
    "error",
    "id",
    "phone",
    "private_files",
    "region",
    "schema",
    "secrets",
    "sql",
    "text",
    "time",
];

fn may_use(path: &Path, used: &str) -> bool {
    let parts: Vec<String> =
        path.components().map(|part| part.as_os_str().to_string_lossy().replace(".rs", "")).collect();
    let file = parts.last().unwrap().as_str();
    if GROUND.contains(&used) || used == "words" || used == parts[0] {
        return true;
    }
    match parts[0].as_str() {
        "access" | "error" | "id" | "phone" | "private_files" | "region" | "schema" | "secrets" | "text"
        | "time" | "words" => used == "db" && parts[0] == "words",
        "config" => false,
        "db" => false,
        "mail" | "telemetry" => used == "config",
        "jobs" => ["db", "mail", "telemetry"].contains(&used),
        // A fact carries records, which the features define.
        "events" => used == "db" || used.starts_with("features::"),
        "realtime" => ["db", "events", "telemetry"].contains(&used) || used == "features::accounts",
        "features" => {
            let own = FEATURES.iter().position(|feature| *feature == parts[1]);
            let other = used
                .strip_prefix("features::")
                .and_then(|used| FEATURES.iter().position(|feature| *feature == used));
            match (own, other) {
                (Some(own), Some(other)) => other <= own,
                // Only the doors of a feature know the doors of the house.
                _ if ["http", "app", "realtime"].contains(&used) => {
                    parts.iter().any(|part| part == "routes") || file == "live"
                }
                _ => ["config", "db", "events", "jobs", "mail", "words"].contains(&used),
            }
        }
        // The doors, the start, the commands.
        _ => true,
    }
}

#[test]
fn arrows_point_one_way() {
    let mut wrong = vec![];
    for (path, source) in sources() {
        for used in used(&source).iter().filter(|used| !used.is_empty()) {
            if !may_use(&path, used) {
                wrong.push(format!("{} must not use {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_are_short_and_say_what_they_are() {
    for (path, source) in sources() {
        let (lines, name) =
            (source.lines().count(), path.file_name().unwrap().to_string_lossy().into_owned());
        assert!(lines <= 400, "{} has {lines} lines", path.display());
        let forbidden = ["utils", "helpers", "common", "types", "misc"];
        assert!(
            !forbidden.contains(&name.trim_end_matches(".rs")),
            "{} is named for nothing",
            path.display()
        );
        if name == "mod.rs" {
            assert!(source.starts_with("//! "), "{} does not say what it is", path.display());
        }
    }
}

#[test]
fn every_query_is_bound_to_a_company() {
    // What spans companies, and why.
    let allowed = [
        ("db/listing.rs", "every list begins with its company"),
        ("db/related.rs", "the rows begin with the company of the list"),
        ("db/figures.rs", "the time zone of the company itself"),
        ("features/accounts/companies/store.rs", "the companies themselves"),
        ("features/accounts/employees/store.rs", "addresses are unique on the server"),
        ("features/accounts/sign_in/tokens.rs", "a token names its company itself"),
        ("features/accounts/sign_in/session.rs", "sign-ins of every company are looked at together"),
        ("features/contacts/bulk/selection.rs", "`chosen` is a list, which begins with its company"),
        ("features/accounts/links/store.rs", "the owner of a link is found by its token"),
        ("features/accounts/invites/store.rs", "the company of an invite is found by its token"),
        ("features/insights/audit.rs", "the operator's check looks at every company"),
        ("features/correspondence/tracking/store.rs", "the company of a mail is found by its signed address"),
        ("jobs/store.rs", "one queue for all"),
        ("housekeeping.rs", "goes through every company"),
        ("realtime/nodes.rs", "a node that stops leaves all companies"),
    ];
    for (path, source) in sources() {
        let name = path.display().to_string();
        for statement in statements(&source) {
            let bound = statement.contains("company_id") || allowed.iter().any(|(file, _)| *file == name);
            assert!(bound, "{name}: not bound to a company: {statement}");
        }
    }
}

/// The string literals that are SQL about our tables.
fn statements(source: &str) -> Vec<&str> {
    let code = source.split("#[cfg(test)]").next().unwrap();
    let begins = ["select ", "insert into ", "update ", "delete from "];
    code.split('"')
        .skip(1)
        .step_by(2)
        .filter(|text| {
            begins.iter().any(|begin| text.starts_with(begin))
                && text.contains(" from ") | text.contains(" set ") | text.contains("insert into")
        })
        .filter(|text| {
            !text.contains("{columns}") && !text.contains("({rows})") && !text.contains("pg_notify")
        })
        .collect()
}
