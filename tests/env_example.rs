//! `.env.example` lists every setting with its default.

use std::collections::BTreeMap;
use tandem::config::{Config, NAMES, Source};

fn example() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/.env.example")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| line.split_once('=').expect("NAME=value"))
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

#[test]
fn env_example_lists_every_setting() {
    let listed = example();
    let mut names: Vec<_> = NAMES.to_vec();
    names.sort_unstable();
    assert_eq!(listed.keys().map(String::as_str).collect::<Vec<_>>(), names);
}

#[test]
fn every_setting_is_read() {
    let sources: String = crate::architecture::sources().into_iter().map(|(_, text)| text).collect();
    for name in NAMES {
        let mentions = sources.matches(&format!("\"{name}\"")).count();
        assert!(mentions >= 2, "{name} is listed but never read");
    }
}

#[test]
fn env_example_values_are_the_defaults() {
    let folder = tempfile::TempDir::new().unwrap();
    let at = |more: BTreeMap<String, String>| {
        let own = [("DATA_DIR".to_owned(), folder.path().display().to_string())];
        format!("{:?}", Config::read(Source::new(more.into_iter().chain(own))).expect("valid settings"))
    };
    assert_eq!(at(example()), at(BTreeMap::new()));
}
