use axum::{
    extract::{Path, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use url::Url;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Email, EmailId, EmailWithBody, NewEmail,
    tracking::{self, Target, Visitor},
};
use crate::{
    app::App,
    error::{Error, Result},
    features::contacts::{self, Contact, ContactId},
    http::{Answer, Change, Listed, PathId, Valid, View},
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

/// Send an e-mail to a contact. It is QUEUED at first; `email:sent` or `email:failed` says what became of it.
#[utoipa::path(post, path = "/api/emails", tag = "emails", request_body = NewEmail,
    responses((status = 201, body = Answer<EmailWithBody>), (status = 409, description = "`unsubscribed`")))]
async fn send(change: Change, Valid(input): Valid<NewEmail>) -> Result<Response> {
    let mut work = change.begin().await?;
    let email = super::queue(&mut work, input).await?;
    work.created(&format!("/api/emails/{}", email.email.id), "E-mail queued", &email).await
}

/// One e-mail with its body.
#[utoipa::path(get, path = "/api/emails/{id}", tag = "emails", params(("id" = EmailId, Path)),
    responses((status = 200, body = Answer<EmailWithBody>)))]
async fn find(mut view: View, PathId(id): PathId<Email>) -> Result<Response> {
    let email = super::find_visible(&mut view.conn, &view.actor, id).await?;
    view.record(&email)
}

/// The e-mails to a contact, newest first.
#[utoipa::path(get, path = "/api/emails/contact/{id}", tag = "emails", params(("id" = ContactId, Path)),
    responses((status = 200, body = Listed<Email>)))]
async fn of_contact(mut view: View, PathId(id): PathId<Contact>) -> Result<Response> {
    contacts::find_visible(&mut view.conn, &view.actor, id).await?;
    let emails = super::list(&mut view.conn, view.actor.company_id(), id).await?;
    view.whole_list(emails)
}

/// A transparent GIF of one pixel.
const PIXEL: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// The pixel in a mail: who loads it has opened the mail.
#[utoipa::path(get, path = "/api/t/o/{token}", tag = "tracking", params(("token" = String, Path)), security(()),
    responses((status = 200, description = "A pixel", content_type = "image/gif"), (status = 404, description = "Not signed here")))]
async fn open(
    State(app): State<App>,
    method: Method,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response> {
    let (id, _) = signed(&app, &token, |target| target == Target::Open)?;
    tracking::opened(&app.db, id, &visitor(&method, &headers)).await?;
    // A mail program shows it on a page of its own.
    let headers = [(header::CONTENT_TYPE, "image/gif"), (CROSS_ORIGIN, "cross-origin")];
    Ok((headers, PIXEL).into_response())
}

const CROSS_ORIGIN: header::HeaderName = header::HeaderName::from_static("cross-origin-resource-policy");

/// A link in a mail: leads on to where the mail's writer meant, and nowhere else.
#[utoipa::path(get, path = "/api/t/c/{token}", tag = "tracking", params(("token" = String, Path)), security(()),
    responses((status = 302, description = "Where the link leads"), (status = 404, description = "Not signed here")))]
async fn click(
    State(app): State<App>,
    method: Method,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Result<Response> {
    let (id, target) = signed(&app, &token, |target| matches!(target, Target::Click(_)))?;
    let Target::Click(link) = target else { return Err(Error::NotFound("page")) };
    let url = tracking::clicked(&app.db, id, link.into(), &visitor(&method, &headers)).await?;
    // One that was stored with a line break leads where a browser would go.
    let url = Url::parse(&url).map_err(|_| Error::NotFound("page"))?;
    Ok((StatusCode::FOUND, [(header::LOCATION, url.as_str())]).into_response())
}

/// Asks before it unsubscribes: mail scanners follow links, but press no buttons.
#[utoipa::path(get, path = "/api/t/u/{token}", tag = "tracking", params(("token" = String, Path)), security(()),
    responses((status = 200, description = "A page with one button", content_type = "text/html"), (status = 404, description = "Not signed here")))]
async fn ask_to_unsubscribe(State(app): State<App>, Path(token): Path<String>) -> Result<Response> {
    signed(&app, &token, |target| target == Target::Unsubscribe)?;
    let form = "<form method=\"post\"><button>Send me no more mail</button></form>";
    Ok(page("Unsubscribe", form))
}

/// One click, as RFC 8058 has it: the mail program's own button, or ours.
#[utoipa::path(post, path = "/api/t/u/{token}", tag = "tracking", params(("token" = String, Path)), security(()),
    responses((status = 200, description = "Done", content_type = "text/html"), (status = 404, description = "Not signed here")))]
async fn unsubscribe(State(app): State<App>, Path(token): Path<String>) -> Result<Response> {
    let (id, _) = signed(&app, &token, |target| target == Target::Unsubscribe)?;
    tracking::unsubscribed(&app.db, id).await?;
    Ok(page("Unsubscribed", "<p>You get no more mail from us.</p>"))
}

fn page(title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><body style=\"font-family:sans-serif;margin:4rem auto;max-width:30rem\"><h1>{title}</h1>{body}</body></html>"
    );
    (StatusCode::OK, Html(html)).into_response()
}

/// A forged address, and one that was signed for something else, is the address of nothing.
fn signed(app: &App, token: &str, meant: impl Fn(Target) -> bool) -> Result<(EmailId, Target)> {
    app.tracker.read(token).filter(|(_, target)| meant(*target)).ok_or(Error::NotFound("page"))
}

fn visitor(method: &Method, headers: &HeaderMap) -> Visitor {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let prefetches = ["sec-purpose", "purpose", "x-moz"]
        .iter()
        .any(|name| text(name).is_some_and(|value| value.contains("prefetch")));
    // Every hit is kept: what a stranger sends with it has a limit.
    let user_agent = text("user-agent").map(|agent| agent.chars().take(500).collect());
    Visitor { user_agent, only_looks: method == Method::HEAD || prefetches }
}
