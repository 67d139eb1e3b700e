use axum::{
    extract::{Path, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use url::Url;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Email, EmailId, EmailWithBody, NewEmail,
    tracking::{self, Target, Tracker, Visitor},
};
use crate::{
    access::Permission,
    app::App,
    error::{Error, Result},
    features::contacts::{Contact, ContactId},
    http::{Answer, Listed, PathId, RequestRead, Valid, Write},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(send))
        .routes(routes!(find))
        .routes(routes!(of_contact))
        .routes(routes!(open))
        .routes(routes!(click))
        .routes(routes!(ask_to_unsubscribe, unsubscribe))
}

/// Send an e-mail to a contact. It is QUEUED first; `email:sent` or `email:failed` reports the outcome.
#[utoipa::path(post, path = "/api/emails", tag = "emails", request_body = NewEmail,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 201, body = Answer<EmailWithBody>), (status = 409, description = "`unsubscribed`")))]
async fn send(write: Write, Valid(input): Valid<NewEmail>) -> Result<Answer<EmailWithBody>> {
    let mut tx = write.begin().await?;
    let email = super::queue(&mut tx, input).await?;
    tx.commit_created(&format!("/api/emails/{}", email.email.id), "E-mail queued", &email).await
}

/// Read an e-mail with its body.
#[utoipa::path(get, path = "/api/emails/{id}", tag = "emails", params(("id" = EmailId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<EmailWithBody>)))]
async fn find(mut read: RequestRead, PathId(id): PathId<Email>) -> Result<Answer<EmailWithBody>> {
    let email = super::find_visible(&mut read, id).await?;
    read.record(&email)
}

/// List the e-mails to a contact, newest first.
#[utoipa::path(get, path = "/api/emails/contact/{id}", tag = "emails", params(("id" = ContactId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Listed<Email>)))]
async fn of_contact(mut read: RequestRead, PathId(id): PathId<Contact>) -> Result<Listed<Email>> {
    let emails = super::list(&mut read, id).await?;
    read.whole_list(emails)
}

/// A transparent 1×1 GIF.
const PIXEL: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// Load the tracking pixel of an e-mail. Records that the e-mail was opened.
#[utoipa::path(get, path = "/api/t/o/{token}", tag = "tracking", params(("token" = String, Path)), security(()),
    responses((status = 200, description = "A pixel", content_type = "image/gif"), (status = 404, description = "The token is invalid")))]
async fn open(
    State(app): State<App>,
    method: Method,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response> {
    let (id, _) = signed(&app, &token, |target| target == Target::Open)?;
    tracking::opened(&app.db, id, &visitor(&method, &headers)).await?;
    // Webmail clients embed the image on another origin.
    let headers = [(header::CONTENT_TYPE, "image/gif"), (CROSS_ORIGIN, "cross-origin")];
    Ok((headers, PIXEL).into_response())
}

const CROSS_ORIGIN: header::HeaderName = header::HeaderName::from_static("cross-origin-resource-policy");

/// Follow a tracked link in an e-mail. Records the click and redirects to the original URL.
#[utoipa::path(get, path = "/api/t/c/{token}", tag = "tracking", params(("token" = String, Path)), security(()),
    responses((status = 302, description = "Redirects to the original URL"), (status = 404, description = "The token is invalid")))]
async fn click(
    State(app): State<App>,
    method: Method,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response> {
    let (id, target) = signed(&app, &token, |target| matches!(target, Target::Click(_)))?;
    let Target::Click(link) = target else { return Err(Error::NotFound("page")) };
    let url = tracking::clicked(&app.db, id, link.into(), &visitor(&method, &headers)).await?;
    // Normalises URLs that were stored with a line break, as a browser does.
    let url = Url::parse(&url).map_err(|_| Error::NotFound("page"))?;
    Ok((StatusCode::FOUND, [(header::LOCATION, url.as_str())]).into_response())
}

/// Show a page to confirm unsubscribing. Mail scanners follow links, so a GET must not unsubscribe.
#[utoipa::path(get, path = "/api/t/u/{token}", tag = "tracking", params(("token" = String, Path)), security(()),
    responses((status = 200, description = "A page with one button", content_type = "text/html"), (status = 404, description = "The token is invalid")))]
async fn ask_to_unsubscribe(State(app): State<App>, Path(token): Path<String>) -> Result<Response> {
    signed(&app, &token, |target| target == Target::Unsubscribe)?;
    let form =
        "<form method=\"post\"><p>Stop receiving e-mails from us?</p><button>Unsubscribe</button></form>";
    Ok(page("Unsubscribe", form))
}

/// Unsubscribe, by the button of the page or by a one-click request from a mail client (RFC 8058).
#[utoipa::path(post, path = "/api/t/u/{token}", tag = "tracking", params(("token" = String, Path)), security(()),
    responses((status = 200, description = "A confirmation page", content_type = "text/html"), (status = 404, description = "The token is invalid")))]
async fn unsubscribe(State(app): State<App>, Path(token): Path<String>) -> Result<Response> {
    let (id, _) = signed(&app, &token, |target| target == Target::Unsubscribe)?;
    tracking::unsubscribed(&app.db, id).await?;
    Ok(page("Unsubscribed", "<p>You will no longer receive e-mails from us.</p>"))
}

fn page(title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><body style=\"font-family:sans-serif;margin:4rem auto;max-width:30rem\"><h1>{title}</h1>{body}</body></html>"
    );
    (StatusCode::OK, Html(html)).into_response()
}

/// Verifies a token. Fails with 404 if it is forged or for another purpose.
fn signed(app: &App, token: &str, is_expected: impl Fn(Target) -> bool) -> Result<(EmailId, Target)> {
    Tracker::of(&app.config)
        .read(token)
        .filter(|(_, target)| is_expected(*target))
        .ok_or(Error::NotFound("page"))
}

fn visitor(method: &Method, headers: &HeaderMap) -> Visitor {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let is_prefetch = ["sec-purpose", "purpose", "x-moz"]
        .iter()
        .any(|name| text(name).is_some_and(|value| value.contains("prefetch")));
    // All hits are stored, so the size of untrusted data is limited.
    let user_agent = text("user-agent").map(|agent| agent.chars().take(300).collect());
    Visitor { user_agent, is_prefetch: method == Method::HEAD || is_prefetch }
}
