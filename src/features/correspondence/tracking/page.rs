//! The HTML of a mail: cleaned when it is written, its links turned into tracking addresses when it is sent.

use std::{
    borrow::Cow,
    sync::{Arc, Mutex},
};

use ammonia::Builder;
use url::Url;

use super::Tracker;
use crate::features::correspondence::EmailId;

/// A mail has at most so many links that are followed; the rest lead where they lead.
const MOST_LINKS: usize = 200;
/// Characters in a line of the text part.
const WIDTH: usize = 76;

/// Without scripts, forms, frames and whatever else could run in a reader's program.
pub fn cleaned(html: &str) -> String {
    ammonia::clean(html)
}

/// Where the links of cleaned HTML lead, each once.
pub fn links(html: &str) -> Vec<String> {
    let found = Arc::new(Mutex::new(vec![]));
    let collected = found.clone();
    rewritten(html, move |url| {
        let mut found = found.lock().expect("nothing panics while links are collected");
        if !found.iter().any(|known| known == url) && found.len() < MOST_LINKS {
            found.push(url.to_owned());
        }
        None
    });
    let links = collected.lock().expect("nothing panics while links are collected");
    links.clone()
}

/// The mail as it goes out: with followed links, a way out for who wants no more, and a pixel.
pub fn tracked(html: &str, email: EmailId, links: &[String], tracker: &Tracker) -> String {
    let (known, signing) = (links.to_vec(), tracker.clone());
    let body = rewritten(html, move |url| {
        let place = known.iter().position(|link| link == url)?;
        Some(signing.link(email, u16::try_from(place).ok()?).to_string())
    });
    let (unsubscribe, pixel) = (tracker.unsubscribe(email), tracker.pixel(email));
    format!(
        "<!doctype html>\n<html><body>{body}\n<p style=\"color:#777;font-size:12px\"><a href=\"{unsubscribe}\">Unsubscribe</a></p>\n\
         <img src=\"{pixel}\" width=\"1\" height=\"1\" alt=\"\"></body></html>\n"
    )
}

/// For readers who want no HTML.
pub fn plain(html: &str) -> String {
    html2text::config::plain().no_link_wrapping().string_from_read(html.as_bytes(), WIDTH).unwrap_or_default()
}

/// The HTML with other addresses in its links, where there is one.
fn rewritten(html: &str, other: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> String {
    let mut builder = Builder::default();
    builder.attribute_filter(move |element, attribute, value| match (element, attribute) {
        ("a", "href") => Some(match web(value) {
            // As a browser understands it: without the line breaks that may stand in an attribute.
            Some(url) => Cow::Owned(other(url.as_str()).unwrap_or_else(|| url.into())),
            None => value.into(),
        }),
        _ => Some(value.into()),
    });
    builder.clean(html).to_string()
}

fn web(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Secret;

    const MAIL: &str = r#"<p onclick="x()">Hello <b>Alice</b>, see <a href="https://example.com/a?b=1&amp;c=2">this</a>,
        <a href="https://example.com/a?b=1&amp;c=2">again</a>, <a href="http://example.org/">that</a> or
        <a href="mailto:asha@example.com">write</a>.</p><script>alert(1)</script><a href="javascript:x()">no</a>"#;

    #[test]
    fn nothing_that_runs_is_left() {
        let clean = cleaned(MAIL);
        assert!(!clean.contains("script") && !clean.contains("onclick"), "{clean}");
        assert!(clean.contains("<b>Alice</b>"));
    }

    #[test]
    fn links_are_written_as_a_browser_reads_them() {
        let html = cleaned(
            "<a href=\"https://example.com/\n a\tb\">one</a> <a href=\" HTTPS://EXAMPLE.org\">two</a>",
        );
        assert_eq!(links(&html), ["https://example.com/%20ab", "https://example.org/"]);
    }

    #[test]
    fn links_to_the_web_are_followed_and_others_are_not() {
        let clean = cleaned(MAIL);
        let links = links(&clean);
        assert_eq!(links, ["https://example.com/a?b=1&c=2", "http://example.org/"]);
        let (tracker, id) =
            (Tracker::new(&Secret::new("k"), "https://crm.example.com".parse().unwrap()), EmailId::new());
        let html = tracked(&clean, id, &links, &tracker);
        assert_eq!(html.matches(tracker.link(id, 0).as_str()).count(), 2);
        assert!(html.contains(tracker.link(id, 1).as_str()) && html.contains("mailto:asha@example.com"));
        assert!(!html.contains("https://example.com/a"));
        assert!(html.contains(tracker.pixel(id).as_str()) && html.contains(tracker.unsubscribe(id).as_str()));
        let text = plain(&html);
        assert!(text.contains("Alice") && !text.contains("<p"), "{text}");
        // An address that is broken over two lines leads nowhere.
        assert!(text.contains(tracker.link(id, 0).as_str()), "{text}");
    }
}
