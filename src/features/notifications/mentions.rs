//! Whom a text names: `@Asha Rao`, or `@Asha` where only one is called so.

use crate::id::EmployeeId;

/// The people named, each once, in the order of their naming.
pub fn of(text: &str, people: &[(EmployeeId, &str)]) -> Vec<EmployeeId> {
    let mut named = vec![];
    for (at, _) in text.match_indices('@') {
        // In an e-mail address the @ follows a letter.
        let begins = text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        if let Some(id) = begins.then(|| who(&text[at + 1..], people)).flatten()
            && !named.contains(&id)
        {
            named.push(id);
        }
    }
    named
}

fn who(text: &str, people: &[(EmployeeId, &str)]) -> Option<EmployeeId> {
    let by_name =
        people.iter().filter(|(_, name)| begins_with(text, name)).max_by_key(|(_, name)| name.len());
    if let Some((id, _)) = by_name {
        return Some(*id);
    }
    let first = |name: &str| name.split_whitespace().next().unwrap_or_default().to_owned();
    let mut called: Vec<_> = people.iter().filter(|(_, name)| begins_with(text, &first(name))).collect();
    match called.len() {
        1 => called.pop().map(|(id, _)| *id),
        _ => None,
    }
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
}
