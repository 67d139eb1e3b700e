//! Which characters text may contain.
//!
//! A name ends up in mail headers, file names, log lines and cells of one line, so text is a single line unless its
//! schema says that it may have several.

/// How many lines a text may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    One,
    Many,
}

/// Why a text is refused, if it is.
///
/// A single line has no line separators, no control characters, tabs included, and nothing that reorders what
/// follows it: `Asha\u{202e}oaR` would read as somebody else's name. Several lines may have line separators, tabs and
/// the embeddings of right-to-left text.
pub fn problem(text: &str, lines: Lines) -> Option<&'static str> {
    let has = |forbidden: fn(char) -> bool| text.contains(forbidden);
    match lines {
        Lines::Many if has(|c| is_control(c) && c != '\t') => Some("must not contain control characters"),
        Lines::Many => None,
        Lines::One if has(is_line_separator) => Some("must be a single line"),
        Lines::One if has(is_control) => Some("must not contain tabs or other control characters"),
        Lines::One if has(is_direction) => Some("must not contain characters that change the text direction"),
        Lines::One => None,
    }
}

/// The text without what is invisible at its ends: spaces, byte order marks, and the marks of direction that other
/// programs put around a copied number or name.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_direction(c) || is_invisible(c))
}

/// The text as a single line, with a space for each run of characters that a single line must not have.
pub fn single_line(text: &str) -> String {
    let parts = text.split(|c| is_line_separator(c) || is_control(c) || is_direction(c));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ").trim().to_owned()
}

fn is_line_separator(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// NUL, for one, which PostgreSQL does not store.
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\u{85}')
}

/// Embeddings, overrides and isolates of the Unicode bidirectional algorithm, whose effect goes on behind them.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Zero-width space, marks of direction without effect on what follows, byte order mark.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_line_refuses_separators_controls_and_directions() {
        for bad in
            ["a\nb", "a\rb", "a\u{85}b", "a\u{2028}b", "a\u{2029}b", "a\u{b}b", "a\tb", "a\0b", "a\u{9f}b"]
        {
            assert!(problem(bad, Lines::One).is_some(), "{bad:?}");
        }
        assert!(problem("a\u{202e}b", Lines::One).is_some());
        for good in ["Zoë O’Neil-Łęcka", "محمد", "👩‍👩‍👧", "a\u{200f}b", ""] {
            assert_eq!(problem(good, Lines::One), None, "{good:?}");
        }
    }

    #[test]
    fn several_lines_refuse_only_control_characters() {
        assert_eq!(problem("a\r\nb\tc\u{2028}\u{2067}d\u{2069}", Lines::Many), None);
        assert!(problem("a\0b", Lines::Many).is_some());
        assert!(problem("a\u{1b}[31mb", Lines::Many).is_some());
    }

    #[test]
    fn copied_text_loses_what_is_invisible_around_it() {
        assert_eq!(trimmed("\u{202a}+91 98765 43210\u{202c}"), "+91 98765 43210");
        assert_eq!(trimmed("\u{feff} \u{200b}\t\n"), "");
        assert_eq!(single_line("Asha\r\n\tRao\u{202e}\n"), "Asha Rao");
    }
}
