//! The web app: the files of `web/dist`, embedded in the binary (debug builds read them from disk).

use crate::error::Error;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "web/dist/"]
#[allow_missing = true]
struct Dist;

const HOW_TO_BUILD: &str = "The API is running, but the web app has not been built. To build it, run `make web` (requires Node 20 or later). API reference: /docs\n";

/// For files that Vite names by their content hash. Browsers revalidate all others.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const REVALIDATE: &str = "no-cache";

/// Encodings of precompressed files, in order of preference.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// Serves a file of the web app, or its index page for a client-side route.
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

/// Whether a browser requests a page, which the client-side router resolves.
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
    let caching = if path.starts_with("assets/") { IMMUTABLE } else { REVALIDATE };
    let mut response = if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        encoded(path, file, headers)
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

/// The file in the best encoding that the browser accepts. Files are compressed at build time.
fn encoded(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let text = if kind.type_() == "text" { "; charset=utf-8" } else { "" };
    let content_type = [(header::CONTENT_TYPE, format!("{kind}{text}"))];
    for (encoding, ending) in ENCODINGS.iter().filter(|(name, _)| accepted.contains(name)) {
        if let Some(compressed) = Dist::get(&format!("{path}{ending}")) {
            return (content_type, [(header::CONTENT_ENCODING, *encoding)], compressed.data).into_response();
        }
    }
    (content_type, file.data).into_response()
}

fn etag(file: &EmbeddedFile) -> HeaderValue {
    let hash = file.metadata.sha256_hash();
    let text: String = hash[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::from_str(&format!("\"{text}\"")).expect("hexadecimal digits make a header")
}
