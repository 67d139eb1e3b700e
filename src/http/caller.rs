//! Identifies the caller: the client's address behind trusted proxies, and its token in any of three forms.

use std::net::{IpAddr, Ipv4Addr};

use crate::{
    app::App,
    auth::{Caller, Claims, CredentialError},
    error::{Error, Result},
    realtime::connections::peer_of,
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::Response,
};
use axum_extra::extract::cookie::CookieJar;
use ipnet::IpNet;

/// The cookie that sign-in sets for the web app.
pub const TOKEN_COOKIE: &str = "tandem_token";

/// Middleware that adds the `Caller` to the request.
pub async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let address = address_of(&app, &request);
    let claims = claims(&app, request.method(), request.headers());
    request.extensions_mut().insert(Caller { address, claims });
    next.run(request).await
}

/// The client's address, resolved through trusted proxies.
pub(super) fn address_of(app: &App, request: &Request) -> IpAddr {
    let peer =
        peer_of(request.extensions()).map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.address.ip());
    real_address(peer, request.headers(), &app.config.trust_proxy)
}

/// Reads `Authorization: Bearer <jwt>`, `Authorization: <jwt>` (seed 002) or the cookie. The cookie
/// authorises changes only from our own origins (CSRF protection).
fn claims(app: &App, method: &Method, headers: &HeaderMap) -> std::result::Result<Claims, CredentialError> {
    let token = match headers.get(header::AUTHORIZATION) {
        Some(value) => {
            let text = value.to_str().map_err(|_| CredentialError::InvalidToken)?.trim();
            let bearer = text.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("bearer "));
            bearer.map_or(text, |_| text[7..].trim()).to_owned()
        }
        None => {
            let token = cookie(headers).ok_or(CredentialError::MissingToken)?;
            if !method.is_safe() && !is_own_page(app, headers) {
                return Err(CredentialError::ForeignOrigin);
            }
            token
        }
    };
    app.tokens.read(&token).map_err(|error| match error {
        Error::Unauthorized { code: "token_expired", .. } => CredentialError::ExpiredToken,
        _ => CredentialError::InvalidToken,
    })
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(TOKEN_COOKIE).map(|cookie| cookie.value().to_owned())
}

/// The cookie's token.
///
/// # Errors
/// If the request comes from a foreign origin.
pub fn cookie_token(app: &App, headers: &HeaderMap) -> Result<Option<String>> {
    let token = cookie(headers);
    if token.is_some() && !is_own_page(app, headers) {
        return Err(CredentialError::ForeignOrigin.into());
    }
    Ok(token)
}

/// Browsers always send `Origin` with a change, so a request without one is not from a page.
fn is_own_page(app: &App, headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    // If the server is reached by HTTPS, a page loaded by HTTP may have been tampered with.
    let is_trusted = |scheme: &str| scheme == "https" || app.config.app_url.scheme() == "http";
    let (scheme, rest) = origin.split_once("://").unwrap_or_default();
    (is_trusted(scheme) && host == Some(rest)) || app.origins.iter().any(|own| own == origin)
}

/// The right-most untrusted address in `X-Forwarded-For`. Ignores the header from untrusted peers.
fn real_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_proxy = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    // A dual-stack socket reports IPv4 addresses as `::ffff:203.0.113.9`.
    let peer = peer.to_canonical();
    if !is_proxy(&peer) {
        return peer;
    }
    let hops = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = hops.flat_map(|value| value.split(',')).map(str::trim).collect();
    let mut address = peer;
    for hop in hops.into_iter().rev() {
        let Ok(hop) = hop.parse::<IpAddr>() else { break };
        address = hop.to_canonical();
        if !is_proxy(&address) {
            break;
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(peer: &str, forwarded: &str, trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        let trusted: Vec<IpNet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        real_address(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn forwarded_header_from_untrusted_peer_is_ignored() {
        assert_eq!(address("203.0.113.9", "198.51.100.1", &[]), "203.0.113.9");
        assert_eq!(address("203.0.113.9", "198.51.100.1", &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn forwarded_header_is_trusted_up_to_the_first_untrusted_hop() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(address("10.0.0.1", "198.51.100.1", &trusted), "198.51.100.1");
        assert_eq!(address("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2", &trusted), "198.51.100.1");
        assert_eq!(address("10.0.0.1", "nonsense", &trusted), "10.0.0.1");
        assert_eq!(address("::ffff:10.0.0.1", "::ffff:198.51.100.1", &trusted), "198.51.100.1");
    }
}
