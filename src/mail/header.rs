//! Mail headers from untrusted text. Prevents header injection: a header stays on one line, and building it
//! never panics.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::text::single_line;
use lettre::{Address, Message, message::Mailbox};

/// An address with an optional display name.
pub(super) fn mailbox(name: Option<&str>, address: &str) -> Result<Mailbox, String> {
    let email: Address = address.trim().parse().map_err(|error| format!("{address:?}: {error}"))?;
    Ok(Mailbox::new(name.map(single_line).filter(|name| !name.is_empty()), email))
}

pub(super) fn subject(text: &str) -> String {
    single_line(text)
}

/// Builds a mail, and turns a panic of lettre, which it does if it cannot encode a header, into an error.
pub(super) fn catching_panics(build: impl FnOnce() -> Result<Message, String>) -> Result<Message, String> {
    catch_unwind(AssertUnwindSafe(build))
        .unwrap_or_else(|_| Err("a header of the mail cannot be encoded".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: [&str; 12] = [
        "Asha\nBcc: victim@example.com",
        "\r\n",
        "\n",
        "a\u{2028}b\u{2029}c\u{85}d",
        "\0",
        "\u{202e}gnirts",
        "\"quoted\\\" <x@example.com>",
        "=?utf-8?b?Cg==?=",
        "tab\tbed",
        "Zoë Łęcka 😀\n",
        "",
        "\u{1}\u{7f}\u{9f}",
    ];

    #[test]
    fn hostile_names_and_subjects_stay_one_line() {
        for text in HOSTILE.into_iter().map(str::to_owned).chain(["x\n".repeat(500), "é ".repeat(500)]) {
            let message = catching_panics(|| {
                Message::builder()
                    .from(mailbox(Some(&text), "from@example.com")?)
                    .to(mailbox(Some(&text), "to@example.com")?)
                    .subject(subject(&text))
                    .body(text.clone())
                    .map_err(|error| error.to_string())
            });
            let formatted = String::from_utf8(message.unwrap().formatted()).unwrap();
            let (head, _) = formatted.split_once("\r\n\r\n").unwrap();
            for line in head.lines() {
                let is_folded = line.starts_with([' ', '\t']);
                let known = ["From:", "To:", "Subject:", "Date:", "MIME-Version:", "Content-"];
                assert!(is_folded || known.iter().any(|name| line.starts_with(name)), "{text:?}: {line:?}");
            }
        }
    }

    #[test]
    fn panic_while_building_is_an_error() {
        assert!(catching_panics(|| panic!("no encoding")).is_err());
    }

    #[test]
    fn only_a_single_bare_address_is_accepted() {
        for text in ["", "nobody", "a@b\nBcc: c@d", "a@example.com, b@example.com", "Name <a@example.com>"] {
            assert!(mailbox(None, text).is_err(), "{text:?}");
        }
    }
}
