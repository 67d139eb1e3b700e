//! Whom a text names: `@Asha Rao`, or `@Asha` where only one is called so.

use std::collections::HashMap;

use crate::id::EmployeeId;

/// People that one text notifies: those named first.
const MAX_MENTIONS: usize = 50;

/// The people named, each once, in the order of their naming.
///
/// Takes time in proportion to the text: at each `@` only those are looked at whose name begins with the same letter.
pub fn of(text: &str, people: &[(EmployeeId, &str)]) -> Vec<EmployeeId> {
    let names = Names::of(people);
    let mut named = vec![];
    for after in mentions(text) {
        if let Some(id) = names.find(after)
            && !named.contains(&id)
        {
            named.push(id);
            if named.len() == MAX_MENTIONS {
                break;
            }
        }
    }
    named
}

/// Whether a text may name anybody at all.
pub fn any(text: &str) -> bool {
    mentions(text).next().is_some()
}

/// What follows each `@` that begins a word. In an e-mail address it follows a letter.
fn mentions(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('@').filter_map(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), &text[at + 1..]);
        let begins = before.is_none_or(|before| !before.is_alphanumeric());
        (begins && after.starts_with(char::is_alphanumeric)).then_some(after)
    })
}

/// The names of people by their first letter.
struct Names<'a>(HashMap<char, Vec<Name<'a>>>);

struct Name<'a> {
    id: EmployeeId,
    whole: &'a str,
    first: &'a str,
}

impl<'a> Names<'a> {
    fn of(people: &[(EmployeeId, &'a str)]) -> Self {
        let mut names: HashMap<_, Vec<_>> = HashMap::new();
        for (id, whole) in people {
            let Some(letter) = letter(whole) else { continue };
            let first = whole.split_whitespace().next().unwrap_or_default();
            names.entry(letter).or_default().push(Name { id: *id, whole, first });
        }
        Self(names)
    }
    /// Whose whole name the text begins with, the longest; or else whose first name, if only one is called so.
    fn find(&self, text: &str) -> Option<EmployeeId> {
        let names = self.0.get(&letter(text)?)?;
        let whole = names.iter().filter(|name| begins_with(text, name.whole));
        if let Some(name) = whole.max_by_key(|name| name.whole.len()) {
            return Some(name.id);
        }
        let mut called = names.iter().filter(|name| begins_with(text, name.first));
        let only = called.next()?;
        called.next().is_none().then_some(only.id)
    }
}

fn letter(text: &str) -> Option<char> {
    text.chars().next().and_then(|first| first.to_lowercase().next())
}

/// Whether the text begins with this name, whole, in any letter case.
fn begins_with(text: &str, name: &str) -> bool {
    let mut rest = text.chars();
    let same =
        name.chars().all(|c| rest.next().is_some_and(|other| other.to_lowercase().eq(c.to_lowercase())));
    same && !name.is_empty() && rest.next().is_none_or(|after| !after.is_alphanumeric())
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
    fn people_are_named_whole_or_by_a_first_name_of_their_own() {
        assert_eq!(named("@Asha Rao please call, and @ravi too"), [0, 2]);
        assert_eq!(named("@asha menon!"), [1]);
        assert_eq!(named("@Asha"), [] as [usize; 0], "there are two");
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
        // Each `@` looks at nobody: no name begins with this letter.
        assert!(of(&"@x ".repeat(1_600), &people).is_empty());
        let everybody: String = (0..300).map(|n| format!("@Person{n} ")).collect();
        assert_eq!(of(&everybody, &people), ids.iter().take(50).map(|(id, _)| *id).collect::<Vec<_>>());
    }
}
