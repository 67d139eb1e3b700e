//! The layers of the server: which modules may use which.

use std::collections::{BTreeMap, BTreeSet};

use super::{graph, source};

/// Everything that may name features: the composition root, the commands, the demo data, and the list of features.
const ABOVE_FEATURES: [&str; 4] = ["server", "cli", "demo", "features"];

/// What is wrong with a use, if anything: `from` and `to` are nodes of the module graph.
fn violation(file: &str, from: &str, to: &str) -> Option<&'static str> {
    let layer = |node: &str| node.split("::").next().unwrap_or_default().to_owned();
    let (from, to) = (layer(from), layer(to));
    let is_handler = file.ends_with("/routes.rs") || file.contains("/routes/");
    let registers =
        ["/mod.rs", "/jobs.rs", "/commands.rs", "/live.rs"].iter().any(|name| file.ends_with(name));
    if to == "features" && !ABOVE_FEATURES.contains(&from.as_str()) {
        Some("it is below the features")
    } else if to == "server" && !["cli", "demo"].contains(&from.as_str()) {
        Some("only the commands start the server")
    } else if to == "cli" {
        Some("nothing uses the commands")
    } else if from == "app" && to == "http" {
        Some("the shared state knows no HTTP")
    } else if from == "features" && ["http", "sockets"].contains(&to.as_str()) && !is_handler {
        Some("only handlers know HTTP")
    } else if from == "features" && to == "app" && !is_handler && !registers {
        Some("only what is registered and its handlers know the shared state")
    } else {
        None
    }
}

#[test]
fn layers_are_respected() {
    let mut violations: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (from, to, place) in graph::edges(&source::parsed()) {
        let (file, line) = place.split_once(':').unwrap();
        if let Some(why) = violation(file, &from, &to) {
            violations
                .entry(format!("{file} must not use {to}: {why}"))
                .or_default()
                .insert(line.parse().unwrap());
        }
    }
    let described = |(what, lines): (&String, &BTreeSet<usize>)| {
        format!("{what} (lines {})", lines.iter().map(usize::to_string).collect::<Vec<_>>().join(", "))
    };
    let described: Vec<_> = violations.iter().map(described).collect();
    assert!(described.is_empty(), "{} violations:\n{}", described.len(), described.join("\n"));
}

#[test]
fn layer_rules_match_examples() {
    let allowed = [
        ("server.rs", "server", "features::people"),
        ("features/mod.rs", "features", "features::people"),
        ("features/people/routes.rs", "features::people", "http"),
        ("features/contacts/routes/leads.rs", "features::contacts", "app"),
        ("features/people/mod.rs", "features::people", "features::accounts"),
        ("cli.rs", "cli", "server"),
    ];
    for (file, from, to) in allowed {
        assert_eq!(violation(file, from, to), None, "{file}");
    }
    let denied = [
        ("events/mod.rs", "events", "features::people"),
        ("app/mod.rs", "app", "http"),
        ("http/mod.rs", "http", "features"),
        ("features/people/store.rs", "features::people", "http"),
        ("sockets/mod.rs", "sockets", "server"),
    ];
    for (file, from, to) in denied {
        assert!(violation(file, from, to).is_some(), "{file}");
    }
}
