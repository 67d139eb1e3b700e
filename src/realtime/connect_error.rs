//! Connection errors in the format of the original Socket.IO server: `{"message":…,"data":{"code":…}}`.
//!
//! socketioxide sends an error's text as `message` and supports no `data`. Therefore the text contains the
//! rest of the JSON, with a placeholder for each quotation mark, which the connection replaces when it
//! writes. The length does not change, so frames and headers stay valid.

use crate::error::Error;

/// DEL: JSON does not escape it, and validation rejects input that contains it.
const PLACEHOLDER: u8 = 0x7f;
/// The start of a connection error: an Engine.IO message (4) with a Socket.IO CONNECT_ERROR (4).
const PREFIX: &[u8] = b"44{\"message\":\"";

/// The text of a connection error, with placeholders.
pub fn text(error: &Error) -> String {
    let (code, placeholder) = (error.status_and_code().1, char::from(PLACEHOLDER));
    format!("{error}\",\"data\":{{\"code\":\"{code}\"}},\"refused\":\"socket")
        .replace('"', &placeholder.to_string())
}

/// Replaces the placeholders by quotation marks. Returns `None` if the bytes contain no connection error.
pub fn decode(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.contains(&PLACEHOLDER) || !bytes.windows(PREFIX.len()).any(|window| window == PREFIX) {
        return None;
    }
    Some(bytes.iter().map(|byte| if *byte == PLACEHOLDER { b'"' } else { *byte }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connection_error_becomes_json_of_the_same_length() {
        let text = text(&Error::unauthorized("token_expired", "Sign in again"));
        let sent = format!("44{}", serde_json::json!({ "message": text }));
        let out = decode(sent.as_bytes()).unwrap();
        assert_eq!(out.len(), sent.len());
        let error: serde_json::Value = serde_json::from_slice(&out[2..]).unwrap();
        assert_eq!(
            (&error["message"], &error["data"]["code"]),
            (&"Sign in again".into(), &"token_expired".into())
        );
    }

    #[test]
    fn other_packets_are_unchanged() {
        assert_eq!(decode("42[\"enquiry:note\",\"\u{7f}\"]".as_bytes()), None);
        assert_eq!(decode(b"44{\"message\":\"plain\"}"), None);
    }
}
