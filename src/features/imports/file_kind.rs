//! Detects files that are not CSV, for a helpful error message.

use crate::error::{Error, FieldError};

/// A kind of file, with its magic numbers and advice on how to convert it to CSV.
struct Kind {
    name: &'static str,
    magic: &'static [&'static [u8]],
    label: &'static str,
    advice: &'static str,
}

const SAVE_AS_CSV: &str = "Open it in your spreadsheet program, save it as CSV and upload that file.";
const EXPORT_AS_CSV: &str = "Export your contacts as CSV and upload that file.";

const KINDS: &[Kind] = &[
    Kind { name: "png", magic: &[b"\x89PNG"], label: "a PNG image", advice: EXPORT_AS_CSV },
    Kind { name: "jpeg", magic: &[b"\xff\xd8\xff"], label: "a JPEG image", advice: EXPORT_AS_CSV },
    Kind { name: "gif", magic: &[b"GIF87a", b"GIF89a"], label: "a GIF image", advice: EXPORT_AS_CSV },
    Kind { name: "pdf", magic: &[b"%PDF-"], label: "a PDF document", advice: EXPORT_AS_CSV },
    Kind {
        name: "xls",
        magic: &[b"\xd0\xcf\x11\xe0"],
        label: "an Excel workbook (XLS)",
        advice: SAVE_AS_CSV,
    },
    Kind { name: "rtf", magic: &[b"{\\rtf"], label: "an RTF document", advice: EXPORT_AS_CSV },
    Kind { name: "gzip", magic: &[b"\x1f\x8b"], label: "a compressed file (gzip)", advice: UNPACK },
    Kind { name: "vcard", magic: &[b"BEGIN:VCARD"], label: "a vCard file", advice: EXPORT_AS_CSV },
];
const UNPACK: &str = "Unpack it and upload the CSV file inside.";

/// Returns an error if the file is of a known other kind. `start` is its first piece.
pub fn rejection(start: &[u8]) -> Option<Error> {
    if let Some(kind) = KINDS.iter().find(|kind| kind.magic.iter().any(|magic| start.starts_with(magic))) {
        return Some(not_csv(kind.name, kind.label, kind.advice));
    }
    if start.starts_with(b"PK\x03\x04") {
        return Some(archive(start));
    }
    let text = String::from_utf8_lossy(&start[..start.len().min(512)]).to_lowercase();
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if ["<!doctype html", "<html", "<head", "<body", "<table"].iter().any(|tag| text.starts_with(tag)) {
        return Some(not_csv("html", "a web page (HTML)", EXPORT_AS_CSV));
    }
    if text.starts_with("<?xml") {
        return Some(not_csv("xml", "an XML file", EXPORT_AS_CSV));
    }
    let is_json = text.starts_with('{') || text.starts_with("[{") || text.starts_with("[\n");
    is_json.then(|| not_csv("json", "a JSON file", EXPORT_AS_CSV))
}

/// Returns an error if the file is not text, which hardly has control characters.
pub fn rejection_of_text(stored: &[u8]) -> Option<Error> {
    let start = &stored[..stored.len().min(4096)];
    let controls = start.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace()).count();
    (controls * 20 > start.len()).then(|| not_csv("binary", "not a text file", EXPORT_AS_CSV))
}

pub fn empty() -> Error {
    let advice = "Choose a CSV file with column names in its first row.";
    invalid("empty", format!("is empty. {advice}"))
}

/// The error for a ZIP archive, the container of newer spreadsheet formats.
fn archive(start: &[u8]) -> Error {
    let contains = |name: &[u8]| start.windows(name.len()).any(|window| window == name);
    if contains(b"opendocument.spreadsheet") {
        not_csv("ods", "an OpenDocument spreadsheet (ODS)", SAVE_AS_CSV)
    } else if contains(b"Index/") && contains(b".iwa") {
        not_csv("numbers", "a Numbers spreadsheet", SAVE_AS_CSV)
    } else if contains(b"xl/") || contains(b"[Content_Types].xml") {
        not_csv("xlsx", "an Excel workbook (XLSX)", SAVE_AS_CSV)
    } else {
        not_csv("zip", "a ZIP archive", UNPACK)
    }
}

fn not_csv(kind: &'static str, label: &str, advice: &str) -> Error {
    invalid(kind, format!("is {label} and cannot be imported. {advice}"))
}

fn invalid(kind: &'static str, message: String) -> Error {
    Error::InvalidFile { kind, errors: vec![FieldError::new("file", message)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(start: &[u8]) -> Option<&'static str> {
        match rejection(start)? {
            Error::InvalidFile { kind, .. } => Some(kind),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn other_kinds_of_files_are_detected() {
        let files: [(&[u8], &str); 9] = [
            (b"\x89PNG\r\n\x1a\n\0\0", "png"),
            (b"%PDF-1.7\n", "pdf"),
            (b"PK\x03\x04\x14\0[Content_Types].xml", "xlsx"),
            (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "ods"),
            (b"PK\x03\x04contacts.csv", "zip"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
            (b"\xef\xbb\xbf\r\n<!DOCTYPE html><title>x", "html"),
            (b"[{\"name\": \"Alice\"}]", "json"),
            (b"BEGIN:VCARD\r\n", "vcard"),
        ];
        for (file, kind) in files {
            assert_eq!(kind_of(file), Some(kind));
        }
        assert!(rejection_of_text(b"\x01\x02\0\0abc\x03").is_some());
        assert!(rejection_of_text(b"name,email,phone,tags\nNull\0,n@example.com,6,\n").is_none());
        for csv in [&b"name,email\n"[..], b"", b"PK,name\n", b"[name],email\n", b"<name>;x\n"] {
            assert_eq!(kind_of(csv), None);
        }
    }
}
