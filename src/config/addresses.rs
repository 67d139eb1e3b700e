//! The public URLs of the server and the web app. Unset ones are derived from the bound address.

use std::net::SocketAddr;

use url::Url;

use super::{Config, Source};

/// The origins that may call the API from a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cors {
    /// Any origin, without cookies.
    Any,
    Listed(Vec<String>),
}

/// Which settings are not set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unset {
    app_url: bool,
    frontend_url: bool,
    cors: bool,
}

pub(super) struct Addresses {
    pub app_url: Url,
    pub frontend_url: Url,
    pub cors: Cors,
    pub unset: Unset,
}

pub(super) fn read(s: &mut Source, served: SocketAddr) -> Addresses {
    let unset = Unset {
        app_url: s.text("APP_URL").is_none(),
        frontend_url: s.text("FRONTEND_URL").is_none(),
        cors: s.text("CORS_ORIGIN").is_none(),
    };
    let app_url = url(s, "APP_URL", url_of(served));
    let frontend_url = url(s, "FRONTEND_URL", app_url.clone());
    let cors = cors(s, &frontend_url);
    Addresses { app_url, frontend_url, cors, unset }
}

impl Config {
    /// Derives unset URLs from the bound address. The port is not known before with `PORT=0`.
    pub fn derive_unset_urls(&mut self, served: SocketAddr) {
        if self.unset.app_url {
            self.app_url = url_of(served);
        }
        if self.unset.frontend_url {
            self.frontend_url = self.app_url.clone();
        }
        if self.unset.cors {
            self.cors = only(&self.frontend_url);
        }
    }
}

/// The URL of a bound address, with `localhost` for loopback and unspecified addresses.
fn url_of(served: SocketAddr) -> Url {
    let ip = served.ip();
    let is_local = ip.is_loopback() || ip.is_unspecified();
    let host = if is_local { format!("localhost:{}", served.port()) } else { served.to_string() };
    Url::parse(&format!("http://{host}")).expect("an address makes a URL")
}

fn url(s: &mut Source, name: &'static str, default: Url) -> Url {
    let url = s.parsed(name, default.clone(), "a URL");
    if matches!(url.scheme(), "http" | "https") {
        return url;
    }
    s.problem(name, "must begin with http:// or https://");
    default
}

fn cors(s: &mut Source, frontend_url: &Url) -> Cors {
    match s.text("CORS_ORIGIN") {
        None => only(frontend_url),
        Some(text) if text.trim() == "*" => Cors::Any,
        Some(_) => {
            let origins: Vec<Url> = s.list("CORS_ORIGIN", "", "origins such as https://crm.example.com");
            Cors::Listed(origins.iter().map(|url| url.origin().ascii_serialization()).collect())
        }
    }
}

fn only(url: &Url) -> Cors {
    Cors::Listed(vec![url.origin().ascii_serialization()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(settings: &[(&str, &str)], served: &str) -> [String; 3] {
        let folder = tempfile::tempdir().unwrap();
        let own = [("DATA_DIR".to_owned(), folder.path().display().to_string())];
        let given = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut config = Config::read(Source::new(given.chain(own))).expect("good settings");
        config.derive_unset_urls(served.parse().unwrap());
        [config.app_url.to_string(), config.frontend_url.to_string(), format!("{:?}", config.cors)]
    }

    #[test]
    fn unset_urls_follow_the_bound_address() {
        let local = "http://localhost:41234/".to_owned();
        let cors = |origin: &str| format!("Listed([\"{origin}\"])");
        for served in ["127.0.0.1:41234", "0.0.0.0:41234", "[::]:41234"] {
            assert_eq!(
                addresses(&[("PORT", "0")], served),
                [local.clone(), local.clone(), cors("http://localhost:41234")]
            );
        }
        assert_eq!(addresses(&[], "192.0.2.7:80")[0], "http://192.0.2.7/");
        let crm = "https://crm.example.com/".to_owned();
        assert_eq!(
            addresses(&[("APP_URL", "https://crm.example.com")], "127.0.0.1:41234"),
            [crm.clone(), crm, cors("https://crm.example.com")]
        );
    }
}
