//! The graph of modules has no cycles.
//!
//! A node is a top-level module or a feature; and, in a second look, a folder of a feature, whose edges to its own
//! feature do not count. Files of one node may use each other freely.
//! `mod` declarations are not edges, re-exports and every other path are.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    paths::references,
    source::{self, Source},
};

/// Folders that belong to the feature itself, because it registers them.
const PARTS: [&str; 5] = ["routes", "model", "store", "events", "jobs"];

/// Edges from node to node, each with the places that make it.
pub type Graph = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// The known modules of the crate, and how they form nodes.
pub struct Modules {
    modules: BTreeSet<Vec<String>>,
    macros: BTreeMap<String, Vec<String>>,
}

impl Modules {
    pub fn of(sources: &[Source]) -> Self {
        let modules = sources.iter().map(|source| source.module.clone()).collect();
        let exported = |source: &Source| {
            let parts: Vec<_> = source.code.split("#[macro_export]").skip(1).map(str::to_owned).collect();
            parts
                .into_iter()
                .filter_map(|part| {
                    let (_, after) = part.split_once("macro_rules!")?;
                    Some(after.split_whitespace().next()?.to_owned())
                })
                .map(|name| (name, source.module.clone()))
                .collect::<Vec<_>>()
        };
        Self { modules, macros: sources.iter().flat_map(exported).collect() }
    }
    /// The module that a path leads to: its longest prefix that is a module, or the module of an exported macro.
    fn target(&self, path: &[String]) -> Option<Vec<String>> {
        let lengths = (1..=path.len()).rev();
        let module =
            lengths.map(|length| path[..length].to_vec()).find(|prefix| self.modules.contains(prefix));
        module.or_else(|| self.macros.get(path.first()?).cloned())
    }
    /// The node of a module. The root of the crate is none: it only declares modules.
    pub fn node(&self, module: &[String]) -> Option<String> {
        let is_folder = |module: &[String]| {
            let below = |other: &Vec<String>| other.len() > module.len() && other.starts_with(module);
            self.modules.iter().any(below)
        };
        let length = match module {
            [] => return None,
            [first, _, third, ..] if first == "features" => {
                2 + usize::from(is_folder(&module[..3]) && !PARTS.contains(&third.as_str()))
            }
            [first, _] if first == "features" => 2,
            _ => 1,
        };
        Some(module[..length].join("::"))
    }
}

/// Which module each file uses, as pairs of nodes with the place.
pub fn edges(sources: &[Source]) -> Vec<(String, String, String)> {
    let modules = Modules::of(sources);
    let mut edges = vec![];
    for source in sources {
        let Some(from) = modules.node(&source.module) else { continue };
        for reference in references(source) {
            let to = modules.target(&reference.path).and_then(|target| modules.node(&target));
            if let Some(to) = to.filter(|to| *to != from) {
                edges.push((from.clone(), to, format!("{}:{}", source.path, reference.line)));
            }
        }
    }
    edges
}

/// How closely the graph looks at a feature.
#[derive(Clone, Copy)]
enum Detail {
    /// A feature is one node.
    Features,
    /// Each folder of a feature is a node, too. A feature registers its folders and they use what it declares for all of
    /// them, so edges between a folder and its own feature do not count.
    Folders,
}

fn graph(sources: &[Source], detail: Detail) -> Graph {
    let mut graph = Graph::new();
    for (from, to, place) in edges(sources) {
        let (from, to) = match detail {
            Detail::Features => (feature_of(&from), feature_of(&to)),
            Detail::Folders => (from, to),
        };
        let is_own =
            |a: &str, b: &str| a == b || a.strip_prefix(b).is_some_and(|rest| rest.starts_with("::"));
        if from == to || (from.starts_with("features::") && (is_own(&from, &to) || is_own(&to, &from))) {
            continue;
        }
        let places = graph.entry(from).or_default().entry(to).or_default();
        if places.last() != Some(&place) {
            places.push(place);
        }
    }
    graph
}

/// The feature of a folder; any other node as it is.
fn feature_of(node: &str) -> String {
    let parts: Vec<&str> = node.split("::").collect();
    parts[..parts.len().min(2)].join("::")
}

/// The shortest path from one node to another, both included.
fn shortest_path(graph: &Graph, from: &str, to: &str) -> Option<Vec<String>> {
    let mut waiting = VecDeque::from([vec![from.to_owned()]]);
    let mut seen = BTreeSet::new();
    while let Some(path) = waiting.pop_front() {
        for next in graph.get(path.last()?).into_iter().flat_map(BTreeMap::keys) {
            let path: Vec<String> = path.iter().chain([next]).cloned().collect();
            if next == to {
                return Some(path);
            }
            if seen.insert(next.clone()) {
                waiting.push_back(path);
            }
        }
    }
    None
}

