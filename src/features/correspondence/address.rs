//! Signed tracking URLs: the e-mail, the purpose, and an authentication code.

use crate::{
    config::{Config, Secret},
    features::correspondence::EmailId,
    secrets::derive_key,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use url::Url;
use uuid::Uuid;

/// The purpose of a tracking URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Open,
    /// The position of the link in the e-mail.
    Click(u16),
    Unsubscribe,
}

impl Target {
    fn bytes(self) -> [u8; 3] {
        let (kind, [high, low]) = match self {
            Self::Open => (b'o', [0, 0]),
            Self::Click(link) => (b'c', link.to_be_bytes()),
            Self::Unsubscribe => (b'u', [0, 0]),
        };
        [kind, high, low]
    }
    fn path(self) -> &'static str {
        match self {
            Self::Open => "o",
            Self::Click(_) => "c",
            Self::Unsubscribe => "u",
        }
    }
}

/// The length of the truncated HMAC-SHA-256 in bytes.
const CODE_LENGTH: usize = 16;

/// Builds and verifies tracking URLs.
#[derive(Clone)]
pub struct Tracker {
    key: Hmac<Sha256>,
    /// The public URL of this server.
    base: Url,
}

impl Tracker {
    pub fn of(config: &Config) -> Self {
        Self::new(&config.encryption_key, config.app_url.clone())
    }
    pub fn new(secret: &Secret, base: Url) -> Self {
        Self { key: derive_key(secret.expose(), "tracking"), base }
    }
    pub fn pixel(&self, email: EmailId) -> Url {
        self.address(email, Target::Open)
    }
    pub fn link(&self, email: EmailId, link: u16) -> Url {
        self.address(email, Target::Click(link))
    }
    pub fn unsubscribe(&self, email: EmailId) -> Url {
        self.address(email, Target::Unsubscribe)
    }
    fn address(&self, email: EmailId, target: Target) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("/api/t/{}/{}", target.path(), self.token(email, target)));
        url
    }
    fn token(&self, email: EmailId, target: Target) -> String {
        let content = [email.uuid().as_bytes().as_slice(), &target.bytes()].concat();
        let code = self.key.clone().chain_update(&content).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([&content, &code[..CODE_LENGTH]].concat())
    }
    /// Returns the e-mail and purpose of a token, or `None` if its code is invalid.
    pub fn read(&self, token: &str) -> Option<(EmailId, Target)> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (content, code) = bytes.split_at_checked(19)?;
        if code.len() != CODE_LENGTH {
            return None;
        }
        self.key.clone().chain_update(content).verify_truncated_left(code).ok()?;
        let email = Uuid::from_slice(&content[..16]).ok()?;
        let target = match content[16] {
            b'o' => Target::Open,
            b'c' => Target::Click(u16::from_be_bytes([content[17], content[18]])),
            b'u' => Target::Unsubscribe,
            _ => return None,
        };
        Some((email.into(), target))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tracker(secret: &str) -> Tracker {
        Tracker::new(&Secret::new(secret), "https://crm.example.com".parse().unwrap())
    }

    #[test]
    fn forged_tokens_are_rejected() {
        let (tracker_one, id) = (tracker("one"), EmailId::new());
        let url = tracker_one.link(id, 300);
        let token = url.path().strip_prefix("/api/t/c/").unwrap();
        assert_eq!(tracker_one.read(token), Some((id, Target::Click(300))));
        assert_eq!(tracker("two").read(token), None);
        for i in 0..token.len() {
            let mut forged = token.as_bytes().to_vec();
            forged[i] = if forged[i] == b'A' { b'B' } else { b'A' };
            assert_eq!(tracker_one.read(std::str::from_utf8(&forged).unwrap()), None, "byte {i}");
        }
        assert_eq!(tracker_one.read(&token[..token.len() - 1]), None);
        assert_eq!(tracker_one.read(""), None);
    }
}
