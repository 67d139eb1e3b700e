//! The source files of the server: their modules, their code without comments and strings, and their strings.

use std::path::{Path, PathBuf};

/// A source file. Tests inside it are left out.
pub struct Source {
    /// Relative to `src`, with `/`.
    pub path: String,
    /// `features/contacts/mod.rs` is `["features", "contacts"]`.
    pub module: Vec<String>,
    pub text: String,
    pub code: String,
    /// Each string literal with its line.
    pub strings: Vec<(usize, String)>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let (code, strings) = without_tests(lex(text));
        Self { path: path.to_owned(), module: module_of(path), text: text.to_owned(), code, strings }
    }
}

/// Every source file, as its path relative to `src` and its text.
pub fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut files) = (vec![root.clone()], vec![]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path.strip_prefix(&root).unwrap().to_owned(), text));
            }
        }
    }
    files.sort();
    files
}

pub fn parsed() -> Vec<Source> {
    let path = |path: PathBuf| path.to_string_lossy().replace('\\', "/");
    sources().into_iter().map(|(file, text)| Source::new(&path(file), &text)).collect()
}

fn module_of(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    let is_root = ["lib", "main"].contains(&path);
    path.split('/').filter(|_| !is_root).map(str::to_owned).collect()
}

/// Splits a source into its code, with comments and the content of strings blanked, and its string literals.
fn lex(text: &str) -> (String, Vec<(usize, String)>) {
    let (mut code, mut strings) = (String::new(), vec![]);
    let (mut rest, mut line) = (text, 1);
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some((prefix, quoted, length)) = string(rest, &code) {
            code.push_str(&rest[..prefix]);
            strings.push((line, quoted));
            let lines = rest[..length].matches('\n').count();
            code.push_str(&format!("\"{}\"", "\n".repeat(lines)));
            line += lines;
            rest = &rest[length..];
            continue;
        } else if first == '\'' {
            character(rest)
        } else {
            code.push(first);
            line += usize::from(first == '\n');
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let lines = rest[..length].matches('\n').count();
        code.push_str(&"\n".repeat(lines));
        code.push(' ');
        line += lines;
        rest = &rest[length..];
    }
    (code, strings)
}

/// A string literal at the start of `rest`: the length before its quotes, its content, its whole length.
fn string(rest: &str, before: &str) -> Option<(usize, String, usize)> {
    let in_word = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let prefix = rest.find(|c: char| !"rbc".contains(c)).filter(|length| *length == 0 || !in_word)?;
    let hashes = rest[prefix..].len() - rest[prefix..].trim_start_matches('#').len();
    let content = rest[prefix + hashes..].strip_prefix('"')?;
    let is_raw = rest[..prefix].contains('r');
    if hashes > 0 && !is_raw {
        return None;
    }
    let end = if is_raw {
        content.find(&format!("\"{}", "#".repeat(hashes)))?
    } else {
        let mut escaped = false;
        content.find(|c| {
            let is_end = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            is_end
        })?
    };
    let quoted = if is_raw { content[..end].to_owned() } else { joined(&content[..end]) };
    Some((prefix, quoted, prefix + 2 * hashes + end + 2))
}

/// The content of a string without line continuations.
fn joined(content: &str) -> String {
    let mut lines = content.split("\\\n");
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |all, line| all + line.trim_start())
}

/// The length of a character literal, or of the quote of a lifetime.
fn character(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    match (characters.next(), characters.next()) {
        (Some((_, '\\')), Some((at, c))) => {
            rest[at + c.len_utf8()..].find('\'').map_or(1, |end| at + c.len_utf8() + end + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

/// Blanks the items that are only compiled for tests.
fn without_tests((mut code, mut strings): (String, Vec<(usize, String)>)) -> (String, Vec<(usize, String)>) {
    const ATTRIBUTE: &str = "#[cfg(test)]";
    while let Some(start) = code.find(ATTRIBUTE) {
        let end = start + ATTRIBUTE.len() + item_length(&code[start + ATTRIBUTE.len()..]);
        let line = |at: usize| code[..at].matches('\n').count() + 1;
        let lines = line(start)..=line(end);
        strings.retain(|(line, _)| !lines.contains(line));
        let blank = "\n".repeat(lines.end() - lines.start());
        code.replace_range(start..end, &blank);
    }
    (code, strings)
}

/// The length of an item: up to its `;`, or to the end of its block.
fn item_length(code: &str) -> usize {
    let mut depth = 0;
    for (at, c) in code.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 && (c == ';' || c == '}') {
            return at + 1;
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::{super::paths::references, *};

    #[test]
    fn modules_are_named_by_their_path() {
        let modules = ["lib.rs", "time.rs", "features/contacts/mod.rs", "features/contacts/store.rs"]
            .map(|path| module_of(path).join("::"));
        assert_eq!(modules, ["", "time", "features::contacts", "features::contacts::store"]);
    }

    #[test]
    fn strings_comments_and_tests_are_not_code() {
        let text = "/// crate::a::b\nlet x = (\"crate::c \\\" d\", r#\"e \"f\" g\"#, '\"', b'x', \"h \\\n   i\"); // j\n\
                    fn life<'a>(it: &'a str) {}\n#[cfg(test)]\nmod tests {\n const K: &str = \"k\";\n}\nuse crate::l;";
        let source = Source::new("a.rs", text);
        let strings: Vec<_> = source.strings.iter().map(|(line, text)| (*line, text.as_str())).collect();
        assert_eq!(strings, [(2, "crate::c \\\" d"), (2, "e \"f\" g"), (2, "h i")]);
        let found = references(&source);
        assert_eq!((found[0].path.join("::"), found[0].line, found.len()), ("l".to_owned(), 9, 1));
    }
}
