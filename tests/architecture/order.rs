//! The order of features: each only uses those above it in `features::ALL`.

use std::collections::BTreeMap;

use super::{graph, source};

/// The modules of the features in the order of `ALL`.
fn order(list: &str) -> Vec<String> {
    let (_, list) = list.split_once("pub const ALL").expect("the list of features");
    let names = list.lines().filter_map(|line| line.trim().strip_suffix("::FEATURE,"));
    names.map(|name| format!("features::{name}")).collect()
}

/// The position of the feature that a module belongs to: its longest prefix in the list.
fn position(order: &[String], module: &str) -> Option<usize> {
    let is_in = |feature: &str| {
        module.strip_prefix(feature).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    (0..order.len()).filter(|&n| is_in(&order[n])).max_by_key(|&n| order[n].len())
}

/// Whether one of two modules contains the other. A feature registers its folders, which use what it declares.
fn is_own(from: &str, to: &str) -> bool {
    from.starts_with(&format!("{to}::")) || to.starts_with(&format!("{from}::"))
}

#[test]
fn features_only_use_those_above_them() {
    let sources = source::parsed();
    let list = sources.iter().find(|source| source.path == "features/mod.rs").expect("the list of features");
    let order = order(&list.text);
    assert_eq!(order.len(), tandem::features::ALL.len(), "{order:?}");
    let (mut uses, mut upwards) = (0, BTreeMap::<String, Vec<String>>::new());
    for (from, to, place) in graph::edges(&sources) {
        let (Some(user), Some(used)) = (position(&order, &from), position(&order, &to)) else { continue };
        uses += usize::from(used != user);
        if used > user && !is_own(&from, &to) {
            upwards.entry(format!("{from} uses {to}, which is below it in ALL")).or_default().push(place);
        }
    }
    let upwards: Vec<_> =
        upwards.iter().map(|(what, places)| format!("{what}: {}", places.join(", "))).collect();
    assert!(uses > 50, "only {uses} uses of other features");
    assert!(upwards.is_empty(), "{}", upwards.join("\n"));
}

#[test]
fn positions_are_those_of_the_list() {
    let order =
        order("pub const ALL: &[Feature] = &[\n    a::FEATURE,\n    b::FEATURE,\n    b::c::FEATURE,\n];");
    let positions = ["features::a::x", "features::b", "features::b::c::x", "features::bb", "db"]
        .map(|module| position(&order, module));
    assert_eq!(positions, [Some(0), Some(1), Some(2), None, None]);
}
