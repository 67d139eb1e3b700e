//! The HTML of an e-mail: sanitised when it is queued, with tracking URLs when it is sent.

use std::{
    borrow::Cow,
    sync::{Arc, Mutex},
};

use ammonia::Builder;
use url::Url;

use super::address::Tracker;
use crate::features::correspondence::EmailId;

/// The maximum number of tracked links per e-mail. Further links are not tracked.
const MAX_LINKS: usize = 200;
/// The line length of the text part in characters.
const LINE_LENGTH: usize = 76;

/// Removes scripts, forms, frames and other active content.
pub fn sanitize(html: &str) -> String {
    ammonia::clean(html)
}

/// The distinct URLs of the links in sanitised HTML.
pub fn links(html: &str) -> Vec<String> {
    let found = Arc::new(Mutex::new(vec![]));
    let collected = found.clone();
    rewrite_links(html, move |url| {
        let mut found = found.lock().expect("not poisoned");
        if !found.iter().any(|known| known == url) && found.len() < MAX_LINKS {
            found.push(url.to_owned());
        }
        None
    });
    let links = collected.lock().expect("not poisoned");
    links.clone()
}

/// Adds tracked links, an unsubscribe link and a tracking pixel.
pub fn add_tracking(html: &str, email: EmailId, links: &[String], tracker: &Tracker) -> String {
    let (tracked_links, signer) = (links.to_vec(), tracker.clone());
    let body = rewrite_links(html, move |url| {
        let position = tracked_links.iter().position(|link| link == url)?;
        Some(signer.link(email, u16::try_from(position).ok()?).to_string())
    });
    let (unsubscribe, pixel) = (tracker.unsubscribe(email), tracker.pixel(email));
    format!(
        "<!doctype html>\n<html><body>{body}\n<p style=\"color:#777;font-size:12px\"><a href=\"{unsubscribe}\">Unsubscribe</a></p>\n\
         <img src=\"{pixel}\" width=\"1\" height=\"1\" alt=\"\"></body></html>\n"
    )
}

/// Converts the HTML to plain text.
pub fn to_text(html: &str) -> String {
    html2text::config::plain()
        .no_link_wrapping()
        .string_from_read(html.as_bytes(), LINE_LENGTH)
        .unwrap_or_default()
}

/// Sanitises the HTML, and replaces the URLs of links for which `replace` returns another.
fn rewrite_links(html: &str, replace: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> String {
    let mut builder = Builder::default();
    builder.attribute_filter(move |element, attribute, value| match (element, attribute) {
        ("a", "href") => Some(match web(value) {
            // Normalised as by a browser, which ignores line breaks in an attribute.
            Some(url) => Cow::Owned(replace(url.as_str()).unwrap_or_else(|| url.into())),
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
    fn active_content_is_removed() {
        let clean = sanitize(MAIL);
        assert!(!clean.contains("script") && !clean.contains("onclick"), "{clean}");
        assert!(clean.contains("<b>Alice</b>"));
    }

    #[test]
    fn links_are_normalised_as_by_a_browser() {
        let html = sanitize(
            "<a href=\"https://example.com/\n a\tb\">one</a> <a href=\" HTTPS://EXAMPLE.org\">two</a>",
        );
        assert_eq!(links(&html), ["https://example.com/%20ab", "https://example.org/"]);
    }

    #[test]
    fn only_web_links_are_tracked() {
        let clean = sanitize(MAIL);
        let links = links(&clean);
        assert_eq!(links, ["https://example.com/a?b=1&c=2", "http://example.org/"]);
        let (tracker, id) =
            (Tracker::new(&Secret::new("k"), "https://crm.example.com".parse().unwrap()), EmailId::new());
        let html = add_tracking(&clean, id, &links, &tracker);
        assert_eq!(html.matches(tracker.link(id, 0).as_str()).count(), 2);
        assert!(html.contains(tracker.link(id, 1).as_str()) && html.contains("mailto:asha@example.com"));
        assert!(!html.contains("https://example.com/a"));
        assert!(html.contains(tracker.pixel(id).as_str()) && html.contains(tracker.unsubscribe(id).as_str()));
        let text = to_text(&html);
        assert!(text.contains("Alice") && !text.contains("<p"), "{text}");
        // A URL must not be wrapped.
        assert!(text.contains(tracker.link(id, 0).as_str()), "{text}");
    }
}
