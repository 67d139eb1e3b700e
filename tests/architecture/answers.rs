//! What a handler's OpenAPI attribute says of its success is what the handler returns.

use super::source::{self, Source};

/// A handler, its types without white space.
struct Handler {
    name: String,
    /// The bodies of its documented 2xx responses.
    documented: Vec<String>,
    /// The `T` of its `Result<T>`.
    returned: String,
}

impl Handler {
    fn documents_what_it_returns(&self) -> bool {
        let is_typed = |body: &String| body.starts_with("Answer<") || body.starts_with("Listed<");
        if self.returned == "Response" {
            !self.documented.iter().any(is_typed)
        } else {
            self.documented == [self.returned.as_str()]
        }
    }
}

#[test]
fn handlers_document_the_type_that_they_return() {
    let sources = source::parsed();
    let handlers: Vec<_> = sources.iter().flat_map(handlers).collect();
    assert!(handlers.len() > 100, "only {} handlers were found", handlers.len());
    for handler in &handlers {
        let Handler { name, documented, returned } = handler;
        assert!(handler.documents_what_it_returns(), "{name} returns {returned}, documents {documented:?}");
    }
}

fn handlers(source: &Source) -> Vec<Handler> {
    let code: String = source.code.split_whitespace().collect();
    let attributes = code.split("#[utoipa::path(").skip(1);
    attributes
        .map(|rest| {
            let (attribute, item) = rest.split_once(")]").expect("the attribute ends");
            let (_, signature) = item.split_once("asyncfn").expect("a handler is an async fn");
            let name = signature.split('(').next().unwrap_or_default();
            let (_, after) = signature.split_once("->").expect("a handler returns something");
            let returned = after.split('{').next().unwrap_or_default().replace(",>", ">");
            let returned = returned.strip_prefix("Result<").and_then(|rest| rest.strip_suffix('>'));
            Handler {
                name: format!("{} {name}", source.path),
                documented: documented(attribute),
                returned: returned.expect("a handler returns a Result").to_owned(),
            }
        })
        .collect()
}

fn documented(attribute: &str) -> Vec<String> {
    let successes = attribute.split("(status=2").skip(1).filter_map(|response| response.split(')').next());
    successes.filter_map(|response| response.split(",body=").nth(1)).map(str::to_owned).collect()
}

#[test]
fn different_types_are_found() {
    let handler = |body: &str, returned: &str| {
        let text = format!(
            "#[utoipa::path(get, path = \"/a\", request_body = B,\n responses((status = 200, {body}), (status = 409)))]\n\
             async fn read(\n read: Read,\n) -> Result<{returned}> {{}}"
        );
        handlers(&Source::new("a.rs", &text)).remove(0).documents_what_it_returns()
    };
    assert!(handler("body = Answer<Lead>", "Answer<Lead>") && handler("description = \"x\"", "Response"));
    assert!(
        !handler("body = Answer<Lead>", "Answer<Contact>") && !handler("body = Listed<Lead>", "Response")
    );
    assert!(!handler("description = \"x\"", "Answer<Lead>"));
}
