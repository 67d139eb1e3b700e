//! Validates the characters of text.
//!
//! Text is a single line unless its schema allows several, because names end up in mail headers, file names,
//! log lines and table cells.

/// Whether a text can have several lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    One,
    Many,
}

/// Returns an error message if the text is invalid.
///
/// A single line must not contain line separators, control characters including tabs, or characters that
/// reorder the following text: `Asha\u{202e}oaR` would be displayed as a different name. Several lines can
/// contain line separators, tabs and directional formatting.
pub fn validate(text: &str, lines: Lines) -> Option<&'static str> {
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

/// Trims whitespace, byte order marks, and the directional marks that some programs add to copied text.
pub fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_direction(c) || is_invisible(c))
}

/// Converts the text to a single line, by replacing each run of disallowed characters with a space.
pub fn single_line(text: &str) -> String {
    let parts = text.split(|c| is_line_separator(c) || is_control(c) || is_direction(c));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ").trim().to_owned()
}

fn is_line_separator(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Control characters except line separators. PostgreSQL cannot store NUL.
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\u{85}')
}

/// Bidirectional embeddings, overrides and isolates, which affect the following text.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Zero-width space, byte order mark, and directional marks that do not affect the following text.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_line_rejects_separators_controls_and_directional_formatting() {
        for bad in
            ["a\nb", "a\rb", "a\u{85}b", "a\u{2028}b", "a\u{2029}b", "a\u{b}b", "a\tb", "a\0b", "a\u{9f}b"]
        {
            assert!(validate(bad, Lines::One).is_some(), "{bad:?}");
        }
        assert!(validate("a\u{202e}b", Lines::One).is_some());
        for good in ["Zoë O’Neil-Łęcka", "محمد", "👩‍👩‍👧", "a\u{200f}b", ""] {
            assert_eq!(validate(good, Lines::One), None, "{good:?}");
        }
    }

    #[test]
    fn several_lines_reject_only_control_characters() {
        assert_eq!(validate("a\r\nb\tc\u{2028}\u{2067}d\u{2069}", Lines::Many), None);
        assert!(validate("a\0b", Lines::Many).is_some());
        assert!(validate("a\u{1b}[31mb", Lines::Many).is_some());
    }

    #[test]
    fn invisible_characters_are_trimmed() {
        assert_eq!(trimmed("\u{202a}+91 98765 43210\u{202c}"), "+91 98765 43210");
        assert_eq!(trimmed("\u{feff} \u{200b}\t\n"), "");
        assert_eq!(single_line("Asha\r\n\tRao\u{202e}\n"), "Asha Rao");
    }
}
