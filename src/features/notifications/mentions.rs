//! Mentions in text: `@Asha Rao`, or `@Asha` if only one person has that first name.

use crate::id::EmployeeId;
use std::collections::HashMap;

/// The maximum number of people that one text can mention.
const MAX_MENTIONS: usize = 50;

/// Finds the mentioned people, without duplicates, in order of occurrence.
///
/// At each `@`, compares only names with the same initial, so that long texts and lists of people stay fast.
pub fn of(text: &str, people: &[(EmployeeId, &str)]) -> Vec<EmployeeId> {
    let names = Names::of(people);
    let mut mentioned = vec![];
    for after in mentions(text) {
        if let Some(id) = names.find(after)
            && !mentioned.contains(&id)
        {
            mentioned.push(id);
            if mentioned.len() == MAX_MENTIONS {
                break;
            }
        }
    }
    mentioned
}

/// Whether the text contains something like a mention.
pub fn any(text: &str) -> bool {
    mentions(text).next().is_some()
}

/// The text after each `@` at the start of a word. In an e-mail address, `@` follows a letter or digit.
fn mentions(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('@').filter_map(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), &text[at + 1..]);
        let starts_word = before.is_none_or(|before| !before.is_alphanumeric());
        (starts_word && after.starts_with(char::is_alphanumeric)).then_some(after)
    })
}

/// Names by their initial.
struct Names<'a>(HashMap<char, Vec<Name<'a>>>);

struct Name<'a> {
    id: EmployeeId,
    full: &'a str,
    first: &'a str,
}

impl<'a> Names<'a> {
    fn of(people: &[(EmployeeId, &'a str)]) -> Self {
        let mut names: HashMap<_, Vec<_>> = HashMap::new();
        for (id, full) in people {
            let Some(initial) = initial(full) else { continue };
            let first = full.split_whitespace().next().unwrap_or_default();
            names.entry(initial).or_default().push(Name { id: *id, full, first });
        }
        Self(names)
    }
    /// Finds the longest full name that the text starts with, or else an unambiguous first name.
    fn find(&self, text: &str) -> Option<EmployeeId> {
        let names = self.0.get(&initial(text)?)?;
        let full_matches = names.iter().filter(|name| starts_with_name(text, name.full));
        if let Some(name) = full_matches.max_by_key(|name| name.full.len()) {
            return Some(name.id);
        }
        let mut first_matches = names.iter().filter(|name| starts_with_name(text, name.first));
        let name = first_matches.next()?;
        first_matches.next().is_none().then_some(name.id)
    }
}

fn initial(text: &str) -> Option<char> {
    text.chars().next().and_then(|first| first.to_lowercase().next())
}

/// Whether the text starts with the name as a whole word, ignoring case.
fn starts_with_name(text: &str, name: &str) -> bool {
    let mut rest = text.chars();
    let is_prefix =
        name.chars().all(|c| rest.next().is_some_and(|other| other.to_lowercase().eq(c.to_lowercase())));
    is_prefix && !name.is_empty() && rest.next().is_none_or(|after| !after.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Vec<usize> {
        let ids: Vec<EmployeeId> = (0..4).map(|_| EmployeeId::new()).collect();
        let names = ["Asha Rao", "Asha Menon", "Ravi Iyer", "Zoë"];
        let people: Vec<_> = ids.iter().copied().zip(names).collect();
        of(text, &people).into_iter().map(|id| ids.iter().position(|other| *other == id).unwrap()).collect()
    }

    #[test]
    fn full_names_and_unambiguous_first_names_match() {
        assert_eq!(named("@Asha Rao please call, and @ravi too"), [0, 2]);
        assert_eq!(named("@asha menon!"), [1]);
        assert_eq!(named("@Asha"), [] as [usize; 0], "ambiguous");
        assert_eq!(named("@Ravindra"), [] as [usize; 0]);
        assert_eq!(named("(@zoë) @Zoë"), [3]);
        assert_eq!(named("write to x@ravi.example"), [] as [usize; 0]);
    }
    #[test]
    fn time_is_proportional_to_the_text() {
        let ids: Vec<(EmployeeId, String)> =
            (0..2_000).map(|n| (EmployeeId::new(), format!("Person{n} Surname"))).collect();
        let people: Vec<_> = ids.iter().map(|(id, name)| (*id, name.as_str())).collect();
        assert!(of(&"@".repeat(5_000), &people).is_empty());
        assert!(!any(&"@".repeat(5_000)));
        // No name has this initial, so each `@` compares nothing.
        assert!(of(&"@x ".repeat(1_600), &people).is_empty());
        let everybody: String = (0..300).map(|n| format!("@Person{n} ")).collect();
        assert_eq!(of(&everybody, &people), ids.iter().take(50).map(|(id, _)| *id).collect::<Vec<_>>());
    }
}
