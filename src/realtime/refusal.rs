//! Why a socket is refused, as Socket.IO's own server would say it: `{"message":…,"data":{"code":…}}`.
//!
//! socketioxide sends a refusal's text as `message` and nothing else. So the text carries the rest of the JSON, with
//! a character that no text of ours contains in place of each quotation mark, and these marks are put right on the way
//! out. Lengths stay what they were, so frames and headers stay true.

use crate::error::Error;

/// DEL: JSON leaves it as it is, and input with control characters is refused.
const MARK: u8 = 0x7f;
/// How a refusal begins: an Engine.IO message (4) with a Socket.IO refusal (4).
const PACKET: &[u8] = b"44{\"message\":\"";

/// The text of a refusal, with marks.
pub fn text(error: &Error) -> String {
    let (code, mark) = (error.status_and_code().1, char::from(MARK));
    format!("{error}\",\"data\":{{\"code\":\"{code}\"}},\"refused\":\"socket").replace('"', &mark.to_string())
}

/// The same bytes with quotation marks where the marks were; none when there is no refusal in them.
pub fn spelled_out(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.contains(&MARK) || !bytes.windows(PACKET.len()).any(|window| window == PACKET) {
        return None;
    }
    Some(bytes.iter().map(|byte| if *byte == MARK { b'"' } else { *byte }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_json_of_the_same_length() {
        let text = text(&Error::unauthorized("token_expired", "Sign in again"));
        let sent = format!("44{}", serde_json::json!({ "message": text }));
        let out = spelled_out(sent.as_bytes()).unwrap();
        assert_eq!(out.len(), sent.len());
        let refusal: serde_json::Value = serde_json::from_slice(&out[2..]).unwrap();
        assert_eq!(
            (&refusal["message"], &refusal["data"]["code"]),
            (&"Sign in again".into(), &"token_expired".into())
        );
    }

    #[test]
    fn everything_else_passes_as_it_is() {
        assert_eq!(spelled_out("42[\"enquiry:note\",\"\u{7f}\"]".as_bytes()), None);
        assert_eq!(spelled_out(b"44{\"message\":\"plain\"}"), None);
    }
}