/// The shortest cycle through each node that is part of one, each cycle once, the shortest first.
fn cycles(graph: &Graph) -> Vec<Vec<String>> {
    let mut cycles: Vec<Vec<String>> = vec![];
    for node in graph.keys() {
        let Some(cycle) = shortest_path(graph, node, node) else { continue };
        let nodes: BTreeSet<&String> = cycle.iter().collect();
        if !cycles.iter().any(|other| other.iter().collect::<BTreeSet<_>>() == nodes) {
            cycles.push(cycle);
        }
    }
    cycles.sort_by_key(Vec::len);
    cycles
}

fn described(graph: &Graph, cycle: &[String]) -> String {
    let steps = cycle
        .windows(2)
        .map(|two| format!("  {} → {}: {}", two[0], two[1], graph[&two[0]][&two[1]].join(", ")));
    steps.collect::<Vec<_>>().join("\n")
}

#[test]
fn module_graph_has_no_cycles() {
    for detail in [Detail::Features, Detail::Folders] {
        let graph = graph(&source::parsed(), detail);
        assert!(graph.len() > 20, "only {} modules", graph.len());
        ensure_acyclic(&graph);
    }
}

fn ensure_acyclic(graph: &Graph) {
    let cycles = cycles(graph);
    let shortest = cycles.first().map(|cycle| described(graph, cycle)).unwrap_or_default();
    let all: Vec<_> = cycles.iter().map(|cycle| cycle.join(" → ")).collect();
    assert!(
        cycles.is_empty(),
        "the shortest cycle:\n{shortest}\n\nthe shortest cycle of each module:\n{}",
        all.join("\n")
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(files: &[(&str, &str)]) -> Graph {
        let sources: Vec<_> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
        graph(&sources, Detail::Folders)
    }

    #[test]
    fn files_of_one_node_may_use_each_other() {
        let files = [
            ("features/a/mod.rs", "mod store;\nmod routes;\npub use store::X;\nuse self::routes::router;"),
            ("features/a/store.rs", "use super::Y;"),
            ("features/a/routes/mod.rs", "use super::X;"),
            ("features/a/routes/more.rs", "use super::super::X;"),
        ];
        assert_eq!(example(&files), Graph::new());
    }

    #[test]
    fn two_folders_of_a_feature_must_not_use_each_other() {
        let files = [
            ("features/a/mod.rs", "pub mod one;\npub mod two;\nfn f() { one::g() }"),
            ("features/a/one/mod.rs", "use super::two::X;\nuse super::Y;"),
            ("features/a/one/store.rs", ""),
            ("features/a/two/mod.rs", "use super::one::Z;"),
            ("features/a/two/store.rs", ""),
        ];
        let graph = example(&files);
        let [cycle] = &cycles(&graph)[..] else { panic!("{graph:?}") };
        assert_eq!(cycle.join(" "), "features::a::one features::a::two features::a::one");
        let expected = "  features::a::one → features::a::two: features/a/one/mod.rs:1\n  \
                        features::a::two → features::a::one: features/a/two/mod.rs:1";
        assert_eq!(described(&graph, cycle), expected);
    }

    #[test]
    fn features_must_not_use_each_other_through_their_folders() {
        let files = [
            ("features/a/mod.rs", "pub mod one;\nuse crate::features::b::one::X;"),
            ("features/a/one/mod.rs", ""),
            ("features/a/one/store.rs", ""),
            ("features/b/mod.rs", "pub mod one;\nuse crate::features::a::one::Y;"),
            ("features/b/one/mod.rs", ""),
            ("features/b/one/store.rs", ""),
        ];
        let sources: Vec<_> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
        assert!(cycles(&graph(&sources, Detail::Folders)).is_empty());
        assert_eq!(cycles(&graph(&sources, Detail::Features)).len(), 1);
    }

    #[test]
    fn the_shortest_cycle_comes_first() {
        let files = [
            ("a.rs", "use crate::b::X;"),
            ("b.rs", "use crate::c::X;\nfn f() { crate::log!() }"),
            ("c.rs", "use crate::{a::X, d};"),
            ("d.rs", "fn f() { crate::c::g() }"),
            ("e.rs", "#[macro_export]\nmacro_rules! log { () => {} }"),
        ];
        let graph = example(&files);
        assert!(graph["b"].contains_key("e"), "an exported macro belongs to its module");
        let cycles: Vec<_> = cycles(&graph).iter().map(|cycle| cycle.join(" ")).collect();
        assert_eq!(cycles, ["c d c", "a b c a"]);
    }
}
