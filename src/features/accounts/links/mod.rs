//! Links with a token: whoever has one may take an invite up, set a password, or confirm an address.
//!
//! A token is computed from a random nonce and the server's key whenever its link is sent or shown. The database keeps
//! the nonce and the token's hash, from which nobody can compute the token without the key.

mod store;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha2::Sha256;
use url::Url;
use utoipa::ToSchema;

pub use self::store::{AccountLink, LinkId, find, founder_to_confirm, issue, owner, redeem, renew};
use crate::{config::Secret, words};

/// How long a link to set a new password works.
pub const RESET_GOOD_FOR: chrono::Duration = chrono::Duration::hours(1);
/// How long a link to confirm an address works.
pub const CONFIRM_GOOD_FOR: chrono::Duration = chrono::Duration::days(7);

words! {
    /// What a link is for.
    Purpose { Invite = "invite", Reset = "reset", Confirm = "confirm" }
}

/// A link that lets whoever has it in: to be passed on to its owner alone.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccessLink {
    #[schema(format = "uri")]
    pub url: String,
}

/// Makes tokens, and the links that carry them.
#[derive(Clone)]
pub struct Links {
    key: Hmac<Sha256>,
    /// Where the pages of the web app are.
    web: Url,
}

impl Links {
    pub fn new(secret: &Secret, web: Url) -> Self {
        let mut key =
            Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).expect("a key of any length");
        // A key of its own, so that a code for another purpose is no token.
        key.update(b"account links");
        let own = key.finalize().into_bytes();
        Self { key: Hmac::new_from_slice(&own).expect("a key of any length"), web }
    }
    pub fn token(&self, purpose: Purpose, nonce: &str) -> String {
        let content = format!("{purpose} {nonce}");
        URL_SAFE_NO_PAD.encode(self.key.clone().chain_update(content).finalize().into_bytes())
    }
    /// The page of the web app that takes this token.
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
    fn a_token_is_for_one_purpose_and_one_key() {
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
