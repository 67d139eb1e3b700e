//! Who calls: the address behind trusted proxies, and the token in any of its three forms.

use std::net::{IpAddr, Ipv4Addr};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::Response,
};
use axum_extra::extract::cookie::CookieJar;
use ipnet::IpNet;

use crate::{
    app::App,
    error::{Error, Result},
    features::accounts::sign_in::{self, Claims},
    realtime::connections::peer_of,
};

/// The cookie that the web app gets at login.
pub const TOKEN_COOKIE: &str = "tandem_token";

/// What a request says about its sender. The claims are signed by us, but may have been taken back since.
#[derive(Clone, Debug)]
pub struct Caller {
    pub address: IpAddr,
    pub claims: std::result::Result<Claims, Missing>,
}

/// Why there are no claims.
#[derive(Clone, Copy, Debug)]
pub enum Missing {
    Token,
    GoodToken,
    FreshToken,
    KnownOrigin,
}

impl From<Missing> for Error {
    fn from(missing: Missing) -> Self {
        match missing {
            Missing::Token => sign_in::missing(),
            Missing::GoodToken => sign_in::invalid(),
            Missing::FreshToken => sign_in::expired(),
            Missing::KnownOrigin => Self::Refused {
                code: "foreign_origin",
                message: "Requests from this origin are not accepted",
            },
        }
    }
}

/// Notes the caller for everything that follows.
pub async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let address = address_of(&app, &request);
    let claims = claims(&app, request.method(), request.headers());
    request.extensions_mut().insert(Caller { address, claims });
    next.run(request).await
}

/// The client's address, behind the proxies that are trusted.
pub(super) fn address_of(app: &App, request: &Request) -> IpAddr {
    let peer =
        peer_of(request.extensions()).map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.address.ip());
    real_address(peer, request.headers(), &app.config.trust_proxy)
}

/// `Authorization: Bearer <jwt>`, `Authorization: <jwt>` (seed 002), or the cookie; the last for changes only from
/// our own pages.
fn claims(app: &App, method: &Method, headers: &HeaderMap) -> std::result::Result<Claims, Missing> {
    let token = match headers.get(header::AUTHORIZATION) {
        Some(value) => {
            let text = value.to_str().map_err(|_| Missing::GoodToken)?.trim();
            let bearer = text.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("bearer "));
            bearer.map_or(text, |_| text[7..].trim()).to_owned()
        }
        None => {
            let token = cookie(headers).ok_or(Missing::Token)?;
            if !method.is_safe() && !is_own_page(app, headers) {
                return Err(Missing::KnownOrigin);
            }
            token
        }
    };
    app.tokens.read(&token).map_err(|error| match error {
        Error::Unauthorized { code: "token_expired", .. } => Missing::FreshToken,
        _ => Missing::GoodToken,
    })
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(TOKEN_COOKIE).map(|cookie| cookie.value().to_owned())
}

/// The cookie's token, if the page that sends it is one of ours.
pub fn cookie_token(app: &App, headers: &HeaderMap) -> Result<Option<String>> {
    let token = cookie(headers);
    if token.is_some() && !is_own_page(app, headers) {
        return Err(Missing::KnownOrigin.into());
    }
    Ok(token)
}

/// A browser always says from where a page sends a change. Who says nothing is no browser.
fn is_own_page(app: &App, headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    // A page that came without TLS may be anybody's where this server is meant to be reached with it.
    let is_trusted = |scheme: &str| scheme == "https" || app.config.app_url.scheme() == "http";
    let (scheme, rest) = origin.split_once("://").unwrap_or_default();
    (is_trusted(scheme) && host == Some(rest)) || app.origins.iter().any(|own| own == origin)
}

/// The right-most address of `X-Forwarded-For` that is not one of our own proxies; the header counts only from them.
fn real_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_proxy = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    // A socket that takes both kinds of addresses shows IPv4 ones as `::ffff:203.0.113.9`.
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
    fn a_stranger_cannot_choose_an_address() {
        assert_eq!(address("203.0.113.9", "198.51.100.1", &[]), "203.0.113.9");
        assert_eq!(address("203.0.113.9", "198.51.100.1", &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn a_trusted_proxy_is_believed_up_to_the_first_stranger() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(address("10.0.0.1", "198.51.100.1", &trusted), "198.51.100.1");
        assert_eq!(address("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2", &trusted), "198.51.100.1");
        assert_eq!(address("10.0.0.1", "nonsense", &trusted), "10.0.0.1");
        assert_eq!(address("::ffff:10.0.0.1", "::ffff:198.51.100.1", &trusted), "198.51.100.1");
    }
}
