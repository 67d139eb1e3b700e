//! Headers from text that people wrote: whatever it contains, a header stays one line, and building it fails or
//! succeeds but never panics.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lettre::{Address, Message, message::Mailbox};

use crate::text::single_line;

/// An address, with the name of whom it belongs to.
pub(super) fn mailbox(name: Option<&str>, address: &str) -> Result<Mailbox, String> {
    let email: Address = address.trim().parse().map_err(|error| format!("{address:?}: {error}"))?;
    Ok(Mailbox::new(name.map(single_line).filter(|name| !name.is_empty()), email))
}

pub(super) fn subject(text: &str) -> String {
    single_line(text)
}

/// Builds a mail. lettre panics where it cannot encode a header; here that is an error like any other.
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
            let written = String::from_utf8(message.unwrap().formatted()).unwrap();
            let (head, _) = written.split_once("\r\n\r\n").unwrap();
            for line in head.lines() {
                let continued = line.starts_with([' ', '\t']);
                let known = ["From:", "To:", "Subject:", "Date:", "MIME-Version:", "Content-"];
                assert!(continued || known.iter().any(|name| line.starts_with(name)), "{text:?}: {line:?}");
            }
        }
    }

    #[test]
    fn panic_while_building_is_an_error() {
        assert!(catching_panics(|| panic!("no encoding")).is_err());
    }

    #[test]
    fn address_with_anything_else_is_refused() {
        for wrong in ["", "nobody", "a@b\nBcc: c@d", "a@example.com, b@example.com", "Name <a@example.com>"] {
            assert!(mailbox(None, wrong).is_err(), "{wrong:?}");
        }
    }
}
