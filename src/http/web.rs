//! The web app: the files of `web/dist`, embedded in the binary (a debug build reads them where they lie).

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::Error;

#[derive(RustEmbed)]
#[folder = "web/dist/"]
#[allow_missing = true]
struct Dist;

const HOW_TO_BUILD: &str = "Tandem serves its API; the web app is not built: `make web` builds it, with Node 20 or later. See /docs.\n";

/// What Vite names by its content never changes; everything else is asked for anew.
const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// The forms in which a file lies beside itself, best first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// A file of the web app, or the app itself for the address of one of its pages.
pub async fn file(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads || path.split('/').next().is_some_and(|first| matches!(first, "api" | "docs" | "socket.io")) {
        return Error::NotFound("page").into_response();
    }
    match Dist::get(path) {
        Some(found) => send(path, found, request.headers()),
        None if is_page(path, request.headers()) => app(request.headers()),
        None => Error::NotFound("page").into_response(),
    }
}

/// Whether a browser asks for a page: those are told apart in the app.
fn is_page(path: &str, headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    path.is_empty() || accepts.contains("text/html")
}

fn app(headers: &HeaderMap) -> Response {
    match Dist::get("index.html") {
        Some(index) => send("index.html", index, headers),
        None => HOW_TO_BUILD.into_response(),
    }
}

fn send(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag = etag(&file);
    let keep = if path.starts_with("assets/") { FOREVER } else { ASK_AGAIN };
    let mut response = if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        encoded(path, file, headers)
    };
    let sent = response.headers_mut();
    sent.insert(header::ETAG, tag);
    sent.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    sent.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

/// The file in the best form that the browser takes, compressed when the app was built.
fn encoded(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let text = if kind.type_() == "text" { "; charset=utf-8" } else { "" };
    let content_type = [(header::CONTENT_TYPE, format!("{kind}{text}"))];
    for (encoding, ending) in ENCODINGS.iter().filter(|(name, _)| accepted.contains(name)) {
        if let Some(packed) = Dist::get(&format!("{path}{ending}")) {
            return (content_type, [(header::CONTENT_ENCODING, *encoding)], packed.data).into_response();
        }
    }
    (content_type, file.data).into_response()
}

fn etag(file: &EmbeddedFile) -> HeaderValue {
    let hash = file.metadata.sha256_hash();
    let text: String = hash[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::from_str(&format!("\"{text}\"")).expect("hexadecimal digits make a header")
}
