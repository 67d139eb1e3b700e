//! Links with a token to accept an invite, set a password, or confirm an e-mail address.
//!
//! A token is computed from a random nonce and the server's key when its link is sent or shown. The database
//! has the nonce and the token's hash, from which the token cannot be computed without the key.

mod store;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use serde::Serialize;
use sha2::Sha256;
use url::Url;
use utoipa::ToSchema;

pub use self::store::{
    AccountLink, LinkId, delete_expired, find, founder_to_confirm, issue, owner, redeem, renew,
};
use crate::{
    config::{Config, Secret},
    secrets::derive_key,
    string_enum,
};

/// How long a link to set a new password is valid.
pub const RESET_VALIDITY: chrono::Duration = chrono::Duration::hours(1);
/// How long a link to confirm an address is valid.
pub const CONFIRM_VALIDITY: chrono::Duration = chrono::Duration::days(7);

string_enum! {
    /// The purpose of a link.
    Purpose { Invite = "invite", Reset = "reset", Confirm = "confirm" }
}

/// A link that grants access. Share it only with the person it is for.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessLink {
    #[schema(format = "uri")]
    pub url: String,
}

/// Computes tokens and builds links.
#[derive(Clone)]
pub struct Links {
    key: Hmac<Sha256>,
    /// The URL of the web app.
    web: Url,
}

impl Links {
    pub fn of(config: &Config) -> Self {
        Self::new(&config.encryption_key, config.frontend_url.clone())
    }
    pub fn new(secret: &Secret, web: Url) -> Self {
        Self { key: derive_key(secret.expose(), "account links"), web }
    }
    pub fn token(&self, purpose: Purpose, nonce: &str) -> String {
        let content = format!("{purpose} {nonce}");
        URL_SAFE_NO_PAD.encode(self.key.clone().chain_update(content).finalize().into_bytes())
    }
    /// The URL of the web app's page for this token.
    pub fn url(&self, purpose: Purpose, nonce: &str) -> Url {
        let mut url = self.web.clone();
        url.set_path(match purpose {
            Purpose::Invite => "/invite",
            Purpose::Reset => "/reset",
            Purpose::Confirm => "/confirm",
        });
        url.query_pairs_mut().append_pair("token", &self.token(purpose, nonce));
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_depends_on_purpose_nonce_and_key() {
        let links =
            |secret: &str| Links::new(&Secret::new(secret), "https://crm.example.com".parse().unwrap());
        let token = links("one").token(Purpose::Reset, "nonce");
        assert_eq!(links("one").token(Purpose::Reset, "nonce"), token);
        assert_ne!(links("one").token(Purpose::Invite, "nonce"), token);
        assert_ne!(links("one").token(Purpose::Reset, "other"), token);
        assert_ne!(links("two").token(Purpose::Reset, "nonce"), token);
        let url = links("one").url(Purpose::Reset, "nonce");
        assert_eq!(url.as_str(), format!("https://crm.example.com/reset?token={token}"));
    }
}
