//! Random tokens, of which only fingerprints are stored.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// 32 random bytes, URL-safe Base64.
pub fn random_token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// The SHA-256 of the text, URL-safe Base64. Sufficient for random tokens, not for passwords.
pub fn fingerprint(text: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_ref()))
}

/// Derives a key for one purpose, so that other uses of the secret cannot produce its codes.
pub fn derive_key(secret: &str, purpose: &str) -> Hmac<Sha256> {
    let key = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length");
    let derived = key.chain_update(purpose).finalize().into_bytes();
    Hmac::new_from_slice(&derived).expect("a key of any length")
}
