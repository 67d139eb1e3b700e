//! Secrets that are handed out once: made at random, kept only as fingerprints.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// 32 random bytes as URL-safe text.
pub fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// SHA-256 as text. Enough for random tokens; passwords go through bcrypt.
pub fn fingerprint(text: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_ref()))
}
