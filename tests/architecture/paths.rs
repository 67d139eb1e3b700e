//! The paths by which a source file uses modules of this crate.

use std::collections::BTreeMap;

use super::source::Source;

/// A path in the code: its absolute segments and its line.
pub struct Reference {
    pub path: Vec<String>,
    pub line: usize,
}

/// Every path of a file that leads into this crate: of `use`, inline, through imported names and declared children.
pub fn references(source: &Source) -> Vec<Reference> {
    let tokens = tokens(&source.code);
    let mut names = declared_children(&tokens, &source.module);
    let (mut found, mut at) = (vec![], 0);
    while at < tokens.len() {
        if tokens[at].0 == "use" {
            let mut tree = Tree { tokens: &tokens, at: at + 1, leaves: vec![] };
            tree.read(&[]);
            at = tree.at;
            for Leaf { path, name, line } in tree.leaves {
                if let Some(path) = resolved(&path, &source.module, &names) {
                    names.insert(name, path.clone());
                    found.push(Reference { path, line });
                }
            }
        }
        at += 1;
    }
    found.extend(inline(&tokens, &source.module, &names));
    found
}

type Token<'a> = (&'a str, usize);

fn tokens(code: &str) -> Vec<Token<'_>> {
    let (mut tokens, mut rest, mut line) = (vec![], code, 1);
    while let Some(first) = rest.chars().next() {
        let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let length = if word > 0 {
            word
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        if !first.is_whitespace() {
            tokens.push((&rest[..length], line));
        }
        line += usize::from(first == '\n');
        rest = &rest[length..];
    }
    tokens
}

/// The modules that a file declares, by name.
fn declared_children(tokens: &[Token<'_>], module: &[String]) -> BTreeMap<String, Vec<String>> {
    let declarations = tokens.windows(3).filter(|three| three[0].0 == "mod" && three[2].0 == ";");
    declarations
        .map(|three| {
            let path = module.iter().cloned().chain([three[1].0.to_owned()]).collect();
            (three[1].0.to_owned(), path)
        })
        .collect()
}

struct Leaf {
    path: Vec<String>,
    name: String,
    line: usize,
}

/// Reads the tree of a `use` declaration.
struct Tree<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    leaves: Vec<Leaf>,
}

impl Tree<'_> {
    fn token(&self) -> Token<'_> {
        self.tokens.get(self.at).copied().unwrap_or((";", 0))
    }
    fn read(&mut self, prefix: &[String]) {
        let mut path = prefix.to_vec();
        let line = self.token().1;
        loop {
            match self.token().0 {
                "{" => return self.read_group(&path),
                "," | "}" | ";" => break,
                "as" => {
                    self.at += 1;
                    let name = self.token().0.to_owned();
                    self.at += 1;
                    self.leaves.push(Leaf { path, name, line });
                    return;
                }
                "::" | "*" => {}
                "self" if !path.is_empty() => {}
                word => path.push(word.to_owned()),
            }
            self.at += 1;
        }
        let name = path.last().cloned().unwrap_or_default();
        self.leaves.push(Leaf { path, name, line });
    }
    fn read_group(&mut self, prefix: &[String]) {
        while !["}", ";"].contains(&self.token().0) {
            self.at += 1;
            if self.token().0 != "}" {
                self.read(prefix);
            }
        }
        self.at += 1;
    }
}

/// The absolute path of a path in a module, if it leads into this crate.
fn resolved(
    path: &[String],
    module: &[String],
    names: &BTreeMap<String, Vec<String>>,
) -> Option<Vec<String>> {
    let (first, rest) = path.split_first()?;
    let absolute = match first.as_str() {
        "crate" => vec![],
        "self" => module.to_vec(),
        "super" => {
            let parent = &module[..module.len().checked_sub(1)?];
            let is_up = rest.first().is_some_and(|next| next == "super");
            return if is_up { resolved(rest, parent, names) } else { Some([parent, rest].concat()) };
        }
        name => names.get(name)?.clone(),
    };
    Some([absolute, rest.to_vec()].concat())
}

/// Paths outside of `use`: those of at least two segments.
fn inline(tokens: &[Token<'_>], module: &[String], names: &BTreeMap<String, Vec<String>>) -> Vec<Reference> {
    let (mut found, mut at, mut in_use) = (vec![], 0, false);
    while at < tokens.len() {
        let (word, line) = tokens[at];
        in_use = word == "use" || (in_use && word != ";");
        let continues = at > 0 && ["::", "."].contains(&tokens[at - 1].0);
        let mut path = vec![word.to_owned()];
        while tokens.get(at + 1).is_some_and(|next| next.0 == "::")
            && tokens
                .get(at + 2)
                .is_some_and(|next| next.0.starts_with(|c: char| c.is_alphabetic() || c == '_'))
        {
            path.push(tokens[at + 2].0.to_owned());
            at += 2;
        }
        if path.len() > 1 && !in_use && !continues {
            found.extend(resolved(&path, module, names).map(|path| Reference { path, line }));
        }
        at += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(path: &str, text: &str) -> Vec<String> {
        references(&Source::new(path, text)).iter().map(|it| it.path.join("::")).collect()
    }

    #[test]
    fn use_declarations_are_resolved_through_nested_braces() {
        let text = "use std::fmt;\nuse crate::{db::{self, Tx}, features::{contacts::{bulk as b}, people}, id::*};\n\
                    use super::super::x::Y;\npub use self::child::Z;";
        let found = paths("features/contacts/store.rs", text);
        let expected = [
            "db",
            "db::Tx",
            "features::contacts::bulk",
            "features::people",
            "id",
            "features::x::Y",
            "features::contacts::store::child::Z",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn inline_paths_are_resolved_through_imports_and_children() {
        let text = "mod child;\nuse crate::features::people;\nfn f() { people::routes::g(); child::h(); it.x::<A>(); std::mem::take(); \
                    crate::db::run(super::i()) }";
        let found = paths("features/contacts/mod.rs", text);
        let expected = [
            "features::people",
            "features::people::routes::g",
            "features::contacts::child::h",
            "db::run",
            "features::i",
        ];
        assert_eq!(found, expected);
    }
}
