//! Detects the encoding of a file: UTF-8, UTF-16 or Windows-1252, as spreadsheets write them.
//!
//! UTF-16 is stored as UTF-8, because the CSV reader works on bytes. Windows-1252 is stored unchanged,
//! because whether a file is UTF-8 is only known at its end.

use std::borrow::Cow;

use crate::string_enum;
use encoding_rs::{Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

string_enum! {
    /// The detected encoding.
    Encoding { Utf8 = "UTF-8", Utf16Le = "UTF-16LE", Utf16Be = "UTF-16BE", Windows1252 = "windows-1252" }
}

impl Encoding {
    /// Decodes a stored cell. Returns `None` if its bytes are invalid in this encoding.
    pub fn decode(self, cell: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Self::Windows1252 => Some(WINDOWS_1252.decode_without_bom_handling(cell).0),
            Self::Utf8 | Self::Utf16Le | Self::Utf16Be => std::str::from_utf8(cell).ok().map(Cow::Borrowed),
        }
    }
    /// Decodes a stored cell, with replacement characters for invalid bytes.
    pub fn decode_lossy(self, cell: &[u8]) -> Cow<'_, str> {
        self.decode(cell).unwrap_or_else(|| String::from_utf8_lossy(cell))
    }
    /// Detects UTF-16 by its byte order mark, or by the zero bytes of ASCII characters.
    fn utf16(start: &[u8]) -> Option<Self> {
        match start {
            [0xff, 0xfe, ..] => return Some(Self::Utf16Le),
            [0xfe, 0xff, ..] => return Some(Self::Utf16Be),
            _ => {}
        }
        let start = &start[..start.len().min(1024)];
        let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
        let (even, odd, many) = (zeros(0), zeros(1), start.len() / 5);
        match (even, odd) {
            (0, odd) if odd > many => Some(Self::Utf16Le),
            (even, 0) if even > many => Some(Self::Utf16Be),
            _ => None,
        }
    }
}

/// Converts a file in pieces for storage, and detects its encoding.
pub struct Transcoder {
    utf16: Option<(Encoding, Decoder)>,
    utf8: Utf8Check,
}

impl Transcoder {
    /// `start` is the first piece of the file.
    pub fn of(start: &[u8]) -> Self {
        let utf16 = Encoding::utf16(start).map(|encoding| {
            let decoder = if encoding == Encoding::Utf16Le { UTF_16LE } else { UTF_16BE };
            (encoding, decoder.new_decoder_with_bom_removal())
        });
        Self { utf16, utf8: Utf8Check::default() }
    }
    /// Returns the bytes to store for the next piece.
    pub fn convert(&mut self, piece: Vec<u8>, last: bool) -> Vec<u8> {
        let Some((_, decoder)) = &mut self.utf16 else {
            self.utf8.add(&piece);
            return piece;
        };
        let max_length = decoder.max_utf8_buffer_length(piece.len()).unwrap_or(piece.len() * 3 + 16);
        let mut text = String::with_capacity(max_length);
        // The buffer has the maximum length, so everything is decoded.
        let _ = decoder.decode_to_string(&piece, &mut text, last);
        text.into_bytes()
    }
    pub fn encoding(&self) -> Encoding {
        match &self.utf16 {
            Some((encoding, _)) => *encoding,
            None if self.utf8.is_likely() => Encoding::Utf8,
            None => Encoding::Windows1252,
        }
    }
}

/// Counts valid and invalid multi-byte sequences.
#[derive(Default)]
struct Utf8Check {
    characters: usize,
    invalid: usize,
    /// An incomplete character at the end of the last piece.
    rest: Vec<u8>,
}

impl Utf8Check {
    fn add(&mut self, piece: &[u8]) {
        let mut bytes = std::mem::take(&mut self.rest);
        bytes.extend_from_slice(piece);
        let mut remaining = &bytes[..];
        loop {
            match std::str::from_utf8(remaining) {
                Ok(text) => return self.count(text.as_bytes()),
                Err(error) => {
                    let (valid, rest) = remaining.split_at(error.valid_up_to());
                    self.count(valid);
                    let Some(length) = error.error_len() else {
                        self.rest = rest.to_vec();
                        return;
                    };
                    self.invalid += 1;
                    remaining = &rest[length..];
                }
            }
        }
    }
    /// Counts multi-byte characters by their leading bytes.
    fn count(&mut self, valid: &[u8]) {
        self.characters += valid.iter().filter(|byte| **byte >= 0xc0).count();
    }
    /// Tolerates some invalid sequences, since Windows-1252 text hardly ever contains valid UTF-8 sequences.
    fn is_likely(&self) -> bool {
        let invalid = self.invalid + usize::from(!self.rest.is_empty());
        invalid == 0 || self.characters > invalid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(file: &[u8], size: usize) -> (Encoding, Vec<u8>) {
        let mut transcoder = Transcoder::of(file);
        let last = file.chunks(size).count() - 1;
        let stored = file
            .chunks(size)
            .enumerate()
            .flat_map(|(n, piece)| transcoder.convert(piece.to_vec(), n == last));
        let stored = stored.collect();
        (transcoder.encoding(), stored)
    }

    #[test]
    fn encoding_is_detected_for_any_piece_size() {
        let text = "name,ort\nMüller,Köln\nनाम,दिल्ली\n";
        let utf16 = |mark: bool, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            mark.then_some(0xfeff).into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
        };
        let western = b"name,ort\nM\xfcller,K\xf6ln \x80\n".to_vec();
        let broken = "name\nMüller\nKöln\n".as_bytes().iter().chain(b"Stra\xdfe\n").copied().collect();
        let files: [(Encoding, Vec<u8>, &[u8]); 6] = [
            (Encoding::Utf8, text.into(), text.as_bytes()),
            (Encoding::Utf16Le, utf16(true, u16::to_le_bytes), text.as_bytes()),
            (Encoding::Utf16Be, utf16(true, u16::to_be_bytes), text.as_bytes()),
            (Encoding::Utf16Le, utf16(false, u16::to_le_bytes), text.as_bytes()),
            (Encoding::Windows1252, western.clone(), &western),
            (Encoding::Utf8, broken, b"name\nM\xc3\xbcller\nK\xc3\xb6ln\nStra\xdfe\n"),
        ];
        for (encoding, file, stored) in files {
            for size in [1, 2, 3, 7, 1000] {
                // UTF-16 is detected in the first piece, which is never this short in a real upload.
                let mut transcoder = Transcoder::of(&file);
                let pieces: Vec<_> = file.chunks(size).collect();
                let converted: Vec<u8> = pieces
                    .iter()
                    .enumerate()
                    .flat_map(|(n, piece)| transcoder.convert(piece.to_vec(), n + 1 == pieces.len()))
                    .collect();
                assert_eq!(
                    (transcoder.encoding(), converted.as_slice()),
                    (encoding, stored),
                    "{size} at a time"
                );
            }
        }
        assert_eq!(convert(b"a\xc3", 1).0, Encoding::Windows1252);
        assert_eq!(Encoding::Windows1252.decode(b"K\xf6ln \x80").as_deref(), Some("Köln €"));
        assert_eq!(Encoding::Utf8.decode(b"K\xf6ln"), None);
    }
}
