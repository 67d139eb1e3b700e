//! Architecture rules: no cycles between modules, layers, the order of features, one owner for each table, queries bound to a company, file
//! lengths, handlers that document what they return.

mod answers;
mod companies;
mod graph;
mod layers;
mod order;
mod paths;
mod source;
mod tables;

pub use source::sources;

const MAX_LINES: usize = 400;
/// Longer files are printed (`--no-capture`), because they should be split.
const WANTED_LINES: usize = 300;

#[test]
fn files_are_short_and_documented() {
    for source in source::parsed() {
        let lines = source.text.lines().count();
        assert!(lines <= MAX_LINES, "{} has {lines} lines", source.path);
        if lines > WANTED_LINES {
            println!("{} has {lines} lines, {WANTED_LINES} are wanted", source.path);
        }
        let name = source.path.rsplit('/').next().unwrap();
        let vague = ["utils.rs", "helpers.rs", "common.rs", "types.rs", "misc.rs"];
        assert!(!vague.contains(&name), "{} has a name that says nothing", source.path);
        if name == "mod.rs" {
            assert!(source.text.starts_with("//! "), "{} has no documentation", source.path);
        }
    }
}
